//! Filings that wait for somebody's yes (归档审批): asked for, decided elsewhere, carried out or given up.
//!
//! Which records need a yes, and whose, the definition `filing` in rules/workflows says; this room only keeps that one is
//! asked for, and that the record does not change meanwhile.

mod model;
mod service;
mod store;
mod subjects;

pub use model::{FILING, Filing, FilingState};
pub use service::Asked;
pub(crate) use store::is_open;
pub use subjects::FilingSubjects;
