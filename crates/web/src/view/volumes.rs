//! Volumes: the list, the form of a new one, one with its papers, and where a record lies in one.

use super::{Choice, Field, Frame, LinkChoice};
use crate::routes;
use askama::Template;

/// Volumes by how they stand (案卷).
#[derive(Debug, Template)]
#[template(path = "archive/volumes.html")]
pub struct VolumesPage {
    /// The frame.
    pub ui: Frame,
    /// All, and one tab for each state.
    pub tabs: Vec<LinkChoice>,
    /// The code of the chosen state; empty for all.
    pub state: String,
    /// The chosen year; empty for all.
    pub year: String,
    /// Types that are kept by volume.
    pub types: Vec<Choice>,
    /// Retention periods, for the catalogue.
    pub retentions: Vec<Choice>,
    /// The volumes, the newest first.
    pub rows: Vec<VolumeRow>,
    /// Whether the reader may open one.
    pub may_open: bool,
    /// The first page.
    pub previous: Option<String>,
    /// The next one.
    pub next: Option<String>,
}

/// A volume in a list.
#[derive(Debug, Clone)]
pub struct VolumeRow {
    /// Its page.
    pub link: String,
    /// Its title.
    pub title: String,
    /// Its archival code; empty before it is filed.
    pub code: String,
    /// The name of its type.
    pub class: String,
    /// Its year.
    pub year: String,
    /// Its retention period.
    pub retention: String,
    /// How many papers it holds.
    pub papers: u64,
    /// How many pages.
    pub pages: u64,
    /// Its secrecy level, when it is above internal.
    pub secrecy: Option<String>,
    /// How it stands.
    pub standing: String,
    /// Whether papers can still be put in.
    pub is_open: bool,
}

/// The form of a new volume (立卷).
#[derive(Debug, Template)]
#[template(path = "archive/volume_new.html")]
pub struct VolumeFormPage {
    /// The frame.
    pub ui: Frame,
    /// The fields.
    pub fields: Vec<Field>,
    /// Whether no type is kept by volume.
    pub is_none_kept: bool,
    /// Why the last form was refused.
    pub fault: Option<String>,
}

/// A volume with its papers.
#[derive(Debug, Template)]
#[template(path = "archive/volume.html")]
pub struct VolumePage {
    /// The frame.
    pub ui: Frame,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its archival code; empty before it is filed.
    pub code: String,
    /// Its secrecy level, when it is above internal.
    pub secrecy: Option<String>,
    /// How it stands.
    pub standing: String,
    /// Whether papers can be put in, taken out and put in order.
    pub is_open: bool,
    /// Whether it is filed.
    pub is_filed: bool,
    /// Whether it was given up.
    pub is_withdrawn: bool,
    /// A sentence on what comes next.
    pub lead: String,
    /// The revision on which a change is based.
    pub revision: i64,
    /// Whether the reader may change it.
    pub is_keeper: bool,
    /// Its papers in order.
    pub papers: Vec<VolumePaperRow>,
    /// Papers that can be put in.
    pub candidates: Vec<Choice>,
    /// The words that were sought among them.
    pub words: String,
    /// What it tells besides, label and value.
    pub facts: Vec<(String, String)>,
    /// Title and note sheet, to be changed.
    pub fields: Vec<Field>,
    /// The note sheet, label and value, once it is filed.
    pub note: Vec<(String, String)>,
    /// A paper that was just taken out, to be put back.
    pub taken: Option<TakenPaper>,
    /// Why the last form was refused.
    pub fault: Option<String>,
}

/// A paper in a volume.
#[derive(Debug, Clone)]
pub struct VolumePaperRow {
    /// Its place; the first is 1.
    pub place: u32,
    /// The record.
    pub record: String,
    /// Its page.
    pub link: String,
    /// Its title.
    pub title: String,
    /// Document number.
    pub doc_number: String,
    /// Responsible party.
    pub responsible: String,
    /// Its date.
    pub date: String,
    /// Its pages.
    pub pages: u32,
    /// Its archival code; empty before it is filed.
    pub code: String,
    /// Its secrecy level, when it is above internal.
    pub secrecy: Option<String>,
}

/// A paper that was just taken out of a volume.
#[derive(Debug, Clone)]
pub struct TakenPaper {
    /// The record.
    pub record: String,
    /// Its title.
    pub title: String,
    /// Where it lay.
    pub at: u32,
}

/// Where a record lies in its volume.
#[derive(Debug, Clone)]
pub struct VolumePlace {
    /// The page of the volume; none when it is out of the reader's sight.
    pub link: Option<String>,
    /// Its title; its code when it is out of sight.
    pub title: String,
    /// Place in it, in words.
    pub place: String,
    /// The paper before it.
    pub previous: Option<String>,
    /// The paper behind it.
    pub next: Option<String>,
}
