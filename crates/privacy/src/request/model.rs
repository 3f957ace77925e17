//! A request and its answer, without a database.

use crate::PrivacyError;
use guildhall_identity::person::Correction;
use guildhall_kernel::{AccountId, ContentHash, OrgPath, PersonId, Timestamp};
use guildhall_store::coded;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// What is asked for (请求事项).
    RequestKind {
        /// To see what is held (查阅, PIPL Article 45).
        Access = "access",
        /// A copy of it (复制, Article 45).
        Copy = "copy",
        /// To put it right (更正、补充, Article 46).
        Correction = "correction",
        /// To delete it (删除, Article 47).
        Erasure = "erasure",
        /// To take a consent back that stands nowhere on the page (撤回同意, Article 15).
        Withdrawal = "withdrawal",
    }
}

coded! {
    /// How far a request has come (办理状态).
    RequestState {
        /// It waits for an officer.
        Received = "received",
        /// An officer took it up.
        InWork = "in-work",
        /// It was answered.
        Answered = "answered",
        /// Nothing follows any more.
        Closed = "closed",
    }
}

coded! {
    /// What came of a request (办理结果).
    Outcome {
        /// All that was asked for.
        Granted = "granted",
        /// Some of it.
        Partly = "partly",
        /// Nothing of it.
        Refused = "refused",
        /// Who asked took it back.
        TakenBack = "taken-back",
    }
}

coded! {
    /// What the program can erase (可删除的内容).
    Erasure {
        /// The phone number in the staff directory.
        Phone = "phone",
        /// The date of birth in the staff directory.
        BirthDate = "birth_date",
        /// Remembered devices, and with them all open sessions.
        Devices = "devices",
    }
}

/// A request to be made.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// What is asked for.
    pub kind: RequestKind,
    /// In her own words.
    pub wish: String,
}

/// Something that was done for a request; values of the directory are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// `name`, `phone`, `birth_date` or `devices`.
    pub what: String,
    /// As it was.
    pub before: String,
    /// As it is; empty when it was erased.
    pub after: String,
}

/// A request, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: Uuid,
    /// Who asks.
    pub account: AccountId,
    /// Who she is in the staff directory.
    pub person: Option<PersonId>,
    /// The branch of her account.
    pub org_path: OrgPath,
    /// What is asked for.
    pub kind: RequestKind,
    /// In her own words.
    pub wish: String,
    /// How far it has come.
    pub state: RequestState,
    /// When it came.
    pub received_at: Timestamp,
    /// When it must be answered.
    pub due_at: Timestamp,
    /// Who took it up.
    pub officer: Option<AccountId>,
    /// When.
    pub begun_at: Option<Timestamp>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// What was answered.
    pub answer: String,
    /// What was done.
    pub done: Vec<Done>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// An answer, with what is done in the directory for it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What comes of it.
    pub outcome: Outcome,
    /// What the person is told; the reason, when something is refused.
    pub text: String,
    /// What is put right.
    pub correction: Correction,
    /// What is erased.
    pub erasure: Vec<Erasure>,
}

impl Request {
    /// Says whether it still waits for its answer.
    pub fn is_open(&self) -> bool {
        matches!(self.state, RequestState::Received | RequestState::InWork)
    }

    /// Says whether its answer is late.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.is_open() && self.due_at <= now
    }

    /// Returns the digest of the row, as the ledger keeps it.
    pub(crate) fn digest(&self) -> ContentHash {
        let micros = |instant: Option<Timestamp>| instant.map(Timestamp::as_micros);
        let state = serde_json::json!([
            self.id,
            [self.account.to_string(), self.org_path.to_string()],
            self.person,
            [self.kind.code(), self.state.code()],
            [&self.wish, &self.answer],
            self.outcome,
            self.officer,
            self.done,
            [self.received_at.as_micros(), self.due_at.as_micros()],
            [
                micros(self.begun_at),
                micros(self.answered_at),
                micros(self.closed_at)
            ],
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

impl Answer {
    /// Refuses an answer that does something which was not asked for, or says no and does it all the same.
    pub(crate) fn check(&self, kind: RequestKind) -> Result<(), PrivacyError> {
        let corrects = !self.correction.is_empty();
        let erases = !self.erasure.is_empty();
        let fits = match self.outcome {
            Outcome::TakenBack => false,
            Outcome::Refused => !corrects && !erases,
            Outcome::Granted | Outcome::Partly => {
                (!corrects || kind == RequestKind::Correction) && (!erases || kind == RequestKind::Erasure)
            }
        };
        fits.then_some(()).ok_or(PrivacyError::AnswerDoesNotFit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_does_only_what_was_asked_for_and_a_refusal_does_nothing() {
        let answer = |outcome, name: Option<&str>, erasure: &[Erasure]| Answer {
            outcome,
            text: "已处理".to_owned(),
            correction: Correction {
                name: name.map(str::to_owned),
                phone: None,
            },
            erasure: erasure.to_vec(),
        };
        let fits = |answer: Answer, kind| answer.check(kind).is_ok();
        assert!(fits(
            answer(Outcome::Granted, Some("王芳"), &[]),
            RequestKind::Correction
        ));
        assert!(fits(
            answer(Outcome::Partly, None, &[Erasure::Phone]),
            RequestKind::Erasure
        ));
        assert!(fits(answer(Outcome::Granted, None, &[]), RequestKind::Copy));
        assert!(!fits(
            answer(Outcome::Granted, Some("王芳"), &[]),
            RequestKind::Erasure
        ));
        assert!(!fits(
            answer(Outcome::Granted, None, &[Erasure::Phone]),
            RequestKind::Copy
        ));
        assert!(!fits(
            answer(Outcome::Refused, Some("王芳"), &[]),
            RequestKind::Correction
        ));
        assert!(!fits(answer(Outcome::TakenBack, None, &[]), RequestKind::Copy));
    }
}
