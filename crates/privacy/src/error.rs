//! Everything that can go wrong in this room, and what the person can do about it.

use guildhall_identity::{Denied, IdentityError};
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum PrivacyError {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such entry, request, consent or assessment, or the actor may not know of it.
    #[error("the {what} does not exist")]
    NotFound {
        /// What was asked for.
        what: &'static str,
    },
    /// A field is empty, too long, or none of the values that it takes.
    #[error("the field {field} is empty, too long or unknown")]
    Field {
        /// Its name.
        field: &'static str,
    },
    /// An entry with a sensitive class of data does not say that it is sensitive.
    #[error("an entry with sensitive data must say so")]
    NotMarkedSensitive,
    /// Somebody else changed it meanwhile.
    #[error("it was changed by somebody else")]
    Changed,
    /// As many requests as one person may have open are open.
    #[error("{limit} requests are open already")]
    TooManyOpen {
        /// How many that are.
        limit: usize,
    },
    /// The step does not fit how far the request or assessment has come.
    #[error("it has come too far or not far enough for this")]
    WrongState,
    /// Nobody answers her own request.
    #[error("one's own request is answered by somebody else")]
    OwnRequest,
    /// Who drafted an assessment does not decide about it.
    #[error("who drafted an assessment does not approve it")]
    OwnDraft,
    /// The account that asked belongs to nobody in the staff directory, so nothing can be changed there.
    #[error("the account is linked to nobody in the staff directory")]
    NotLinked,
    /// An answer does something that was not asked for, or refuses and does it all the same.
    #[error("what is done does not fit the answer")]
    AnswerDoesNotFit,
    /// The text of a consent is not the one in force.
    #[error("the text was changed; read the new one first")]
    OldText,
    /// Only what was given can be withdrawn.
    #[error("this consent is not given")]
    NotGiven,
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

impl Explain for PrivacyError {
    fn code(&self) -> &'static str {
        match self {
            Self::Denied(error) => error.code(),
            Self::NotFound { .. } => "privacy-not-found",
            Self::Field { .. } => "privacy-field",
            Self::NotMarkedSensitive => "privacy-not-marked-sensitive",
            Self::Changed => "privacy-changed",
            Self::TooManyOpen { .. } => "privacy-too-many-open",
            Self::WrongState => "privacy-wrong-state",
            Self::OwnRequest => "privacy-own-request",
            Self::OwnDraft => "privacy-own-draft",
            Self::NotLinked => "privacy-not-linked",
            Self::AnswerDoesNotFit => "privacy-answer-does-not-fit",
            Self::OldText => "privacy-old-text",
            Self::NotGiven => "privacy-not-given",
            Self::Identity(error) => error.code(),
            Self::Ledger(_) => "ledger",
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Field { field } => vec![("field", (*field).to_owned())],
            Self::TooManyOpen { limit } => vec![("limit", limit.to_string())],
            Self::Identity(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::Field { .. } | Self::NotMarkedSensitive | Self::NotLinked | Self::AnswerDoesNotFit => {
                ErrorKind::Invalid
            }
            Self::Changed | Self::WrongState | Self::OldText | Self::NotGiven | Self::TooManyOpen { .. } => {
                ErrorKind::Conflict
            }
            Self::OwnRequest | Self::OwnDraft => ErrorKind::Denied,
            Self::Denied(error) => error.kind(),
            Self::Identity(error) => error.kind(),
            Self::Ledger(_) => ErrorKind::Internal,
            Self::Store(error) => error.kind(),
        }
    }
}
