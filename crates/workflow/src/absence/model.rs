//! An absence, without a database.

use crate::WorkflowError;
use guildhall_kernel::{AccountId, ContentHash, Timestamp};
use uuid::Uuid;

/// Longest absence, in seconds: a year.
const SECS_MAX: i64 = 366 * 24 * 60 * 60;

/// An absence to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewAbsence {
    /// Who stands in.
    pub substitute: AccountId,
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
}

impl NewAbsence {
    /// Refuses an absence that is over, runs backwards, or lasts more than a year.
    pub(super) fn check(&self, now: Timestamp) -> Result<(), WorkflowError> {
        let secs = self.until.secs_since(self.from);
        match self.until > now && secs > 0 && secs <= SECS_MAX {
            true => Ok(()),
            false => Err(WorkflowError::Field { field: "until" }),
        }
    }
}

/// An absence as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// Its id.
    pub id: Uuid,
    /// Who is absent.
    pub account: AccountId,
    /// Who stands in (代理人).
    pub substitute: AccountId,
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
    /// When it was told.
    pub made_at: Timestamp,
    /// When the absent person ended it before its time.
    pub ended_at: Option<Timestamp>,
}

impl Absence {
    /// Returns the digest of the row, as the ledger keeps it.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            self.account,
            self.substitute,
            [
                self.from.as_micros(),
                self.until.as_micros(),
                self.made_at.as_micros()
            ],
            self.ended_at.map(Timestamp::as_micros),
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}
