//! A use of a record (利用), without a database. One is one line of the register of use (利用登记).

use guildhall_kernel::{AccountId, ContentHash, RecordId, Timestamp};
use guildhall_store::coded;
use uuid::Uuid;

/// What a use is called in the ledger, and to whoever decides about it.
pub const SUBJECT_KIND: &str = "record-use";

/// Longest time for which one may ask, in days.
pub(super) const DAYS: std::ops::RangeInclusive<u32> = 1..=366;
/// Characters of a purpose.
pub(super) const PURPOSE_CHARS: std::ops::RangeInclusive<usize> = 4..=500;
const DAY_SECS: i64 = 24 * 60 * 60;

coded! {
    /// How a use stands.
    UseState {
        /// It was asked for.
        Asked = "asked",
        /// The record may be read until the time is over.
        Open = "open",
        /// It was refused.
        Refused = "refused",
        /// Whoever asked took it back.
        Withdrawn = "withdrawn",
        /// It was ended before its time (收回).
        Revoked = "revoked",
    }
}

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct AskUse {
    /// The archival code of the record.
    pub archival_code: String,
    /// What for, in her own words, 4 to 500 characters.
    pub purpose: String,
    /// For how many days, 1 to 366.
    pub days: u32,
}

/// A use as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Its id.
    pub id: Uuid,
    /// The record.
    pub record: RecordId,
    /// Who asked.
    pub account: AccountId,
    /// What for.
    pub purpose: String,
    /// For how many days.
    pub days: u32,
    /// How it stands.
    pub state: UseState,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Since when the record may be read.
    pub opened_at: Option<Timestamp>,
    /// Until when.
    pub until: Option<Timestamp>,
    /// When it was refused, taken back or ended before its time.
    pub ended_at: Option<Timestamp>,
    /// How many pages were looked at.
    pub looks: u32,
    /// When the last one was.
    pub last_look_at: Option<Timestamp>,
}

impl Use {
    /// Says whether the record may be read at an instant.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == UseState::Open && self.until.is_some_and(|until| now < until)
    }

    /// Says whether it is still being decided, or open at an instant.
    pub(super) fn is_alive(&self, now: Timestamp) -> bool {
        self.state == UseState::Asked || self.is_open(now)
    }

    /// Returns the use opened now, for the days that were asked for.
    pub(super) fn opened(self, now: Timestamp) -> Self {
        Self {
            state: UseState::Open,
            opened_at: Some(now),
            until: Some(now.plus_secs(i64::from(self.days) * DAY_SECS)),
            ..self
        }
    }

    /// Returns the use ended now.
    pub(super) fn ended(self, state: UseState, now: Timestamp) -> Self {
        Self {
            state,
            ended_at: Some(now),
            ..self
        }
    }

    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(crate) fn digest(&self) -> ContentHash {
        let micros = |at: Option<Timestamp>| at.map(Timestamp::as_micros);
        let state = serde_json::json!([
            self.id,
            self.record,
            self.account,
            [&self.purpose, self.state.code()],
            [self.days, self.looks],
            self.asked_at.as_micros(),
            [micros(self.opened_at), micros(self.until)],
            [micros(self.ended_at), micros(self.last_look_at)],
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_open_from_the_yes_until_its_days_are_over_or_it_is_ended() {
        let at = |secs: i64| Timestamp::from_micros(1_795_141_800_000_000).plus_secs(secs);
        let asked = Use {
            id: Uuid::from_u128(1),
            record: RecordId::from_uuid(Uuid::from_u128(2)),
            account: AccountId::from_uuid(Uuid::from_u128(3)),
            purpose: "核对职称".to_owned(),
            days: 2,
            state: UseState::Asked,
            asked_at: at(0),
            opened_at: None,
            until: None,
            ended_at: None,
            looks: 0,
            last_look_at: None,
        };
        assert!(!asked.is_open(at(1)) && asked.is_alive(at(1)));
        let open = asked.clone().opened(at(10));
        assert!(open.is_open(at(10)) && open.is_open(at(10 + 2 * DAY_SECS - 1)));
        assert!(!open.is_open(at(10 + 2 * DAY_SECS)) && !open.is_alive(at(10 + 2 * DAY_SECS)));
        assert_ne!(asked.digest(), open.digest());
        for state in [UseState::Refused, UseState::Withdrawn, UseState::Revoked] {
            assert!(!open.clone().ended(state, at(20)).is_alive(at(21)));
        }
    }
}
