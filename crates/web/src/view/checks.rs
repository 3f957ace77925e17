//! The four checks (四性检测).

use super::Frame;
use crate::routes;
use askama::Template;
use guildhall_checks::{Outcome, Property};
use jiff::Timestamp;

/// How the records stand, and which do not stand in order.
#[derive(Debug, Template)]
#[template(path = "archive/checks.html")]
pub struct ChecksPage {
    /// The frame.
    pub ui: Frame,
    /// Records that were checked.
    pub checked: u64,
    /// Those of which a check was not in order.
    pub failing: u64,
    /// Those of which a person has to look at something.
    pub to_look_at: u64,
    /// The records that do not stand in order.
    pub rows: Vec<CheckedRow>,
    /// The page before; the first one.
    pub previous: Option<String>,
    /// The page behind.
    pub next: Option<String>,
}

/// A record that does not stand in order.
#[derive(Debug, Clone)]
pub struct CheckedRow {
    /// Its checks.
    pub link: String,
    /// Archival code.
    pub number: String,
    /// Title.
    pub title: String,
    /// Name of its type.
    pub class: String,
    /// Checks that were not in order.
    pub failed: u32,
    /// Checks of which a person has to look.
    pub to_look_at: u32,
    /// When.
    pub checked_at: Timestamp,
}

/// The checks of one record.
#[derive(Debug, Template)]
#[template(path = "archive/checking.html")]
pub struct CheckingPage {
    /// The frame.
    pub ui: Frame,
    /// Title of the record.
    pub title: String,
    /// Its archival code.
    pub number: Option<String>,
    /// Its page.
    pub record: String,
    /// Where it is checked again, when this person may.
    pub again: Option<String>,
    /// The report as PDF, once there is a check.
    pub report: Option<String>,
    /// What the last check found, under the name of each property.
    pub groups: Vec<(String, Vec<CheckRow>)>,
    /// The checks that were made, the newest first.
    pub past: Vec<Standing>,
}

/// How a record stood after a check.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Where more is said.
    pub link: Option<String>,
    /// Checks in order.
    pub in_order: u64,
    /// Checks not in order.
    pub failed: u64,
    /// Checks of which a person has to look.
    pub to_look_at: u64,
    /// When.
    pub checked_at: Timestamp,
    /// Why it was made.
    pub why: String,
    /// Who asked for it.
    pub who: String,
}

/// What a check found.
#[derive(Debug, Clone)]
pub struct CheckRow {
    /// The property that it is about.
    pub property: Property,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether name and code were seen in the text of the standard.
    pub is_sure: bool,
    /// How it ended.
    pub outcome: Outcome,
    /// The same in words.
    pub outcome_name: String,
    /// Why.
    pub why: String,
    /// What to do about it.
    pub remedy: String,
    /// Where a person says what she saw, when she is asked.
    pub answer: Option<String>,
}

impl CheckRow {
    /// Returns the class of its tag.
    pub fn tag(&self) -> &'static str {
        match self.outcome {
            Outcome::InOrder => "tag-good",
            Outcome::Fails => "tag-bad",
            Outcome::ToLookAt => "tag-warn",
            Outcome::NotAsked => "",
        }
    }
}
