//! Sealing everything anew with the newest master key (密钥轮换): the work behind `guildhall keys rotate`, and the same
//! work as a job of the server.

use crate::house::House;
use async_trait::async_trait;
use guildhall_identity::Keys;
use guildhall_identity::keys::KEY_RING;
use guildhall_kernel::RealmId;
use guildhall_keyring::{RewrapReport, RewrapWatch};
use guildhall_ledger::{NewEntry, append};
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};
use guildhall_web::REWRAP_KEYS;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Every night: what a command sealed with an old key while the ring turned is taken over, too.
pub const NIGHTLY_REWRAP: Schedule = Schedule {
    name: "keys.rewrap",
    cron: "30 17 * * *",
    lane: LANE_QUICK,
    kind: REWRAP_KEYS,
};

/// Told how many things are done, of how many.
type Told<'a> = &'a (dyn Fn(u64, u64) + Sync);
/// Asked whether to stop.
type Cancelled<'a> = &'a (dyn Fn() -> bool + Sync);

/// Seals everything of a realm that older keys sealed anew with the newest one, and writes into the ledger what was
/// done. It can be stopped and goes on where it stood.
///
/// # Errors
/// When vault or database refuse.
pub async fn seal_anew(
    house: &House,
    realm: RealmId,
    (told, cancelled): (Told<'_>, Cancelled<'_>),
) -> anyhow::Result<RewrapReport> {
    // Another process may have turned the ring.
    house.keys.reload()?;
    let (done, total) = (AtomicU64::new(0), old_uses(house, realm).await?);
    let progress = |more: u64| {
        let done = done.fetch_add(more, Ordering::Relaxed) + more;
        told(done, total.max(done));
    };
    let watch = RewrapWatch {
        progress: &progress,
        cancelled,
    };
    let keys = Keys::new(Arc::clone(&house.keys));
    let mut report = house.vault.rewrap(&house.database, realm, &watch).await?;
    report += keys.rewrap(&house.database, realm, &watch).await?;
    if report != RewrapReport::default() {
        write_down(house, realm, report).await?;
    }
    Ok(report)
}

/// Returns how many things other keys than the newest seal in a realm.
async fn old_uses(house: &House, realm: RealmId) -> anyhow::Result<u64> {
    let newest = house.keys.sealing_id();
    let uses = key_use(house, realm).await?;
    let old = uses.iter().filter(|(key, _)| **key != newest);
    Ok(old.map(|(_, count)| count).sum())
}

async fn key_use(house: &House, realm: RealmId) -> anyhow::Result<BTreeMap<String, u64>> {
    let mut connection = house.database.read(realm).await?;
    let mut uses = house.vault.key_use(&mut connection).await?;
    let keys = Keys::new(Arc::clone(&house.keys));
    uses.extend(keys.key_use(&mut connection).await?);
    let mut sums = BTreeMap::new();
    for (key, count) in uses {
        *sums.entry(key).or_insert(0) += count;
    }
    Ok(sums)
}

/// Returns how many things each master key seals in all realms, by its name.
///
/// # Errors
/// When the database refuses.
pub async fn across_realms_key_use(house: &House) -> anyhow::Result<BTreeMap<String, u64>> {
    let mut sums = BTreeMap::new();
    for realm in house.realms().await? {
        for (key, count) in key_use(house, realm.id).await? {
            *sums.entry(key).or_insert(0) += count;
        }
    }
    Ok(sums)
}

async fn write_down(house: &House, realm: RealmId, report: RewrapReport) -> anyhow::Result<()> {
    let entry = NewEntry {
        action: "keys.rewrapped",
        subject_kind: KEY_RING,
        subject_id: realm.uuid(),
        digest: None,
        details: serde_json::json!({
            "key": house.keys.sealing_id(),
            "rewrapped": report.rewrapped,
            "failed": report.failed,
        }),
    };
    let actor = house.operator(&house.realm_of(realm).await?);
    let mut work = house.database.begin(realm).await?;
    append(&mut work, &actor, entry).await?;
    work.commit().await?;
    Ok(())
}

/// Sealing anew as a job; what was done is an entry of the ledger.
pub struct RewrapKeys(pub Arc<House>);

#[async_trait]
impl JobHandler for RewrapKeys {
    fn kind(&self) -> &'static str {
        REWRAP_KEYS
    }

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let told = |done, total| context.progress(count(done), count(total));
        let cancelled = || context.is_cancelled();
        seal_anew(&self.0, context.job.realm, (&told, &cancelled))
            .await
            .map_err(|error| JobError::retry("keys", error))?;
        if context.is_cancelled() {
            return Err(JobError::Cancelled);
        }
        Ok(())
    }
}
