//! The case file of a breach, and its letters.

use super::{Field, Frame};
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// The case files (泄露事件案卷), the newest first.
#[derive(Debug, Template)]
#[template(path = "emergency/incidents.html")]
pub struct IncidentsPage {
    /// The frame.
    pub ui: Frame,
    /// Whether the reader may open one.
    pub may_keep: bool,
    /// The case files of this page.
    pub rows: Vec<IncidentRow>,
    /// The first page.
    pub previous: Option<String>,
    /// Older ones.
    pub next: Option<String>,
}

/// A case file in a list.
#[derive(Debug, Clone)]
pub struct IncidentRow {
    /// Its page.
    pub link: String,
    /// What happened.
    pub what: String,
    /// When it was known.
    pub known: Timestamp,
    /// How far it has come.
    pub state: String,
    /// Whether it is open.
    pub is_open: bool,
    /// Clocks that run.
    pub running: usize,
    /// Those of them that ran out.
    pub overdue: usize,
}

/// The form of a new case file.
#[derive(Debug, Template)]
#[template(path = "emergency/incident_new.html")]
pub struct IncidentNewPage {
    /// The frame.
    pub ui: Frame,
    /// The fields.
    pub fields: Vec<Field>,
    /// The alert behind it.
    pub alert: Option<String>,
    /// Why the form was refused.
    pub fault: Option<String>,
}

/// One case file.
#[derive(Debug, Template)]
#[template(path = "emergency/incident.html")]
pub struct IncidentPage {
    /// The frame.
    pub ui: Frame,
    /// Its id.
    pub id: String,
    /// The case file as lists show it.
    pub row: IncidentRow,
    /// Counts its changes.
    pub revision: u32,
    /// Who opened it, and when.
    pub opened: (String, Timestamp),
    /// The alert behind it.
    pub alert: Option<String>,
    /// Its clocks.
    pub clocks: Vec<ClockRow>,
    /// What is known, by label.
    pub facts: Vec<(String, String)>,
    /// The form of what is known; absent for who may not write.
    pub fields: Option<Vec<Field>>,
    /// Whether that form comes back with what was typed.
    pub is_typed: bool,
    /// Who saw what, as it was last gathered.
    pub sightings: Option<SightingsPanel>,
    /// Its letters.
    pub letters: Vec<LetterRow>,
    /// Letters that can be drafted: code and title.
    pub templates: Vec<(String, String)>,
    /// Runs that were begun for it: address, title, start.
    pub runs: Vec<(String, String, Timestamp)>,
    /// Who closed it, and when.
    pub closed: Option<(String, Timestamp)>,
    /// What came of it.
    pub summary: String,
    /// Why it was opened again.
    pub reopened: String,
    /// Whether the reader may write it.
    pub may_write: bool,
    /// Whether she may open it again.
    pub may_reopen: bool,
    /// Why the last form was refused.
    pub fault: Option<String>,
}

/// A clock.
#[derive(Debug, Clone)]
pub struct ClockRow {
    /// Its code.
    pub code: String,
    /// What is due.
    pub title: String,
    /// Why.
    pub why: String,
    /// The law.
    pub source: String,
    /// Whether the number of hours stands in that law.
    pub is_sure: bool,
    /// When it is over.
    pub due: Timestamp,
    /// Whether it ran out.
    pub is_overdue: bool,
    /// The time that is left or was passed, while it runs.
    pub left: Option<String>,
    /// How it was stopped, and when.
    pub stopped: Option<(String, Timestamp)>,
    /// What was done, to whom it was sent, or why it is not needed.
    pub note: String,
    /// Whether only a letter or a reason stops it.
    pub needs_letter: bool,
}

/// Who saw what.
#[derive(Debug, Clone)]
pub struct SightingsPanel {
    /// When it was gathered.
    pub taken: Timestamp,
    /// The digest in the ledger.
    pub digest: String,
    /// How many acts.
    pub acts: usize,
    /// With how many records.
    pub records: usize,
    /// That name how many persons.
    pub persons: usize,
    /// Whether there were no more.
    pub is_complete: bool,
    /// Whether the names are whole.
    pub in_clear: bool,
    /// Names of persons.
    pub named: Vec<String>,
    /// The first of the acts.
    pub rows: Vec<SightingRow>,
}

/// One act.
#[derive(Debug, Clone)]
pub struct SightingRow {
    /// When.
    pub when: Timestamp,
    /// Whose account.
    pub who: String,
    /// What was done.
    pub act: String,
    /// Archival code of the record; nothing else of it is shown here.
    pub record: String,
    /// Whom it names.
    pub persons: String,
}

/// A letter in the list.
#[derive(Debug, Clone)]
pub struct LetterRow {
    /// Its page.
    pub link: String,
    /// Its heading.
    pub title: String,
    /// To whom it goes.
    pub recipient: String,
    /// How far it has come.
    pub state: String,
    /// When it was sent.
    pub sent: Option<Timestamp>,
}

/// One letter.
#[derive(Debug, Template)]
#[template(path = "emergency/letter.html")]
pub struct LetterPage {
    /// The frame.
    pub ui: Frame,
    /// Its id.
    pub id: String,
    /// The page of its case file.
    pub incident: String,
    /// Its heading.
    pub title: String,
    /// How far it has come.
    pub state: String,
    /// Whether it is a draft.
    pub is_draft: bool,
    /// To whom it goes.
    pub recipient: String,
    /// Its text.
    pub body: String,
    /// Who drafted it, and when.
    pub drafted: (String, Timestamp),
    /// Who noted its sending, and when it was sent.
    pub sent: Option<(String, Timestamp)>,
    /// By which way.
    pub way: String,
    /// Counts its changes.
    pub revision: u32,
    /// The fields of the draft beside its text; absent for who may not edit.
    pub edit: Option<Vec<Field>>,
    /// The fields of the sending.
    pub send: Option<Vec<Field>>,
    /// Why the last form was refused.
    pub fault: Option<String>,
}
