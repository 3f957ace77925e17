//! What can go wrong with a batch, and what the person can do about it.

use crate::ArchiveError;
use guildhall_identity::IdentityError;
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// There is no such batch, or somebody else made it.
    #[error("no such batch")]
    NotFound,
    /// No record was chosen, or none of them is in the actor's care.
    #[error("no record was chosen")]
    NothingChosen,
    /// More records than a batch takes.
    #[error("one batch takes at most {most} records")]
    TooMany {
        /// How many it takes.
        most: u32,
    },
    /// No field was given a value.
    #[error("nothing is to be changed")]
    NoChanges,
    /// A field is not one of those that are changed for many records at once.
    #[error("{0} is not changed for many records at once")]
    UnknownField(String),
    /// The batch has begun or is over.
    #[error("the batch is no draft")]
    NoDraft,
    /// The batch is over.
    #[error("the batch is over")]
    Over,
    /// Only what a batch changed in descriptions is put back, once, and after it has ended.
    #[error("there is nothing to put back")]
    NothingToUndo,
    /// The archive refused.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
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

impl Explain for BatchError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "no-such-batch",
            Self::NothingChosen => "batch-nothing-chosen",
            Self::TooMany { .. } => "batch-too-many",
            Self::NoChanges => "batch-no-changes",
            Self::UnknownField(_) => "batch-unknown-field",
            Self::NoDraft => "batch-no-draft",
            Self::Over => "batch-over",
            Self::NothingToUndo => "batch-nothing-to-undo",
            Self::Archive(error) => error.code(),
            Self::Identity(error) => error.code(),
            Self::Ledger(_) => "ledger",
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooMany { most } => vec![("most", most.to_string())],
            Self::UnknownField(field) => vec![("field", field.clone())],
            Self::Archive(error) => error.arguments(),
            Self::Identity(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::NothingChosen | Self::TooMany { .. } | Self::NoChanges | Self::UnknownField(_) => {
                ErrorKind::Invalid
            }
            Self::NoDraft | Self::Over | Self::NothingToUndo => ErrorKind::Conflict,
            Self::Archive(error) => error.kind(),
            Self::Identity(error) => error.kind(),
            Self::Ledger(_) => ErrorKind::Internal,
            Self::Store(error) => error.kind(),
        }
    }
}
