//! What can be in the way of packing a record.

use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_package::PackageError;
use guildhall_vault::VaultError;

/// Why a record was not packed.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// The package cannot be made.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// A file cannot be fetched from the vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The file of the keys that sign packages cannot be read or written.
    #[error(transparent)]
    Key(#[from] LedgerError),
    /// The record is not filed yet, so it has no number to go by.
    #[error("the record is not filed")]
    NotFiled,
    /// There is no such kind of package.
    #[error("{0:?} is no kind of package")]
    UnknownFormat(String),
    /// The machine has no place or time for it now.
    #[error("the package could not be written")]
    Scratch(#[source] std::io::Error),
}

impl Explain for DispatchError {
    fn code(&self) -> &'static str {
        match self {
            Self::Package(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Key(error) => error.code(),
            Self::NotFiled => "dispatch-not-filed",
            Self::UnknownFormat(_) => "dispatch-format",
            Self::Scratch(_) => "dispatch-scratch",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Package(error) => error.arguments(),
            Self::Vault(error) => error.arguments(),
            Self::Key(error) => error.arguments(),
            Self::NotFiled | Self::UnknownFormat(_) | Self::Scratch(_) => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Package(error) => error.kind(),
            Self::Vault(error) => error.kind(),
            Self::Key(error) => error.kind(),
            Self::NotFiled => ErrorKind::Conflict,
            Self::UnknownFormat(_) => ErrorKind::Invalid,
            Self::Scratch(_) => ErrorKind::Unavailable,
        }
    }
}
