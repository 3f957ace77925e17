//! What can go wrong, and what the person can do about it.

use guildhall_identity::{Denied, IdentityError};
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;
use guildhall_vault::VaultError;

/// A rule file that cannot be used; the program does not start with it.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {what}")]
pub struct RuleError {
    /// The file.
    pub file: String,
    /// What is wrong, and where in the file.
    pub what: String,
}

impl RuleError {
    pub(crate) fn new(file: &str, what: impl std::fmt::Display) -> Self {
        Self {
            file: file.to_owned(),
            what: what.to_string(),
        }
    }
}

/// A refusal by the inspection.
#[derive(Debug, thiserror::Error)]
pub enum InspectionError {
    /// No clause that a person can declare has this id.
    #[error("no clause {0} that a person declares")]
    NoSuchClause(String),
    /// A declaration says nothing, or too much.
    #[error("a declaration needs 1 to {max} characters")]
    NoteLength {
        /// Most characters.
        max: usize,
    },
    /// A declaration speaks of a day that has not come, or that is too long ago to count.
    #[error("the day of a declaration is not within the last {days} days")]
    WrongDay {
        /// Days for which a declaration counts.
        days: u32,
    },
    /// Somebody who holds no account declares.
    #[error("only a person declares")]
    NoPerson,
    /// A file of the machine could not be read.
    #[error("{what}: {error}")]
    Machine {
        /// The file.
        what: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// Something that was read has not the form that it should have.
    #[error("{what} has not the form that it should have")]
    Form {
        /// What was read.
        what: String,
    },
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The identity room refused.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The vault refused.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl InspectionError {
    pub(crate) fn machine(what: impl std::fmt::Display, error: std::io::Error) -> Self {
        Self::Machine {
            what: what.to_string(),
            error,
        }
    }

    pub(crate) fn form(what: impl std::fmt::Display) -> Self {
        Self::Form {
            what: what.to_string(),
        }
    }
}

impl Explain for InspectionError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoSuchClause(_) => "inspection-no-clause",
            Self::NoteLength { .. } => "inspection-note",
            Self::WrongDay { .. } => "inspection-day",
            Self::NoPerson => "inspection-no-person",
            Self::Machine { .. } => "inspection-machine",
            Self::Form { .. } => "inspection-form",
            Self::Denied(error) => error.code(),
            Self::Identity(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NoSuchClause(clause) => vec![("clause", clause.clone())],
            Self::NoteLength { max } => vec![("max", max.to_string())],
            Self::WrongDay { days } => vec![("days", days.to_string())],
            Self::Machine { what, .. } | Self::Form { what } => vec![("what", what.clone())],
            Self::NoPerson => Vec::new(),
            Self::Denied(error) => error.arguments(),
            Self::Identity(error) => error.arguments(),
            Self::Ledger(error) => error.arguments(),
            Self::Vault(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NoSuchClause(_) => ErrorKind::NotFound,
            Self::NoteLength { .. } | Self::WrongDay { .. } => ErrorKind::Invalid,
            Self::NoPerson => ErrorKind::Denied,
            Self::Machine { .. } | Self::Form { .. } => ErrorKind::Internal,
            Self::Denied(error) => error.kind(),
            Self::Identity(error) => error.kind(),
            Self::Ledger(error) => error.kind(),
            Self::Vault(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }
}
