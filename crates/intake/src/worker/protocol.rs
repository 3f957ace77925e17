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
    /// Folder into which attachments are taken out, each under its index.
    pub attachments: Option<PathBuf>,
}

/// What the child answers: any number of progress and pages, then an end.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Message {
    /// Pages read, and pages in all when known.
    Progress(u64, Option<u64>),
    /// A page.
    Page(Box<Page>),
    /// The end: what the file is (without its pages), and whether a searchable copy was written.
    Done(Box<Document>, bool),
    /// The end: the file cannot be read.
    Failed(ReadingError),
}
