//! What can go wrong with a dossier, and what the person can do about it.

use crate::{ArchiveError, BatchError};
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum DossierError {
    /// There is no such dossier, or the actor has nothing to do with it.
    #[error("no such dossier")]
    NotFound,
    /// The actor keeps no dossiers where this one is to be opened.
    #[error("the actor may not open a dossier here")]
    NotHere,
    /// A field cannot stand as it is.
    #[error("{0} cannot stand as it is")]
    Field(&'static str),
    /// In this state the act is not possible.
    #[error("this is not possible while the dossier is {0}")]
    NotNow(&'static str),
    /// The actor does not owe this paper.
    #[error("somebody else gives this paper")]
    NotYours,
    /// The record is not there, not described, filed, or not in sight of the actor.
    #[error("the record cannot be put into a dossier")]
    NoSuchPaper,
    /// The record lies in a dossier already.
    #[error("the record lies in a dossier already")]
    Taken,
    /// As many papers as the slot takes are there.
    #[error("the slot takes at most {most}")]
    Full {
        /// How many it takes.
        most: u32,
    },
    /// Some papers are out of sight of whoever wants to file them.
    #[error("{papers} papers are out of sight")]
    OutOfSight {
        /// How many.
        papers: usize,
    },
    /// Its papers are being filed at this moment.
    #[error("the papers are being filed")]
    Filing,
    /// Somebody changed the dossier meanwhile.
    #[error("the dossier was changed by somebody else")]
    Changed,
    /// The batch was refused.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// The archive refused.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The ledger refused the entry.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for DossierError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "dossier-not-found",
            Self::NotHere => "dossier-not-here",
            Self::Field(_) => "dossier-field",
            Self::NotNow(_) => "dossier-not-now",
            Self::NotYours => "dossier-not-yours",
            Self::NoSuchPaper => "dossier-no-paper",
            Self::Taken => "dossier-taken",
            Self::Full { .. } => "dossier-full",
            Self::OutOfSight { .. } => "dossier-out-of-sight",
            Self::Filing => "dossier-filing",
            Self::Changed => "dossier-changed",
            Self::Batch(error) => error.code(),
            Self::Archive(error) => error.code(),
            Self::Ledger(_) => "ledger",
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Field(field) => vec![("field", (*field).to_owned())],
            Self::Full { most } => vec![("most", most.to_string())],
            Self::OutOfSight { papers } => vec![("papers", papers.to_string())],
            Self::Batch(error) => error.arguments(),
            Self::Archive(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::NotHere | Self::NotYours => ErrorKind::Denied,
            Self::Field(_) | Self::NoSuchPaper => ErrorKind::Invalid,
            Self::NotNow(_) | Self::Taken | Self::Full { .. } | Self::Filing | Self::Changed => {
                ErrorKind::Conflict
            }
            Self::OutOfSight { .. } => ErrorKind::Conflict,
            Self::Batch(error) => error.kind(),
            Self::Archive(error) => error.kind(),
            Self::Ledger(_) => ErrorKind::Internal,
            Self::Store(error) => error.kind(),
        }
    }
}
