//! Who saw what (知悉范围): a neutral list that others gather, and the snapshot of it that is kept.

use guildhall_kernel::{AccountId, ContentHash, PersonId, RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most sightings of a snapshot.
pub const SIGHTINGS_MAX: usize = 5_000;

/// That an account did something with a record, and which persons the record names. Holds nothing of its contents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sighting {
    /// When.
    pub at: Timestamp,
    /// Whose account.
    pub account: AccountId,
    /// What was done, as a code such as `view`.
    pub act: String,
    /// The record.
    pub record: RecordId,
    /// Its archival code; none of a paper that is not filed.
    pub archival_code: Option<String>,
    /// The persons of the staff directory whom it names.
    pub persons: Vec<PersonId>,
}

/// What was gathered for the accounts and the time of a case file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sightings {
    /// Since when it was looked for.
    pub since: Timestamp,
    /// Up to when.
    pub until: Timestamp,
    /// Whether there is no more than this.
    pub is_complete: bool,
    /// The sightings, the oldest first.
    pub rows: Vec<Sighting>,
}

/// A snapshot as it is kept, with the text over which its digest goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSightings {
    /// Its id.
    pub id: Uuid,
    /// The case file.
    pub incident: Uuid,
    /// Who had it taken.
    pub taken_by: AccountId,
    /// When.
    pub taken_at: Timestamp,
    /// The content, as it is kept.
    pub text: String,
    /// The content.
    pub content: Sightings,
}

impl Sightings {
    /// Returns the different persons whom the records name.
    pub fn persons(&self) -> BTreeSet<PersonId> {
        self.rows
            .iter()
            .flat_map(|row| row.persons.iter().copied())
            .collect()
    }

    /// Returns the different records.
    pub fn records(&self) -> BTreeSet<RecordId> {
        self.rows.iter().map(|row| row.record).collect()
    }
}

impl KeptSightings {
    /// Returns the digest that the ledger keeps.
    pub fn digest(&self) -> ContentHash {
        digest(
            (self.id, self.incident),
            (self.taken_by, self.taken_at),
            &self.text,
        )
    }
}

/// Returns the digest of a snapshot from the columns of its row.
pub(super) fn digest(
    (id, incident): (Uuid, Uuid),
    (taken_by, taken_at): (AccountId, Timestamp),
    text: &str,
) -> ContentHash {
    let state = serde_json::json!([id, incident, taken_by, taken_at.as_micros(), text]);
    ContentHash::of(state.to_string().as_bytes())
}
