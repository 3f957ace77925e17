//! Who acted and what was done, in the language of the page.

use crate::fault::Fault;
use crate::locale::{self, Args, Locale};
use guildhall_identity::account;
use guildhall_kernel::AccountId;
use guildhall_ledger::entry::Entry;
use guildhall_store::Connection;
use std::collections::{BTreeSet, HashMap};

/// Names of accounts by id.
pub type Names = HashMap<AccountId, String>;

/// Returns the names of the accounts that acted.
///
/// # Errors
/// When the database refuses.
pub async fn names(connection: &mut Connection, entries: &[(Entry, Option<u64>)]) -> Result<Names, Fault> {
    let ids: BTreeSet<AccountId> = entries
        .iter()
        .filter_map(|(entry, _)| account_of(&entry.actor))
        .collect();
    let ids: Vec<AccountId> = ids.into_iter().collect();
    Ok(account::service::names_of(connection, &ids)
        .await?
        .into_iter()
        .collect())
}

fn account_of(actor: &str) -> Option<AccountId> {
    actor.strip_prefix("account:")?.parse().ok()
}

/// Returns who acted, for people.
pub fn name(locale: Locale, names: &Names, actor: &str) -> String {
    match account_of(actor) {
        Some(id) => names.get(&id).cloned().unwrap_or_else(|| id.to_string()),
        None => {
            let program = actor.strip_prefix("program:").unwrap_or(actor);
            locale::t(locale, &format!("program-{program}"), &Args::none())
        }
    }
}

/// Returns what was done, for people.
pub fn action(locale: Locale, action: &str) -> String {
    locale::t(
        locale,
        &format!("action-{}", action.replace('.', "-")),
        &Args::none(),
    )
}
