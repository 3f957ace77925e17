//! The four checks (四性检测, DA/T 70-2018): whether a record is authentic, whole, usable and safe.
//!
//! Begin at [`Checks`]: it files a record only when no check of severity *block* fails, checks it again when somebody
//! asks and on a schedule, and keeps every result. Which checks there are is data, read by [`rules`]; what each of them
//! examines is in [`examination`], pure functions over [`Facts`].
//!
//! Invariants: what the program cannot tell is never passed by itself. Results are history: a run is a row that is never
//! changed, with its digest in the ledger. Nothing here changes a record or a file.

mod batch;
pub mod error;
pub mod examination;
pub mod facts;
pub mod filing;
pub mod finding;
pub mod recheck;
pub mod rules;
pub mod run;
mod service;
mod store;
mod subjects;
mod trace;

pub use error::ChecksError;
pub use facts::{Facts, FileFacts, FilesSeen};
pub use filing::{FilingJob, filing_job};
pub use finding::{Finding, Outcome};
pub use recheck::{RECHECK, Rechecking};
pub use rules::{CheckDefinition, CheckFiles, CheckRules, Property, Severity, Stage};
pub use run::{Cause, Run, RunResult, Standing};
pub use service::{Checks, Overview, PAGE_MAX};
pub use store::Counts;
pub use subjects::RunSubjects;
pub use trace::CheckTrace;

/// The tables of this room.
pub const MIGRATIONS: &[guildhall_store::Migration] = &[guildhall_store::Migration {
    name: "checks.0001_check",
    sql: include_str!("../migrations/0001_check.sql"),
}];
