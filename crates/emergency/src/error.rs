//! What can go wrong in this room, and what the person can do about it.

use guildhall_identity::{Denied, IdentityError};
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum EmergencyError {
    /// There is no such plan, run, case file or letter, or the actor may not know of it.
    #[error("no such plan, run, case file or letter")]
    NotFound,
    /// What was typed is missing, too long, or not printable.
    #[error("the field {field} is empty, too long or not printable")]
    Field {
        /// The name of the field.
        field: &'static str,
    },
    /// An instant lies ahead, or two of them are in the wrong order.
    #[error("the time {field} lies ahead or before what it follows")]
    Time {
        /// The name of the field.
        field: &'static str,
    },
    /// Somebody else changed it meanwhile.
    #[error("somebody else changed it meanwhile")]
    Changed,
    /// It is closed.
    #[error("it is closed")]
    Closed,
    /// It is not closed.
    #[error("it is not closed")]
    NotClosed,
    /// The step was done or skipped before.
    #[error("the step was done or skipped before")]
    StepDone,
    /// A run ends when each step was done or skipped.
    #[error("{count} steps are open")]
    StepsOpen {
        /// How many.
        count: usize,
    },
    /// A case file is closed when each clock was stopped or excused.
    #[error("{count} clocks are running")]
    ClocksRunning {
        /// How many.
        count: usize,
    },
    /// The clock was stopped or excused before.
    #[error("the clock was stopped before")]
    ClockStopped,
    /// The clock stops when its letter is sent.
    #[error("the clock stops when its letter is sent")]
    NeedsLetter,
    /// The letter was sent; what was sent is not changed.
    #[error("the letter was sent")]
    LetterSent,
    /// Nobody keeps the case file of what she herself may have done.
    #[error("another officer keeps this case file")]
    OwnCase,
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

impl Explain for EmergencyError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "emergency-not-found",
            Self::Field { .. } => "emergency-field",
            Self::Time { .. } => "emergency-time",
            Self::Changed => "emergency-changed",
            Self::Closed => "emergency-closed",
            Self::NotClosed => "emergency-not-closed",
            Self::StepDone => "emergency-step-done",
            Self::StepsOpen { .. } => "emergency-steps-open",
            Self::ClocksRunning { .. } => "emergency-clocks-running",
            Self::ClockStopped => "emergency-clock-stopped",
            Self::NeedsLetter => "emergency-needs-letter",
            Self::LetterSent => "emergency-letter-sent",
            Self::OwnCase => "emergency-own-case",
            Self::Denied(error) => error.code(),
            Self::Identity(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Field { field } | Self::Time { field } => vec![("field", (*field).to_owned())],
            Self::StepsOpen { count } | Self::ClocksRunning { count } => vec![("count", count.to_string())],
            Self::Identity(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Field { .. } | Self::Time { .. } | Self::NeedsLetter => ErrorKind::Invalid,
            Self::Changed
            | Self::Closed
            | Self::NotClosed
            | Self::StepDone
            | Self::StepsOpen { .. }
            | Self::ClocksRunning { .. }
            | Self::ClockStopped
            | Self::LetterSent => ErrorKind::Conflict,
            Self::OwnCase => ErrorKind::Denied,
            Self::Denied(error) => error.kind(),
            Self::Identity(error) => error.kind(),
            Self::Ledger(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }
}
