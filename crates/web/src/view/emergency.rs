//! Emergency plans and how they were carried out.

use super::{Field, Frame};
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// The plans (应急预案), the runs that are open, and the history.
#[derive(Debug, Template)]
#[template(path = "emergency/plans.html")]
pub struct PlansPage {
    /// The frame.
    pub ui: Frame,
    /// The plans.
    pub plans: Vec<PlanRow>,
    /// How many should have been rehearsed by now.
    pub overdue: usize,
    /// Runs that nobody has closed.
    pub open: Vec<RunRow>,
    /// Runs of this page, the newest first.
    pub runs: Vec<RunRow>,
    /// The first page.
    pub previous: Option<String>,
    /// Older ones.
    pub next: Option<String>,
}

/// A plan in the list.
#[derive(Debug, Clone)]
pub struct PlanRow {
    /// Its page.
    pub link: String,
    /// Its name.
    pub title: String,
    /// When it applies.
    pub applies: String,
    /// When it was last carried out to the end.
    pub last: Option<Timestamp>,
    /// When it is due again.
    pub due: Option<Timestamp>,
    /// Whether it should have been rehearsed by now.
    pub is_overdue: bool,
}

/// A run in a list.
#[derive(Debug, Clone)]
pub struct RunRow {
    /// Its page.
    pub link: String,
    /// Its plan, and whether it is in earnest.
    pub title: String,
    /// Who began it.
    pub who: String,
    /// When.
    pub started: Timestamp,
    /// Minutes from the start to the end, when it is over.
    pub minutes: Option<u64>,
    /// Steps that were taken.
    pub taken: usize,
    /// All steps.
    pub steps: usize,
    /// Steps that were later than the plan wants.
    pub late: usize,
}

/// One plan.
#[derive(Debug, Template)]
#[template(path = "emergency/plan.html")]
pub struct PlanPage {
    /// The frame.
    pub ui: Frame,
    /// Its code.
    pub code: String,
    /// Its name.
    pub title: String,
    /// When it applies.
    pub applies: String,
    /// The right of its leader, in words.
    pub lead: String,
    /// Days within which it is rehearsed again.
    pub days: u32,
    /// Where that comes from.
    pub source: String,
    /// Whether an official text names that number.
    pub is_sure: bool,
    /// Its steps.
    pub steps: Vec<PlanStepRow>,
    /// Whether the reader may begin it.
    pub may_lead: bool,
}

/// A step of a plan.
#[derive(Debug, Clone)]
pub struct PlanStepRow {
    /// What it is called.
    pub title: String,
    /// What is done.
    pub does: String,
    /// Minutes after the start within which it should be done.
    pub minutes: u32,
    /// The page that helps.
    pub page: Option<String>,
    /// What is noted.
    pub evidence: String,
}

/// One run.
#[derive(Debug, Template)]
#[template(path = "emergency/run.html")]
pub struct RunPage {
    /// The frame.
    pub ui: Frame,
    /// Its id.
    pub id: String,
    /// The run as lists show it.
    pub row: RunRow,
    /// How far it has come, in words.
    pub state: String,
    /// Whether it is open.
    pub is_open: bool,
    /// When the plan applies.
    pub applies: String,
    /// The right of its leader, in words.
    pub lead: String,
    /// The case file for which it is run.
    pub incident: Option<String>,
    /// The steps.
    pub steps: Vec<RunStepRow>,
    /// Who closed it, and when.
    pub closed: Option<(String, Timestamp)>,
    /// What was found.
    pub findings: String,
    /// What is to be done better.
    pub improvements: String,
    /// Whether the reader may go on with it.
    pub may_lead: bool,
    /// The form that closes it; absent while steps are open.
    pub fields: Option<Vec<Field>>,
    /// Why the last form was refused.
    pub fault: Option<String>,
}

/// A step of a run.
#[derive(Debug, Clone)]
pub struct RunStepRow {
    /// Its place, from 1.
    pub number: usize,
    /// What the plan says.
    pub step: PlanStepRow,
    /// Whether it is the first that nobody has taken.
    pub is_next: bool,
    /// What came of it.
    pub taken: Option<TakenRow>,
}

/// What came of a step.
#[derive(Debug, Clone)]
pub struct TakenRow {
    /// In words.
    pub outcome: String,
    /// Whether it was left out.
    pub is_skipped: bool,
    /// When.
    pub at: Timestamp,
    /// Minutes after the start.
    pub minutes: u64,
    /// Whether that is later than the plan wants.
    pub is_late: bool,
    /// Whose hand.
    pub who: String,
    /// The evidence or the reason.
    pub note: String,
}
