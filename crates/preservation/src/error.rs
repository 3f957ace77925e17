//! What can go wrong in this room, and what the person can do about it.

use guildhall_archive::ArchiveError;
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_scanner::ScanError;
use guildhall_store::StoreError;
use guildhall_vault::VaultError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum PreservationError {
    /// The archive refused.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The vault could not be asked.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The virus scanner could not be asked.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for PreservationError {
    fn code(&self) -> &'static str {
        match self {
            Self::Archive(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Scan(_) => "scanner",
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Archive(error) => error.arguments(),
            Self::Vault(error) => error.arguments(),
            Self::Scan(_) => Vec::new(),
            Self::Store(error) => error.arguments(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Archive(error) => error.kind(),
            Self::Vault(error) => error.kind(),
            Self::Scan(_) => ErrorKind::Unavailable,
            Self::Store(error) => error.kind(),
        }
    }
}
