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
    let actors: BTreeSet<&String> = entries.iter().map(|(entry, _)| &entry.actor).collect();
    names_of(connection, &actors.into_iter().cloned().collect::<Vec<_>>()).await
}

/// Returns the names of the accounts among these actors.
///
/// # Errors
/// When the database refuses.
pub async fn names_of(connection: &mut Connection, actors: &[String]) -> Result<Names, Fault> {
    let ids: Vec<AccountId> = actors.iter().filter_map(|actor| account_of(actor)).collect();
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

/// Returns what was done, in the language of the standard for packages.
pub fn said_action(done: &str) -> String {
    action(Locale::ZhCn, done)
}

/// Returns what a part of the program is called, in the language of the standard for packages.
pub fn said_program(program: &str) -> String {
    locale::t(Locale::ZhCn, &format!("program-{program}"), &Args::none())
}
