//! Preservation (长期保存): what the files of records really are, and what threatens them.
//!
//! Begin at [`Preservation`]. A job that the archive puts in line looks at each file that came in ([`arrival`]); a job of
//! the night looks again at all that were told by other rules ([`sweep`]).
//!
//! Invariants: nothing here changes a file or the description of a record. What is kept here of a file follows from its
//! bytes and from the rules, and can be made anew.

pub mod arrival;
mod error;
mod file_format;
mod scanning;
mod service;
mod store;
pub mod sweep;
mod trace;

pub use error::PreservationError;
pub use file_format::{FileFormat, FileOfFormat, FormatCount};
pub use service::{FormatMap, Preservation};
pub use store::FileKey;
pub use trace::FormatTrace;

/// The tables of this room.
pub const MIGRATIONS: &[guildhall_store::Migration] = &[guildhall_store::Migration {
    name: "preservation.0001_file_format",
    sql: include_str!("../migrations/0001_file_format.sql"),
}];
