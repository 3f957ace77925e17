//! Openings for those who know people from outside (外部身份): an identity provider, a directory that says who has left.
//!
//! They act as an arm of the security administrator over one branch, by a decision that she or the configuration made,
//! and may do there what she may do alone: nothing about her own account, nothing about the three powers.

use super::model::{Account, AccountState, Login};
use super::service::{allowed_grants, get, managed, note_change, put_grants, put_state};
use super::store;
use crate::person::service::by_staff_numbers;
use crate::power::Power;
use crate::rights::{MANAGE_ACCOUNTS, Rights};
use crate::{IdentityError, power, text};
use guildhall_kernel::{AccountId, Actor, Grant, OrgPath, RealmId};
use guildhall_store::{Connection, Work};

/// Returns the part of the program that acts for the security administrator over one branch.
pub fn arm(name: &'static str, realm: RealmId, branch: OrgPath) -> Actor {
    Actor {
        grants: vec![Power::Security.over(branch.clone())],
        ..Actor::program(name, realm, branch)
    }
}

/// Returns an account of the realm as it stands; for those who are told of it by something that they keep themselves.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn find(connection: &mut Connection, id: AccountId) -> Result<Option<Account>, IdentityError> {
    let realm = connection.realm();
    Ok(store::by_id(connection, realm, id).await?)
}

/// Returns the account with a login name, of those that the actor manages; nobody for what is no login name.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn by_login(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    login: &str,
) -> Result<Option<Account>, IdentityError> {
    let Ok(login) = Login::parse(login) else {
        return Ok(None);
    };
    let realm = connection.realm();
    match store::across_realms_find(connection, &login.key()).await? {
        Some((found, id)) if found == realm => seen(connection, rights, actor, id).await,
        _ => Ok(None),
    }
}

/// Returns the account of the person with a staff number, of those that the actor manages; nobody when she has none, or
/// more than one.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn by_staff_number(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    number: &str,
) -> Result<Option<Account>, IdentityError> {
    let people = by_staff_numbers(connection, &[number.trim().to_owned()]).await?;
    let [person] = people.as_slice() else {
        return Ok(None);
    };
    match store::of_person(connection, person.id, 2).await?.as_slice() {
        [id] => seen(connection, rights, actor, *id).await,
        _ => Ok(None),
    }
}

async fn seen(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    id: AccountId,
) -> Result<Option<Account>, IdentityError> {
    match get(connection, rights, actor, id).await {
        Ok(account) => Ok(Some(account)),
        Err(IdentityError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Gives an account another name to show.
///
/// # Errors
/// As [`set_grants`](super::service::set_grants), and [`IdentityError::InvalidName`].
pub async fn rename(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: AccountId,
    name: &str,
) -> Result<Account, IdentityError> {
    let mut account = managed(work, rights, actor, id).await?;
    account.name = text::name(name)?;
    store::set_name(work, &account).await?;
    note_change(work, actor, "account.renamed", &account).await?;
    Ok(account)
}

/// Gives an account some rights and takes others; what it holds besides may lie outside the actor's branch.
///
/// # Errors
/// As [`set_grants`](super::service::set_grants), for what is given and taken.
pub async fn change_grants(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: AccountId,
    (given, taken): (Vec<Grant>, &[Grant]),
) -> Result<Account, IdentityError> {
    let account = managed(work, rights, actor, id).await?;
    let given = allowed_grants(rights, actor, given)?;
    for lost in taken {
        rights.require_in(actor, MANAGE_ACCOUNTS, &lost.org_path)?;
    }
    let kept = account.grants.iter().filter(|held| !taken.contains(held));
    let grants = kept.cloned().chain(given).collect();
    put_grants(work, actor, account, grants).await
}

/// Locks the account of somebody who has left and ends her sessions, in this unit of work.
///
/// Unlike [`set_state`](super::service::set_state) it also stops who holds one of the three powers, unless nobody else
/// would hold it: a directory outside must be able to stop a leaver, and must not be able to lock the house.
///
/// # Errors
/// [`IdentityError::NotFound`] when the actor does not manage it, [`IdentityError::LastOfPower`].
pub async fn lock_leaver(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: AccountId,
) -> Result<Account, IdentityError> {
    let account = get(work, rights, actor, id).await?;
    power::service::require_successor(work, &account).await?;
    if account.state != AccountState::Active {
        return Ok(account);
    }
    put_state(work, actor, account, AccountState::Locked).await
}
