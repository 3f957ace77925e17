//! What can go wrong in this room, and what the person can do about it.

use guildhall_identity::{Denied, IdentityError};
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// There is no such alert, or the actor may not know of it.
    #[error("no such alert")]
    NoSuchAlert,
    /// The alert is closed.
    #[error("the alert is closed")]
    AlertClosed,
    /// The alert is about the actor herself or about an administrator of her power.
    #[error("an administrator of another power decides")]
    OtherHand,
    /// What is to be written down is too short or too long.
    #[error("a finding or reason has 10 to 2000 characters")]
    TextLength,
    /// The limit of the day would be passed.
    #[error("{left} of {limit} records are left today")]
    ExportLimit {
        /// What is left today.
        left: i64,
        /// The limit.
        limit: i64,
    },
    /// More was found than goes into one file.
    #[error("{found} records were found, {most} go into a file")]
    ExportTooLarge {
        /// What was found.
        found: u64,
        /// What goes into a file.
        most: i64,
    },
    /// The limit is lifted for some hours only.
    #[error("the limit is lifted for 1 to {most} hours")]
    LiftHours {
        /// Hours at most.
        most: i64,
    },
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
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

impl Explain for WatchError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoSuchAlert => "no-such-alert",
            Self::AlertClosed => "alert-closed",
            Self::OtherHand => "alert-other-hand",
            Self::TextLength => "watch-text-length",
            Self::ExportLimit { .. } => "export-limit",
            Self::ExportTooLarge { .. } => "export-too-large",
            Self::LiftHours { .. } => "export-lift-hours",
            Self::Denied(error) => error.code(),
            Self::Identity(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::ExportLimit { left, limit } => {
                vec![("left", left.to_string()), ("limit", limit.to_string())]
            }
            Self::ExportTooLarge { found, most } => {
                vec![("found", found.to_string()), ("most", most.to_string())]
            }
            Self::LiftHours { most } => vec![("most", most.to_string())],
            Self::Identity(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NoSuchAlert => ErrorKind::NotFound,
            Self::AlertClosed => ErrorKind::Conflict,
            Self::OtherHand | Self::ExportLimit { .. } => ErrorKind::Denied,
            Self::TextLength | Self::LiftHours { .. } => ErrorKind::Invalid,
            Self::ExportTooLarge { .. } => ErrorKind::TooLarge,
            Self::Denied(error) => error.kind(),
            Self::Identity(error) => error.kind(),
            Self::Ledger(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }
}
