//! Workflows (流程): who decides about a matter, in which order, until when; definitions, runs, tasks, decisions.
//!
//! Begin at [`Workflow`], then `run/engine.rs` (what can happen to a run), `run/task_service.rs` (what a person does with
//! her tasks) and [`definition`] (what the union sets as data).
//!
//! Invariants: this room knows no record and nothing else that it decides about: a subject is a kind, an id and facts, and
//! the room whose thing it is acts on the outcome in the same unit of work. Who decides is found by rights near the
//! subject, never by names. The engine is pure; a run follows the definition as it was when it started. Nothing here is
//! deleted.

pub mod absence;
pub mod definition;
pub mod error;
pub mod run;
mod subject_kind;
mod subjects;

use guildhall_identity::Rights;
use guildhall_kernel::{AccountId, Actor, Clock};
use guildhall_store::Migration;
use std::sync::Arc;

pub use absence::{Absence, NewAbsence};
pub use definition::{Definition, FactValue, Facts, Known, WorkflowFiles, WorkflowRules};
pub use error::WorkflowError;
pub use run::{Decided, NewRun, Run, Said, Status, Subject, Task, Verdict};
pub use subjects::{AbsenceSubjects, DecisionSubjects, WorkflowRunSubjects};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "workflow.0001_run",
        sql: include_str!("../migrations/0001_run.sql"),
    },
    Migration {
        name: "workflow.0002_absence",
        sql: include_str!("../migrations/0002_absence.sql"),
    },
];

/// The services of this room. Cheap to clone.
#[derive(Clone)]
pub struct Workflow {
    /// Definitions and calendar.
    pub rules: Arc<WorkflowRules>,
    /// The policies.
    pub rights: Rights,
    /// Tells who is absent now.
    pub clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Workflow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workflow")
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

/// Returns the account that acts; the program itself decides nothing.
fn acting(actor: &Actor) -> Result<AccountId, WorkflowError> {
    actor.account().ok_or(WorkflowError::NotFound)
}
