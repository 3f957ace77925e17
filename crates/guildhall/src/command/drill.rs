//! `guildhall drill` (恢复演练): proves that the newest backup can be restored, without touching the house. The same work as
//! a job of the server.
//!
//! The tables are loaded into a scratch database and compared, every original is read where it lies and compared, the
//! ledgers are verified, and some records are opened with their originals. The scratch area is removed afterwards.

use super::Outcome;
use super::backup::{job_error, problem};
use super::verify::verify;
use crate::backups;
use crate::config::Settings;
use crate::house::{House, Use, migrations};
use crate::printing::{bar, say};
use anyhow::Context as _;
use async_trait::async_trait;
use guildhall_archive::record::draw_originals;
use guildhall_backup::report::{self, DrillReport};
use guildhall_backup::{BackupError, Check, Repository, Restore, SnapshotId, Target, Watch};
use guildhall_kernel::{RealmId, Timestamp};
use guildhall_ledger::{NewEntry, append};
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};
use guildhall_store::{Database, DatabaseConfig, realm};
use guildhall_vault::Vault;
use guildhall_web::RUN_DRILL;
use guildhall_web::system::backup::BACKUP_SUBJECT;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

/// Records that are opened.
const RECORDS_OPENED: usize = 20;

/// Runs a drill; exit code 1 when the house could not be restored whole.
///
/// # Errors
/// When there is no backup, or the place of the backups does not answer.
pub async fn run(settings: Settings) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Shared).await?;
    let progress = bar(0, "演练 drill");
    let told = |done: u64, total: u64| {
        progress.set_length(total);
        progress.set_position(done);
    };
    let watch = Watch {
        progress: &told,
        cancelled: &|| false,
    };
    let began = house.database.clock().now();
    let report = drill(&house, &watch).await?;
    progress.finish_and_clear();
    if let Some(realm) = house.realms().await?.first() {
        write_down(&house, realm.id, began, &report).await?;
    }
    say(in_words(&report));
    Ok(if report.is_good() {
        Outcome::Good
    } else {
        Outcome::Found
    })
}

fn in_words(report: &DrillReport) -> String {
    let snapshot = report
        .snapshot
        .as_ref()
        .map_or_else(String::new, SnapshotId::to_string);
    format!(
        "{snapshot}: {} rows loaded, {} originals whole, {} harmed, {} entries of the ledger verified, {} problems, {} \
         records opened, {} wrong",
        report.rows,
        report.objects,
        report.objects_harmed,
        report.ledger_entries,
        report.ledger_problems,
        report.records_opened,
        report.records_wrong
    )
}

/// The folder of a drill; taken away with everything in it when the drill ends, or when the next one begins.
struct ScratchArea {
    folder: PathBuf,
    /// One drill at a time, whichever program holds it.
    _lock: File,
}

impl ScratchArea {
    fn make(house: &House) -> anyhow::Result<Self> {
        let folder = house.settings.below("drill");
        let lock = File::create(house.settings.below("drill.lock"))?;
        if lock.try_lock().is_err() {
            return Err(BackupError::Busy.into());
        }
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir(&folder)?;
        Ok(Self { folder, _lock: lock })
    }
}

impl Drop for ScratchArea {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            tracing::warn!(%error, "the scratch area of a drill could not be removed");
        }
    }
}

/// Restores the newest snapshot into a scratch area and looks at everything in it.
async fn drill(house: &House, watch: &Watch<'_>) -> anyhow::Result<DrillReport> {
    let place = backups::place(&house.settings, None)?;
    let repository = backups::open(place, Arc::clone(&house.keys)).await?;
    let newest = repository
        .snapshots()
        .await?
        .pop()
        .ok_or(BackupError::NoSnapshot)?;
    let area = ScratchArea::make(house)?;
    let mut report = DrillReport {
        snapshot: Some(newest.clone()),
        ..DrillReport::default()
    };
    let checked = check(&repository, &newest, watch).await?;
    report.objects = checked.objects;
    report.objects_harmed = (checked.harmed.len() + checked.damaged.len()) as u64;
    if !checked.is_whole() {
        return Ok(report);
    }
    let database = load(house, &repository, newest, (&area, watch)).await?;
    report.rows = checked.rows;
    let looked = look(house, &database, &repository.vault()?, &mut report).await;
    database.close().await;
    looked.map(|()| report)
}

async fn check(
    repository: &Repository,
    id: &SnapshotId,
    watch: &Watch<'_>,
) -> Result<guildhall_backup::CheckReport, BackupError> {
    let check = Check {
        repository,
        id: id.clone(),
    };
    check.run(watch).await
}

/// Loads the tables into an embedded database, whatever database the house has, and brings it forward.
async fn load(
    house: &House,
    repository: &Repository,
    id: SnapshotId,
    (area, watch): (&ScratchArea, &Watch<'_>),
) -> anyhow::Result<Database> {
    let config = DatabaseConfig::sqlite(area.folder.join("guildhall.db"));
    let all = migrations();
    let restore = Restore {
        repository,
        id,
        migrations: &all,
    };
    let target = Target {
        database: &config,
        data: &area.folder,
    };
    restore.house(&target, watch).await?;
    let (clock, random) = (house.database.clock(), house.database.random());
    let opened = Database::open(&config, &all, clock, random).await;
    opened.context("the restored database cannot be opened")
}

/// Verifies the ledgers and opens some records.
async fn look(
    house: &House,
    database: &Database,
    vault: &Vault,
    report: &mut DrillReport,
) -> anyhow::Result<()> {
    let realms = realm::across_realms_list(&mut database.read_across_realms().await?).await?;
    let mut originals = Vec::new();
    for realm in &realms {
        let verified = verify(house, database, realm.id, &|_, _| {}).await?;
        report.ledger_entries += verified.entries;
        report.ledger_problems += verified.problems.len() as u64 + verified.further;
        let mut connection = database.read(realm.id).await?;
        let drawn = draw_originals(&mut connection, &*database.random(), RECORDS_OPENED).await?;
        originals.extend(drawn.into_iter().map(|original| (realm.id, original)));
    }
    for (realm, original) in originals {
        let mut connection = database.read(realm).await?;
        // The whole original is read; the reader compares its hash with the one that the record names.
        let mut reader = vault.open_object(&mut connection, original.hash).await?;
        let read = tokio::io::copy(&mut reader, &mut tokio::io::sink()).await;
        let is_right = read.is_ok_and(|bytes| i64::try_from(bytes) == Ok(original.size_bytes));
        report.records_opened += 1;
        report.records_wrong += u64::from(!is_right);
    }
    Ok(())
}

/// Returns when drills are held by themselves, as configured.
pub fn schedule(settings: &Settings) -> Schedule<'_> {
    Schedule {
        name: RUN_DRILL,
        cron: &settings.config.backup.drill,
        lane: LANE_QUICK,
        kind: RUN_DRILL,
    }
}

/// The drill as a job; what came of it is an entry of the ledger and a report, also when it failed.
pub struct RunDrill(pub Arc<House>);

#[async_trait]
impl JobHandler for RunDrill {
    fn kind(&self) -> &'static str {
        RUN_DRILL
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
        let (report, end) = match drill(house, &watch).await {
            Ok(report) => (report, Ok(())),
            Err(error) => {
                let report = DrillReport {
                    problem: Some(problem(&error)),
                    ..DrillReport::default()
                };
                (report, Err(job_error(&error)))
            }
        };
        if !matches!(end, Err(JobError::Cancelled)) {
            let written = write_down(house, context.job.realm, began, &report).await;
            written.map_err(|error| JobError::retry("drill", error))?;
        }
        end
    }
}

async fn write_down(
    house: &House,
    realm: RealmId,
    began: Timestamp,
    report: &DrillReport,
) -> anyhow::Result<()> {
    let entry = NewEntry {
        action: if report.is_good() {
            "drill.passed"
        } else {
            "drill.failed"
        },
        subject_kind: BACKUP_SUBJECT,
        subject_id: realm.uuid(),
        digest: None,
        details: serde_json::json!(report),
    };
    let actor = house.operator(&house.realm_of(realm).await?);
    let mut work = house.database.begin(realm).await?;
    report::put_drill(&mut work, began, report).await?;
    append(&mut work, &actor, entry).await?;
    work.commit().await?;
    Ok(())
}
