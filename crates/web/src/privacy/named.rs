//! Words for the codes of the privacy room, and names for its accounts.

use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args, Locale};
use crate::view::{DoneRow, Mood, Notice};
use guildhall_identity::account::service as accounts;
use guildhall_kernel::AccountId;
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_privacy::{Done, Words};
use guildhall_store::Connection;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// What was done just before.
#[derive(Deserialize, Default)]
pub struct Before {
    /// The message that says so.
    #[serde(default)]
    done: String,
}

/// Where a list goes on.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Behind {
    /// When the last thing shown came, in microseconds since 1970.
    at: Option<i64>,
    /// Its id.
    id: Option<Uuid>,
}

impl Behind {
    /// Returns the place of the last thing shown.
    pub fn key(&self) -> Option<(guildhall_kernel::Timestamp, Uuid)> {
        self.at.map(guildhall_kernel::Timestamp::from_micros).zip(self.id)
    }
}

impl Before {
    /// Returns the sentence about what was done, of those that a page knows.
    pub fn notice(&self, member: &Member, known: &[&'static str]) -> Option<Notice> {
        let key = known.iter().find(|key| **key == self.done)?;
        Some(Notice {
            mood: Mood::Good,
            text: locale::t(member.visit.locale, key, &Args::none()),
        })
    }
}

/// Returns the word for a code of the privacy room.
pub fn code(locale: Locale, code: &str) -> String {
    locale::t(locale, &format!("privacy-is-{code}"), &Args::none())
}

/// Returns a text in the language of the page.
pub fn said(member: &Member, words: &Words) -> String {
    words.said(member.visit.locale == Locale::En).to_owned()
}

/// Returns what was done, for people.
pub fn done(locale: Locale, done: &[Done]) -> Vec<DoneRow> {
    let row = |step: &Done| DoneRow {
        what: code(locale, &step.what),
        before: step.before.clone(),
        after: step.after.clone(),
    };
    done.iter().map(row).collect()
}

/// Returns the names of accounts by id.
///
/// # Errors
/// When the database refuses.
pub async fn names(
    connection: &mut Connection,
    ids: impl Iterator<Item = AccountId>,
) -> Result<HashMap<AccountId, String>, Fault> {
    let ids: BTreeSet<AccountId> = ids.collect();
    let ids: Vec<AccountId> = ids.into_iter().collect();
    Ok(accounts::names_of(connection, &ids).await?.into_iter().collect())
}

/// Returns the name behind an id; the id of an account that is gone.
pub fn name(names: &HashMap<AccountId, String>, id: AccountId) -> String {
    names.get(&id).cloned().unwrap_or_else(|| id.to_string())
}

/// Returns an error that belongs onto the form it came from; any other is a fault of its own.
///
/// # Errors
/// Whatever the reader of the form cannot mend in it.
pub fn on_form<E: Explain + Into<Fault>>(error: E) -> Result<E, Fault> {
    match error.kind() {
        ErrorKind::Invalid | ErrorKind::Conflict => Ok(error),
        _ => Err(error.into()),
    }
}
