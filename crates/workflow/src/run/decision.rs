//! A decision (办理意见): who said what at which step, for whom, and when. Never changed.

use super::engine::Verdict;
use crate::WorkflowError;
use guildhall_kernel::{AccountId, ContentHash, Timestamp};
use uuid::Uuid;

/// Longest opinion or reason, in characters.
const CHARS_MAX: usize = 2_000;

/// What somebody says about a task.
#[derive(Debug, Clone)]
pub struct Said {
    /// The revision of the run that she saw.
    pub revision: u32,
    /// What she decides.
    pub verdict: Verdict,
    /// Her opinion; may be empty with a yes only.
    pub opinion: String,
}

/// A decision as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Its id.
    pub id: Uuid,
    /// The run.
    pub run: Uuid,
    /// In which round.
    pub round: u32,
    /// At which step, by its code.
    pub step: String,
    /// Whose seat it was.
    pub seat: AccountId,
    /// Who decided: she herself, or who stood in for her.
    pub by: AccountId,
    /// Her name at that time.
    pub by_name: String,
    /// `approve`, `refuse`, `return`, and for acts on a run that decide nothing `delegate`, `withdraw`.
    pub what: String,
    /// The step to which it was returned.
    pub to: Option<String>,
    /// Her opinion.
    pub opinion: String,
    /// When.
    pub at: Timestamp,
}

impl Decided {
    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            self.run,
            self.round,
            self.step,
            [self.seat.to_string(), self.by.to_string(), self.by_name.clone()],
            [&self.what, &self.opinion],
            self.to,
            self.at.as_micros(),
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

/// Returns a text without blanks around it; ends of lines become `\n`.
pub(crate) fn tidied(field: &'static str, text: &str) -> Result<String, WorkflowError> {
    let text = text.trim().replace("\r\n", "\n");
    let is_plain = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    match text.chars().count() <= CHARS_MAX && text.chars().all(is_plain) {
        true => Ok(text),
        false => Err(WorkflowError::Field { field }),
    }
}

/// Returns a text that says something.
pub(crate) fn filled(field: &'static str, text: &str) -> Result<String, WorkflowError> {
    let text = tidied(field, text)?;
    match text.is_empty() {
        true => Err(WorkflowError::Field { field }),
        false => Ok(text),
    }
}
