//! The use of records.

use super::{Field, Frame};
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// The reader's own uses (我的利用), and the form to ask for one.
#[derive(Debug, Template)]
#[template(path = "archive/uses.html")]
pub struct UsesPage {
    /// The frame.
    pub ui: Frame,
    /// Her uses, the newest first.
    pub rows: Vec<UseRow>,
    /// The form; none when she may not ask.
    pub fields: Option<Vec<Field>>,
    /// The register, if she keeps it.
    pub register: Option<String>,
    /// Why the last form was refused.
    pub fault: Option<String>,
    /// The first page.
    pub previous: Option<String>,
    /// Older ones.
    pub next: Option<String>,
}

/// A use in the reader's list.
#[derive(Debug, Clone)]
pub struct UseRow {
    /// The archival code of the record.
    pub code: String,
    /// What for.
    pub purpose: String,
    /// How it stands.
    pub standing: String,
    /// When it was asked for.
    pub asked: Timestamp,
    /// Until when the record may be read.
    pub until: Option<Timestamp>,
    /// The page on which it is read, while it may be.
    pub read: Option<String>,
    /// The run in which it is decided.
    pub run: Option<String>,
}

/// A record read under a use.
#[derive(Debug, Template)]
#[template(path = "archive/use.html")]
pub struct UsePage {
    /// The frame.
    pub ui: Frame,
    /// The archival code of the record.
    pub code: String,
    /// What for.
    pub purpose: String,
    /// Until when it may be read.
    pub until: Option<Timestamp>,
    /// The image; none for a file without page images.
    pub image: Option<String>,
    /// Its width in pixels.
    pub width: u32,
    /// The page shown, from 1.
    pub page: u32,
    /// Pages in all.
    pub pages: u32,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// The register of use (利用登记).
#[derive(Debug, Template)]
#[template(path = "archive/use_register.html")]
pub struct UseRegisterPage {
    /// The frame.
    pub ui: Frame,
    /// Its lines, the newest first.
    pub rows: Vec<RegisterRow>,
    /// The first page.
    pub previous: Option<String>,
    /// Older ones.
    pub next: Option<String>,
}

/// A line of the register.
#[derive(Debug, Clone)]
pub struct RegisterRow {
    /// The id of the use.
    pub id: String,
    /// The record.
    pub record: String,
    /// Its archival code.
    pub code: String,
    /// Who asked.
    pub who: String,
    /// What for.
    pub purpose: String,
    /// How it stands.
    pub standing: String,
    /// Since when the record may be read.
    pub from: Option<Timestamp>,
    /// Until when.
    pub until: Option<Timestamp>,
    /// How many pages were looked at.
    pub looks: u32,
    /// Whether it can be ended before its time.
    pub may_revoke: bool,
}
