//! Intake (收集): the inbox of papers, folders that are imported or watched, and the reading of what came in.
//!
//! Begin at [`Inbox`]: every paper, from wherever, goes through [`Inbox::stage`] and [`Inbox::receive`]. Then
//! [`PaperReading`], the job that reads it, and [`worker`], the child process in which foreign files are opened.
//!
//! Invariants: a paper is acknowledged only when its bytes are durable in the vault and its record, ledger entry
//! and reading job are committed. A foreign file is never parsed in the server's own process.

mod error;
mod folder;
mod inbox;
mod reading;
pub mod worker;

pub use error::IntakeError;
pub use folder::{FolderImport, ImportProgress, ImportReport, WatchedFolder};
pub use inbox::{
    Arrival, DOUBTFUL_BELOW, Inbox, InboxItem, InboxTrace, ItemState, Received, Source, StagedPaper,
    StoredProposal,
};
pub use reading::{PaperNote, PaperReading, READ_PAPER, ReadingTools};

/// The tables of this room.
pub const MIGRATIONS: &[guildhall_store::Migration] = &[
    guildhall_store::Migration {
        name: "intake.0001_inbox",
        sql: include_str!("../migrations/0001_inbox.sql"),
    },
    guildhall_store::Migration {
        name: "intake.0002_progress",
        sql: include_str!("../migrations/0002_progress.sql"),
    },
];
