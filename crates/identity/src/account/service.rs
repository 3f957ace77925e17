//! What can be done with accounts: make, give rights, stop, change the password, list.

use super::model::{Account, AccountQuery, AccountState, Language, NewAccount, tidy_grants};
use super::password::PasswordHash;
use super::store;
use crate::power::Power;
use crate::rights::{ANSWER_PRIVACY_REQUESTS, MANAGE_ACCOUNTS, Rights};
use crate::subject_kind;
use crate::{IdentityError, organisation, person, session, text};
use guildhall_kernel::{AccountId, Actor, Grant, SessionId, Standing};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;

/// Most accounts that one call returns.
pub const PAGE_MAX: u32 = 500;

const NOT_FOUND: IdentityError = IdentityError::NotFound { what: "account" };

/// Makes an account. One of the three powers comes later, by [`power::service`](crate::power::service).
///
/// # Errors
/// [`IdentityError::LoginTaken`], [`IdentityError::Denied`] for the organisation or for a right given,
/// [`IdentityError::PowerNeedsTwo`] for a power,
/// [`IdentityError::NotFound`] for organisation or person, [`IdentityError::UnknownRole`],
/// [`IdentityError::InvalidClearance`], [`IdentityError::InvalidName`].
pub async fn create(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    new: NewAccount,
) -> Result<Account, IdentityError> {
    let realm = work.realm();
    let organisation = organisation::service::get(work, new.org).await?;
    if organisation.realm != realm {
        return Err(IdentityError::NotFound { what: "organisation" });
    }
    rights.require_in(actor, MANAGE_ACCOUNTS, &organisation.path)?;
    let grants = allowed_grants(rights, actor, new.grants)?;
    if let Some(person) = new.person {
        person::service::require_seen(work, rights, actor, person).await?;
    }
    let account = Account {
        id: work.new_id(),
        realm,
        login: new.login,
        name: text::name(&new.name)?,
        person: new.person,
        org: organisation.id,
        org_path: organisation.path,
        state: AccountState::Active,
        language: new.language,
        grants,
        standing: Standing::default(),
        password_changed_at: work.now(),
        must_change_password: new.must_change_password,
        created_at: work.now(),
        signed_in_at: None,
        password_hash: new.password,
    };
    add(work, actor, &account).await?;
    Ok(account)
}

/// Reserves the login name and writes the account; the caller has decided that it may be made.
pub(crate) async fn add(work: &mut Work, actor: &Actor, account: &Account) -> Result<(), IdentityError> {
    if !store::reserve(work, &account.login, account.id).await? {
        return Err(IdentityError::LoginTaken);
    }
    store::insert(work, account).await?;
    note_change(work, actor, "account.created", account).await
}

/// Replaces the rights of an account; they hold from its next request.
///
/// # Errors
/// [`IdentityError::NotFound`], [`IdentityError::Denied`] for a right outside the actor's own branches, those taken
/// away included, [`IdentityError::OwnAccount`], [`IdentityError::PowerNeedsTwo`] when the account holds one of the
/// three powers or is to get one, [`IdentityError::UnknownRole`], [`IdentityError::InvalidClearance`].
pub async fn set_grants(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: AccountId,
    grants: Vec<Grant>,
) -> Result<Account, IdentityError> {
    let account = managed(work, rights, actor, id).await?;
    let grants = allowed_grants(rights, actor, grants)?;
    for lost in account.grants.iter().filter(|held| !grants.contains(held)) {
        rights.require_in(actor, MANAGE_ACCOUNTS, &lost.org_path)?;
    }
    put_grants(work, actor, account, grants).await
}

/// Writes the rights of an account; the caller has decided that they may be given.
pub(crate) async fn put_grants(
    work: &mut Work,
    actor: &Actor,
    mut account: Account,
    grants: Vec<Grant>,
) -> Result<Account, IdentityError> {
    account.grants = tidy_grants(grants)?;
    store::replace_grants(work, account.id, &account.grants).await?;
    note_change(work, actor, "account.grants-changed", &account).await?;
    Ok(account)
}

/// Lets an account sign in again, or stops it and ends its sessions.
///
/// # Errors
/// As [`set_grants`].
pub async fn set_state(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: AccountId,
    state: AccountState,
) -> Result<Account, IdentityError> {
    let account = managed(work, rights, actor, id).await?;
    put_state(work, actor, account, state).await
}

/// Writes the state of an account; the caller has decided that it may change.
pub(crate) async fn put_state(
    work: &mut Work,
    actor: &Actor,
    mut account: Account,
    state: AccountState,
) -> Result<Account, IdentityError> {
    account.state = state;
    store::set_state(work, account.id, state).await?;
    if state != AccountState::Active {
        session::store::delete_of_account(work, account.id, None).await?;
    }
    note_change(work, actor, "account.state-changed", &account).await?;
    Ok(account)
}

/// Gives an account a new first password, ends its sessions, and has it changed at the next sign-in.
///
/// # Errors
/// [`IdentityError::NotFound`], [`IdentityError::Denied`], [`IdentityError::OwnAccount`],
/// [`IdentityError::PowerNeedsTwo`] when it holds one of the three powers.
pub async fn reset_password(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: AccountId,
    password: PasswordHash,
) -> Result<Account, IdentityError> {
    let account = managed(work, rights, actor, id).await?;
    put_first_password(work, actor, account, password).await
}

/// Writes a first password and ends the sessions; the caller has decided that it may be given.
pub(crate) async fn put_first_password(
    work: &mut Work,
    actor: &Actor,
    mut account: Account,
    password: PasswordHash,
) -> Result<Account, IdentityError> {
    put_password(work, &mut account, password, true).await?;
    session::store::delete_of_account(work, account.id, None).await?;
    note_change(work, actor, "account.password-reset", &account).await?;
    Ok(account)
}

/// A change of the actor's own password, checked and hashed by
/// [`SignIn::prepare_password_change`](crate::sign_in::SignIn::prepare_password_change) before any unit of work is
/// opened.
#[derive(Debug)]
pub struct PasswordChange {
    pub(crate) account: Account,
    pub(crate) password: PasswordHash,
}

/// Sets the actor's own password and ends her other sessions.
///
/// # Errors
/// [`IdentityError::WrongPassword`] when the password was changed by somebody else since it was checked.
pub async fn change_password(
    work: &mut Work,
    actor: &Actor,
    change: PasswordChange,
    keep: Option<SessionId>,
) -> Result<(), IdentityError> {
    let mut account = own(work, actor).await?;
    if account.id != change.account.id || account.password_hash != change.account.password_hash {
        return Err(IdentityError::WrongPassword);
    }
    put_password(work, &mut account, change.password, false).await?;
    session::store::delete_of_account(work, account.id, keep).await?;
    note_change(work, actor, "account.password-changed", &account).await
}

/// Sets the language of the actor's own pages.
///
/// # Errors
/// [`IdentityError::NotFound`] when a part of the program acts.
pub async fn set_language(work: &mut Work, actor: &Actor, language: Language) -> Result<(), IdentityError> {
    let mut account = own(work, actor).await?;
    account.language = language;
    store::set_language(work, &account).await?;
    note_change(work, actor, "account.language-changed", &account).await
}

/// Returns the actor's own account.
///
/// # Errors
/// [`IdentityError::NotFound`] when a part of the program acts.
pub async fn own(connection: &mut Connection, actor: &Actor) -> Result<Account, IdentityError> {
    let id = actor.account().ok_or(NOT_FOUND)?;
    store::by_id(connection, actor.realm, id).await?.ok_or(NOT_FOUND)
}

/// Returns an account that the actor manages.
///
/// # Errors
/// [`IdentityError::NotFound`], also when she does not.
pub async fn get(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    id: AccountId,
) -> Result<Account, IdentityError> {
    let account = store::by_id(connection, connection.realm(), id)
        .await?
        .ok_or(NOT_FOUND)?;
    rights
        .require_in(actor, MANAGE_ACCOUNTS, &account.org_path)
        .map_err(|_| NOT_FOUND)?;
    Ok(account)
}

/// Returns the accounts that the actor manages by the pinyin of their names.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn list(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    query: &AccountQuery,
    limit: u32,
) -> Result<Vec<Account>, IdentityError> {
    let filter = rights.filter(actor, MANAGE_ACCOUNTS);
    Ok(store::list(connection, &filter, query, limit.min(PAGE_MAX)).await?)
}

/// Returns an account without asking for rights: for the program's own watching.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn known(connection: &mut Connection, id: AccountId) -> Result<Option<Account>, IdentityError> {
    let realm = connection.realm();
    Ok(store::by_id(connection, realm, id).await?)
}

/// Returns the names behind account ids that a page shows, in no order.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn names_of(
    connection: &mut Connection,
    ids: &[AccountId],
) -> Result<Vec<(AccountId, String)>, IdentityError> {
    Ok(store::names_of(connection, ids).await?)
}

/// Loads an account that the actor alone may change: one that she manages, not her own, without a power.
pub(crate) async fn managed(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: AccountId,
) -> Result<Account, IdentityError> {
    let account = get(work, rights, actor, id).await?;
    if actor.account() == Some(id) {
        Err(IdentityError::OwnAccount)
    } else if Power::of(&account.grants).is_some() {
        Err(IdentityError::PowerNeedsTwo)
    } else {
        Ok(account)
    }
}

/// Checks that each role exists, is no power, and that the actor manages accounts where it is given.
pub(super) fn allowed_grants(
    rights: &Rights,
    actor: &Actor,
    grants: Vec<Grant>,
) -> Result<Vec<Grant>, IdentityError> {
    let grants = tidy_grants(grants)?;
    for grant in &grants {
        if !rights.roles().any(|role| role == grant.role) {
            return Err(IdentityError::UnknownRole(grant.role.clone()));
        }
        if Power::from_code(&grant.role).is_some() {
            return Err(IdentityError::PowerNeedsTwo);
        }
        rights.require_in(actor, MANAGE_ACCOUNTS, &grant.org_path)?;
    }
    Ok(grants)
}

/// Gives the owner of an account another name and returns the one before, for whoever answers requests there.
pub(crate) async fn rename(
    work: &mut Work,
    (rights, actor): (&Rights, &Actor),
    id: AccountId,
    name: &str,
) -> Result<String, IdentityError> {
    let realm = work.realm();
    let mut account = store::by_id(work, realm, id).await?.ok_or(NOT_FOUND)?;
    rights.require_in(actor, ANSWER_PRIVACY_REQUESTS, &account.org_path)?;
    let before = std::mem::replace(&mut account.name, name.to_owned());
    if before != account.name {
        store::set_name(work, &account).await?;
        note_change(work, actor, "account.renamed", &account).await?;
    }
    Ok(before)
}

async fn put_password(
    work: &mut Work,
    account: &mut Account,
    password: PasswordHash,
    must_change: bool,
) -> Result<(), IdentityError> {
    account.password_hash = password;
    account.password_changed_at = work.now();
    account.must_change_password = must_change;
    Ok(store::set_password(work, account).await?)
}

pub(super) async fn note_change(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    account: &Account,
) -> Result<(), IdentityError> {
    let subject = Subject {
        kind: subject_kind::ACCOUNT,
        id: account.id.uuid(),
        digest: Some(account.digest()),
    };
    let details = json!({ "state": account.state, "grants": account.grants });
    Ok(note(work, actor, action, subject, details).await?)
}
