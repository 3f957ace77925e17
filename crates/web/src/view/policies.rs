//! The policies in force, why somebody may do something, and what a change of them would open or close.

use askama::Template;

use super::{Field, Frame};
use crate::routes;

/// The policies (授权策略), and the answer to one question about somebody.
#[derive(Debug, Template)]
#[template(path = "policies/list.html")]
pub struct PoliciesPage {
    /// The frame.
    pub ui: Frame,
    /// The question: login name and record.
    pub question: Vec<Field>,
    /// What is wrong with the question.
    pub fault: Option<String>,
    /// The answer, when something was asked.
    pub answer: Option<WhyAnswer>,
    /// The files with their policies.
    pub files: Vec<PolicyFileView>,
    /// Number of the edition in force; none while the installation's own policies are.
    pub edition: Option<u32>,
    /// How many cases hold.
    pub cases: usize,
    /// Whether this person may try a change.
    pub may_try: bool,
}

/// What somebody may do with one record, and why.
#[derive(Debug, Clone)]
pub struct WhyAnswer {
    /// Name and login of the person.
    pub who: String,
    /// The record as policies see it.
    pub what: Vec<String>,
    /// One answer for each action.
    pub actions: Vec<ActionAnswer>,
}

/// May she do this, and what each of her grants says.
#[derive(Debug, Clone)]
pub struct ActionAnswer {
    /// The action in the language of the page.
    pub name: String,
    /// Whether she may.
    pub allowed: bool,
    /// Her grants; without any she may nothing.
    pub grants: Vec<GrantView>,
}

/// One grant and the policies that spoke in it.
#[derive(Debug, Clone)]
pub struct GrantView {
    /// Role, branch and clearance in words.
    pub name: String,
    /// Whether this grant allows it.
    pub allowed: bool,
    /// The policies that decided, each with its sentence; none when no policy speaks for it.
    pub policies: Vec<Reason>,
}

/// A policy that decided.
#[derive(Debug, Clone)]
pub struct Reason {
    /// Its id.
    pub id: String,
    /// What it says, in a sentence; may be empty.
    pub sentence: String,
}

/// A file of policies.
#[derive(Debug, Clone)]
pub struct PolicyFileView {
    /// Its name.
    pub name: String,
    /// Whether it is the law that no installation changes.
    pub is_law: bool,
    /// Its policies.
    pub policies: Vec<PolicyView>,
}

/// A policy.
#[derive(Debug, Clone)]
pub struct PolicyView {
    /// Its id.
    pub id: String,
    /// Whether it gives a right or takes one away.
    pub permits: bool,
    /// What it says, in a sentence; may be empty.
    pub sentence: String,
    /// Its text.
    pub cedar: String,
}

/// A change of policies, tried out without making it (试算).
#[derive(Debug, Template)]
#[template(path = "policies/trial.html")]
pub struct PolicyTrialPage {
    /// The frame.
    pub ui: Frame,
    /// The files as they stand in the form.
    pub files: Vec<TrialFile>,
    /// Cases of the union's own.
    pub cases: String,
    /// Why it is to be proposed.
    pub reason: String,
    /// Why it was not proposed.
    pub fault: Option<String>,
    /// What the trial found, after the form was sent.
    pub outcome: Option<TrialOutcome>,
}

/// A file in the form.
#[derive(Debug, Clone)]
pub struct TrialFile {
    /// Its name, which is the name of the field too.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Lines of the text, within what a screen shows.
    pub rows: usize,
}

/// What a trial found.
#[derive(Debug, Clone)]
pub enum TrialOutcome {
    /// The files are not policies.
    Wrong(String),
    /// Cases come out otherwise: what each says, and what happened instead.
    Cases(Vec<(String, String)>),
    /// They can be used; this changes for these people.
    Good(Vec<ImpactRow>),
}

/// What changes for some people in one action.
#[derive(Debug, Clone)]
pub struct ImpactRow {
    /// Their names, the first few.
    pub people: String,
    /// How many more there are.
    pub more: usize,
    /// What they hold.
    pub grants: String,
    /// The action in the language of the page.
    pub action: String,
    /// Things gained.
    pub gained: u64,
    /// Things lost.
    pub lost: u64,
}

/// Editions of the policies (策略版本): what is in force, what waits, what was.
#[derive(Debug, Template)]
#[template(path = "policies/editions.html")]
pub struct EditionsPage {
    /// The frame.
    pub ui: Frame,
    /// Number of the one in force; none while the installation's own policies are.
    pub in_force: Option<u32>,
    /// The newest first.
    pub editions: Vec<EditionRow>,
    /// Whether this person may propose the next.
    pub may_propose: bool,
}

/// An edition in a list.
#[derive(Debug, Clone)]
pub struct EditionRow {
    /// Its id.
    pub id: String,
    /// Which of the approved ones it is.
    pub number: Option<u32>,
    /// How far it has come, in the language of the page.
    pub state: String,
    /// Whether it waits.
    pub waits: bool,
    /// Why it was proposed.
    pub reason: String,
    /// Who proposed it; nothing when the console did.
    pub proposer: Option<String>,
    /// When.
    pub proposed: jiff::Timestamp,
    /// When it lapses.
    pub lapses: jiff::Timestamp,
    /// Who decided, when, and what she said.
    pub decided: Option<super::Decided>,
}

/// One edition, against what was in force before it or is in force now (版本对比).
#[derive(Debug, Template)]
#[template(path = "policies/edition.html")]
pub struct EditionPage {
    /// The frame.
    pub ui: Frame,
    /// The edition.
    pub row: EditionRow,
    /// What it changes, file by file.
    pub changes: Vec<TextChange>,
    /// What it did to the people and things that there were when it was proposed.
    pub effects: Vec<ImpactRow>,
    /// Whether this person may decide.
    pub may_decide: bool,
    /// Whether this person may take it back.
    pub may_withdraw: bool,
    /// Why a step was refused.
    pub fault: Option<String>,
}

/// How a text changes.
#[derive(Debug, Clone)]
pub struct TextChange {
    /// Name of the file.
    pub name: String,
    /// The lines that change, with some around them.
    pub lines: Vec<ChangedLine>,
}

/// A line of a comparison.
#[derive(Debug, Clone)]
pub struct ChangedLine {
    /// `+` for new, `-` for gone, a blank for what stays, `…` where lines are left out.
    pub sign: char,
    /// Its text.
    pub text: String,
}
