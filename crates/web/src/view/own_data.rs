//! What people see of their own data: requests, consents, the copy.

use askama::Template;
use jiff::Timestamp;

use super::privacy::DoneRow;
use super::{Field, Frame};
use crate::routes;

/// One's own data (我的个人信息).
#[derive(Debug, Template)]
#[template(path = "privacy/own.html")]
pub struct OwnDataPage {
    /// The frame.
    pub ui: Frame,
    /// What can be consented to.
    pub consents: Vec<ConsentRow>,
    /// What was asked for, the newest first.
    pub requests: Vec<OwnRequestRow>,
    /// The form of a new request.
    pub fields: Vec<Field>,
    /// What was wrong with the last form.
    pub fault: Option<String>,
}

/// One thing that can be consented to.
#[derive(Debug)]
pub struct ConsentRow {
    /// Its code.
    pub code: String,
    /// Version of the text.
    pub version: u32,
    /// Its name.
    pub title: String,
    /// What is agreed to.
    pub text: String,
    /// How it stands, in words.
    pub standing: String,
    /// Whether it can be given.
    pub may_give: bool,
    /// Whether it can be withdrawn.
    pub may_withdraw: bool,
    /// What was done, the newest first: when, what, which version.
    pub history: Vec<(Timestamp, String, u32)>,
}

/// A request as who asked sees it.
#[derive(Debug)]
pub struct OwnRequestRow {
    /// Its id.
    pub id: String,
    /// What was asked for.
    pub kind: String,
    /// In her own words.
    pub wish: String,
    /// How far it has come.
    pub state: String,
    /// When it came.
    pub received: Timestamp,
    /// When it must be answered, while it waits.
    pub due: Option<Timestamp>,
    /// Whether that is past.
    pub is_overdue: bool,
    /// What came of it.
    pub outcome: Option<String>,
    /// What was answered.
    pub answer: String,
    /// What was done.
    pub done: Vec<DoneRow>,
    /// Whether the copy answers it.
    pub shows_copy: bool,
    /// Whether it can be closed, and what the button says.
    pub close: Option<String>,
}

/// The copy of one's own data (个人信息副本).
#[derive(Debug, Template)]
#[template(path = "privacy/copy.html")]
pub struct OwnCopyPage {
    /// The frame.
    pub ui: Frame,
    /// When it was made.
    pub made: Timestamp,
    /// What the house holds, in tables.
    pub groups: Vec<CopyGroup>,
    /// Whether some table is longer than what is shown.
    pub is_cut: bool,
}

/// One table of the copy.
#[derive(Debug)]
pub struct CopyGroup {
    /// Its heading.
    pub title: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows, as long as the columns.
    pub rows: Vec<Vec<String>>,
}
