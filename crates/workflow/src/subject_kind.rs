//! What this room's subjects are called in the ledger.

/// Kind of a run.
pub(crate) const RUN: &str = "workflow-run";
/// Kind of a decision.
pub(crate) const DECISION: &str = "workflow-decision";
/// Kind of an absence.
pub(crate) const ABSENCE: &str = "workflow-absence";
