//! What stands in the inbox.

use guildhall_kernel::{ComponentId, ContentHash, InboxItemId, JobId, OrgPath, RecordId, Timestamp};
use guildhall_language::describe::Proposal;
use serde::{Deserialize, Serialize};

/// How a paper came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Through the browser or the API.
    Upload,
    /// From a phone's camera.
    Camera,
    /// By the import command.
    Import,
    /// From a watched folder.
    Watch,
}

impl Source {
    /// Returns the code in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Camera => "camera",
            Self::Import => "import",
            Self::Watch => "watch",
        }
    }
}

/// What is said about a paper when it is handed in.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Its name as given; made safe before it is kept.
    pub file_name: String,
    /// The organisation to which it belongs.
    pub org_path: OrgPath,
    /// Name of the department; may be empty.
    pub department: String,
    /// How it came.
    pub source: Source,
}

/// The answer to a paper that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Received {
    /// It is safe and waits to be read.
    Captured {
        /// Its record.
        record: RecordId,
    },
    /// The same bytes are already here.
    AlreadyKnown {
        /// The record that holds them.
        record: RecordId,
    },
}

impl Received {
    /// Returns the record that holds the paper.
    pub fn record(self) -> RecordId {
        match self {
            Self::Captured { record } | Self::AlreadyKnown { record } => record,
        }
    }
}

/// How far the reading of a paper has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemState {
    /// Not read yet.
    Waiting,
    /// Read; a proposal is there.
    Read,
    /// Cannot be read; the reason stands beside it.
    Unreadable,
}

impl ItemState {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Read => "read",
            Self::Unreadable => "unreadable",
        }
    }

    pub(super) fn parse(code: &str) -> Option<Self> {
        [Self::Waiting, Self::Read, Self::Unreadable]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

/// What reading proposed, as it is kept beside the paper.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StoredProposal {
    /// The proposal of a description.
    #[serde(default)]
    pub description: Proposal,
    /// What the reader noticed: signatures, a wrong extension, hidden sheets.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Mean confidence of all lines, 0 to 1.
    #[serde(default)]
    pub confidence: f32,
}

/// A paper in the inbox.
#[derive(Debug, Clone, PartialEq)]
pub struct InboxItem {
    /// Its id.
    pub id: InboxItemId,
    /// Its record.
    pub record: RecordId,
    /// Its original.
    pub component: ComponentId,
    /// The original's content.
    pub hash: ContentHash,
    /// Its name.
    pub file_name: String,
    /// Its size.
    pub size_bytes: i64,
    /// Its format, as reading names it.
    pub format: String,
    /// How it came.
    pub source: String,
    /// How far its reading has come.
    pub state: ItemState,
    /// Why it cannot be read.
    pub problem: Option<String>,
    /// What reading proposed.
    pub proposal: StoredProposal,
    /// The job that reads it.
    pub job: JobId,
    /// When it came in.
    pub received_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}
