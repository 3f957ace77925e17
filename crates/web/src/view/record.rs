//! Records: the list to leaf through and the page of one.

use askama::Template;
use jiff::{Timestamp, civil::Date};

use super::{
    ClearPanel, Facet, Field, FileFormatView, Frame, Lies, LinkChoice, PriorHouse, Standing, Viewer,
};
use crate::routes;

/// Filed records by class, year and unit (档案). The block `records` is what htmx fetches.
#[derive(Debug, Template)]
#[template(path = "archive/list.html", blocks = ["records"])]
pub struct RecordsPage {
    /// The frame.
    pub ui: Frame,
    /// Ways to narrow the list.
    pub facets: Vec<Facet>,
    /// What narrows it now; each link takes one off.
    pub chosen: Vec<LinkChoice>,
    /// How many records that this person may see.
    pub count: u64,
    /// This page of records.
    pub records: Vec<RecordRow>,
    /// Whether this person may bring papers in.
    pub may_add: bool,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// One record in the list.
#[derive(Debug, Clone)]
pub struct RecordRow {
    /// Its page.
    pub link: String,
    /// Record number (档号).
    pub number: String,
    /// Title (题名).
    pub title: String,
    /// Archive type (门类).
    pub class: String,
    /// Retention period (保管期限).
    pub retention: String,
    /// Responsible party (责任者).
    pub responsible: Option<String>,
    /// Date of the document (日期).
    pub date: Option<Date>,
    /// Pages.
    pub pages: u32,
    /// Secrecy (密级), none when public.
    pub secrecy: Option<String>,
}

/// One record (档案详情). The block `viewer` is what turning a page fetches.
#[derive(Debug, Template)]
#[template(path = "archive/record.html", blocks = ["viewer"])]
pub struct RecordPage {
    /// The frame.
    pub ui: Frame,
    /// Title (题名).
    pub title: String,
    /// Record number (档号), none before filing.
    pub number: Option<String>,
    /// Secrecy (密级) in the language of the page, none when public.
    pub secrecy: Option<String>,
    /// Fonds, class, year, retention, item: each a way back into the list.
    pub place: Vec<LinkChoice>,
    /// Where it lies in its volume.
    pub volume: Option<super::VolumePlace>,
    /// Where its original lies, for who keeps it.
    pub lies: Option<Lies>,
    /// Who has its original and until when, for who keeps it.
    pub lent: Option<String>,
    /// Who keeps it now, when it passed to another archives.
    pub kept: Option<String>,
    /// Metadata in the groups of the dictionary.
    pub facts: Vec<FactGroup>,
    /// The pages, none when there is nothing to show.
    pub viewer: Option<Viewer>,
    /// What a person should know of the reading: what was noticed, left out or lost.
    pub notes: Vec<String>,
    /// Original files.
    pub files: Vec<FileRow>,
    /// The searchable two-layer PDF (双层PDF), when this person may have it.
    pub searchable_pdf: Option<String>,
    /// Where its pages are printed, when this person may.
    pub print: Option<String>,
    /// Where another secrecy level is asked for, when this person may.
    pub reclassify: Option<String>,
    /// Where a certificate is issued from it, when this person may.
    pub certify: Option<String>,
    /// What happened to it, the newest first.
    pub history: Vec<Change>,
    /// What houses before this one did with it, when it was received from one; the last one first.
    pub prior: Vec<PriorHouse>,
    /// How it stands by the last of the four checks, once there was one.
    pub checks: Option<Standing>,
    /// The proof of that history, for an outsider.
    pub proof: String,
    /// Where it can be taken along as a package, when this person may.
    pub package: Option<String>,
    /// Where its description can be changed, when this person may.
    pub edit: Option<String>,
    /// Personal data hidden or in clear; none while the paper is being described.
    pub clear: Option<ClearPanel>,
}

/// Metadata that belongs together.
#[derive(Debug, Clone)]
pub struct FactGroup {
    /// Heading.
    pub name: String,
    /// Label and value, in the language of the page; empty values are left out by the handler.
    pub facts: Vec<(String, String)>,
}

/// An original file.
#[derive(Debug, Clone)]
pub struct FileRow {
    /// File name.
    pub name: String,
    /// Format for the reader.
    pub format: String,
    /// What its bytes tell, once they were looked at.
    pub told: Option<FileFormatView>,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// Where it can be fetched, when this person may.
    pub download: Option<String>,
    /// Whether it can be fetched only while the record is seen in clear.
    pub clear_only: bool,
}

/// One entry of a record's history (沿革).
#[derive(Debug, Clone)]
pub struct Change {
    /// When.
    pub when: Timestamp,
    /// Who.
    pub who: String,
    /// What, in the language of the page.
    pub what: String,
    /// Number of the leaf in the ledger, once it is in.
    pub leaf: Option<u64>,
}

/// The pages of a record as they are printed (打印), each with who prints and when in the picture.
#[derive(Debug, Template)]
#[template(path = "archive/print.html")]
pub struct PrintPage {
    /// The frame.
    pub ui: Frame,
    /// Where the record is.
    pub record: String,
    /// Archival code (档号); empty before filing.
    pub number: String,
    /// Title.
    pub title: String,
    /// The pages.
    pub images: Vec<String>,
    /// Whether there are more pages than are printed together.
    pub is_cut: bool,
}

/// Asking for another secrecy level (密级变更).
#[derive(Debug, Template)]
#[template(path = "archive/secrecy.html")]
pub struct ReclassificationPage {
    /// The frame.
    pub ui: Frame,
    /// Id of the record.
    pub id: String,
    /// Title.
    pub title: String,
    /// Archival code (档号).
    pub number: String,
    /// Its level now.
    pub level: String,
    /// The level that was asked for, while others decide.
    pub asked: Option<String>,
    /// Where that is decided.
    pub run: Option<String>,
    /// The form.
    pub fields: Vec<Field>,
    /// Why it was refused.
    pub fault: Option<String>,
}
