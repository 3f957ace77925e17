//! The register of processing, requests of people, impact assessments.

use askama::Template;
use jiff::Timestamp;

use super::{Choice, Field, Frame};
use crate::routes;

/// The register of processing (处理活动登记).
#[derive(Debug, Template)]
#[template(path = "privacy/register.html")]
pub struct RegisterPage {
    /// The frame.
    pub ui: Frame,
    /// The entries, what is still done first.
    pub entries: Vec<EntryRow>,
    /// How many entries lack an assessment.
    pub gaps: usize,
    /// Whether the reader may add and change entries.
    pub may_keep: bool,
}

/// One entry.
#[derive(Debug)]
pub struct EntryRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub title: String,
    /// Its version.
    pub version: u32,
    /// Label and text of each thing that is said.
    pub facts: Vec<(String, String)>,
    /// Whether any data are sensitive.
    pub is_sensitive: bool,
    /// Whether it is no longer done.
    pub has_ended: bool,
    /// Whether it lacks an approved assessment.
    pub is_gap: bool,
}

/// One entry with its form and its versions.
#[derive(Debug, Template)]
#[template(path = "privacy/entry.html")]
pub struct EntryPage {
    /// The frame.
    pub ui: Frame,
    /// Its name; none for a new entry.
    pub title: Option<String>,
    /// Where the form sends to.
    pub action: String,
    /// The version on which the form is based.
    pub version: u32,
    /// The fields, for whoever may change it.
    pub fields: Option<Vec<Field>>,
    /// The classes of data.
    pub classes: Vec<Choice>,
    /// Whether it is said to be sensitive.
    pub is_sensitive: bool,
    /// Whether it is no longer done.
    pub has_ended: bool,
    /// What was wrong with the last form.
    pub fault: Option<String>,
    /// Its versions, the newest first.
    pub versions: Vec<VersionRow>,
}

/// One version of an entry.
#[derive(Debug)]
pub struct VersionRow {
    /// Its number.
    pub version: u32,
    /// Who kept it and when; nobody when it came with the product.
    pub kept: Option<(String, Timestamp)>,
    /// Why.
    pub reason: String,
    /// Label and text of each thing that is said.
    pub facts: Vec<(String, String)>,
}

/// What people ask for (个人信息请求).
#[derive(Debug, Template)]
#[template(path = "privacy/requests.html")]
pub struct RequestsPage {
    /// The frame.
    pub ui: Frame,
    /// Those that wait, those due first.
    pub open: Vec<RequestRow>,
    /// Those that were answered or closed.
    pub past: Vec<RequestRow>,
    /// How many are late.
    pub overdue: usize,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// One request in a list.
#[derive(Debug)]
pub struct RequestRow {
    /// Its page.
    pub link: String,
    /// What is asked for.
    pub kind: String,
    /// Who asks.
    pub who: String,
    /// How far it has come, and what came of it.
    pub state: String,
    /// When it came.
    pub received: Timestamp,
    /// When it must be answered.
    pub due: Timestamp,
    /// Whether that is past.
    pub is_overdue: bool,
}

/// One request with the form of its answer.
#[derive(Debug, Template)]
#[template(path = "privacy/request.html")]
pub struct RequestPage {
    /// The frame.
    pub ui: Frame,
    /// Its id.
    pub id: String,
    /// The row of the list.
    pub row: RequestRow,
    /// In her own words.
    pub wish: String,
    /// Within how many days, where that comes from, how sure it is.
    pub clock: String,
    /// Who took it up.
    pub officer: Option<String>,
    /// What was answered.
    pub answer: String,
    /// What was done.
    pub done: Vec<DoneRow>,
    /// Whether the reader may take it up.
    pub may_begin: bool,
    /// Whether it is the reader's own, which somebody else answers.
    pub is_own: bool,
    /// The fields of the answer, for whoever may answer now.
    pub fields: Option<Vec<Field>>,
    /// What erasure would mean, for a request of that kind.
    pub holdings: Vec<HoldingRow>,
    /// What was wrong with the last form.
    pub fault: Option<String>,
}

/// Something that the house holds, and what erasure means for it.
#[derive(Debug)]
pub struct HoldingRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub title: String,
    /// Whether it can be erased.
    pub can_be_erased: bool,
    /// Why, or why not.
    pub because: String,
}

/// Something that was done for a request.
#[derive(Debug)]
pub struct DoneRow {
    /// What.
    pub what: String,
    /// As it was, masked.
    pub before: String,
    /// As it is, masked; empty when it was erased.
    pub after: String,
}

/// Impact assessments (影响评估), with the form of a new one.
#[derive(Debug, Template)]
#[template(path = "privacy/assessments.html")]
pub struct AssessmentsPage {
    /// The frame.
    pub ui: Frame,
    /// The assessments, those drafted last first.
    pub assessments: Vec<AssessmentRow>,
    /// Names of entries that lack one.
    pub gaps: Vec<String>,
    /// The fields of a new one, for whoever may draft.
    pub fields: Option<Vec<Field>>,
    /// What was wrong with the last form.
    pub fault: Option<String>,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// One assessment in a list.
#[derive(Debug)]
pub struct AssessmentRow {
    /// Its page.
    pub link: String,
    /// Name of the entry of the register.
    pub title: String,
    /// The version of it that was assessed.
    pub version: u32,
    /// How far it has come.
    pub state: String,
    /// Who drafted it.
    pub drafter: String,
    /// When.
    pub drafted: Timestamp,
}

/// One assessment.
#[derive(Debug, Template)]
#[template(path = "privacy/assessment.html")]
pub struct AssessmentPage {
    /// The frame.
    pub ui: Frame,
    /// Its id.
    pub id: String,
    /// The row of the list.
    pub row: AssessmentRow,
    /// How often it was written.
    pub revision: u32,
    /// Heading and text of what was assessed.
    pub parts: Vec<(String, String)>,
    /// Who decided, when, and what she said to it.
    pub decided: Option<Decided>,
    /// Until when it is kept at the least.
    pub keep_until: Option<Timestamp>,
    /// Whether the reader may decide.
    pub may_decide: bool,
    /// The fields of a revision, for who drafted it.
    pub fields: Option<Vec<Field>>,
    /// What was wrong with the last form.
    pub fault: Option<String>,
}

/// A decision about what somebody else wrote.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What she said to it.
    pub reason: String,
}
