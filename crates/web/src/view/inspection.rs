//! The self-inspection.

use super::Frame;
use crate::routes;
use askama::Template;
use guildhall_inspection::{Counts, Outcome};
use jiff::Timestamp;

/// How the house stands against graded protection, level three (等保三级自检).
#[derive(Debug, Template)]
#[template(path = "system/inspection.html")]
pub struct DoctorPage {
    /// The frame.
    pub ui: Frame,
    /// How many clauses have each outcome.
    pub counts: Counts,
    /// The clauses, the gravest first.
    pub rows: Vec<ClauseRow>,
    /// What is otherwise than it was last kept.
    pub changes: Vec<ClauseChange>,
    /// The inspections that were kept, the newest first.
    pub past: Vec<PastRow>,
    /// Days for which a declaration counts.
    pub declaration_days: u32,
    /// Whether the reader may declare.
    pub may_declare: bool,
    /// Today, as a form writes it.
    pub today: String,
}

/// A clause and what was found about it, in the language of the page.
#[derive(Debug, Clone)]
pub struct ClauseRow {
    /// Its id in this house.
    pub id: String,
    /// Its number in the standard.
    pub number: String,
    /// The area of the standard.
    pub area: String,
    /// What it asks.
    pub says: String,
    /// How it stands.
    pub outcome: Outcome,
    /// What that is told from.
    pub seen: Vec<String>,
    /// Who declared it, when somebody did.
    pub declarer: Option<String>,
    /// What to do, when something is to be done.
    pub remedy: Option<String>,
    /// Whether a person may declare it.
    pub is_declarable: bool,
}

/// A clause that is otherwise than it was.
#[derive(Debug, Clone)]
pub struct ClauseChange {
    /// Its number in the standard.
    pub number: String,
    /// What it asks.
    pub says: String,
    /// How it stood.
    pub before: Outcome,
    /// How it stands.
    pub now: Outcome,
}

/// An inspection that was kept.
#[derive(Debug, Clone)]
pub struct PastRow {
    /// When it was made.
    pub made: Timestamp,
    /// Its outcomes.
    pub counts: Counts,
}
