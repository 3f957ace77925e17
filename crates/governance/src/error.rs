//! Everything that can go wrong in this room, and what the person can do about it.

use guildhall_identity::IdentityError;
use guildhall_identity::rights::rules::RulesFault;
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum GovernanceError {
    /// There is no such edition.
    #[error("the edition does not exist")]
    NotFound,
    /// The texts do not compile, or cases come out otherwise.
    #[error(transparent)]
    Unfit(#[from] RulesFault),
    /// A file is the law, or none of the installation's.
    #[error("the file {name} cannot be changed by an edition")]
    UnknownFile {
        /// Its name.
        name: String,
    },
    /// A text is longer than [`crate::edition::TEXT_MAX`].
    #[error("a text is too long")]
    TooLong,
    /// It says what is in force already.
    #[error("nothing would change")]
    Same,
    /// Another proposal waits.
    #[error("another proposal waits already")]
    Open,
    /// The proposal was decided, taken back, or has lapsed.
    #[error("the proposal does not wait any more")]
    Closed,
    /// Nobody decides what she proposed.
    #[error("another power has to decide")]
    OwnProposal,
    /// A reason is missing.
    #[error("the reason is missing")]
    ReasonMissing,
    /// The proof that it compiles belongs to other texts; a fault of the program.
    #[error("the edition was not checked")]
    Unchecked,
    /// The compilation was stopped.
    #[error("the check was interrupted")]
    Interrupted,
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

impl Explain for GovernanceError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "edition-not-found",
            Self::Unfit(_) => "edition-unfit",
            Self::UnknownFile { .. } => "edition-unknown-file",
            Self::TooLong => "edition-too-long",
            Self::Same => "edition-same",
            Self::Open => "edition-open",
            Self::Closed => "edition-closed",
            Self::OwnProposal => "edition-own-proposal",
            Self::ReasonMissing => "edition-reason-missing",
            Self::Unchecked | Self::Interrupted => "edition-unchecked",
            Self::Identity(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unfit(fault) => vec![("because", fault.to_string())],
            Self::UnknownFile { name } => vec![("name", name.clone())],
            Self::Identity(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Unfit(_) | Self::UnknownFile { .. } | Self::ReasonMissing => ErrorKind::Invalid,
            Self::TooLong => ErrorKind::TooLarge,
            Self::Same | Self::Open | Self::Closed => ErrorKind::Conflict,
            Self::OwnProposal => ErrorKind::Denied,
            Self::Unchecked | Self::Interrupted => ErrorKind::Internal,
            Self::Identity(error) => error.kind(),
            Self::Ledger(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }
}
