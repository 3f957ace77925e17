//! What the program says about itself to the self-inspection (自检), and the inspection by the clock.

use crate::advisories;
use crate::config::Settings;
use crate::house::House;
use async_trait::async_trait;
use guildhall_identity::{SessionConfig, ThrottleConfig};
use guildhall_inspection::{Findings, Https, Premises, Upkeep};
use guildhall_kernel::RealmId;
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};
use std::sync::Arc;

/// The lock file of the dependencies with which this program was built.
const LOCK: &str = include_str!("../../../Cargo.lock");
/// The kind of job that inspects the house and keeps what it finds.
const INSPECT: &str = "inspection.make";

/// Returns what the settings say.
///
/// # Errors
/// When a witness, or the address of the advisories, cannot be used.
pub fn premises(settings: &Settings, sessions: SessionConfig) -> anyhow::Result<Premises> {
    let config = &settings.config;
    // What cannot be fetched is told now, not tomorrow morning.
    advisories::address(settings)?;
    let https = match settings.tls() {
        Some((files, _)) => Https::Own {
            certificate: files.certificate,
        },
        None if config.server.https => Https::Proxy,
        None => Https::Off,
    };
    Ok(Premises {
        data: settings.data.clone(),
        listen: config.server.listen,
        https,
        requests_per_second: config.server.requests_per_second,
        sessions,
        throttle: ThrottleConfig::default(),
        second_factor: config.sign_in.obligation(),
        knows_breached: config.sign_in.breached_passwords.is_some(),
        keys: settings.below("keys"),
        watched: config.intake.watch.clone(),
        replicas: config
            .vault
            .replicas
            .iter()
            .map(|folder| settings.below(folder))
            .collect(),
        cipher: config.vault.cipher.algorithm(),
        witnesses: settings.witnesses()?.into(),
        upkeep: config.backup.place().map(|_| Upkeep {
            backup: config.backup.schedule.clone(),
            drill: config.backup.drill.clone(),
        }),
        lock: LOCK,
        version: env!("CARGO_PKG_VERSION"),
        advisories: advisories::folder(settings),
        scanner: config.virus.scanner()?,
    })
}

/// Looks at everything in a realm and keeps what is found, in the name of the program.
///
/// # Errors
/// When the database refuses.
pub async fn make(house: &House, realm: RealmId) -> anyhow::Result<Findings> {
    let actor = house.operator(&house.realm_of(realm).await?);
    let findings = house
        .inspector
        .inspect_here(&mut house.database.read(realm).await?)
        .await?;
    let mut work = house.database.begin(realm).await?;
    house.inspector.keep_here(&mut work, &actor, &findings).await?;
    work.commit().await?;
    Ok(findings)
}

/// Returns when inspections are made by themselves, as configured.
pub fn schedule(settings: &Settings) -> Schedule<'_> {
    Schedule {
        name: INSPECT,
        cron: &settings.config.inspection.schedule,
        lane: LANE_QUICK,
        kind: INSPECT,
    }
}

/// The inspection as a job.
pub struct Inspect(pub Arc<House>);

#[async_trait]
impl JobHandler for Inspect {
    fn kind(&self) -> &'static str {
        INSPECT
    }

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let made = make(&self.0, context.job.realm).await;
        made.map(drop)
            .map_err(|error| JobError::retry("inspection", error))
    }
}
