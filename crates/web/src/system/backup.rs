//! Backups and restore drills: what was made, what is due, and starting either.

use super::jobs::{running_of, start};
use crate::app::{MAKE_BACKUP, RUN_DRILL};
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::{render, wants_part};
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{BackupPage, BackupRow, DrillRow, PageFault, Section, Upkeep};
use axum::Form;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use guildhall_backup::BackupError;
use guildhall_backup::report::{self, BackupReport, DrillReport, Kept, Problem, ReportKind};
use guildhall_kernel::Timestamp;
use guildhall_store::Connection;
use guildhall_store::job::{LANE_QUICK, due_at};
use http::{HeaderMap, StatusCode};

/// The kind of thing that backups and drills are written down about: the backups of a realm.
pub const BACKUP_SUBJECT: &str = "backup";

/// Reports that are shown.
const REPORTS: u32 = 100;

/// How it stands with one kind of work that is done by the clock.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// When it was last done well.
    pub last: Option<Timestamp>,
    /// When it is due next.
    pub next: Option<Timestamp>,
    /// Whether the last good one is older than the schedule allows, or there is none.
    pub is_overdue: bool,
}

/// What is known of backups and drills.
pub struct BackupState {
    /// How it stands with backups.
    pub backup: Standing,
    /// How it stands with drills.
    pub drill: Standing,
    /// The backups, the newest first.
    pub backups: Vec<Kept<BackupReport>>,
    /// The drills, the newest first.
    pub drills: Vec<Kept<DrillReport>>,
}

/// Returns what is known of backups and drills.
///
/// # Errors
/// When the member does not manage the system, or the database refuses.
pub async fn state(member: &Member, connection: &mut Connection) -> Result<BackupState, Fault> {
    require_manager(member)?;
    let plan = &member.app().backups;
    Ok(BackupState {
        backup: standing(
            connection,
            (ReportKind::Backup, MAKE_BACKUP),
            &plan.schedule,
            member,
        )
        .await?,
        drill: standing(connection, (ReportKind::Drill, RUN_DRILL), &plan.drill, member).await?,
        backups: report::backups(connection, REPORTS).await?,
        drills: report::drills(connection, REPORTS).await?,
    })
}

fn require_manager(member: &Member) -> Result<(), Fault> {
    if member.visit.frame(Section::System).menu.upkeep {
        Ok(())
    } else {
        Err(PageFault::Forbidden.into())
    }
}

async fn standing(
    connection: &mut Connection,
    (kind, schedule): (ReportKind, &str),
    cron: &str,
    member: &Member,
) -> Result<Standing, Fault> {
    let last = report::last_good(connection, kind).await?;
    Ok(Standing {
        next: due_at(connection, LANE_QUICK, schedule).await?,
        is_overdue: report::is_overdue(cron, last, member.app().database.clock().now())?,
        last,
    })
}

/// Puts a backup or a drill in line.
///
/// # Errors
/// When the member does not manage the system, or no place for backups is configured.
pub async fn begin(member: &Member, kind: &'static str) -> Result<(), Fault> {
    require_manager(member)?;
    if member.app().backups.place.is_none() {
        return Err(Fault::of(&BackupError::NoRepository));
    }
    start(member, kind).await
}

/// `GET /system/backup`
pub async fn show(member: Member, headers: HeaderMap) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let state = state(&member, &mut connection).await?;
    let ui = member.frame(Section::System);
    let problem = |problem: &Option<Problem>| {
        let told = problem.as_ref();
        told.map(|problem| ui.with(&format!("error-{}", problem.code), "what", problem.what.as_str()))
    };
    let page = BackupPage {
        place: member.app().backups.place.clone(),
        backup: upkeep(state.backup),
        drill: upkeep(state.drill),
        kept: kept(&state.backups),
        failed: state
            .backups
            .first()
            .and_then(|last| problem(&last.report.problem)),
        drills: state
            .drills
            .iter()
            .map(|kept| drill_row(kept, problem(&kept.report.problem)))
            .collect(),
        running: running(&member, &mut connection).await?,
        ui,
    };
    if wants_part(&headers) {
        let text = askama::Template::render(&page.as_work()).map_err(|_| PageFault::Internal)?;
        return Ok(Html(text).into_response());
    }
    Ok(render(StatusCode::OK, &page))
}

async fn running(member: &Member, connection: &mut Connection) -> Result<Option<crate::view::Job>, Fault> {
    match running_of(member, connection, MAKE_BACKUP).await? {
        None => running_of(member, connection, RUN_DRILL).await,
        job => Ok(job),
    }
}

fn upkeep(standing: Standing) -> Upkeep {
    Upkeep {
        last: standing.last.map(moment),
        next: standing.next.map(moment),
        is_overdue: standing.is_overdue,
    }
}

/// Returns the snapshots that the newest good backup left, the newest first.
fn kept(backups: &[Kept<BackupReport>]) -> Vec<BackupRow> {
    let newest = backups.iter().find(|kept| kept.report.problem.is_none());
    let kept = newest.map(|kept| kept.report.kept.as_slice()).unwrap_or_default();
    let row = |id: &guildhall_backup::SnapshotId| {
        let made = backups
            .iter()
            .find(|kept| kept.report.snapshot.as_ref() == Some(id));
        BackupRow {
            id: id.to_string(),
            made: moment(id.made_at()),
            rows: made.map(|made| made.report.rows),
            originals: made.map(|made| made.report.objects),
            bytes: made.map(|made| made.report.object_bytes),
            written: made.map(|made| made.report.bytes_written),
            lost: made.map_or(0, |made| made.report.lost),
        }
    };
    kept.iter().rev().map(row).collect()
}

fn drill_row(kept: &Kept<DrillReport>, problem: Option<String>) -> DrillRow {
    let report = &kept.report;
    DrillRow {
        ended: moment(kept.finished_at),
        seconds: u64::try_from(kept.finished_at.secs_since(kept.started_at)).unwrap_or(0),
        is_good: kept.good,
        snapshot: report.snapshot.as_ref().map(|id| moment(id.made_at())),
        rows: report.rows,
        originals: report.objects,
        originals_harmed: report.objects_harmed,
        ledger_entries: report.ledger_entries,
        ledger_problems: report.ledger_problems,
        records: report.records_opened,
        records_wrong: report.records_wrong,
        problem,
    }
}

/// `POST /system/backup/run`
pub async fn run(member: Member, Form(form): Form<PlainForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    begin(&member, MAKE_BACKUP).await?;
    Ok(Redirect::to(routes::BACKUP).into_response())
}

/// `POST /system/backup/drill`
pub async fn drill(member: Member, Form(form): Form<PlainForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    begin(&member, RUN_DRILL).await?;
    Ok(Redirect::to(routes::BACKUP).into_response())
}
