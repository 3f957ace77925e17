//! The use of records (利用) by people who have no right to read them: asked for, let for a time, looked at, ended.

mod model;
mod service;
pub mod statistics;
mod store;
mod subjects;

pub use model::{AskUse, SUBJECT_KIND, Use, UseState};
pub(crate) use service::is_usable;
pub use service::{Outcome, UseKey};
pub use store::UseOfRecord;
pub use subjects::UseSubjects;
