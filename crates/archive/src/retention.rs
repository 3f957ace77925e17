//! How long records are kept (保管期限): the filing scope and retention schedule, the clock, and what falls due.
//!
//! A due date follows from year, retention code and clock whenever it is asked for; nothing is stored that would have to
//! be computed again when the clock is corrected. Nothing here ends a record.

mod load;
mod model;
mod service;
mod store;

pub use load::RetentionFiles;
pub use model::{CountsFrom, Due, DueKey, DueYear, Matter, Retention};
pub use service::DueRecord;
