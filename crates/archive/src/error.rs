//! What can go wrong in the archive, and what the person can do about it.

use crate::attestation::AttestationError;
use crate::lending::LendingError;
use crate::storeroom::StoreroomError;
use crate::volume::VolumeError;
use guildhall_identity::{Denied, IdentityError};
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;

/// A field that does not fit the dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Name of the field.
    pub field: String,
    /// Stable code: `missing`, `not-a-date`, `not-a-number`, `unknown-code`, `too-long`, `too-short`, `unknown-field`.
    pub code: &'static str,
}

/// A refusal by the archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// There is no such record, or the actor may not know of it.
    #[error("no such record")]
    NoSuchRecord,
    /// Somebody else changed the record meanwhile.
    #[error("the record was changed by somebody else")]
    Changed,
    /// The record is filed; it can no longer be described or filed.
    #[error("the record is already filed")]
    AlreadyFiled,
    /// The filing of the record was asked for, and others are deciding.
    #[error("the filing of the record waits for approval")]
    FilingAsked,
    /// Others decide before this record is filed; it is sent to them one by one.
    #[error("the filing of the record needs approval")]
    NeedsApproval,
    /// The record is not filed; until then it is described anew.
    #[error("the record is not filed")]
    NotFiled,
    /// Another secrecy level was asked for, and others are deciding.
    #[error("another secrecy level of the record was asked for before")]
    ReclassificationAsked,
    /// The type is not in the dictionary.
    #[error("unknown archive type {0}")]
    UnknownType(String),
    /// State secrets may not enter this system.
    #[error("state secrets may not be kept here")]
    StateSecret,
    /// A mark of state secrecy was found on the record, and nobody has decided about it yet.
    #[error("the record is held back")]
    HeldBack,
    /// A scanner found something in a file of the record, and nobody has decided about it yet.
    #[error("the record is in quarantine")]
    Quarantined,
    /// Who brought a paper in does not decide alone that it is no secret.
    #[error("somebody else has to decide about one's own paper")]
    OwnPaper,
    /// Some fields do not fit.
    #[error("{} fields do not fit", .0.len())]
    Fields(Vec<FieldProblem>),
    /// What is asked for holds personal data and is given out only in clear, for a stated purpose.
    #[error("clear access to the record is needed")]
    ClearAccessNeeded,
    /// The actor may read the record without asking for its use.
    #[error("the record may be read without asking")]
    UseNotNeeded,
    /// The actor has asked for the use of this record, and that is not over.
    #[error("the use of this record was asked for before")]
    UseAsked,
    /// The time of a use is over, or it was ended.
    #[error("the use is over")]
    UseOver,
    /// The union has no fonds to file under.
    #[error("there is no fonds for this branch")]
    NoFonds,
    /// The storeroom refused.
    #[error(transparent)]
    Storeroom(#[from] StoreroomError),
    /// It cannot be done with this volume.
    #[error(transparent)]
    Volume(#[from] VolumeError),
    /// The lending desk refused.
    #[error(transparent)]
    Lending(#[from] LendingError),
    /// The desk for certificates of consultation refused.
    #[error(transparent)]
    Attestation(#[from] AttestationError),
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

impl Explain for ArchiveError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoSuchRecord => "no-such-record",
            Self::Changed => "record-changed",
            Self::AlreadyFiled => "already-filed",
            Self::FilingAsked => "filing-asked",
            Self::NeedsApproval => "filing-needs-approval",
            Self::NotFiled => "not-filed",
            Self::ReclassificationAsked => "reclassification-asked",
            Self::UnknownType(_) => "unknown-type",
            Self::StateSecret => "state-secret",
            Self::HeldBack => "held-back",
            Self::Quarantined => "quarantined",
            Self::OwnPaper => "own-paper",
            Self::Fields(_) => "fields-do-not-fit",
            Self::ClearAccessNeeded => "clear-access-needed",
            Self::UseNotNeeded => "use-not-needed",
            Self::UseAsked => "use-asked",
            Self::UseOver => "use-over",
            Self::NoFonds => "no-fonds",
            Self::Storeroom(error) => error.code(),
            Self::Volume(error) => error.code(),
            Self::Lending(error) => error.code(),
            Self::Attestation(error) => error.code(),
            Self::Denied(error) => error.code(),
            Self::Identity(error) => error.code(),
            Self::Ledger(_) => "ledger",
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::UnknownType(code) => vec![("type", code.clone())],
            Self::Fields(problems) => vec![("count", problems.len().to_string())],
            Self::Storeroom(error) => error.arguments(),
            Self::Volume(error) => error.arguments(),
            Self::Lending(error) => error.arguments(),
            Self::Attestation(error) => error.arguments(),
            Self::Identity(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NoSuchRecord => ErrorKind::NotFound,
            Self::Changed
            | Self::AlreadyFiled
            | Self::FilingAsked
            | Self::NeedsApproval
            | Self::NotFiled
            | Self::ReclassificationAsked
            | Self::UseNotNeeded
            | Self::UseAsked
            | Self::UseOver => ErrorKind::Conflict,
            Self::UnknownType(_) | Self::StateSecret | Self::Fields(_) | Self::NoFonds => ErrorKind::Invalid,
            Self::ClearAccessNeeded | Self::HeldBack | Self::Quarantined | Self::OwnPaper => {
                ErrorKind::Denied
            }
            Self::Storeroom(error) => error.kind(),
            Self::Volume(error) => error.kind(),
            Self::Lending(error) => error.kind(),
            Self::Attestation(error) => error.kind(),
            Self::Denied(error) => error.kind(),
            Self::Identity(error) => error.kind(),
            Self::Ledger(_) => ErrorKind::Internal,
            Self::Store(error) => error.kind(),
        }
    }
}
