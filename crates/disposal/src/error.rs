//! What can go wrong in this room, and what the person can do about it.

use guildhall_archive::ArchiveError;
use guildhall_identity::{Denied, IdentityError};
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;
use guildhall_vault::VaultError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum DisposalError {
    /// There is no such round, line or hold, or the actor may not know of it.
    #[error("no such round, line or hold")]
    NotFound,
    /// What was typed is missing, too long, or not printable.
    #[error("the field {field} is empty, too long or not printable")]
    Field {
        /// The name of the field.
        field: &'static str,
    },
    /// No record is due that is not in a round or under a hold already.
    #[error("nothing is due")]
    NothingDue,
    /// A hold that names nothing would cover everything.
    #[error("the hold covers nothing")]
    CoversNothing,
    /// The round has come further, or somebody else changed it meanwhile.
    #[error("the round was changed meanwhile")]
    Changed,
    /// The time between approval and destruction is not over.
    #[error("the waiting time is not over")]
    Waiting,
    /// Too few supervisors have checked the list.
    #[error("{missing} supervisors have not signed")]
    Unsigned {
        /// How many are missing.
        missing: usize,
    },
    /// Who proposed, approved, watches and carries out are different people.
    #[error("another person has to do this")]
    SamePerson,
    /// She has signed before.
    #[error("signed before")]
    Signed,
    /// The hold was lifted before.
    #[error("the hold was lifted before")]
    Lifted,
    /// A record is under a legal hold.
    #[error("{number} is under a hold")]
    Held {
        /// Its archival code.
        number: String,
    },
    /// Something of a destroyed record is left, or it could not be looked.
    #[error("something is left: {what}")]
    Remains {
        /// What.
        what: String,
    },
    /// The archive refused.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The vault refused.
    #[error(transparent)]
    Vault(#[from] VaultError),
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

impl Explain for DisposalError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "disposal-not-found",
            Self::Field { .. } => "disposal-field",
            Self::NothingDue => "disposal-nothing-due",
            Self::CoversNothing => "disposal-covers-nothing",
            Self::Changed => "disposal-changed",
            Self::Waiting => "disposal-waiting",
            Self::Unsigned { .. } => "disposal-unsigned",
            Self::SamePerson => "disposal-same-person",
            Self::Signed => "disposal-signed",
            Self::Lifted => "disposal-lifted",
            Self::Held { .. } => "disposal-held",
            Self::Remains { .. } => "disposal-remains",
            Self::Archive(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Denied(error) => error.code(),
            Self::Identity(error) => error.code(),
            Self::Ledger(_) => "ledger",
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Field { field } => vec![("field", (*field).to_owned())],
            Self::Held { number } => vec![("number", number.clone())],
            Self::Remains { what } => vec![("what", what.clone())],
            Self::Unsigned { missing } => vec![("count", missing.to_string())],
            Self::Archive(error) => error.arguments(),
            Self::Vault(error) => error.arguments(),
            Self::Identity(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Field { .. } | Self::CoversNothing => ErrorKind::Invalid,
            Self::NothingDue
            | Self::Changed
            | Self::Waiting
            | Self::Unsigned { .. }
            | Self::Signed
            | Self::Held { .. }
            | Self::Lifted => ErrorKind::Conflict,
            Self::SamePerson => ErrorKind::Denied,
            Self::Archive(error) => error.kind(),
            Self::Vault(error) => error.kind(),
            Self::Denied(error) => error.kind(),
            Self::Identity(error) => error.kind(),
            Self::Remains { .. } | Self::Ledger(_) => ErrorKind::Internal,
            Self::Store(error) => error.kind(),
        }
    }
}

/// Returns a text without blanks around it, of 1 to `max` printable characters.
pub(crate) fn filled(field: &'static str, text: &str, max: usize) -> Result<String, DisposalError> {
    let text = text.trim();
    let is_printable = |character: char| !character.is_control() || character == '\n';
    match !text.is_empty() && text.chars().count() <= max && text.chars().all(is_printable) {
        true => Ok(text.replace('\r', "")),
        false => Err(DisposalError::Field { field }),
    }
}
