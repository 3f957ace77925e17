//! Backups and restore drills, held against their own schedules.

use super::Place;
use crate::error::InspectionError;
use crate::seen::{Evidence, Outcome, Seen};
use guildhall_backup::report::{ReportKind, is_overdue, last_good};
use guildhall_store::Connection;

pub(super) async fn backup(place: &Place<'_>, connection: &mut Connection) -> Result<Seen, InspectionError> {
    match &place.premises.upkeep {
        Some(upkeep) => work(place, connection, (ReportKind::Backup, &upkeep.backup)).await,
        None => Ok(Evidence::of("backup-nowhere").must_act()),
    }
}

pub(super) async fn drill(place: &Place<'_>, connection: &mut Connection) -> Result<Seen, InspectionError> {
    match &place.premises.upkeep {
        Some(upkeep) => work(place, connection, (ReportKind::Drill, &upkeep.drill)).await,
        None => Ok(Evidence::of("backup-nowhere").must_act()),
    }
}

async fn work(
    place: &Place<'_>,
    connection: &mut Connection,
    (kind, cron): (ReportKind, &str),
) -> Result<Seen, InspectionError> {
    let (done, never) = match kind {
        ReportKind::Backup => ("backup", "backup-never"),
        ReportKind::Drill => ("drill", "drill-never"),
    };
    let Some(last) = last_good(connection, kind).await? else {
        return Ok(Evidence::of(never).must_act());
    };
    let is_late = is_overdue(cron, Some(last), place.now)?;
    Ok(Evidence::of(done)
        .moment("at", last)
        .count("days", place.days_since(last))
        .judged(!is_late, Outcome::MustAct))
}
