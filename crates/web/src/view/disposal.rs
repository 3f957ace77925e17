//! Appraisal, destruction and legal holds.

use super::{Choice, Field, Frame};
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// The rounds of appraisal (鉴定批次), and the form that puts one together.
#[derive(Debug, Template)]
#[template(path = "disposal/rounds.html")]
pub struct DisposalPage {
    /// The frame.
    pub ui: Frame,
    /// The rounds, the newest first.
    pub rows: Vec<DisposalRoundRow>,
    /// The form; none for who may not put rounds together.
    pub fields: Option<Vec<Field>>,
    /// The legal holds, for who may set them.
    pub holds: Option<String>,
    /// Days between approval and destruction.
    pub waiting_days: u32,
    /// Whether the union has settled them.
    pub is_settled: bool,
    /// Why the last form was refused.
    pub fault: Option<String>,
    /// The first page.
    pub previous: Option<String>,
    /// Older ones.
    pub next: Option<String>,
}

/// A round in the list.
#[derive(Debug, Clone)]
pub struct DisposalRoundRow {
    /// Its page.
    pub link: String,
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// How far it has come.
    pub standing: String,
    /// When it was made.
    pub made: Timestamp,
}

/// One round with its lines.
#[derive(Debug, Template)]
#[template(path = "disposal/round.html")]
pub struct DisposalRoundPage {
    /// The frame.
    pub ui: Frame,
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// On what it rests.
    pub basis: String,
    /// How far it has come.
    pub standing: String,
    /// Who put it together.
    pub who: String,
    /// When.
    pub made: Timestamp,
    /// Before this nothing is destroyed.
    pub not_before: Option<Timestamp>,
    /// Who began the destruction.
    pub executor: Option<String>,
    /// When.
    pub started: Option<Timestamp>,
    /// When nothing was left to do.
    pub ended: Option<Timestamp>,
    /// Why it was stopped.
    pub reason: String,
    /// The run in which it is or was decided.
    pub run: Option<String>,
    /// Who signed.
    pub signatures: Vec<DisposalSignatureRow>,
    /// How many supervisors it takes.
    pub supervisors: usize,
    /// Its lines.
    pub rows: Vec<DisposalItemRow>,
    /// By what a record could be kept longer.
    pub retentions: Vec<Choice>,
    /// Sends it to those who decide.
    pub send: Option<String>,
    /// Stops it.
    pub stop: Option<String>,
    /// Signs as a supervisor.
    pub sign: Option<String>,
    /// Begins the destruction.
    pub execute: Option<String>,
    /// Records that are to be handed over and were not yet.
    pub awaiting: u64,
    /// Packs them.
    pub pack: Option<String>,
    /// The list as PDF.
    pub list: String,
    /// The certificate as PDF.
    pub certificate: Option<String>,
    /// Why the last act was refused.
    pub fault: Option<String>,
    /// The first page of lines.
    pub previous: Option<String>,
    /// The lines behind.
    pub next: Option<String>,
}

/// A supervisor's signature.
#[derive(Debug, Clone)]
pub struct DisposalSignatureRow {
    /// Who.
    pub who: String,
    /// Before or after.
    pub stage: String,
    /// When.
    pub at: Timestamp,
}

/// A line of a round.
#[derive(Debug, Clone)]
pub struct DisposalItemRow {
    /// Place in the list.
    pub sequence: u32,
    /// Archival code.
    pub number: String,
    /// Title.
    pub title: String,
    /// The record, while it is there.
    pub link: Option<String>,
    /// Year.
    pub year: i64,
    /// Retention period.
    pub retention: String,
    /// The year in which it fell due.
    pub due_year: i64,
    /// Pages.
    pub pages: u32,
    /// What is proposed.
    pub proposal: String,
    /// Why.
    pub reason: String,
    /// What became of it.
    pub outcome: Option<String>,
    /// Changes what is proposed.
    pub change: Option<String>,
    /// The retention code that is proposed.
    pub chosen: String,
}

/// The legal holds (冻结), and the form that sets one.
#[derive(Debug, Template)]
#[template(path = "disposal/holds.html")]
pub struct HoldsPage {
    /// The frame.
    pub ui: Frame,
    /// The holds, the newest first.
    pub rows: Vec<HoldRow>,
    /// The form.
    pub fields: Vec<Field>,
    /// Why the last form was refused.
    pub fault: Option<String>,
    /// The first page.
    pub previous: Option<String>,
    /// Older ones.
    pub next: Option<String>,
}

/// A hold in the list.
#[derive(Debug, Clone)]
pub struct HoldRow {
    /// Its id.
    pub id: String,
    /// The matter.
    pub name: String,
    /// Why.
    pub reason: String,
    /// What it covers.
    pub scope: String,
    /// Who set it.
    pub who: String,
    /// When.
    pub set: Timestamp,
    /// When it was lifted.
    pub lifted: Option<Timestamp>,
    /// Who lifted it.
    pub lifted_by: Option<String>,
    /// Why.
    pub lift_reason: String,
    /// Lifts it.
    pub lift: Option<String>,
}

/// What stays of a record that was destroyed (销毁存根).
#[derive(Debug, Template)]
#[template(path = "disposal/stub.html")]
pub struct StubPage {
    /// The frame.
    pub ui: Frame,
    /// Archival code.
    pub number: String,
    /// Title.
    pub title: String,
    /// Year.
    pub year: i64,
    /// Retention period.
    pub retention: String,
    /// Pages.
    pub pages: u32,
    /// When it was destroyed.
    pub destroyed: Option<Timestamp>,
    /// The round.
    pub round: String,
    /// SHA-256 of each file.
    pub digests: Vec<String>,
}
