//! Backups and restore drills.

use super::caller::Caller;
use crate::app::{MAKE_BACKUP, RUN_DRILL};
use crate::fault::Fault;
use crate::system::backup::{BackupState, Standing, begin, state};
use axum::Json;
use guildhall_backup::report::{BackupReport, DrillReport, Kept};
use guildhall_kernel::Timestamp;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// How it stands with work that is done by the clock.
#[derive(Serialize, ToSchema)]
pub struct StandingView {
    /// When it was last done well.
    last: Option<String>,
    /// When it is due next.
    next: Option<String>,
    /// Whether the last good one is older than the schedule allows, or there is none.
    overdue: bool,
}

impl StandingView {
    fn of(standing: Standing) -> Self {
        Self {
            last: standing.last.map(Timestamp::to_rfc3339),
            next: standing.next.map(Timestamp::to_rfc3339),
            overdue: standing.is_overdue,
        }
    }
}

/// What came of a backup.
#[derive(Serialize, ToSchema)]
pub struct BackupView {
    /// When it ended.
    finished_at: String,
    /// Whether everything is in it.
    good: bool,
    /// The snapshot; absent when the backup failed.
    snapshot: Option<String>,
    /// Rows in it.
    rows: u64,
    /// Originals in it.
    originals: u64,
    /// Bytes of the originals.
    original_bytes: u64,
    /// Bytes that were written.
    written_bytes: u64,
    /// Originals that are damaged in every replica of the vault.
    lost: u64,
    /// Code of the problem, when it failed.
    problem: Option<String>,
}

impl BackupView {
    fn of(kept: Kept<BackupReport>) -> Self {
        Self {
            finished_at: kept.finished_at.to_rfc3339(),
            good: kept.good,
            snapshot: kept.report.snapshot.map(|id| id.to_string()),
            rows: kept.report.rows,
            originals: kept.report.objects,
            original_bytes: kept.report.object_bytes,
            written_bytes: kept.report.bytes_written,
            lost: kept.report.lost,
            problem: kept.report.problem.map(|problem| problem.code),
        }
    }
}

/// What came of a restore drill (演练).
#[derive(Serialize, ToSchema)]
pub struct DrillView {
    /// When it began.
    started_at: String,
    /// When it ended.
    finished_at: String,
    /// Whether the house could be restored from the snapshot.
    good: bool,
    /// The snapshot.
    snapshot: Option<String>,
    /// Rows that were loaded and compared.
    rows: u64,
    /// Originals that were read and compared.
    originals: u64,
    /// Originals, tables and files that are missing or changed.
    originals_harmed: u64,
    /// Entries of the ledgers that were verified.
    ledger_entries: u64,
    /// What the verification found, counted.
    ledger_problems: u64,
    /// Records that were opened.
    records_opened: u64,
    /// Records whose originals are not what the record says.
    records_wrong: u64,
    /// Code of the problem, when it could not be carried through.
    problem: Option<String>,
}

impl DrillView {
    fn of(kept: Kept<DrillReport>) -> Self {
        Self {
            started_at: kept.started_at.to_rfc3339(),
            finished_at: kept.finished_at.to_rfc3339(),
            good: kept.good,
            snapshot: kept.report.snapshot.map(|id| id.to_string()),
            rows: kept.report.rows,
            originals: kept.report.objects,
            originals_harmed: kept.report.objects_harmed,
            ledger_entries: kept.report.ledger_entries,
            ledger_problems: kept.report.ledger_problems,
            records_opened: kept.report.records_opened,
            records_wrong: kept.report.records_wrong,
            problem: kept.report.problem.map(|problem| problem.code),
        }
    }
}

/// Backups and drills (备份与演练).
#[derive(Serialize, ToSchema)]
pub struct BackupStateView {
    /// Where backups lie; absent when nothing is configured.
    place: Option<String>,
    /// How it stands with backups.
    backup: StandingView,
    /// How it stands with drills.
    drill: StandingView,
    /// The backups, the newest first.
    backups: Vec<BackupView>,
    /// The drills, the newest first.
    drills: Vec<DrillView>,
}

/// Returns what is known of backups and restore drills.
#[utoipa::path(
    get, path = "/api/v1/backup", operation_id = "backupState", tag = "backup",
    responses((status = 200, description = "Backups and drills.", body = BackupStateView))
)]
pub async fn show(Caller(member): Caller) -> Result<Json<BackupStateView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let BackupState {
        backup,
        drill,
        backups,
        drills,
    } = state(&member, &mut connection).await?;
    Ok(Json(BackupStateView {
        place: member.app().backups.place.clone(),
        backup: StandingView::of(backup),
        drill: StandingView::of(drill),
        backups: backups.into_iter().map(BackupView::of).collect(),
        drills: drills.into_iter().map(DrillView::of).collect(),
    }))
}

/// Puts a backup in line, unless one is open.
#[utoipa::path(
    post, path = "/api/v1/backup/run", operation_id = "runBackup", tag = "backup",
    responses((status = 202, description = "The job `backup.make` is in line."))
)]
pub async fn run(Caller(member): Caller) -> Result<StatusCode, Fault> {
    begin(&member, MAKE_BACKUP).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Puts a restore drill in line, unless one is open.
#[utoipa::path(
    post, path = "/api/v1/backup/drill", operation_id = "runDrill", tag = "backup",
    responses((status = 202, description = "The job `backup.drill` is in line."))
)]
pub async fn drill(Caller(member): Caller) -> Result<StatusCode, Fault> {
    begin(&member, RUN_DRILL).await?;
    Ok(StatusCode::ACCEPTED)
}
