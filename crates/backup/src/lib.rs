//! Backups (备份): the whole house at one moment, encrypted, in a folder or a bucket, and back again.
//!
//! Begin reading at [`Backup`] (making a snapshot), then [`Check`] and [`Restore`]. A [`Repository`] holds snapshots,
//! which share what they have in common: rows and small files lie in encrypted pieces named by a keyed hash of their
//! content, originals as the vault keeps them. A snapshot exists when its manifest does, and that is written last.
//!
//! Invariants: whoever holds the repository without the key ring learns neither content nor hash; nothing that a
//! snapshot needs is taken away before the snapshot; nothing is restored that is not as it was. This room does not
//! know what a row means: it carries whole tables, and the rows of the vault's table name the originals.

mod check;
mod cipher;
mod cut;
mod dump;
mod error;
mod expunge;
mod files;
mod hold;
mod keep;
mod load;
mod make;
mod objects;
mod piece;
mod place;
mod prune;
pub mod report;
mod repository;
mod restore;
mod row_code;
mod snapshot;
mod watch;

pub use check::{Check, CheckReport};
pub use error::BackupError;
pub use expunge::ForgottenRows;
pub use files::SourceFile;
pub use keep::KeepRules;
pub use make::{Backup, Made};
pub use place::Place;
pub use repository::Repository;
pub use restore::{Restore, Restored, Target};
pub use snapshot::{LedgerState, Snapshot, SnapshotId};
pub use watch::Watch;

/// The tables of this room.
pub const MIGRATIONS: &[guildhall_store::Migration] = &[guildhall_store::Migration {
    name: "backup.0001_report",
    sql: include_str!("../migrations/0001_report.sql"),
}];
