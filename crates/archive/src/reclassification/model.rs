//! A change of a secrecy level, without a database.

use guildhall_kernel::{AccountId, ContentHash, RecordId, Timestamp};
use guildhall_store::coded;
use uuid::Uuid;

/// What a change of a level is called in the ledger, and to whoever decides about it.
pub const RECLASSIFICATION: &str = "reclassification";
/// Characters of the basis.
pub const BASIS_CHARS: std::ops::RangeInclusive<usize> = 4..=500;

coded! {
    /// How a change of a level stands.
    ReclassificationState {
        /// Others are deciding.
        Asked = "asked",
        /// The record has its new level.
        Done = "done",
        /// It was refused.
        Refused = "refused",
        /// Whoever asked took it back.
        Withdrawn = "withdrawn",
        /// It was approved when the record was gone or no longer had the old level.
        Overtaken = "overtaken",
    }
}

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct AskReclassification {
    /// The record.
    pub record: RecordId,
    /// The level that it is to have, 0 to 3.
    pub level: i64,
    /// On what it rests: the deciding body, its document and date; 4 to 500 characters.
    pub basis: String,
}

/// A change of the secrecy level of a record (密级变更).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reclassification {
    /// Its id.
    pub id: Uuid,
    /// The record.
    pub record: RecordId,
    /// Who asked.
    pub account: AccountId,
    /// The level before.
    pub before: i64,
    /// The level after.
    pub after: i64,
    /// On what it rests.
    pub basis: String,
    /// How it stands.
    pub state: ReclassificationState,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it ended, in whichever way.
    pub ended_at: Option<Timestamp>,
}

impl Reclassification {
    /// Returns the change ended now.
    pub(super) fn ended(self, state: ReclassificationState, now: Timestamp) -> Self {
        Self {
            state,
            ended_at: Some(now),
            ..self
        }
    }

    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            self.record,
            self.account,
            [self.before, self.after],
            [self.basis.as_str(), self.state.code()],
            self.asked_at.as_micros(),
            self.ended_at.map(Timestamp::as_micros),
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}
