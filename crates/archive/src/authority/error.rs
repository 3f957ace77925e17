//! What can go wrong with an authority record, and what the person can do about it.

use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// There is no such authority record.
    #[error("no such authority record")]
    NotFound,
    /// The actor keeps no records.
    #[error("only who keeps records keeps authority records")]
    Denied,
    /// A field cannot stand as it is.
    #[error("{0} cannot stand as it is")]
    Field(&'static str),
    /// More names than one record takes.
    #[error("at most {most} other names")]
    TooMany {
        /// How many it takes.
        most: u32,
    },
    /// Another authority record bears the name.
    #[error("{0} leads to another authority record")]
    Taken(String),
    /// No authority record bears the name that was given for an earlier body.
    #[error("{0} leads to no authority record")]
    Unknown(String),
    /// Somebody changed it meanwhile.
    #[error("the authority record was changed by somebody else")]
    Changed,
    /// The ledger refused the entry.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for AuthorityError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "authority-not-found",
            Self::Denied => "authority-denied",
            Self::Field(_) => "authority-field",
            Self::TooMany { .. } => "authority-too-many",
            Self::Taken(_) => "authority-taken",
            Self::Unknown(_) => "authority-unknown",
            Self::Changed => "authority-changed",
            Self::Ledger(_) => "ledger",
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Field(field) => vec![("field", (*field).to_owned())],
            Self::TooMany { most } => vec![("most", most.to_string())],
            Self::Taken(name) | Self::Unknown(name) => vec![("name", name.clone())],
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Denied => ErrorKind::Denied,
            Self::Field(_) | Self::TooMany { .. } | Self::Unknown(_) => ErrorKind::Invalid,
            Self::Taken(_) | Self::Changed => ErrorKind::Conflict,
            Self::Ledger(_) => ErrorKind::Internal,
            Self::Store(error) => error.kind(),
        }
    }
}
