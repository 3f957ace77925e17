//! What can go wrong in the storeroom, and what the person can do about it.

use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;

/// A refusal by the storeroom.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreroomError {
    /// There is no such place, or the actor does not keep it.
    #[error("no such place")]
    NoSuchPlace,
    /// Another place bears the code.
    #[error("another place bears the code {0}")]
    CodeTaken(String),
    /// A field cannot stand as it is.
    #[error("{0} cannot stand as it is")]
    Field(&'static str),
    /// A place of this kind does not stand there.
    #[error("a place of this kind does not stand there")]
    KindUnfit,
    /// The place holds places and no records.
    #[error("records lie in boxes only")]
    NoBox,
    /// The box is full.
    #[error("the box holds {capacity}")]
    Full {
        /// How many records it holds.
        capacity: u32,
    },
    /// A box holds records of one type, year and period.
    #[error("{0} is of another set than the box")]
    OtherSet(String),
    /// Some of the range lie in another box.
    #[error("{0} lies in another box")]
    Elsewhere(String),
    /// There is nothing to be moved.
    #[error("there is nothing to be moved")]
    Nothing,
    /// More records than one move takes.
    #[error("one move takes at most {most} records")]
    TooMany {
        /// How many it takes.
        most: u32,
    },
    /// Something is still in the place.
    #[error("the place is not empty")]
    NotEmpty,
    /// The place belongs to another branch, and what stands in it would have to come along.
    #[error("a place with others in it stays in its branch")]
    OtherBranch,
    /// What was moved has been moved again since, or the move was undone before.
    #[error("it was moved again since")]
    MovedSince,
    /// Somebody changed the place meanwhile.
    #[error("the place was changed by somebody else")]
    Changed,
}

impl Explain for StoreroomError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoSuchPlace => "place-not-found",
            Self::CodeTaken(_) => "place-code-taken",
            Self::Field(_) => "place-field",
            Self::KindUnfit => "place-kind-unfit",
            Self::NoBox => "place-no-box",
            Self::Full { .. } => "place-full",
            Self::OtherSet(_) => "place-other-set",
            Self::Elsewhere(_) => "place-elsewhere",
            Self::Nothing => "place-nothing",
            Self::TooMany { .. } => "place-too-many",
            Self::NotEmpty => "place-not-empty",
            Self::OtherBranch => "place-other-branch",
            Self::MovedSince => "place-moved-since",
            Self::Changed => "place-changed",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::CodeTaken(code) | Self::OtherSet(code) | Self::Elsewhere(code) => {
                vec![("code", code.clone())]
            }
            Self::Field(field) => vec![("field", (*field).to_owned())],
            Self::Full { capacity } => vec![("most", capacity.to_string())],
            Self::TooMany { most } => vec![("most", most.to_string())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NoSuchPlace => ErrorKind::NotFound,
            Self::CodeTaken(_) | Self::Full { .. } | Self::Elsewhere(_) => ErrorKind::Conflict,
            Self::NotEmpty | Self::MovedSince | Self::Changed => ErrorKind::Conflict,
            Self::Field(_) | Self::KindUnfit | Self::NoBox | Self::OtherSet(_) => ErrorKind::Invalid,
            Self::Nothing | Self::TooMany { .. } | Self::OtherBranch => ErrorKind::Invalid,
        }
    }
}
