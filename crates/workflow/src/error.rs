//! What can go wrong in this room, and what the person can do about it.

use crate::run::Refusal;
use guildhall_identity::{Denied, IdentityError};
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum WorkflowError {
    /// There is no such run, task, definition or absence, or the actor may not know of it.
    #[error("no such run, task, definition or absence")]
    NotFound,
    /// What was typed is missing, too long, not printable, or no time ahead.
    #[error("the field {field} is empty, too long, not printable or no time ahead")]
    Field {
        /// The name of the field.
        field: &'static str,
    },
    /// A fact that the definition declares is missing or of another kind, or one is stated that it does not.
    #[error("the fact {fact} does not fit the definition")]
    Fact {
        /// The code of the fact.
        fact: String,
    },
    /// Somebody else decided meanwhile.
    #[error("somebody else decided meanwhile")]
    Changed,
    /// The run has ended.
    #[error("the run has ended")]
    Ended,
    /// From this seat was decided before.
    #[error("this seat has decided before")]
    AlreadyDecided,
    /// Nobody is there who could decide at the next step.
    #[error("nobody could decide at the next step")]
    Nobody,
    /// The run has not passed the step to which it was to go back.
    #[error("the run has not passed that step")]
    NotPassed,
    /// It was sent round too often; it can only be refused or withdrawn.
    #[error("the run was sent round too often")]
    TooLong,
    /// The other one may not decide such tasks, or has a seat already.
    #[error("the other person may not decide this, or is asked already")]
    NotAble,
    /// Nobody decides about what she started herself.
    #[error("nobody decides about her own matter")]
    OwnMatter,
    /// Another absence was told for a part of that time.
    #[error("another absence was told for a part of that time")]
    AbsentThen,
    /// The run does not follow a definition that was checked.
    #[error("the run does not follow its definition")]
    Broken,
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The identity room refused.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The ledger refused the entry.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refusal> for WorkflowError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Ended => Self::Ended,
            Refusal::NotSeated => Self::NotFound,
            Refusal::AlreadyDecided => Self::AlreadyDecided,
            Refusal::AlreadySeated => Self::NotAble,
            Refusal::Nobody => Self::Nobody,
            Refusal::NotPassed => Self::NotPassed,
            Refusal::TooLong => Self::TooLong,
            Refusal::OutOfTurn | Refusal::Broken => Self::Broken,
        }
    }
}

impl Explain for WorkflowError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "workflow-not-found",
            Self::Field { .. } => "workflow-field",
            Self::Fact { .. } => "workflow-fact",
            Self::Changed => "workflow-changed",
            Self::Ended => "workflow-ended",
            Self::AlreadyDecided => "workflow-already-decided",
            Self::Nobody => "workflow-nobody",
            Self::NotPassed => "workflow-not-passed",
            Self::TooLong => "workflow-too-long",
            Self::NotAble => "workflow-not-able",
            Self::OwnMatter => "workflow-own-matter",
            Self::AbsentThen => "workflow-absent-then",
            Self::Broken => "workflow-broken",
            Self::Denied(error) => error.code(),
            Self::Identity(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Field { field } => vec![("field", (*field).to_owned())],
            Self::Fact { fact } => vec![("fact", fact.clone())],
            Self::Identity(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Field { .. } | Self::Fact { .. } | Self::NotPassed | Self::NotAble => ErrorKind::Invalid,
            Self::Changed
            | Self::Ended
            | Self::AlreadyDecided
            | Self::Nobody
            | Self::TooLong
            | Self::AbsentThen => ErrorKind::Conflict,
            Self::OwnMatter => ErrorKind::Denied,
            Self::Broken => ErrorKind::Internal,
            Self::Denied(error) => error.kind(),
            Self::Identity(error) => error.kind(),
            Self::Ledger(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }
}
