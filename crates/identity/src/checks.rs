//! Rules between rows of this room that have no entry of their own in the ledger: reserved login names, sessions,
//! sealed secrets, numbers of organisations.

use crate::account::{self, login_key};
use crate::second_factor::service::{SECRET, bound_to};
use crate::{organisation, subject_kind};
use guildhall_kernel::{AccountId, SessionId};
use guildhall_keyring::KeyRing;
use guildhall_ledger::check::{Breach, Check};
use guildhall_ledger::{LedgerError, history};
use guildhall_store::{Connection, args, counter};
use std::sync::Arc;
use uuid::Uuid;

/// Rows in a page.
const PAGE: u32 = 500;
/// Most breaches of one rule that are named.
const BREACHES_MAX: usize = 1_000;

const RESERVED: &str = "SELECT COUNT(*) AS logins FROM account_login WHERE realm_id = $1";
const SESSIONS: &str = "SELECT id, account_id FROM session
    WHERE realm_id = $1 AND pending = 0 AND id > $2 ORDER BY id LIMIT $3";
const SECRETS: &str = "SELECT account_id, key_id, secret FROM second_factor
    WHERE realm_id = $1 AND account_id > $2 ORDER BY account_id LIMIT $3";

/// That each account has its login name reserved, and nothing else is.
#[derive(Debug, Clone, Copy, Default)]
pub struct LoginNames;

#[async_trait::async_trait]
impl Check for LoginNames {
    async fn breaches(&self, connection: &mut Connection) -> Result<Vec<Breach>, LedgerError> {
        let (mut breaches, mut after, mut accounts) = (Vec::new(), None, 0);
        loop {
            let page = account::store::after_id(connection, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id.uuid());
            accounts += page.len();
            for account in &page {
                let key = login_key(account.login.as_str());
                let holder = account::store::across_realms_find(connection, &key).await?;
                if holder != Some((account.realm, account.id)) && breaches.len() < BREACHES_MAX {
                    breaches.push(breach(
                        "login",
                        account.id.to_string(),
                        "leads to another account or to none",
                    ));
                }
            }
        }
        let values = args![connection.realm()];
        let reserved: i64 = connection.fetch_one(RESERVED, values).await?.get("logins")?;
        if usize::try_from(reserved) != Ok(accounts) && breaches.is_empty() {
            let which = format!("{reserved} reserved for {accounts} accounts");
            breaches.push(breach("login", which, "a login name was added"));
        }
        Ok(breaches)
    }
}

/// That each session was opened by a sign-in of its account.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpenedSessions;

#[async_trait::async_trait]
impl Check for OpenedSessions {
    async fn breaches(&self, connection: &mut Connection) -> Result<Vec<Breach>, LedgerError> {
        let (mut breaches, mut after) = (Vec::new(), Uuid::nil());
        loop {
            let values = args![connection.realm(), after, PAGE];
            let rows = connection.fetch_all(SESSIONS, values).await?;
            for row in &rows {
                let (session, account): (SessionId, AccountId) = (row.get("id")?, row.get("account_id")?);
                after = session.uuid();
                let asked = (subject_kind::ACCOUNT, account.uuid(), "session.signed-in");
                let is_told = history::mentions(connection, asked, &session.to_string()).await?;
                if !is_told && breaches.len() < BREACHES_MAX {
                    breaches.push(breach("session", session.to_string(), "no sign-in opened it"));
                }
            }
            if rows.is_empty() {
                return Ok(breaches);
            }
        }
    }
}

/// That the sealed secret of each authenticator app opens for its account.
#[derive(Debug, Clone)]
pub struct SealedSecrets(pub Arc<KeyRing>);

#[async_trait::async_trait]
impl Check for SealedSecrets {
    async fn breaches(&self, connection: &mut Connection) -> Result<Vec<Breach>, LedgerError> {
        let (mut breaches, mut after) = (Vec::new(), Uuid::nil());
        loop {
            let realm = connection.realm();
            let rows = connection.fetch_all(SECRETS, args![realm, after, PAGE]).await?;
            for row in &rows {
                let account: AccountId = row.get("account_id")?;
                after = account.uuid();
                let (key, secret): (String, Vec<u8>) = (row.get("key_id")?, row.get("secret")?);
                let opened = self.0.open(SECRET, &bound_to(realm, account), (&key, &secret));
                if opened.is_err() && breaches.len() < BREACHES_MAX {
                    breaches.push(breach(
                        "second factor",
                        account.to_string(),
                        "its secret does not open",
                    ));
                }
            }
            if rows.is_empty() {
                return Ok(breaches);
            }
        }
    }
}

/// That as many numbers were taken for organisations as there are below the top.
#[derive(Debug, Clone, Copy, Default)]
pub struct OrganisationNumbers;

#[async_trait::async_trait]
impl Check for OrganisationNumbers {
    async fn breaches(&self, connection: &mut Connection) -> Result<Vec<Breach>, LedgerError> {
        let taken = counter::taken(connection, organisation::service::NUMBERS).await?;
        let added = history::count(connection, organisation::service::ADDED).await?;
        let which = format!("{taken} numbers taken, {added} organisations added");
        Ok(match taken == added {
            true => Vec::new(),
            false => vec![breach("counter", which, "a counter was changed")],
        })
    }
}

fn breach(kind: &'static str, which: String, what: &'static str) -> Breach {
    Breach { kind, which, what }
}
