//! What stands in the inbox.

use crate::reading::PaperNote;
use guildhall_archive::Dictionary;
use guildhall_kernel::{ComponentId, ContentHash, InboxItemId, JobId, OrgPath, RecordId, Timestamp};
use guildhall_language::describe::Proposal;
use serde::{Deserialize, Serialize};

/// Confidence below which a proposed value counts as doubtful.
pub const DOUBTFUL_BELOW: f32 = 0.75;

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

    /// Says whether a person chose this very paper, rather than a whole folder that is gone through again and again.
    pub const fn is_by_hand(self) -> bool {
        matches!(self, Self::Upload | Self::Camera)
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
    /// The same bytes lay here among the discarded papers; that paper is in the inbox again.
    PutBack {
        /// The record that holds them.
        record: RecordId,
    },
    /// The same bytes are kept in the house, where the actor may not look: she does not hear where.
    KnownElsewhere,
}

impl Received {
    /// Returns the record that holds the paper, if the actor may know of it.
    pub fn record(self) -> Option<RecordId> {
        match self {
            Self::Captured { record } | Self::AlreadyKnown { record } | Self::PutBack { record } => {
                Some(record)
            }
            Self::KnownElsewhere => None,
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
    /// What a person should know of the reading. Under `notes` lie texts of an earlier form that nobody could read.
    #[serde(default, rename = "remarks")]
    pub notes: Vec<PaperNote>,
    /// Mean confidence of all lines, 0 to 1.
    #[serde(default)]
    pub confidence: f32,
}

impl StoredProposal {
    /// Returns how many proposed values a person should look at before the paper can be filed under a type: those in
    /// doubt among the fields that matter for filing.
    pub fn doubtful(&self, dictionary: &Dictionary, type_code: &str) -> usize {
        let fields = self.description.fields.iter();
        fields
            .filter(|field| field.confidence < DOUBTFUL_BELOW)
            .filter(|field| dictionary.matters_for_filing(type_code, &field.name))
            .count()
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_archive::Codes;
    use guildhall_language::describe::ProposedField;

    const BASE: &str = include_str!("../../../../rules/dictionary/_base.toml");
    const SCHEMA: &str = include_str!("../../../../rules/dictionary/schema.json");
    const CODES: &str = include_str!("../../../../rules/codes/codes.csv");

    fn dictionary() -> Dictionary {
        let codes = Codes::parse("codes.csv", CODES).unwrap();
        Dictionary::load(SCHEMA, &[("_base.toml".to_owned(), BASE.to_owned())], &codes).unwrap()
    }

    fn proposed(fields: &[(&str, f32)]) -> StoredProposal {
        let field = |(name, confidence): &(&str, f32)| ProposedField {
            name: (*name).to_owned(),
            value: "x".to_owned(),
            confidence: *confidence,
            evidence: None,
        };
        let mut proposal = StoredProposal::default();
        proposal.description.fields = fields.iter().map(field).collect();
        proposal
    }

    #[test]
    fn keywords_and_summary_make_no_paper_doubtful() {
        let sure = proposed(&[
            ("title", 0.98),
            ("doc_date", 0.75),
            ("keywords", 0.6),
            ("summary", 0.5),
        ]);
        assert_eq!(sure.doubtful(&dictionary(), "WS"), 0);
        let doubtful = proposed(&[
            ("title", 0.98),
            ("doc_date", 0.74),
            ("doc_number", 0.3),
            ("persons", 0.1),
        ]);
        assert_eq!(doubtful.doubtful(&dictionary(), "WS"), 2);
    }

    #[test]
    fn a_type_in_doubt_counts() {
        assert_eq!(proposed(&[("type_code", 0.4)]).doubtful(&dictionary(), "WS"), 1);
    }

    #[test]
    fn who_may_not_know_the_record_gets_no_id() {
        assert_eq!(Received::KnownElsewhere.record(), None);
    }
}
