//! What can go wrong with a volume, and what the person can do about it.

use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VolumeError {
    /// There is no such volume, or one of its papers is out of the actor's sight.
    #[error("no such volume")]
    NotFound,
    /// A field cannot stand as it is.
    #[error("{0} cannot stand as it is")]
    Field(&'static str),
    /// Records of this type are kept one by one.
    #[error("records of type {0} are kept by item")]
    KeptByItem(String),
    /// Records of this type are kept in volumes.
    #[error("records of type {0} are kept by volume")]
    KeptByVolume(String),
    /// In this state the act is not possible.
    #[error("this is not possible while the volume is {0}")]
    NotNow(&'static str),
    /// The record is not there, not described, filed, or not in the actor's care.
    #[error("the record cannot be put into a volume")]
    NoSuchPaper,
    /// A volume holds papers of one type, year and period of its own branch.
    #[error("paper {0} is of another type, year, period or branch than the volume")]
    OtherSet(u32),
    /// The record lies in a volume already.
    #[error("the record lies in a volume")]
    InVolume,
    /// As many papers as a volume takes are in.
    #[error("a volume takes at most {most} papers")]
    Full {
        /// How many it takes.
        most: u32,
    },
    /// Nothing is in the volume.
    #[error("the volume is empty")]
    Empty,
    /// Something is still in the volume.
    #[error("the volume is not empty")]
    NotEmpty,
    /// The note sheet does not say who arranged and who checked the volume.
    #[error("the note sheet is not filled in")]
    NoteMissing,
    /// The description of a paper lacks something, or is out of bounds.
    #[error("the description of paper {0} is not complete")]
    PaperIncomplete(u32),
    /// Others decide before this paper is filed.
    #[error("the filing of paper {0} needs approval")]
    NeedsApproval(u32),
    /// Somebody changed the volume meanwhile.
    #[error("the volume was changed by somebody else")]
    Changed,
}

impl Explain for VolumeError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "volume-not-found",
            Self::Field(_) => "volume-field",
            Self::KeptByItem(_) => "volume-kept-by-item",
            Self::KeptByVolume(_) => "volume-kept-by-volume",
            Self::NotNow(_) => "volume-not-now",
            Self::NoSuchPaper => "volume-no-paper",
            Self::OtherSet(_) => "volume-other-set",
            Self::InVolume => "volume-taken",
            Self::Full { .. } => "volume-full",
            Self::Empty => "volume-empty",
            Self::NotEmpty => "volume-not-empty",
            Self::NoteMissing => "volume-note-missing",
            Self::PaperIncomplete(_) => "volume-paper-incomplete",
            Self::NeedsApproval(_) => "volume-needs-approval",
            Self::Changed => "volume-changed",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Field(field) => vec![("field", (*field).to_owned())],
            Self::KeptByItem(code) | Self::KeptByVolume(code) => vec![("type", code.clone())],
            Self::OtherSet(place) | Self::PaperIncomplete(place) | Self::NeedsApproval(place) => {
                vec![("place", place.to_string())]
            }
            Self::Full { most } => vec![("most", most.to_string())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Field(_) | Self::KeptByItem(_) | Self::NoSuchPaper | Self::OtherSet(_) => {
                ErrorKind::Invalid
            }
            Self::KeptByVolume(_)
            | Self::NotNow(_)
            | Self::InVolume
            | Self::Full { .. }
            | Self::Empty
            | Self::NotEmpty
            | Self::NoteMissing
            | Self::PaperIncomplete(_)
            | Self::NeedsApproval(_)
            | Self::Changed => ErrorKind::Conflict,
        }
    }
}
