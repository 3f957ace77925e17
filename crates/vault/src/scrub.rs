//! The scrub (固化巡检): reads every object in every replica, repairs what is harmed, takes away what no row names.

use crate::cipher::ObjectCipher;
use crate::object::{Object, ObjectId};
use crate::reader::Harm;
use crate::replica::Replica;
use crate::vault::Vault;
use crate::{ReplicaError, VaultError, repair, store};
use guildhall_kernel::{ContentHash, RealmId};
use guildhall_store::{Database, StoreError};

/// Objects in a page.
const PAGE: u32 = 200;

/// The action that is written down in the ledger when a scrub has ended.
pub const SCRUBBED: &str = "vault.scrubbed";

/// What a scrub found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScrubReport {
    /// Objects that were read in every replica.
    pub checked: u64,
    /// Copies that were harmed and are whole again: the object and the replica.
    pub healed: Vec<(ContentHash, String)>,
    /// Copies that are harmed and could not be written anew, although another is whole.
    pub unhealed: Vec<(ContentHash, String)>,
    /// Objects of which a piece is harmed in every replica.
    pub lost: Vec<ContentHash>,
    /// Copies that no row named and that were taken away.
    pub orphans: u64,
    /// Replicas that did not answer; the rest of the scrub passed them over.
    pub unreachable: Vec<String>,
}

impl ScrubReport {
    /// Says whether every object lies whole in every replica now.
    pub fn is_whole(&self) -> bool {
        self.unhealed.is_empty() && self.lost.is_empty() && self.unreachable.is_empty()
    }
}

/// How a scrub is watched and stopped.
pub struct ScrubWatch<'a> {
    /// Told how many objects are done, of how many.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
    /// Asked before each object whether to stop.
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
    /// Age in seconds below which a copy without a row is left alone: its row may not be committed yet.
    pub orphan_grace_secs: i64,
}

impl Vault {
    /// Scrubs the objects of a realm, then takes away copies that no realm names.
    ///
    /// # Errors
    /// [`VaultError::Cancelled`], [`VaultError::Store`]; harmed objects are no error, but in the report.
    pub async fn scrub(
        &self,
        database: &Database,
        realm: RealmId,
        watch: &ScrubWatch<'_>,
    ) -> Result<ScrubReport, VaultError> {
        let mut report = ScrubReport::default();
        let total = store::count(&mut database.read(realm).await?).await?;
        let mut after = None;
        loop {
            let page = store::page(&mut database.read(realm).await?, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.hash);
            for object in &page {
                if (watch.cancelled)() {
                    return Err(VaultError::Cancelled);
                }
                self.scrub_object(database, realm, object, &mut report).await?;
                report.checked += 1;
                (watch.progress)(report.checked, total.max(report.checked));
            }
        }
        self.remove_orphans(database, watch, &mut report).await?;
        Ok(report)
    }

    async fn scrub_object(
        &self,
        database: &Database,
        realm: RealmId,
        object: &Object,
        report: &mut ScrubReport,
    ) -> Result<(), VaultError> {
        // A key that does not open is as bad as bytes that are gone.
        let Ok(cipher) = self.cipher(object) else {
            return lose(database, realm, object, report).await;
        };
        let replicas = &self.inner.replicas;
        for index in self.harmed(object, &cipher, report).await {
            let copy = (object.hash, replicas[index].name().to_owned());
            match repair::repair(&self.inner, index, object, &cipher).await {
                Ok(()) => {
                    self.inner.note_success(index);
                    report.healed.push(copy);
                }
                // A piece may still lie in a replica that does not answer now.
                Err(VaultError::Lost { .. }) if report.unreachable.is_empty() => {
                    return lose(database, realm, object, report).await;
                }
                Err(error) => {
                    tracing::warn!(replica = copy.1, object = %object.hash, %error, "a copy could not be healed");
                    report.unhealed.push(copy);
                }
            }
        }
        Ok(())
    }

    /// Returns the replicas whose copy of an object is harmed, and notes those that do not answer.
    async fn harmed(&self, object: &Object, cipher: &ObjectCipher, report: &mut ScrubReport) -> Vec<usize> {
        let mut harmed = Vec::new();
        for (index, replica) in self.inner.replicas.iter().enumerate() {
            if report.gave_up(&**replica) {
                continue;
            }
            match repair::check(&**replica, object, cipher).await {
                Ok(()) => {}
                Err(Harm::Replica(error)) if !self.inner.answers(index, &error).await => {
                    report.give_up(&**replica);
                }
                Err(problem) => {
                    tracing::warn!(replica = replica.name(), object = %object.hash, %problem, "a copy is harmed");
                    harmed.push(index);
                }
            }
        }
        harmed
    }

    async fn remove_orphans(
        &self,
        database: &Database,
        watch: &ScrubWatch<'_>,
        report: &mut ScrubReport,
    ) -> Result<(), VaultError> {
        for (index, replica) in self.inner.replicas.iter().enumerate() {
            for drawer in 0..replica.drawers() {
                if (watch.cancelled)() {
                    return Err(VaultError::Cancelled);
                }
                if report.gave_up(&**replica) {
                    break;
                }
                match remove_orphans_in(database, &**replica, drawer, watch.orphan_grace_secs).await {
                    Ok(removed) => report.orphans += removed,
                    Err(Fault::Replica(error)) => {
                        self.inner.note_failure(index, &error);
                        report.give_up(&**replica);
                    }
                    Err(Fault::Store(error)) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }
}

impl ScrubReport {
    fn gave_up(&self, replica: &dyn Replica) -> bool {
        self.unreachable.iter().any(|name| name == replica.name())
    }

    fn give_up(&mut self, replica: &dyn Replica) {
        self.unreachable.push(replica.name().to_owned());
    }
}

/// Why a drawer could not be cleared.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Replica(#[from] ReplicaError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

async fn lose(
    database: &Database,
    realm: RealmId,
    object: &Object,
    report: &mut ScrubReport,
) -> Result<(), VaultError> {
    report.lost.push(object.hash);
    let mut work = database.begin(realm).await?;
    let now = work.now();
    store::set_lost(&mut work, object, now).await?;
    Ok(work.commit().await?)
}

async fn remove_orphans_in(
    database: &Database,
    replica: &dyn Replica,
    drawer: u32,
    grace_secs: i64,
) -> Result<u64, Fault> {
    let now = database.clock().now();
    let found = replica.list(drawer).await?;
    let old = found
        .iter()
        .filter(|found| now.secs_since(found.written_at) >= grace_secs);
    let old: Vec<ObjectId> = old.map(|found| found.id).collect();
    if old.is_empty() {
        return Ok(0);
    }
    let known = store::across_realms_known(&mut database.read_across_realms().await?, &old).await?;
    let mut removed = 0;
    for id in old.into_iter().filter(|id| !known.contains(id)) {
        replica.remove(id).await?;
        tracing::info!(replica = replica.name(), %id, "a copy without a row was taken away");
        removed += 1;
    }
    Ok(removed)
}
