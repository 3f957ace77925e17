//! Who asks about the rights of others (权限查问): the security administrator who gives them, the auditor who checks.

use super::{MANAGE_ACCOUNTS, Rights, VIEW_LEDGER};
use crate::account::{self, Account, Login};
use crate::{IdentityError, organisation};
use guildhall_kernel::Actor;
use guildhall_store::Connection;

/// Most accounts that are looked at together.
pub const ACCOUNTS_MAX: usize = 50_000;
const PAGE: u32 = 500;

/// Refuses who neither gives rights nor reads the ledger over the whole realm.
///
/// # Errors
/// [`IdentityError::Denied`].
pub async fn require_overseer(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
) -> Result<(), IdentityError> {
    let top = organisation::service::top(connection, actor.realm).await?;
    if !rights.allows_in(actor, VIEW_LEDGER, &top.path) {
        rights.require_in(actor, MANAGE_ACCOUNTS, &top.path)?;
    }
    Ok(())
}

/// Returns the account with this login name, for an overseer.
///
/// # Errors
/// [`IdentityError::Denied`], [`IdentityError::NotFound`].
pub async fn account_called(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    login: &str,
) -> Result<Account, IdentityError> {
    const NOT_FOUND: IdentityError = IdentityError::NotFound { what: "account" };
    require_overseer(connection, rights, actor).await?;
    let login = Login::parse(login).map_err(|_| NOT_FOUND)?;
    let found = account::store::across_realms_find(connection, &login.key()).await?;
    let (_, id) = found
        .filter(|(realm, _)| *realm == actor.realm)
        .ok_or(NOT_FOUND)?;
    account::store::by_id(connection, actor.realm, id)
        .await?
        .ok_or(NOT_FOUND)
}

/// Returns all accounts of the realm, at most [`ACCOUNTS_MAX`], for who gives rights over it.
///
/// # Errors
/// [`IdentityError::Denied`].
pub async fn all_accounts(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
) -> Result<Vec<Account>, IdentityError> {
    let top = organisation::service::top(connection, actor.realm).await?;
    rights.require_in(actor, MANAGE_ACCOUNTS, &top.path)?;
    let mut all: Vec<Account> = Vec::new();
    loop {
        let after = all.last().map(|account| account.id.uuid());
        let page = account::store::after_id(connection, after, PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        all.extend(page);
        if is_last || all.len() >= ACCOUNTS_MAX {
            return Ok(all);
        }
    }
}
