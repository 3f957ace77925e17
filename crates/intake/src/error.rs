//! What can go wrong when papers come in.

use guildhall_archive::ArchiveError;
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_store::StoreError;
use guildhall_vault::VaultError;

/// A refusal by the inbox.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The file holds no bytes.
    #[error("the file is empty")]
    Empty,
    /// The sender hung up or its disk failed.
    #[error("the file did not arrive whole")]
    Interrupted(#[source] std::io::Error),
    /// There is no such paper, or the actor may not know of it.
    #[error("no such paper in the inbox")]
    NoSuchItem,
    /// A folder to be imported cannot be read.
    #[error("the folder {folder} cannot be read")]
    Folder {
        /// The folder.
        folder: String,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// The archive refused.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The vault refused.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for IntakeError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty-file",
            Self::Interrupted(_) => "upload-interrupted",
            Self::NoSuchItem => "no-such-paper",
            Self::Folder { .. } => "folder-unreadable",
            Self::Archive(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Folder { folder, .. } => vec![("folder", folder.clone())],
            Self::Archive(error) => error.arguments(),
            Self::Vault(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Empty | Self::Interrupted(_) | Self::Folder { .. } => ErrorKind::Invalid,
            Self::NoSuchItem => ErrorKind::NotFound,
            Self::Archive(error) => error.kind(),
            Self::Vault(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }
}
