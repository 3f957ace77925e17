//! `guildhall backup`: a snapshot of everything, while the server may run; the list of snapshots, and their check. The
//! same work as a job of the server.

use super::Outcome;
use crate::backups;
use crate::cli::{Backup, BackupCommand};
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::{bar, say};
use async_trait::async_trait;
use guildhall_backup::report::{self, BackupReport, Problem};
use guildhall_backup::{BackupError, Check, CheckReport, Made, Repository, SnapshotId, Watch};
use guildhall_kernel::{RealmId, Timestamp};
use guildhall_ledger::{NewEntry, append};
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};
use guildhall_web::MAKE_BACKUP;
use guildhall_web::system::backup::BACKUP_SUBJECT;
use std::path::Path;
use std::sync::Arc;

/// Makes a snapshot, lists the snapshots or checks one.
///
/// # Errors
/// When vault, database or the place of the backups refuse.
pub async fn run(settings: Settings, options: Backup) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Shared).await?;
    match options.what {
        None => make(&house, options.target.as_deref()).await,
        Some(BackupCommand::List { target }) => list(&house, target.as_deref()).await,
        Some(BackupCommand::Verify { snapshot, target }) => verify(&house, snapshot, target.as_deref()).await,
    }
}

async fn make(house: &House, target: Option<&Path>) -> anyhow::Result<Outcome> {
    let place = backups::place(&house.settings, target)?;
    let progress = bar(0, "备份 backup");
    let told = |done: u64, total: u64| {
        progress.set_length(total);
        progress.set_position(done);
    };
    let watch = Watch {
        progress: &told,
        cancelled: &|| false,
    };
    let began = house.database.clock().now();
    let made = backups::make(house, place, &watch).await?;
    progress.finish_and_clear();
    if let Some(realm) = house.realms().await?.first() {
        write_down(house, realm.id, began, &BackupReport::made(&made)).await?;
    }
    say(in_words(&made));
    for hash in &made.lost {
        say(format_args!(
            "{hash} is damaged in every replica and not in the backup"
        ));
    }
    Ok(if made.lost.is_empty() {
        Outcome::Good
    } else {
        Outcome::Found
    })
}

fn in_words(made: &Made) -> String {
    format!(
        "{}: {} rows, {} originals; {} pieces and {} originals were new, {} bytes written, {} snapshots kept",
        made.id,
        made.rows,
        made.objects,
        made.pieces_written,
        made.objects_copied,
        made.bytes_written,
        made.kept.len()
    )
}

async fn repository(house: &House, target: Option<&Path>) -> anyhow::Result<Repository> {
    backups::open(backups::place(&house.settings, target)?, Arc::clone(&house.keys)).await
}

async fn list(house: &House, target: Option<&Path>) -> anyhow::Result<Outcome> {
    let repository = repository(house, target).await?;
    for id in repository.snapshots().await? {
        let snapshot = repository.snapshot(&id).await?;
        say(format_args!(
            "{id}  {}  {} rows  {} originals  {} bytes  guildhall {}",
            id.made_at(),
            snapshot.rows(),
            snapshot.objects,
            snapshot.object_bytes,
            snapshot.program
        ));
    }
    Ok(Outcome::Good)
}

async fn verify(house: &House, named: Option<SnapshotId>, target: Option<&Path>) -> anyhow::Result<Outcome> {
    let repository = repository(house, target).await?;
    let ids = match named {
        Some(id) => vec![id],
        None => repository.snapshots().await?,
    };
    let mut whole = true;
    for id in ids {
        let report = check(&repository, id.clone()).await?;
        for what in &report.damaged {
            say(what);
        }
        for hash in &report.harmed {
            say(format_args!(
                "original {hash} is missing or not as it was written"
            ));
        }
        let found = report.damaged.len() + report.harmed.len();
        say(format_args!(
            "{id}: {} rows, {} files, {} originals as they were, {found} problems",
            report.rows, report.files, report.objects
        ));
        whole &= report.is_whole();
    }
    Ok(if whole { Outcome::Good } else { Outcome::Found })
}

async fn check(repository: &Repository, id: SnapshotId) -> anyhow::Result<CheckReport> {
    let progress = bar(0, "核对 verify");
    let told = |done: u64, total: u64| {
        progress.set_length(total);
        progress.set_position(done);
    };
    let watch = Watch {
        progress: &told,
        cancelled: &|| false,
    };
    let report = Check { repository, id }.run(&watch).await?;
    progress.finish_and_clear();
    Ok(report)
}

/// Returns when backups are made by themselves, as configured.
pub fn schedule(settings: &Settings) -> Schedule<'_> {
    Schedule {
        name: MAKE_BACKUP,
        cron: &settings.config.backup.schedule,
        lane: LANE_QUICK,
        kind: MAKE_BACKUP,
    }
}

/// The backup as a job; what came of it is an entry of the ledger and a report, also when it failed.
pub struct MakeBackup(pub Arc<House>);

#[async_trait]
impl JobHandler for MakeBackup {
    fn kind(&self) -> &'static str {
        MAKE_BACKUP
    }

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let house = &self.0;
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let told = |done, total| context.progress(count(done), count(total));
        let cancelled = || context.is_cancelled();
        let watch = Watch {
            progress: &told,
            cancelled: &cancelled,
        };
        let began = house.database.clock().now();
        let made = match backups::place(&house.settings, None) {
            Ok(place) => backups::make(house, place, &watch).await,
            Err(error) => Err(error),
        };
        let (report, end) = match made {
            Ok(made) => (BackupReport::made(&made), Ok(())),
            Err(error) => {
                let end = job_error(&error);
                (BackupReport::failed(problem(&error)), Err(end))
            }
        };
        if !matches!(end, Err(JobError::Cancelled)) {
            let written = write_down(house, context.job.realm, began, &report).await;
            written.map_err(|error| JobError::retry("backup", error))?;
        }
        end
    }
}

/// Returns why work failed, for a report.
pub fn problem(error: &anyhow::Error) -> Problem {
    match error.downcast_ref::<BackupError>() {
        Some(known) => Problem::of(known),
        None => Problem {
            code: "backup-place".to_owned(),
            what: format!("{error:#}"),
        },
    }
}

/// Returns how a job ends that failed so.
pub fn job_error(error: &anyhow::Error) -> JobError {
    match error.downcast_ref::<BackupError>() {
        Some(BackupError::Cancelled) => JobError::Cancelled,
        _ => JobError::retry(&problem(error).code, format_args!("{error:#}")),
    }
}

/// Writes down what came of a backup, as a report and an entry of the ledger.
///
/// # Errors
/// When the database refuses.
pub async fn write_down(
    house: &House,
    realm: RealmId,
    began: Timestamp,
    report: &BackupReport,
) -> anyhow::Result<()> {
    let entry = NewEntry {
        action: if report.is_good() {
            "backup.made"
        } else {
            "backup.failed"
        },
        subject_kind: BACKUP_SUBJECT,
        subject_id: realm.uuid(),
        digest: None,
        details: serde_json::json!({
            "snapshot": &report.snapshot,
            "rows": report.rows,
            "originals": report.objects,
            "lost": report.lost,
            "kept": report.kept.len(),
            "problem": &report.problem,
        }),
    };
    let actor = house.operator(&house.realm_of(realm).await?);
    let mut work = house.database.begin(realm).await?;
    report::put_backup(&mut work, began, report).await?;
    append(&mut work, &actor, entry).await?;
    work.commit().await?;
    Ok(())
}
