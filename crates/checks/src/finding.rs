//! What a check finds.

use serde::{Deserialize, Serialize};

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// In order (合格).
    InOrder,
    /// Not in order (不合格).
    Fails,
    /// The program cannot tell; a person has to look (请人查看).
    ToLookAt,
    /// No matter of this record (不适用).
    NotAsked,
}

impl Outcome {
    /// Returns the code in data, in the API and in the names of messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InOrder => "in-order",
            Self::Fails => "fails",
            Self::ToLookAt => "to-look-at",
            Self::NotAsked => "not-asked",
        }
    }
}

/// How a check ended, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How it ended.
    pub outcome: Outcome,
    /// Why, as the code of a message; empty when it is in order.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What it is about: names of fields, numbers of files, archival codes. Never a value that a person typed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
}

impl Finding {
    /// In order.
    pub fn in_order() -> Self {
        Self {
            outcome: Outcome::InOrder,
            reason: String::new(),
            about: Vec::new(),
        }
    }

    /// Not in order.
    pub fn fails(reason: &'static str, about: Vec<String>) -> Self {
        Self {
            outcome: Outcome::Fails,
            reason: reason.to_owned(),
            about,
        }
    }

    /// A person has to look.
    pub fn to_look_at(reason: &'static str) -> Self {
        Self {
            outcome: Outcome::ToLookAt,
            reason: reason.to_owned(),
            about: Vec::new(),
        }
    }

    /// No matter of this record.
    pub fn not_asked(reason: &'static str) -> Self {
        Self {
            outcome: Outcome::NotAsked,
            reason: reason.to_owned(),
            about: Vec::new(),
        }
    }

    /// Not in order when something is named, otherwise in order.
    pub fn of(reason: &'static str, about: Vec<String>) -> Self {
        match about.is_empty() {
            true => Self::in_order(),
            false => Self::fails(reason, about),
        }
    }
}
