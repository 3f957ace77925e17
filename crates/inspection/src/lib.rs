//! Self-inspection (自检): how the house stands against graded protection, level three (等级保护三级, GB/T 22239), told
//! from live state.
//!
//! Begin reading at [`Inspector`]: it looks at everything that [`clause::Clauses`] names, keeps what was found, and
//! takes the word of responsible people for what no program can see. [`Premises`] is what the program says about
//! itself; [`weakness`] holds the parts that it is built from against a database of advisories.
//!
//! Invariants: a look changes nothing; what was found once is never written over; who may see or declare is asked by
//! action. This room knows no record and no page.

pub mod clause;
mod declaration;
pub mod error;
mod looks;
pub mod premises;
mod rehearsals;
pub mod report;
mod seen;
pub mod service;
mod subjects;
pub mod weakness;

pub use clause::{Clause, Clauses, Parameters, Words};
pub use declaration::Declaration;
pub use error::{InspectionError, RuleError};
pub use looks::Look;
pub use premises::{Https, Premises, Upkeep};
pub use rehearsals::{Rehearsals, Rehearsed};
pub use report::{Change, Counts, Finding, Findings, Kept};
pub use seen::{Evidence, Outcome, Seen, Told};
pub use service::{Inspector, NewDeclaration};
pub use subjects::{DeclarationSubjects, ReportSubjects};

/// Action: see what a self-inspection finds, have it kept, and take the pack for an inspection away.
pub const VIEW_INSPECTION: &str = "viewInspection";
/// Action: declare for what no program can see.
pub const DECLARE_INSPECTION: &str = "declareInspection";

/// The tables of this room.
pub const MIGRATIONS: &[guildhall_store::Migration] = &[guildhall_store::Migration {
    name: "inspection.0001_inspection",
    sql: include_str!("../migrations/0001_inspection.sql"),
}];
