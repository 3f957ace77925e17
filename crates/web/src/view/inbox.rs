//! The inbox: papers that came in and wait.

use askama::Template;
use jiff::Timestamp;

use super::{BatchBar, Frame, LinkChoice};
use crate::routes;

/// Papers that wait, and the way to bring more (收件箱). The block `papers` is fetched again while papers are being read.
#[derive(Debug, Template)]
#[template(path = "inbox/list.html", blocks = ["papers"])]
pub struct InboxPage {
    /// The frame.
    pub ui: Frame,
    /// To be described, to be filed, discarded.
    pub tabs: Vec<Tab>,
    /// The paper that was discarded a moment ago and may be put back.
    pub undo: Option<Undo>,
    /// Whether this is the list of the discarded papers.
    pub holds_discarded: bool,
    /// What can be done with many of them at once.
    pub batch: Option<BatchBar>,
    /// This page of papers.
    pub papers: Vec<Paper>,
    /// The same page of the list again, for polling.
    pub again: String,
    /// The first paper that is ready to be described.
    pub first_ready: Option<String>,
    /// Whether something is still being read, so that the list asks again by itself.
    pub moving: bool,
    /// Whether this person may bring papers in.
    pub may_upload: bool,
    /// Largest file that is taken, in bytes.
    pub largest: u64,
    /// The folder that is watched, if one is.
    pub watched: Option<String>,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// A part of the list with its number of papers.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Name, link, whether it is shown.
    pub choice: LinkChoice,
    /// How many papers it holds.
    pub count: u64,
}

/// A paper that was taken out of the inbox a moment ago.
#[derive(Debug, Clone)]
pub struct Undo {
    /// Id as it stands in addresses.
    pub id: String,
    /// Its file name.
    pub name: String,
}

/// One paper that waits.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Id as it stands in addresses.
    pub id: String,
    /// File name as it came, made safe to show.
    pub name: String,
    /// Format for the reader: PDF, scan, Word, mail.
    pub format: String,
    /// Size in bytes.
    pub size: u64,
    /// Pages, once counted.
    pub pages: Option<u32>,
    /// Proposed title, once read.
    pub title: Option<String>,
    /// Proposed archive type, once read.
    pub class: Option<String>,
    /// When it came in.
    pub arrived: Timestamp,
    /// Who or what brought it in.
    pub from: String,
    /// Where it stands.
    pub state: PaperState,
    /// Whether this person may describe it.
    pub may_describe: bool,
    /// Whether this person may have it read again.
    pub may_read_again: bool,
    /// Whether this person may take it out of the inbox.
    pub may_discard: bool,
    /// Whether this person may put it back into the inbox.
    pub may_put_back: bool,
}

/// Where a paper stands on its way from arrival to filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperState {
    /// Safe; its reading has not begun.
    Waiting,
    /// Being read: pages done, pages in all.
    Reading {
        /// Pages done.
        done: u32,
        /// Pages in all, 0 while not counted.
        of: u32,
    },
    /// Read, and nothing in doubt.
    Ready,
    /// Described; others decide whether it is filed.
    Asked,
    /// Read; so many fields want a look.
    Doubtful(u32),
    /// Safe, but could not be read; why, in the language of the page.
    Unreadable(String),
    /// Taken out of the inbox.
    Discarded {
        /// When.
        at: Timestamp,
        /// Why; may be empty.
        reason: String,
    },
}
