//! A definition of a workflow (流程定义), as its file says it. Pure.

use super::condition::{Condition, Facts};
use guildhall_kernel::ContentHash;
use guildhall_rules::Words;
use guildhall_store::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// What kind of value a fact is.
    FactKind {
        /// A whole number.
        Int = "int",
        /// A text.
        Text = "text",
        /// Yes or no.
        Bool = "bool",
    }
}

coded! {
    /// How many of those who are asked must decide.
    Mode {
        /// Any one of them (或签).
        Single = "single",
        /// All of them (会签).
        Joint = "joint",
    }
}

coded! {
    /// Over which organisation the right is held of those who are asked.
    Near {
        /// The one to which the subject belongs.
        Unit = "unit",
        /// The top one of the union.
        Top = "top",
    }
}

/// A value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FactValue {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
}

impl FactValue {
    /// Returns the kind of the value.
    pub fn kind(&self) -> FactKind {
        match self {
            Self::Bool(_) => FactKind::Bool,
            Self::Int(_) => FactKind::Int,
            Self::Text(_) => FactKind::Text,
        }
    }
}

/// A fact that whoever starts a run must state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Its name in conditions.
    pub code: String,
    /// What kind of value it is.
    pub kind: FactKind,
    /// What it is called.
    pub title: Words,
}

/// Where a run goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Target {
    /// To the end: what was asked for is approved.
    Approved,
    /// To the end: it is refused.
    Refused,
    /// To a step, by its code.
    Step(String),
}

impl From<String> for Target {
    fn from(text: String) -> Self {
        match text.as_str() {
            "approved" => Self::Approved,
            "refused" => Self::Refused,
            _ => Self::Step(text),
        }
    }
}

impl From<Target> for String {
    fn from(target: Target) -> Self {
        match target {
            Target::Approved => "approved".to_owned(),
            Target::Refused => "refused".to_owned(),
            Target::Step(code) => code,
        }
    }
}

/// A way out of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// When it is taken; absent in the last way, which is taken otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Where it leads.
    pub to: Target,
}

/// A step (环节). With a right it asks people; without one it is a gate that only routes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub title: Words,
    /// What is asked of the people, in plain words; empty for a gate.
    #[serde(default)]
    pub asks: Words,
    /// The action that whoever decides must be allowed; absent for a gate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<String>,
    /// Union posts (职务) to one of which the task goes; empty when the right is enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<String>,
    /// Over which organisation the right must be held.
    #[serde(default = "near_unit")]
    pub near: Near,
    /// How many must decide.
    #[serde(default = "single")]
    pub mode: Mode,
    /// Working days within which it should be decided; 0 for a gate.
    #[serde(default)]
    pub days: u32,
    /// Working days before the end on which the people are reminded; 0 for no reminder.
    #[serde(default)]
    pub remind: u32,
    /// The action of those who are asked when the time is over; absent when nobody else is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalate: Option<String>,
    /// Where it goes on after a yes, the first way that fits.
    pub next: Vec<Way>,
}

fn near_unit() -> Near {
    Near::Unit
}

fn single() -> Mode {
    Mode::Single
}

impl Step {
    /// Says whether the step only routes and asks nobody.
    pub fn is_gate(&self) -> bool {
        self.right.is_none()
    }
}

/// A definition of a workflow (流程定义).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Version of the form of the file.
    pub version: u32,
    /// Its code.
    pub code: String,
    /// Edition of this definition, raised by whoever changes it.
    pub edition: u32,
    /// What it is called.
    pub title: Words,
    /// What it is for, in plain words.
    pub about: Words,
    /// The kind of subject that it decides about.
    pub subject: String,
    /// The facts that conditions may ask for.
    #[serde(rename = "fact", default)]
    pub facts: Vec<Fact>,
    /// The step with which it begins.
    pub start: String,
    /// Its steps.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

impl Definition {
    /// Returns a step.
    pub fn step(&self, code: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.code == code)
    }

    /// Returns a fact.
    pub fn fact(&self, code: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.code == code)
    }

    /// Returns the text that a run keeps, and its digest, which says which edition the run follows.
    pub fn pinned(&self) -> (String, ContentHash) {
        let text = serde_json::json!(self).to_string();
        let digest = ContentHash::of(text.as_bytes());
        (text, digest)
    }

    /// Returns the first declared fact that is missing or of another kind, or the first stated one that is not declared.
    pub fn misfit<'f>(&'f self, facts: &'f Facts) -> Option<&'f str> {
        let fits = |fact: &&Fact| {
            facts
                .get(&fact.code)
                .is_some_and(|value| value.kind() == fact.kind)
        };
        let missing = self.facts.iter().find(|fact| !fits(fact));
        let unknown = facts.keys().find(|code| self.fact(code).is_none());
        missing
            .map(|fact| fact.code.as_str())
            .or_else(|| unknown.map(String::as_str))
    }
}
