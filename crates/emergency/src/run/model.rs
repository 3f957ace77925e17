//! A run of a plan, without a database.

use crate::EmergencyError;
use crate::rules::Plan;
use guildhall_kernel::{AccountId, ContentHash, Timestamp};
use guildhall_store::coded;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// Whether it is in earnest.
    RunKind {
        /// A rehearsal (演练).
        Rehearsal = "rehearsal",
        /// The real thing (实战).
        Real = "real",
    }
}

coded! {
    /// How far a run has come.
    RunState {
        /// Steps are being taken.
        Open = "open",
        /// It is over.
        Closed = "closed",
    }
}

coded! {
    /// What came of a step.
    StepOutcome {
        /// It was done.
        Done = "done",
        /// It was left out, for a reason.
        Skipped = "skipped",
    }
}

/// A run to be begun.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// The code of the plan.
    pub plan: String,
    /// Whether it is in earnest.
    pub kind: RunKind,
    /// The case file for which it is run.
    pub incident: Option<Uuid>,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Its place in the plan, from 1.
    pub number: usize,
    /// What came of it.
    pub outcome: StepOutcome,
    /// When.
    pub at: Timestamp,
    /// Whose hand.
    pub by: AccountId,
    /// The evidence; of a step left out, the reason.
    pub note: String,
}

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: Uuid,
    /// The plan as it was when the run began.
    pub plan: Plan,
    /// Whether it is in earnest.
    pub kind: RunKind,
    /// The case file for which it is run.
    pub incident: Option<Uuid>,
    /// How far it has come.
    pub state: RunState,
    /// Counts its changes.
    pub revision: u32,
    /// Who began it.
    pub started_by: AccountId,
    /// When.
    pub started_at: Timestamp,
    /// The steps that were taken, in the order of time.
    pub steps: Vec<Taken>,
    /// Who closed it, and when.
    pub closed: Option<(AccountId, Timestamp)>,
    /// What was found; empty until it is closed.
    pub findings: String,
    /// What is to be done better; empty until it is closed.
    pub improvements: String,
}

impl Run {
    /// Returns what came of a step of the plan, counted from 1.
    pub fn taken(&self, number: usize) -> Option<&Taken> {
        self.steps.iter().find(|taken| taken.number == number)
    }

    /// Returns how many steps nobody has taken.
    pub fn open_steps(&self) -> usize {
        self.plan.steps.len() - self.steps.len()
    }

    /// Returns the whole minutes from the start to an instant.
    pub fn minutes_to(&self, at: Timestamp) -> u64 {
        u64::try_from(at.secs_since(self.started_at) / 60).unwrap_or(0)
    }

    /// Returns whether a step was done later than the plan wants; a step left out is not late.
    pub fn is_late(&self, taken: &Taken) -> bool {
        let target = self
            .plan
            .steps
            .get(taken.number - 1)
            .map_or(0, |step| step.minutes);
        taken.outcome == StepOutcome::Done && self.minutes_to(taken.at) > u64::from(target)
    }

    /// Adds a step.
    pub(crate) fn take(&mut self, taken: Taken) -> Result<(), EmergencyError> {
        if !(1..=self.plan.steps.len()).contains(&taken.number) {
            return Err(EmergencyError::NotFound);
        }
        if self.taken(taken.number).is_some() {
            return Err(EmergencyError::StepDone);
        }
        self.steps.push(taken);
        Ok(())
    }

    /// Returns the digest of the row, as the ledger keeps it.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            self.plan,
            [self.kind.code(), self.state.code()],
            self.incident,
            self.revision,
            [self.started_by.to_string(), self.started_at.to_string()],
            self.steps,
            self.closed.map(|(who, when)| (who, when.as_micros())),
            [&self.findings, &self.improvements],
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}
