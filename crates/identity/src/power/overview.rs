//! Looking on: who holds the powers, what is proposed, what waits for whom.
//!
//! Whoever may propose or decide in a branch sees what concerns it; nobody else does.

use super::model::{Power, PowerChange};
use super::service::{NO_ACCOUNT, NO_CHANGE, may_decide, subject_of};
use super::store;
use crate::IdentityError;
use crate::account::{self, Account, Login};
use crate::rights::{DECIDE_POWERS, PROPOSE_POWERS, PROPOSE_SECURITY_POWER, Rights};
use guildhall_kernel::{AccountId, Actor, OrgPath, Timestamp};
use guildhall_policy::Filter;
use guildhall_store::Connection;
use uuid::Uuid;

/// Most proposals, and most holders of a power, that one call returns.
pub const PAGE_MAX: u32 = 200;

/// The actions that let somebody see what is proposed and who holds what.
const SEEING: [&str; 3] = [PROPOSE_POWERS, PROPOSE_SECURITY_POWER, DECIDE_POWERS];

/// Returns a proposal that the actor may know of.
///
/// # Errors
/// [`IdentityError::NotFound`].
pub async fn get(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    id: Uuid,
) -> Result<PowerChange, IdentityError> {
    let change = store::by_id(connection, id).await?.ok_or(NO_CHANGE)?;
    if looks_on(rights, actor, &change.org_path) {
        Ok(change)
    } else {
        Err(NO_CHANGE)
    }
}

/// Returns the proposals that wait (`waiting`) or do not wait any more, the newest first, as far as the actor may know
/// of them.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn list(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    waiting: bool,
) -> Result<Vec<PowerChange>, IdentityError> {
    let seen = SEEING.map(|action| (*rights.filter(actor, action)).clone());
    let filter = Filter::Or(seen.to_vec()).normalised();
    Ok(store::list(connection, &filter, waiting, PAGE_MAX).await?)
}

/// Returns the accounts that hold a power and that the actor may know of, in the order of the powers.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn holders(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
) -> Result<Vec<Account>, IdentityError> {
    let mut holders = Vec::new();
    for power in Power::ALL {
        for id in store::with_role(connection, power.code(), PAGE_MAX).await? {
            let account = subject_of(connection, id).await?;
            if looks_on(rights, actor, &account.org_path) {
                holders.push(account);
            }
        }
    }
    Ok(holders)
}

/// Returns the account of a login name in this realm, for whoever has a part in changes of the powers there.
///
/// # Errors
/// [`IdentityError::NotFound`].
pub async fn candidate(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    login: &Login,
) -> Result<AccountId, IdentityError> {
    let realm = connection.realm();
    let found = account::store::across_realms_find(connection, &login.key()).await?;
    let (_, id) = found.filter(|(of, _)| *of == realm).ok_or(NO_ACCOUNT)?;
    let account = subject_of(connection, id).await?;
    if looks_on(rights, actor, &account.org_path) {
        Ok(id)
    } else {
        Err(NO_ACCOUNT)
    }
}

/// Says whether the actor has a part in changes of the powers anywhere: who holds one, and nobody else.
pub fn takes_part(rights: &Rights, actor: &Actor) -> bool {
    let mut branches = actor.grants.iter().map(|grant| &grant.org_path);
    branches.any(|branch| looks_on(rights, actor, branch))
}

/// Returns how many proposals wait for a decision that the actor may make.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn count_for(
    connection: &mut Connection,
    rights: &Rights,
    (actor, now): (&Actor, Timestamp),
) -> Result<usize, IdentityError> {
    if !takes_part(rights, actor) {
        return Ok(0);
    }
    let waiting = list(connection, rights, actor, true).await?;
    let hers = waiting
        .iter()
        .filter(|change| change.is_open(now) && may_decide(rights, actor, change));
    Ok(hers.count())
}

fn looks_on(rights: &Rights, actor: &Actor, branch: &OrgPath) -> bool {
    SEEING
        .iter()
        .any(|action| rights.allows_in(actor, action, branch))
}
