//! A check of a record: which tests were made, and what they found.

use crate::finding::{Finding, Outcome};
use crate::rules::Stage;
use guildhall_kernel::{ContentHash, RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a record was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// It was being filed.
    Filing,
    /// Somebody asked for it.
    Asked,
    /// Its time had come.
    Schedule,
    /// Somebody looked at what the program cannot tell.
    Seen,
}

impl Cause {
    /// Returns the code in the database and in the names of messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Filing => "filing",
            Self::Asked => "asked",
            Self::Schedule => "schedule",
            Self::Seen => "seen",
        }
    }

    /// Reads the code in the database.
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Filing, Self::Asked, Self::Schedule, Self::Seen]
            .into_iter()
            .find(|cause| cause.code() == code)
    }
}

/// What one test found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunResult {
    /// Code of the check.
    pub code: String,
    /// What it found.
    #[serde(flatten)]
    pub finding: Finding,
}

/// A check of a record (检测记录). Never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its id.
    pub id: Uuid,
    /// The record.
    pub record: RecordId,
    /// Which tests were made.
    pub stage: Stage,
    /// Why.
    pub cause: Cause,
    /// Who asked, as ledger entries write it.
    pub actor: String,
    /// When.
    pub checked_at: Timestamp,
    /// Version of rules/checks.
    pub rules: String,
    /// What was found, in the order of the rules.
    pub results: Vec<RunResult>,
}

/// The reason of a finding that a person answered: she found it in order.
pub(crate) const SEEN: &str = "seen";
/// She found it not in order.
pub(crate) const SEEN_WRONG: &str = "seen-not-in-order";

impl Run {
    /// Takes over what a person answered in an earlier run, where the program still cannot tell.
    pub(crate) fn keep_answers(&mut self, earlier: &Self) {
        for result in &mut self.results {
            if result.finding.outcome != Outcome::ToLookAt {
                continue;
            }
            let same = earlier.results.iter().find(|old| old.code == result.code);
            let answered = same.filter(|old| [SEEN, SEEN_WRONG].contains(&old.finding.reason.as_str()));
            if let Some(answered) = answered {
                result.finding = answered.finding.clone();
            }
        }
    }

    /// Returns how many tests ended so.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.results
            .iter()
            .filter(|result| result.finding.outcome == outcome)
            .count()
    }

    /// Returns the digest for the ledger: SHA-256 of its JSON with fields in fixed order.
    pub fn digest(&self) -> ContentHash {
        ContentHash::of(&serde_json::to_vec(self).unwrap_or_default())
    }
}

/// How a record stands by its last check (检测结论).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The record.
    pub record: RecordId,
    /// Its last check.
    pub run: Uuid,
    /// When.
    pub checked_at: Timestamp,
    /// Tests that were not in order.
    pub failed: u32,
    /// Tests of which a person has to look.
    pub to_look_at: u32,
}

impl Standing {
    /// Returns how a record stands after a check.
    pub fn after(run: &Run) -> Self {
        let count = |outcome| u32::try_from(run.count(outcome)).unwrap_or(u32::MAX);
        Self {
            record: run.record,
            run: run.id,
            checked_at: run.checked_at,
            failed: count(Outcome::Fails),
            to_look_at: count(Outcome::ToLookAt),
        }
    }
}
