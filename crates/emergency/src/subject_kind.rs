//! What this room's subjects are called in the ledger.

/// Kind of a run of a plan.
pub(crate) const RUN: &str = "emergency-run";
/// Kind of a case file.
pub(crate) const INCIDENT: &str = "incident";
/// Kind of a snapshot of who saw what.
pub(crate) const SIGHTING: &str = "incident-sighting";
/// Kind of a letter of a case file.
pub(crate) const LETTER: &str = "incident-letter";
