//! What can go wrong between the house and its objects.

use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{ContentHash, Explain};
use guildhall_keyring::KeyError;
use guildhall_store::StoreError;
use std::io;

/// A failure of one replica.
#[derive(Debug, thiserror::Error)]
pub enum ReplicaError {
    /// The object is not there, or shorter than it must be.
    #[error("the object is missing or cut off")]
    Missing,
    /// The object was taken away and is still there.
    #[error("the object is still there")]
    Remains,
    /// There is no room for it.
    #[error("the disk is full")]
    DiskFull,
    /// The address or the key of a bucket cannot be used.
    #[error("the bucket cannot be set up: {0}")]
    Setup(String),
    /// The disk or the server refused.
    #[error("input or output")]
    Io(#[source] io::Error),
}

impl ReplicaError {
    /// Says whether the replica as a whole does not answer, rather than lacking one object.
    pub(crate) fn is_outage(&self) -> bool {
        !matches!(self, Self::Missing | Self::Remains)
    }
}

impl From<io::Error> for ReplicaError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof => Self::Missing,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}

/// A failure of the vault.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A replica has no room; nothing was kept.
    #[error("no room in replica {replica}")]
    DiskFull {
        /// Its name.
        replica: String,
    },
    /// A replica refused; nothing was kept.
    #[error("replica {replica}")]
    Replica {
        /// Its name.
        replica: String,
        /// What it said.
        #[source]
        source: ReplicaError,
    },
    /// The content is longer than allowed; nothing was kept.
    #[error("content is longer than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The sender stopped before the end; nothing was kept.
    #[error("the content could not be received to its end")]
    Source(#[source] io::Error),
    /// No such object.
    #[error("no object {hash}")]
    NotFound {
        /// Its hash.
        hash: ContentHash,
    },
    /// A piece of the object is harmed in every replica.
    #[error("object {hash} is damaged in every replica")]
    Lost {
        /// Its hash.
        hash: ContentHash,
    },
    /// The vault was opened without any replica.
    #[error("a vault needs a replica")]
    NoReplica,
    /// A key is missing, or does not open what it should.
    #[error("key")]
    Key(#[from] KeyError),
    /// A scratch or key file could not be read or written.
    #[error("file")]
    File(#[source] io::Error),
    /// Stopped because somebody asked.
    #[error("stopped on request")]
    Cancelled,
}

impl VaultError {
    /// Names the replica that failed.
    pub(crate) fn of_replica(replica: &str, source: ReplicaError) -> Self {
        let replica = replica.to_owned();
        match source {
            ReplicaError::DiskFull => Self::DiskFull { replica },
            source => Self::Replica { replica, source },
        }
    }
}

impl Explain for VaultError {
    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::DiskFull { .. } => "vault-disk-full",
            Self::Replica { .. } => "vault-replica",
            Self::TooLarge { .. } => "vault-too-large",
            Self::Source(_) => "vault-source",
            Self::NotFound { .. } => "vault-not-found",
            Self::Lost { .. } => "vault-lost",
            Self::NoReplica => "vault-no-replica",
            Self::Key(error) => error.code(),
            Self::File(_) => "vault-file",
            Self::Cancelled => "vault-cancelled",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Store(error) => error.arguments(),
            Self::DiskFull { replica } | Self::Replica { replica, .. } => vec![("replica", replica.clone())],
            Self::TooLarge { limit } => vec![("limit", limit.to_string())],
            Self::NotFound { hash } | Self::Lost { hash } => vec![("hash", hash.to_string())],
            Self::Key(error) => error.arguments(),
            Self::Source(error) | Self::File(error) => vec![("what", error.to_string())],
            Self::NoReplica | Self::Cancelled => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Store(error) => error.kind(),
            Self::DiskFull { .. } | Self::Replica { .. } => ErrorKind::Unavailable,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::Source(_) => ErrorKind::Invalid,
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::Lost { .. } | Self::NoReplica | Self::Key(_) | Self::File(_) => ErrorKind::Internal,
            Self::Cancelled => ErrorKind::Conflict,
        }
    }
}
