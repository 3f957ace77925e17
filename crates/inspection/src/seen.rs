//! What a look saw, in codes and values that any language can tell.

use guildhall_kernel::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How it stands, from what must be done first to what is well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Something must be done (必须处理).
    MustAct,
    /// Somebody should look at it (需关注).
    Attention,
    /// It cannot be told from here (无法判断).
    Unknown,
    /// A responsible person declared it (人工确认).
    Declared,
    /// As it should be (符合).
    Good,
}

impl Outcome {
    /// All outcomes, the gravest first.
    pub const ALL: [Self; 5] = [
        Self::MustAct,
        Self::Attention,
        Self::Unknown,
        Self::Declared,
        Self::Good,
    ];

    /// Returns the code, as pages, API and the kept reports write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MustAct => "must-act",
            Self::Attention => "attention",
            Self::Unknown => "unknown",
            Self::Declared => "declared",
            Self::Good => "good",
        }
    }
}

/// A value in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// A number.
    Count(u64),
    /// An instant.
    Moment(Timestamp),
    /// Names, addresses and the like.
    Text(String),
}

/// One thing that was seen: the message `seen-<code>` with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Code of the message.
    pub code: String,
    /// Its values by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Told>,
}

impl Evidence {
    /// Names what was seen.
    pub fn of(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            values: BTreeMap::new(),
        }
    }

    /// Adds a number; one below nothing counts as nothing.
    #[must_use]
    pub fn count(self, name: &str, number: impl TryInto<u64>) -> Self {
        self.with(name, Told::Count(number.try_into().unwrap_or(0)))
    }

    /// Adds an instant.
    #[must_use]
    pub fn moment(self, name: &str, instant: Timestamp) -> Self {
        self.with(name, Told::Moment(instant))
    }

    /// Adds a text.
    #[must_use]
    pub fn text(self, name: &str, text: impl std::fmt::Display) -> Self {
        self.with(name, Told::Text(text.to_string()))
    }

    fn with(mut self, name: &str, value: Told) -> Self {
        self.values.insert(name.to_owned(), value);
        self
    }

    /// Returns this as a look that found everything well.
    pub(crate) fn good(self) -> Seen {
        self.seen(Outcome::Good)
    }

    /// Returns this as a look whose outcome is worse than good unless `is_good`.
    pub(crate) fn judged(self, is_good: bool, otherwise: Outcome) -> Seen {
        self.seen(if is_good { Outcome::Good } else { otherwise })
    }

    pub(crate) fn attention(self) -> Seen {
        self.seen(Outcome::Attention)
    }

    pub(crate) fn must_act(self) -> Seen {
        self.seen(Outcome::MustAct)
    }

    pub(crate) fn unknown(self) -> Seen {
        self.seen(Outcome::Unknown)
    }

    fn seen(self, outcome: Outcome) -> Seen {
        Seen {
            outcome,
            evidence: vec![self],
        }
    }
}

/// What a look saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// How it stands.
    pub outcome: Outcome,
    /// What that is told from.
    pub evidence: Vec<Evidence>,
}

impl Seen {
    /// Joins what several looks saw at one thing; the gravest outcome counts.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.outcome = self.outcome.min(other.outcome);
        self.evidence.extend(other.evidence);
        self
    }
}
