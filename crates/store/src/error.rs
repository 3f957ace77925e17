//! What can go wrong between the program and its database.

use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;

/// A failure of the database, or of what was found in it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Two rows claim the same unique value, or a row changed since it was read.
    #[error("conflict: {what}")]
    Conflict {
        /// What clashed.
        what: String,
    },
    /// A row cannot be what it claims to be.
    #[error("inconsistent data in {place}: {what}")]
    Inconsistent {
        /// Table and column.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// The disk of the database is full.
    #[error("the disk of the database is full")]
    DiskFull,
    /// The database did not answer in time or could not be reached.
    #[error("the database cannot be reached")]
    Unreachable(#[source] sqlx::Error),
    /// The schema is not what this program expects.
    #[error("schema: {0}")]
    Schema(String),
    /// Any other refusal by the database.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
}

impl StoreError {
    /// Makes an inconsistency error naming its place.
    pub fn inconsistent(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self::Inconsistent {
            place: place.into(),
            what: what.into(),
        }
    }

    /// Says whether a unique value was already taken.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }
}

/// SQLite's primary result code for a full disk.
const SQLITE_FULL: &str = "13";
/// PostgreSQL's code for a full disk.
const POSTGRES_DISK_FULL: &str = "53100";

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(inner) if inner.is_unique_violation() => Self::Conflict {
                what: inner.message().to_owned(),
            },
            sqlx::Error::Database(inner)
                if matches!(inner.code().as_deref(), Some(SQLITE_FULL | POSTGRES_DISK_FULL)) =>
            {
                Self::DiskFull
            }
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                Self::Unreachable(error)
            }
            _ => Self::Database(error),
        }
    }
}

impl Explain for StoreError {
    fn code(&self) -> &'static str {
        match self {
            Self::Conflict { .. } => "conflict",
            Self::Inconsistent { .. } => "inconsistent-data",
            Self::DiskFull => "disk-full",
            Self::Unreachable(_) => "database-unreachable",
            Self::Schema(_) | Self::Database(_) => "database",
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Conflict { .. } => ErrorKind::Conflict,
            Self::DiskFull | Self::Unreachable(_) => ErrorKind::Unavailable,
            Self::Inconsistent { .. } | Self::Schema(_) | Self::Database(_) => ErrorKind::Internal,
        }
    }
}
