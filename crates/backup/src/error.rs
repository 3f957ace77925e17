//! What can go wrong between the house and its backups.

use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_keyring::KeyError;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;
use guildhall_vault::{ReplicaError, VaultError};

/// Why a backup was not made, not checked or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault or the originals of the backup refused.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The place of the backups cannot be read or written.
    #[error("the place of the backups cannot be read or written")]
    Place(#[from] object_store::Error),
    /// The address of the place cannot be used.
    #[error("the place of the backups cannot be used")]
    Address(#[from] ReplicaError),
    /// A file of the house cannot be read or written.
    #[error("the file {name} cannot be read or written")]
    File {
        /// Which one.
        name: String,
        /// What the disk said.
        #[source]
        source: std::io::Error,
    },
    /// Another program writes into this repository.
    #[error("another backup writes here")]
    Busy,
    /// There is no repository at this place.
    #[error("no backups are kept at this place")]
    NoRepository,
    /// The key ring does not open the repository.
    #[error("the key ring does not open these backups")]
    WrongKey(#[source] KeyError),
    /// Something in the repository is not as it was written.
    #[error("{what} is missing or not as it was written")]
    Damaged {
        /// What it is.
        what: String,
    },
    /// There is no such snapshot.
    #[error("no such snapshot")]
    NoSnapshot,
    /// A newer program made the snapshot.
    #[error("the snapshot knows {what}, this program does not")]
    Newer {
        /// A migration or version that this program does not know.
        what: String,
    },
    /// The target of a restore holds something.
    #[error("{what} is not empty")]
    NotEmpty {
        /// The target.
        what: String,
    },
    /// Stopped because somebody asked.
    #[error("stopped on request")]
    Cancelled,
}

impl BackupError {
    /// Names what is missing or changed in the repository.
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }

    /// Names the file that the disk refused.
    pub(crate) fn file(name: impl Into<String>, source: std::io::Error) -> Self {
        Self::File {
            name: name.into(),
            source,
        }
    }
}

impl Explain for BackupError {
    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Place(_) | Self::Address(_) => "backup-place",
            Self::File { .. } => "backup-file",
            Self::Busy => "backup-busy",
            Self::NoRepository => "backup-no-repository",
            Self::WrongKey(_) => "backup-wrong-key",
            Self::Damaged { .. } => "backup-damaged",
            Self::NoSnapshot => "backup-no-snapshot",
            Self::Newer { .. } => "backup-newer",
            Self::NotEmpty { .. } => "backup-not-empty",
            Self::Cancelled => "backup-cancelled",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Store(error) => error.arguments(),
            Self::Vault(error) => error.arguments(),
            Self::Ledger(error) => error.arguments(),
            Self::Place(error) => vec![("what", error.to_string())],
            Self::Address(error) => vec![("what", error.to_string())],
            Self::File { name, source } => vec![("what", format!("{name}: {source}"))],
            Self::Damaged { what } | Self::Newer { what } | Self::NotEmpty { what } => {
                vec![("what", what.clone())]
            }
            Self::Busy | Self::NoRepository | Self::WrongKey(_) | Self::NoSnapshot | Self::Cancelled => {
                Vec::new()
            }
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Store(error) => error.kind(),
            Self::Vault(error) => error.kind(),
            Self::Ledger(error) => error.kind(),
            Self::Place(_) | Self::Address(_) | Self::Busy => ErrorKind::Unavailable,
            Self::NoRepository | Self::NoSnapshot => ErrorKind::NotFound,
            Self::NotEmpty { .. } | Self::Cancelled => ErrorKind::Conflict,
            Self::Newer { .. } => ErrorKind::Invalid,
            Self::File { .. } | Self::WrongKey(_) | Self::Damaged { .. } => ErrorKind::Internal,
        }
    }
}
