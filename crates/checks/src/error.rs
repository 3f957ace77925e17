//! What can go wrong in this room, and what the person can do about it.

use guildhall_archive::ArchiveError;
use guildhall_identity::Denied;
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;
use guildhall_vault::VaultError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum ChecksError {
    /// The record is not filed: these checks of severity *block* failed.
    #[error("the checks {} failed", .0.join(", "))]
    Blocked(Vec<String>),
    /// The volume is not filed: these checks of severity *block* failed for a paper in it.
    #[error("the checks {} failed for paper {place}", .checks.join(", "))]
    PaperBlocked {
        /// The place of the paper, the first is 1.
        place: u32,
        /// Codes of the checks.
        checks: Vec<String>,
    },
    /// Only filed records are checked again.
    #[error("the record is not filed")]
    NotFiled,
    /// There is no such check in the last run, or nobody is asked to look at it.
    #[error("nobody is asked to look at this")]
    NothingToLookAt,
    /// The archive refused.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The ledger refused the entry.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The vault could not be asked.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for ChecksError {
    fn code(&self) -> &'static str {
        match self {
            Self::Blocked(_) => "checks-blocked",
            Self::PaperBlocked { .. } => "checks-paper-blocked",
            Self::NotFiled => "checks-not-filed",
            Self::NothingToLookAt => "checks-nothing-to-look-at",
            Self::Archive(error) => error.code(),
            Self::Denied(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Blocked(codes) => vec![("codes", codes.join(", "))],
            Self::PaperBlocked { place, checks } => {
                vec![("place", place.to_string()), ("codes", checks.join(", "))]
            }
            Self::Archive(error) => error.arguments(),
            Self::Vault(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Blocked(_) | Self::PaperBlocked { .. } => ErrorKind::Invalid,
            Self::NotFiled | Self::NothingToLookAt => ErrorKind::Conflict,
            Self::Archive(error) => error.kind(),
            Self::Denied(error) => error.kind(),
            Self::Ledger(error) => error.kind(),
            Self::Vault(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }
}
