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
