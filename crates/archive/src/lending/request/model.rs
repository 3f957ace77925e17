//! A request to borrow (借阅申请), without a database.

use super::super::LendingError;
use guildhall_kernel::{AccountId, ContentHash, PersonId, RecordId, Timestamp};
use guildhall_store::coded;
use uuid::Uuid;

/// What a request is called in the ledger, and to whoever decides about it.
pub const LOAN_REQUEST: &str = "loan-request";

coded! {
    /// How a request stands.
    RequestState {
        /// It is being decided.
        Asked = "asked",
        /// It was approved; the original can be fetched.
        Approved = "approved",
        /// It was refused.
        Refused = "refused",
        /// Whoever asked took it back before it was decided.
        Withdrawn = "withdrawn",
        /// The original was handed out.
        Lent = "lent",
        /// It was approved and nobody needs the original any more, or the record is gone.
        Dropped = "dropped",
    }
}

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct AskLoan {
    /// The archival code of the record.
    pub archival_code: String,
    /// What for, 2 to 500 characters.
    pub purpose: String,
    /// For how many days; as the rules say when left out.
    pub days: Option<u32>,
}

/// A request as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanRequest {
    /// Its id.
    pub id: Uuid,
    /// The record.
    pub record: RecordId,
    /// Its archival code, frozen at filing.
    pub archival_code: String,
    /// Who asked.
    pub account: AccountId,
    /// The person of the union that she is: who will have the original.
    pub person: PersonId,
    /// What for.
    pub purpose: String,
    /// For how many days.
    pub days: u32,
    /// How it stands.
    pub state: RequestState,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it was approved, refused or taken back.
    pub decided_at: Option<Timestamp>,
    /// When it was handed out or dropped.
    pub ended_at: Option<Timestamp>,
    /// The loan that came of it.
    pub loan: Option<Uuid>,
}

impl LoanRequest {
    /// Says whether it is being decided or waits at the desk.
    pub fn is_alive(&self) -> bool {
        matches!(self.state, RequestState::Asked | RequestState::Approved)
    }

    /// Returns the request as it was decided.
    ///
    /// # Errors
    /// [`LendingError::RequestOver`] when it was decided before.
    pub(super) fn decided(self, state: RequestState, now: Timestamp) -> Result<Self, LendingError> {
        match self.state {
            RequestState::Asked => Ok(Self {
                state,
                decided_at: Some(now),
                ..self
            }),
            _ => Err(LendingError::RequestOver),
        }
    }

    /// Returns the request with the loan that came of it.
    ///
    /// # Errors
    /// [`LendingError::RequestOver`] unless it waits at the desk.
    pub(super) fn lent(self, loan: Uuid, now: Timestamp) -> Result<Self, LendingError> {
        let ended = self.ended(RequestState::Lent, now)?;
        Ok(Self {
            loan: Some(loan),
            ..ended
        })
    }

    /// Returns the request dropped while it waited at the desk.
    ///
    /// # Errors
    /// [`LendingError::RequestOver`].
    pub(super) fn dropped(self, now: Timestamp) -> Result<Self, LendingError> {
        self.ended(RequestState::Dropped, now)
    }

    fn ended(self, state: RequestState, now: Timestamp) -> Result<Self, LendingError> {
        match self.state {
            RequestState::Approved => Ok(Self {
                state,
                ended_at: Some(now),
                ..self
            }),
            _ => Err(LendingError::RequestOver),
        }
    }

    /// Returns the request ended because its record is gone, whatever it waited for.
    pub(super) fn without_record(self, now: Timestamp) -> Self {
        Self {
            state: RequestState::Dropped,
            ended_at: Some(now),
            ..self
        }
    }

    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(super) fn digest(&self) -> ContentHash {
        let micros = |at: Option<Timestamp>| at.map(Timestamp::as_micros);
        let state = serde_json::json!([
            [self.id.to_string(), self.record.to_string()],
            [self.account.to_string(), self.person.to_string()],
            [&self.archival_code, &self.purpose, self.state.code()],
            self.days,
            self.asked_at.as_micros(),
            [micros(self.decided_at), micros(self.ended_at)],
            self.loan,
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> LoanRequest {
        LoanRequest {
            id: Uuid::from_u128(1),
            record: RecordId::from_uuid(Uuid::from_u128(2)),
            archival_code: "Z001-WS·2026-D30-0001".to_owned(),
            account: AccountId::from_uuid(Uuid::from_u128(3)),
            person: PersonId::from_uuid(Uuid::from_u128(4)),
            purpose: "核对原件".to_owned(),
            days: 7,
            state: RequestState::Asked,
            asked_at: at(0),
            decided_at: None,
            ended_at: None,
            loan: None,
        }
    }

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_micros(1_795_141_800_000_000).plus_secs(secs)
    }

    #[test]
    fn only_what_was_approved_is_handed_out_or_dropped_and_only_once() {
        let loan = Uuid::from_u128(9);
        assert_eq!(asked().lent(loan, at(1)), Err(LendingError::RequestOver));
        assert_eq!(asked().dropped(at(1)), Err(LendingError::RequestOver));
        let approved = asked().decided(RequestState::Approved, at(1)).unwrap();
        assert!(approved.is_alive());
        let lent = approved.clone().lent(loan, at(2)).unwrap();
        assert!(!lent.is_alive() && lent.loan == Some(loan));
        assert_eq!(lent.clone().lent(loan, at(3)), Err(LendingError::RequestOver));
        assert_eq!(lent.dropped(at(3)), Err(LendingError::RequestOver));
        assert!(!approved.dropped(at(2)).unwrap().is_alive());
    }

    #[test]
    fn what_was_decided_is_not_decided_again_and_every_step_changes_the_digest() {
        let mut seen = vec![asked().digest()];
        for state in [
            RequestState::Approved,
            RequestState::Refused,
            RequestState::Withdrawn,
        ] {
            let decided = asked().decided(state, at(1)).unwrap();
            assert!(!seen.contains(&decided.digest()));
            seen.push(decided.digest());
            let again = decided.decided(RequestState::Approved, at(2));
            assert_eq!(again, Err(LendingError::RequestOver));
        }
    }
}
