//! What came of each backup and each restore drill (演练): kept in the database, for the people who look after the house.

use crate::make::Made;
use crate::snapshot::SnapshotId;
use guildhall_kernel::{Explain, Timestamp};
use guildhall_store::job::next_after;
use guildhall_store::{Connection, Row, StoreError, Work, args};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long after its time work may end before it counts as missed.
const GRACE_SECS: i64 = 6 * 3_600;

/// A backup and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupReport {
    /// The snapshot; none when it failed.
    pub snapshot: Option<SnapshotId>,
    /// Rows in it.
    pub rows: u64,
    /// Originals in it.
    pub objects: u64,
    /// Bytes of the originals.
    pub object_bytes: u64,
    /// Originals that had to be copied.
    pub objects_copied: u64,
    /// Bytes that were written.
    pub bytes_written: u64,
    /// Originals that are damaged in every replica.
    pub lost: u64,
    /// Snapshots that are kept now.
    pub kept: Vec<SnapshotId>,
    /// Why it failed, if it did.
    pub problem: Option<Problem>,
}

/// Why work failed, so that it can be told in any language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The stable code of the error.
    pub code: String,
    /// What it names.
    pub what: String,
}

impl Problem {
    /// Takes over what an error says about itself.
    pub fn of(error: &dyn Explain) -> Self {
        let named = error.arguments().into_iter().find(|(name, _)| *name == "what");
        Self {
            code: error.code().to_owned(),
            what: named.map(|(_, what)| what).unwrap_or_default(),
        }
    }
}

impl BackupReport {
    /// Returns the report of a backup that was made.
    pub fn made(made: &Made) -> Self {
        Self {
            snapshot: Some(made.id.clone()),
            rows: made.rows,
            objects: made.objects,
            object_bytes: made.object_bytes,
            objects_copied: made.objects_copied,
            bytes_written: made.bytes_written,
            lost: made.lost.len() as u64,
            kept: made.kept.clone(),
            problem: None,
        }
    }

    /// Returns the report of a backup that failed.
    pub fn failed(problem: Problem) -> Self {
        Self {
            snapshot: None,
            rows: 0,
            objects: 0,
            object_bytes: 0,
            objects_copied: 0,
            bytes_written: 0,
            lost: 0,
            kept: Vec::new(),
            problem: Some(problem),
        }
    }

    /// Says whether everything is in the backup.
    pub fn is_good(&self) -> bool {
        self.problem.is_none() && self.lost == 0
    }
}

/// A restore drill and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrillReport {
    /// The snapshot that was restored.
    pub snapshot: Option<SnapshotId>,
    /// Rows that were loaded and compared.
    pub rows: u64,
    /// Originals that were read and compared.
    pub objects: u64,
    /// Originals that are missing or changed.
    pub objects_harmed: u64,
    /// Entries of the ledgers that were verified.
    pub ledger_entries: u64,
    /// What the verification of the ledgers found, counted.
    pub ledger_problems: u64,
    /// Records that were opened with their originals.
    pub records_opened: u64,
    /// Records whose originals are not what the record says.
    pub records_wrong: u64,
    /// Why the drill could not be carried through, if it could not.
    pub problem: Option<Problem>,
}

impl DrillReport {
    /// Says whether the house could be restored from this backup.
    pub fn is_good(&self) -> bool {
        let found = self.objects_harmed + self.ledger_problems + self.records_wrong;
        self.problem.is_none() && found == 0
    }
}

/// Which reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportKind {
    /// Of backups.
    Backup,
    /// Of drills.
    Drill,
}

impl ReportKind {
    const fn code(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Drill => "drill",
        }
    }
}

/// A report as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<R> {
    /// When the work began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Timestamp,
    /// Whether it was good.
    pub good: bool,
    /// What came of it.
    pub report: R,
}

const INSERT: &str = "INSERT INTO backup_report (realm_id, id, kind, started_at, finished_at, good, details)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const LIST: &str = "SELECT started_at, finished_at, good, details FROM backup_report
    WHERE realm_id = $1 AND kind = $2 ORDER BY finished_at DESC, id DESC LIMIT $3";
const LAST_GOOD: &str = "SELECT finished_at FROM backup_report
    WHERE realm_id = $1 AND kind = $2 AND good = 1 ORDER BY finished_at DESC, id DESC LIMIT 1";

/// Writes the report of a backup and returns its id.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn put_backup(
    work: &mut Work,
    started_at: Timestamp,
    report: &BackupReport,
) -> Result<Uuid, StoreError> {
    let details = serde_json::json!(report);
    put(work, ReportKind::Backup, (started_at, report.is_good()), &details).await
}

/// Writes the report of a drill and returns its id.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn put_drill(
    work: &mut Work,
    started_at: Timestamp,
    report: &DrillReport,
) -> Result<Uuid, StoreError> {
    let details = serde_json::json!(report);
    put(work, ReportKind::Drill, (started_at, report.is_good()), &details).await
}

async fn put(
    work: &mut Work,
    kind: ReportKind,
    (started_at, good): (Timestamp, bool),
    details: &serde_json::Value,
) -> Result<Uuid, StoreError> {
    let (realm, id, now) = (work.realm(), work.new_id::<Uuid>(), work.now());
    let values = args![realm, id, kind.code(), started_at, now, good, details];
    work.execute(INSERT, values).await?;
    Ok(id)
}

/// Returns the newest reports on backups of the connection's realm.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn backups(connection: &mut Connection, limit: u32) -> Result<Vec<Kept<BackupReport>>, StoreError> {
    list(connection, ReportKind::Backup, limit).await
}

/// Returns the newest reports on drills of the connection's realm.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn drills(connection: &mut Connection, limit: u32) -> Result<Vec<Kept<DrillReport>>, StoreError> {
    list(connection, ReportKind::Drill, limit).await
}

async fn list<R: DeserializeOwned>(
    connection: &mut Connection,
    kind: ReportKind,
    limit: u32,
) -> Result<Vec<Kept<R>>, StoreError> {
    let realm = connection.realm();
    let rows = connection
        .fetch_all(LIST, args![realm, kind.code(), limit])
        .await?;
    rows.iter().map(kept).collect()
}

/// Returns when the last work of a kind ended well.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn last_good(
    connection: &mut Connection,
    kind: ReportKind,
) -> Result<Option<Timestamp>, StoreError> {
    let realm = connection.realm();
    let row = connection
        .fetch_optional(LAST_GOOD, args![realm, kind.code()])
        .await?;
    row.map(|row| row.get("finished_at")).transpose()
}

fn kept<R: DeserializeOwned>(row: &Row) -> Result<Kept<R>, StoreError> {
    let details: serde_json::Value = row.get("details")?;
    let report = serde_json::from_value(details);
    Ok(Kept {
        started_at: row.get("started_at")?,
        finished_at: row.get("finished_at")?,
        good: row.get("good")?,
        report: report
            .map_err(|error| StoreError::inconsistent("backup_report.details", error.to_string()))?,
    })
}

/// Says whether work that was last done well then should have been done again by now.
///
/// # Errors
/// [`StoreError::Schema`] when the cron text is wrong.
pub fn is_overdue(cron: &str, last: Option<Timestamp>, now: Timestamp) -> Result<bool, StoreError> {
    let Some(last) = last else { return Ok(true) };
    Ok(next_after(cron, last)?.plus_secs(GRACE_SECS) < now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_overdue_when_its_time_has_passed_by_more_than_the_grace() {
        // Every day at 19:00 UTC; the last one was at 19:05 on the first day.
        let last = Timestamp::from_micros(1_790_000_000_000_000 / 86_400_000_000 * 86_400_000_000)
            .plus_secs(19 * 3_600 + 300);
        let overdue = |secs| is_overdue("0 19 * * *", Some(last), last.plus_secs(secs)).unwrap();
        assert!(!overdue(0));
        assert!(!overdue(86_400 + 5 * 3_600), "the next one may take its time");
        assert!(overdue(86_400 + 6 * 3_600));
        assert!(is_overdue("0 19 * * *", None, last).unwrap(), "never done");
        assert!(is_overdue("nonsense", Some(last), last).is_err());
    }
}
