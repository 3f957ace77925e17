//! Backups and restore drills.

use super::{Frame, Job};
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// The snapshots and the drills (备份与演练). The block `work` is fetched again while something runs.
#[derive(Debug, Template)]
#[template(path = "system/backup.html", blocks = ["work"])]
pub struct BackupPage {
    /// The frame.
    pub ui: Frame,
    /// Where the backups lie; none when nothing is configured.
    pub place: Option<String>,
    /// How it stands with backups.
    pub backup: Upkeep,
    /// How it stands with drills.
    pub drill: Upkeep,
    /// The snapshots that are kept, the newest first.
    pub kept: Vec<BackupRow>,
    /// Why the last backup failed, if it did, in the language of the page.
    pub failed: Option<String>,
    /// The drills, the newest first.
    pub drills: Vec<DrillRow>,
    /// The backup or drill that runs now.
    pub running: Option<Job>,
}

/// How it stands with one kind of work that is done by the clock.
#[derive(Debug, Clone)]
pub struct Upkeep {
    /// When it was last done well.
    pub last: Option<Timestamp>,
    /// When it is due next.
    pub next: Option<Timestamp>,
    /// Whether it is overdue.
    pub is_overdue: bool,
}

/// A snapshot (快照). What was not reported here, because another program made it, is absent.
#[derive(Debug, Clone)]
pub struct BackupRow {
    /// Its name.
    pub id: String,
    /// The moment of which it is.
    pub made: Timestamp,
    /// Rows in it.
    pub rows: Option<u64>,
    /// Originals in it.
    pub originals: Option<u64>,
    /// Bytes of the originals.
    pub bytes: Option<u64>,
    /// Bytes that had to be written for it.
    pub written: Option<u64>,
    /// Originals that were damaged everywhere and are not in it.
    pub lost: u64,
}

/// What came of a drill (演练).
#[derive(Debug, Clone)]
pub struct DrillRow {
    /// When it ended.
    pub ended: Timestamp,
    /// Seconds that it took: the least that a real restore would take.
    pub seconds: u64,
    /// Whether everything was as it should be.
    pub is_good: bool,
    /// The moment of the snapshot.
    pub snapshot: Option<Timestamp>,
    /// Rows that were loaded and compared.
    pub rows: u64,
    /// Originals that were read and compared.
    pub originals: u64,
    /// Originals, tables and files that are harmed.
    pub originals_harmed: u64,
    /// Entries of the ledger that were verified.
    pub ledger_entries: u64,
    /// What the verification found.
    pub ledger_problems: u64,
    /// Records that were opened.
    pub records: u64,
    /// Records whose originals are not what the record says.
    pub records_wrong: u64,
    /// Why it could not be carried through, in the language of the page.
    pub problem: Option<String>,
}
