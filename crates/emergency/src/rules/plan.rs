//! An emergency plan (应急预案), as rules/emergency/plans gives it.

use guildhall_kernel::Timestamp;
use guildhall_rules::Words;
use serde::{Deserialize, Serialize};

/// A plan; a run keeps the one that it followed, so that later changes of the rules leave its log as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Version of the form of the file.
    pub version: u32,
    /// Its code, stable: runs refer to it.
    pub code: String,
    /// Its name.
    pub title: Words,
    /// When it applies.
    pub applies: Words,
    /// The action of rules/policies that its leader must be allowed.
    pub lead: String,
    /// Days within which it is rehearsed again.
    pub rehearse_days: u32,
    /// Whether that number stands in an official text.
    pub sure: bool,
    /// Where it comes from.
    pub source: Words,
    /// What is done, in order.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

/// A step of a plan (步骤).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What it is called.
    pub title: Words,
    /// What is done.
    pub does: Words,
    /// Minutes after the start within which it should be done.
    pub minutes: u32,
    /// The page of the program that helps.
    #[serde(default)]
    pub page: Option<String>,
    /// What is noted as evidence.
    pub evidence: Words,
}

impl Plan {
    /// Returns when a rehearsal is due after the last one.
    pub fn due_after(&self, last: Timestamp) -> Timestamp {
        last.plus_secs(i64::from(self.rehearse_days) * 86_400)
    }
}
