//! The messages between server and child.

use guildhall_reading::{Document, Page, ReadingError};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What the child is asked to read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadRequest {
    /// The file, readable by this user.
    pub source: PathBuf,
    /// Its name, which helps to tell its format.
    pub file_name: String,
    /// 0 for a paper, 1 for a file inside a paper, and so on.
    pub depth: u32,
    /// Where to write the searchable two-layer PDF, if pages had to be recognised.
    pub searchable: Option<PathBuf>,
    /// Where the attachments go; without it they stay in the file.
    pub attachments: Option<TakeOut>,
}

/// Where attachments are taken out to, and how many.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeOut {
    /// The folder; each attachment lies there under its index.
    pub folder: PathBuf,
    /// Most attachments; later ones stay in the file.
    pub count_max: usize,
    /// Bytes in all, after which no further attachment is begun.
    pub bytes_max: u64,
}

/// An attachment that could not be taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostAttachment {
    /// Its index.
    pub index: usize,
    /// Why, as the code of a reading error.
    pub reason: String,
}

/// What the child answers: any number of progress and pages, then an end.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Message {
    /// Pages read, and pages in all when known.
    Progress(u64, Option<u64>),
    /// A page.
    Page(Box<Page>),
    /// The end: what the file is (without its pages).
    Done {
        /// Its facts.
        document: Box<Document>,
        /// Whether a searchable copy was written.
        searchable: bool,
        /// The attachments that were wanted and could not be taken out.
        lost: Vec<LostAttachment>,
    },
    /// The end: the file cannot be read.
    Failed(ReadingError),
}
