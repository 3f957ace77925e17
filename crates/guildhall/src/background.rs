//! What runs beside the server: sequencers, the indexer, jobs, schedules, checkpoints, the watched folder.
//!
//! Each part reads what it has to do from the database, so a lost wake-up or a crash loses nothing.

use crate::advisories::{self, FetchAdvisories};
use crate::batch_filing::BatchFiling;
use crate::command::backup::{self, MakeBackup};
use crate::command::drill::{self, RunDrill};
use crate::command::rewrap::{NIGHTLY_REWRAP, RewrapKeys};
use crate::command::scrub::{NIGHTLY_SCRUB, ScrubVault};
use crate::command::verify::VerifyLedger;
use crate::disposing::{self, HouseBackups};
use crate::house::House;
use crate::inspecting::{self, Inspect};
use crate::subjects;
use crate::witnessing::{self, SendCheckpoint};
use guildhall_archive::batch::BatchJob;
use guildhall_archive::dossier::DossierJob;
use guildhall_checks::{FilingJob, Rechecking};
use guildhall_dispatch::Clearing;
use guildhall_dispatch::accession::Receiving;
use guildhall_dispatch::consignment::Packing;
use guildhall_disposal::ExpungingJob;
use guildhall_governance::lapsing::Lapsing;
use guildhall_identity::cleaning::Cleaning;
use guildhall_identity::{SessionConfig, ThrottleConfig};
use guildhall_intake::{FolderImport, Source, WatchedFolder};
use guildhall_kernel::RealmId;
use guildhall_preservation::arrival::Arrival;
use guildhall_preservation::sweep::Sweep;
use guildhall_store::job::{
    JobHandler, LANE_HEAVY, LANE_QUICK, Runner, RunnerConfig, Schedule, across_realms_start_due,
    ensure_schedule,
};
use guildhall_workflow::run::FollowUp;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Longest time between two looks for work that nobody announced.
const POLL: Duration = Duration::from_secs(2);
/// Time between two looks whether the ledger has grown and wants a checkpoint.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(60);
/// Time between two readings of the directory of people.
const NAMES_EVERY: Duration = Duration::from_secs(300);
/// Time between two looks at the schedules.
const SCHEDULES_EVERY: Duration = Duration::from_secs(30);
/// Time between two looks whether another program put policies in force.
const POLICIES_EVERY: Duration = Duration::from_secs(10);
/// Entries sequenced in one transaction.
const SEQUENCE: u32 = 2_000;

/// Starts everything. Cancel the token and wait for the tracker to stop.
pub fn start(house: &Arc<House>, stop: &CancellationToken) -> TaskTracker {
    let tracker = TaskTracker::new();
    let reading: Arc<dyn JobHandler> = house.reading.clone();
    tracker.spawn(index(Arc::clone(house), stop.clone()));
    tracker.spawn(seal(Arc::clone(house), stop.clone()));
    tracker.spawn(checkpoint(Arc::clone(house), stop.clone()));
    tracker.spawn(watch_conduct(Arc::clone(house), stop.clone()));
    tracker.spawn(keep_policies(Arc::clone(house), stop.clone()));
    tracker.spawn(learn(Arc::clone(house), stop.clone()));
    tracker.spawn(runner(house, LANE_HEAVY, vec![reading]).run(stop.clone()));
    let quick: Vec<Arc<dyn JobHandler>> = vec![
        Arc::new(ScrubVault(Arc::clone(house))),
        Arc::new(VerifyLedger(Arc::clone(house))),
        Arc::new(SendCheckpoint(Arc::clone(house))),
        Arc::new(RewrapKeys(Arc::clone(house))),
        Arc::new(MakeBackup(Arc::clone(house))),
        Arc::new(RunDrill(Arc::clone(house))),
        Arc::new(Inspect(Arc::clone(house))),
        Arc::new(FetchAdvisories(Arc::clone(house))),
        Arc::new(Rechecking::new(house.database.clone(), house.checks.clone())),
        Arc::new(FilingJob::new(house.database.clone(), house.checks.clone())),
        Arc::new(BatchJob {
            database: house.database.clone(),
            batches: house.batches.clone(),
            filing: Arc::new(BatchFiling {
                checks: house.checks.clone(),
                workflow: house.workflow.clone(),
            }),
        }),
        Arc::new(DossierJob {
            database: house.database.clone(),
            dossiers: house.dossiers.clone(),
        }),
        Arc::new(disposing::destruction(house)),
        Arc::new(ExpungingJob {
            database: house.database.clone(),
            backups: Arc::new(HouseBackups(Arc::clone(house))),
        }),
        Arc::new(Packing(house.exchange())),
        Arc::new(Receiving(house.exchange())),
        Arc::new(Clearing(house.exchange())),
        Arc::new(Arrival(house.preservation.clone())),
        Arc::new(Sweep(house.preservation.clone())),
        Arc::new(cleaning(house)),
        Arc::new(Lapsing::new(house.database.clone(), house.governance.clone())),
        Arc::new(FollowUp::new(house.database.clone(), house.workflow.clone())),
        Arc::new(guildhall_federation::cleaning::Cleaning::new(
            house.database.clone(),
        )),
        Arc::new(guildhall_watch::cleaning::Cleaning::new(
            house.database.clone(),
            house.watch.clone(),
        )),
    ];
    tracker.spawn(keep_schedules(Arc::clone(house), quick.clone(), stop.clone()));
    tracker.spawn(runner(house, LANE_QUICK, quick).run(stop.clone()));
    if let Some(folder) = house.settings.config.intake.watch.clone() {
        tracker.spawn(watch(Arc::clone(house), folder, stop.clone()));
    }
    tracker.close();
    tracker
}

fn cleaning(house: &House) -> Cleaning {
    Cleaning::new(
        house.database.clone(),
        SessionConfig::default(),
        ThrottleConfig::default(),
    )
}

/// What every realm has done by the clock.
const SCHEDULES: &[Schedule] = &[
    NIGHTLY_SCRUB,
    NIGHTLY_REWRAP,
    guildhall_identity::cleaning::SCHEDULE,
    guildhall_governance::lapsing::SCHEDULE,
    guildhall_workflow::run::SCHEDULE,
    guildhall_federation::cleaning::SCHEDULE,
    guildhall_watch::cleaning::SCHEDULE,
    guildhall_checks::RECHECK,
    DossierJob::SCHEDULE,
    guildhall_preservation::sweep::SCHEDULE,
    Clearing::SCHEDULE,
];

/// Makes the schedules of new realms, and puts the jobs in line whose time has come.
async fn keep_schedules(house: Arc<House>, handlers: Vec<Arc<dyn JobHandler>>, stop: CancellationToken) {
    let mut made = HashSet::new();
    while !stop.is_cancelled() {
        for realm in house.realms().await.unwrap_or_default() {
            if made.contains(&realm.id) {
                continue;
            }
            match make_schedules(&house, realm.id).await {
                Ok(()) => drop(made.insert(realm.id)),
                Err(error) => tracing::warn!(%error, "the schedules could not be made"),
            }
        }
        if let Err(error) = across_realms_start_due(&house.database, LANE_QUICK, &handlers).await {
            tracing::warn!(%error, "the schedules could not be read");
        }
        pause(SCHEDULES_EVERY, &stop).await;
    }
}

async fn make_schedules(house: &House, realm: RealmId) -> anyhow::Result<()> {
    subjects::adopt_all(house, &house.database, realm).await?;
    for schedule in SCHEDULES {
        ensure_schedule(&house.database, realm, schedule).await?;
    }
    ensure_schedule(&house.database, realm, &inspecting::schedule(&house.settings)).await?;
    let first = house
        .realms()
        .await
        .unwrap_or_default()
        .first()
        .map(|first| first.id);
    if first == Some(realm) {
        schedule_for_the_house(house, realm).await?;
    }
    Ok(())
}

/// What is of the whole house stands in the schedule of one realm alone.
async fn schedule_for_the_house(house: &House, first: RealmId) -> anyhow::Result<()> {
    if advisories::address(&house.settings)?.is_some() {
        ensure_schedule(&house.database, first, &advisories::SCHEDULE).await?;
    }
    if house.settings.config.backup.place().is_none() {
        return Ok(());
    }
    for schedule in [
        backup::schedule(&house.settings),
        drill::schedule(&house.settings),
    ] {
        ensure_schedule(&house.database, first, &schedule).await?;
    }
    Ok(())
}

fn runner(house: &House, lane: i64, handlers: Vec<Arc<dyn JobHandler>>) -> Arc<Runner> {
    let parallel = match lane {
        LANE_HEAVY => u32::try_from(house.settings.config.reading.workers)
            .unwrap_or(1)
            .max(1),
        _ => 2,
    };
    let config = RunnerConfig {
        lane,
        owner: format!("{}-{lane}", std::process::id()),
        parallel,
        lease: Duration::from_secs(60),
        poll: POLL,
    };
    Arc::new(Runner::new(house.database.clone(), config, handlers))
}

/// Waits for a change, for the time to pass, or for the end.
async fn wait(house: &House, at_most: Duration, stop: &CancellationToken) {
    tokio::select! {
        () = house.database.changed(at_most) => {}
        () = stop.cancelled() => {}
    }
}

async fn index(house: Arc<House>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match house.realms().await {
            Ok(realms) => {
                for realm in realms {
                    if let Err(error) = house.indexer.catch_up(realm.id, &|_, _| {}).await {
                        tracing::warn!(%error, "the search index could not be brought up to date");
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "the realms could not be read"),
        }
        wait(&house, POLL, &stop).await;
        // Changes come in bursts; one commit of the index serves many.
        pause(Duration::from_millis(300), &stop).await;
    }
}

/// Takes up editions of the policies that another program on this database put in force.
async fn keep_policies(house: Arc<House>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        pause(POLICIES_EVERY, &stop).await;
        for realm in house.realms().await.unwrap_or_default() {
            if let Err(error) = house.governance.take_up(&house.database, realm.id).await {
                tracing::error!(%error, "an edition of the policies could not be taken up; the one before stays");
            }
        }
    }
}

async fn seal(house: Arc<House>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        for realm in house.realms().await.unwrap_or_default() {
            if let Err(error) = guildhall_ledger::sequence(&house.database, realm.id, SEQUENCE).await {
                tracing::warn!(%error, "the ledger could not be brought up to date");
            }
        }
        wait(&house, POLL, &stop).await;
        pause(Duration::from_millis(300), &stop).await;
    }
}

async fn checkpoint(house: Arc<House>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        pause(CHECKPOINT_EVERY, &stop).await;
        for realm in house.realms().await.unwrap_or_default() {
            if let Err(error) = seal_and_send(&house, realm.id).await {
                tracing::warn!(%error, "no checkpoint could be made");
            }
        }
    }
}

/// Seals the log of a realm and puts the carrying of checkpoints to witnesses in line.
async fn seal_and_send(house: &House, realm: RealmId) -> anyhow::Result<()> {
    guildhall_ledger::seal(&house.database, realm, &house.signing_key).await?;
    witnessing::send_due(house, realm).await
}

/// Writes what people do, and judges it.
async fn watch_conduct(house: Arc<House>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        tokio::select! {
            () = house.watch.wait() => {}
            () = stop.cancelled() => {}
        }
        if let Err(error) = house.watch.settle().await {
            tracing::warn!(%error, "the conduct of people could not be written down or judged");
        }
    }
}

async fn learn(house: Arc<House>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        for realm in house.realms().await.unwrap_or_default() {
            if let Err(error) = house.learn_names(realm.id).await {
                tracing::warn!(%error, "the directory of people could not be read");
            }
        }
        pause(NAMES_EVERY, &stop).await;
    }
}

async fn watch(house: Arc<House>, folder: std::path::PathBuf, stop: CancellationToken) {
    let realm = loop {
        match house.realm().await {
            Ok(realm) => break realm,
            Err(_) if stop.is_cancelled() => return,
            Err(_) => pause(POLL, &stop).await,
        }
    };
    let actor = house.operator(&realm);
    let import = FolderImport {
        inbox: &house.inbox,
        actor: &actor,
        org_path: realm.root_path.clone(),
        department: String::new(),
        source: Source::Watch,
    };
    WatchedFolder {
        folder,
        every: Duration::from_secs(3),
    }
    .run(&import, stop)
    .await;
}

async fn pause(time: Duration, stop: &CancellationToken) {
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        () = stop.cancelled() => {}
    }
}
