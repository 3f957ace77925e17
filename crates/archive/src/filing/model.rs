//! A filing that waits for a yes, without a database.

use guildhall_kernel::{AccountId, ContentHash, RecordId, Timestamp};
use guildhall_store::coded;
use uuid::Uuid;

/// What a filing is called in the ledger, and to whoever decides about it.
pub const FILING: &str = "record-filing";

coded! {
    /// How a filing stands.
    FilingState {
        /// Others are deciding.
        Asked = "asked",
        /// It was approved; the program is about to give the number.
        Approved = "approved",
        /// The record has its number.
        Filed = "filed",
        /// It was refused.
        Refused = "refused",
        /// Whoever asked took it back.
        Withdrawn = "withdrawn",
        /// It was approved, and a check that blocks then failed.
        Blocked = "blocked",
    }
}

/// A filing that needs a yes (归档审批).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Its id.
    pub id: Uuid,
    /// The record.
    pub record: RecordId,
    /// Who asked.
    pub account: AccountId,
    /// How it stands.
    pub state: FilingState,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it ended, in whichever way.
    pub ended_at: Option<Timestamp>,
    /// Codes of the checks that kept it from being filed, one after the other; empty otherwise.
    pub blocked_by: String,
}

impl Filing {
    /// Says whether its record may not change yet.
    pub fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Returns the filing in another state; every state but *approved* is its end.
    pub(super) fn become_at(self, state: FilingState, now: Timestamp) -> Self {
        let is_end = !matches!(state, FilingState::Asked | FilingState::Approved);
        Self {
            state,
            ended_at: is_end.then_some(now),
            ..self
        }
    }

    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            self.record,
            self.account,
            self.state.code(),
            self.asked_at.as_micros(),
            self.ended_at.map(Timestamp::as_micros),
            self.blocked_by,
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filing_is_open_until_it_is_filed_or_given_up() {
        let at = |secs: i64| Timestamp::from_micros(1_795_141_800_000_000).plus_secs(secs);
        let asked = Filing {
            id: Uuid::from_u128(1),
            record: RecordId::from_uuid(Uuid::from_u128(2)),
            account: AccountId::from_uuid(Uuid::from_u128(3)),
            state: FilingState::Asked,
            asked_at: at(0),
            ended_at: None,
            blocked_by: String::new(),
        };
        let approved = asked.clone().become_at(FilingState::Approved, at(1));
        assert!(asked.is_open() && approved.is_open());
        assert_ne!(asked.digest(), approved.digest());
        let ends = [
            FilingState::Filed,
            FilingState::Refused,
            FilingState::Withdrawn,
            FilingState::Blocked,
        ];
        for end in ends {
            assert!(!approved.clone().become_at(end, at(2)).is_open());
        }
    }
}
