//! What the archive holds, by file format (文件格式).

use super::Frame;
use crate::routes;
use askama::Template;
use guildhall_formats::Standing;

/// What the archive holds, by format.
#[derive(Debug, Template)]
#[template(path = "archive/formats.html")]
pub struct FormatsPage {
    /// The frame.
    pub ui: Frame,
    /// Files that were looked at.
    pub files: u64,
    /// How many files stand how, from the best to the worst.
    pub bars: Vec<StandingBar>,
    /// The formats, most files first.
    pub rows: Vec<FormatRow>,
}

/// A bar of the chart.
#[derive(Debug, Clone)]
pub struct StandingBar {
    /// How they stand, in the language of the page.
    pub name: String,
    /// Files.
    pub files: u64,
    /// Where its bar begins.
    pub x: u64,
    /// How high it is, of 60.
    pub height: u64,
}

/// A format.
#[derive(Debug, Clone)]
pub struct FormatRow {
    /// The list of its files.
    pub link: String,
    /// Its name with its version.
    pub name: String,
    /// Its identifier.
    pub puid: String,
    /// Files.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// How it stands.
    pub risk: FormatRisk,
}

/// What is to be said of a format.
#[derive(Debug, Clone)]
pub struct FormatRisk {
    /// How it stands.
    pub standing: Standing,
    /// The same in the language of the page.
    pub name: String,
    /// Why.
    pub reason: String,
    /// What to do about it.
    pub todo: String,
}

impl FormatRisk {
    /// Returns the class of its tag.
    pub fn tag(&self) -> &'static str {
        match self.standing {
            Standing::Lasting => "tag tag-good",
            Standing::Usable => "tag",
            Standing::Threatened => "tag tag-warn",
            Standing::Refused => "tag tag-bad",
        }
    }
}

/// What a file of a record was found to be.
#[derive(Debug, Clone)]
pub struct FileFormatView {
    /// Name of the format.
    pub name: String,
    /// Its identifier.
    pub puid: String,
    /// From what it was told, in the language of the page.
    pub basis: String,
    /// Whether the file's name promises another.
    pub name_disagrees: bool,
    /// What is to be said of it.
    pub risk: FormatRisk,
}

/// The files of one format.
#[derive(Debug, Template)]
#[template(path = "archive/format_files.html")]
pub struct FormatFilesPage {
    /// The frame.
    pub ui: Frame,
    /// Name of the format.
    pub name: String,
    /// Its identifier.
    pub puid: String,
    /// What is to be said of it.
    pub risk: FormatRisk,
    /// The files.
    pub rows: Vec<FormatFileRow>,
    /// The page before; the first one.
    pub previous: Option<String>,
    /// The page behind.
    pub next: Option<String>,
}

/// A file of the format.
#[derive(Debug, Clone)]
pub struct FormatFileRow {
    /// The record.
    pub link: String,
    /// Its archival code.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Name of its type.
    pub class: String,
    /// Place of the file in it.
    pub sequence: u32,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// From what the format was told.
    pub basis: String,
    /// Whether the file's name promises another format.
    pub name_disagrees: bool,
}
