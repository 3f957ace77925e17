//! Who looked at the records of the person who is signed in.

use askama::Template;
use jiff::Timestamp;

use super::Frame;
use crate::routes;

/// Who looked at me (谁看过我的档案).
#[derive(Debug, Template)]
#[template(path = "account/looks.html")]
pub struct LooksPage {
    /// The frame.
    pub ui: Frame,
    /// Whether the account belongs to a person of the staff directory.
    pub is_linked: bool,
    /// The looks, the newest first.
    pub looks: Vec<LookRow>,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// One look.
#[derive(Debug, Clone)]
pub struct LookRow {
    /// When.
    pub when: Timestamp,
    /// Who.
    pub who: String,
    /// What was done, in the language of the page.
    pub what: String,
    /// Type of the record.
    pub class: String,
    /// Title and address of the record, where this person may see it herself.
    pub record: Option<(String, String)>,
    /// The purpose, in words.
    pub purpose: String,
}
