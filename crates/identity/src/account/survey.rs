//! What an inspection asks about accounts: counted in the database, and by name only for who holds a power.

use super::model::{Account, AccountState};
use super::store;
use crate::IdentityError;
use crate::power::{self, Power};
use crate::second_factor;
use guildhall_kernel::Timestamp;
use guildhall_store::{Connection, args};

const USE: &str = "SELECT COUNT(id) AS active,
    CAST(COALESCE(SUM(CASE WHEN COALESCE(signed_in_at, created_at) < $1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS unused
    FROM account WHERE realm_id = $2 AND state = $3";
const DUE: &str = "SELECT COUNT(id) AS due FROM account
    WHERE realm_id = $1 AND state = $2 AND must_change_password = 1 AND password_changed_at < $3";
/// Most holders of one power that are looked at.
const HOLDERS: u32 = 200;

/// How active accounts are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountUse {
    /// Accounts that can sign in.
    pub active: i64,
    /// Those of them that did not sign in since the moment asked about, and were made before it.
    pub unused: i64,
}

/// Somebody who holds a power (三权), and whether more than a password opens her account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The power.
    pub power: Power,
    /// Her name.
    pub name: String,
    /// Whether she has an authenticator app or a passkey.
    pub is_guarded: bool,
}

/// Returns how the active accounts of the connection's realm were used since a moment.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn account_use(connection: &mut Connection, since: Timestamp) -> Result<AccountUse, IdentityError> {
    let values = args![since, connection.realm(), AccountState::Active];
    let row = connection.fetch_one(USE, values).await?;
    Ok(AccountUse {
        active: row.get("active")?,
        unused: row.get("unused")?,
    })
}

/// Returns how many active accounts still have a password that somebody else set before a moment.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn first_passwords(connection: &mut Connection, before: Timestamp) -> Result<i64, IdentityError> {
    let values = args![connection.realm(), AccountState::Active, before];
    Ok(connection.fetch_one(DUE, values).await?.get("due")?)
}

/// Returns who holds the powers and can sign in, in the order of the powers.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn holders(connection: &mut Connection) -> Result<Vec<Holder>, IdentityError> {
    let realm = connection.realm();
    let mut holders = Vec::new();
    for power in Power::ALL {
        for id in power::store::with_role(connection, power.code(), HOLDERS).await? {
            let account: Option<Account> = store::by_id(connection, realm, id).await?;
            let Some(account) = account.filter(|account| account.state == AccountState::Active) else {
                continue;
            };
            holders.push(Holder {
                power: *power,
                is_guarded: second_factor::service::is_guarded(connection, &account).await?,
                name: account.name,
            });
        }
    }
    Ok(holders)
}
