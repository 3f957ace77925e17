//! A letter of a case file, without a database.

use guildhall_kernel::{AccountId, ContentHash, Timestamp};
use guildhall_store::coded;
use uuid::Uuid;

coded! {
    /// How far a letter has come.
    LetterState {
        /// It can be edited.
        Draft = "draft",
        /// It was sent.
        Sent = "sent",
    }
}

/// A letter to be drafted from a template.
#[derive(Debug, Clone)]
pub struct NewLetter<'v> {
    /// The code of the template.
    pub template: &'v str,
    /// Whether it is in English.
    pub in_english: bool,
    /// What stands in its places, in that language.
    pub values: crate::rules::Values<'v>,
}

/// A letter as it is kept (通知函).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its id.
    pub id: Uuid,
    /// The case file.
    pub incident: Uuid,
    /// The code of its template.
    pub template: String,
    /// The clock that stops when it is sent.
    pub stops: String,
    /// How far it has come.
    pub state: LetterState,
    /// Counts its changes.
    pub revision: u32,
    /// Its heading.
    pub title: String,
    /// To whom it goes.
    pub recipient: String,
    /// Its text.
    pub body: String,
    /// Who drafted it.
    pub drafted_by: AccountId,
    /// When.
    pub drafted_at: Timestamp,
    /// Who noted its sending, and when it was sent.
    pub sent: Option<(AccountId, Timestamp)>,
    /// By which way; empty until it is sent.
    pub way: String,
}

impl Letter {
    /// Returns the digest of the row, as the ledger keeps it.
    pub fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            [self.id, self.incident],
            [&self.template, &self.stops],
            self.state.code(),
            self.revision,
            [&self.title, &self.recipient, &self.body, &self.way],
            (self.drafted_by, self.drafted_at.as_micros()),
            self.sent.map(|(who, when)| (who, when.as_micros())),
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}
