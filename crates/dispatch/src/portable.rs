//! What a package says of a record so that another house can take it over whole: the file `record.json` and those beside
//! it, written and read by the same types.

use guildhall_archive::page::PageLine;
use guildhall_archive::{Component, ComponentRole, Page, Record};
use guildhall_identity::organisation::Organisation;
use guildhall_kernel::{ComponentId, ContentHash, OrgPath, Timestamp};
use serde::{Deserialize, Serialize};

/// Name and version of the form.
pub(crate) const FORM: &str = "guildhall-record 2";
/// The record.
pub(crate) const RECORD: &str = "record.json";
/// What was done with it in this house.
pub(crate) const HISTORY: &str = "history.json";
/// The proof of that.
pub(crate) const PROOF: &str = "proof.json";
/// What was read on its pages.
pub(crate) const PAGES: &str = "pages.json";

/// Returns the name of the history that a house before this one told; the first is 1.
pub(crate) fn prior_history(number: usize) -> String {
    format!("prior-{number:03}-history.json")
}

/// Returns the name of its proof.
pub(crate) fn prior_proof(number: usize) -> String {
    format!("prior-{number:03}-proof.json")
}

/// Returns where a file of the record lies in a bag or object.
pub(crate) fn file_path(sequence: u32, name: &str) -> String {
    let name = guildhall_package::path::as_part(name);
    format!("files/{sequence:03}-{name}")
}

/// Returns where a file about the record lies in a bag or object.
pub(crate) fn about_path(name: &str) -> String {
    format!("metadata/{name}")
}

/// The part of `record.json` by which a record is taken over. What else stands there is for people and other programs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Carried {
    /// [`FORM`].
    pub form: String,
    /// The record as the sender's house keeps it.
    pub state: Record,
    /// Its digest, as the sender's ledger knows it.
    pub digest: ContentHash,
    /// Its organisation with all above it, the top first.
    pub organisations: Vec<Unit>,
    /// Name of the house.
    pub organisation: String,
    /// The path of the organisation whose fonds it is.
    pub fonds_path: Option<OrgPath>,
    /// Its files.
    pub files: Vec<CarriedFile>,
    /// The houses before that one, the first one first; their histories stand in files of their own.
    #[serde(default)]
    pub prior: Vec<CarriedHouse>,
}

/// A house before the sender's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CarriedHouse {
    /// Its name.
    pub sender: String,
    /// When the record came from there.
    pub received_at: Timestamp,
}

/// An organisation as another house knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Unit {
    /// Its place there.
    pub path: OrgPath,
    /// Its name.
    pub name: String,
    /// Its code, if it has one.
    pub code: Option<String>,
}

impl From<&Organisation> for Unit {
    fn from(organisation: &Organisation) -> Self {
        Self {
            path: organisation.path.clone(),
            name: organisation.name.clone(),
            code: organisation.code.clone(),
        }
    }
}

/// A file of a record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CarriedFile {
    /// Its id.
    pub id: ComponentId,
    /// Place in the record, from 1.
    pub sequence: u32,
    /// What it is to the record.
    pub role: ComponentRole,
    /// Its name.
    pub name: String,
    /// Its content.
    pub sha256: ContentHash,
    /// Its size.
    pub bytes: i64,
    /// Its media type.
    pub media_type: String,
    /// When it was added.
    pub created_at: Timestamp,
}

impl From<&Component> for CarriedFile {
    fn from(component: &Component) -> Self {
        Self {
            id: component.id,
            sequence: component.sequence,
            role: component.role,
            name: component.file_name.clone(),
            sha256: component.hash,
            bytes: component.size_bytes,
            media_type: component.media_type.clone(),
            created_at: component.created_at,
        }
    }
}

/// A page of a file, as `pages.json` has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CarriedPage {
    /// Place of its file in the record.
    pub file: u32,
    /// Number from 1.
    pub number: u32,
    /// How it was read.
    pub source: String,
    /// Width divided by height.
    pub aspect: f32,
    /// Its own name.
    pub label: Option<String>,
    /// Its lines.
    pub lines: Vec<PageLine>,
}

impl CarriedPage {
    /// Takes a page of the file at a place.
    pub fn of(file: u32, page: Page) -> Self {
        Self {
            file,
            number: page.number,
            source: page.source,
            aspect: page.aspect,
            label: page.label,
            lines: page.lines,
        }
    }

    /// Returns the page of a file.
    pub fn page(self, component: ComponentId) -> Page {
        Page {
            component,
            number: self.number,
            source: self.source,
            aspect: self.aspect,
            label: self.label,
            lines: self.lines,
        }
    }
}

/// A line of a history, as `history.json` has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedAct {
    /// When, RFC 3339.
    pub at: String,
    /// Who, by name.
    pub who: String,
    /// What, in words.
    pub what: String,
    /// What, as the ledger of that house names it.
    pub action: String,
    /// Its place in that ledger.
    pub leaf: Option<u64>,
}

/// What a house before this one did with a record, with its proof.
#[derive(Debug, Clone)]
pub struct PriorHistory {
    /// Name of that house.
    pub sender: String,
    /// Its ledger.
    pub log: String,
    /// The public key of its ledger.
    pub log_key: String,
    /// Digest of the record as it left there.
    pub state_digest: String,
    /// Entries that are proved.
    pub entries: u32,
    /// When it came from there.
    pub received_at: Timestamp,
    /// `history.json` as it came.
    pub history: String,
    /// `proof.json` as it came.
    pub proof: String,
}

impl PriorHistory {
    /// Returns the lines, the oldest first; none where the kept text cannot be read.
    pub fn acts(&self) -> Vec<CarriedAct> {
        serde_json::from_str(&self.history).unwrap_or_default()
    }
}
