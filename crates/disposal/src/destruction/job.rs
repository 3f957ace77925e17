//! The jobs of a destruction. Each step may be cut off at any time; the next attempt goes on where it stood.

use super::proof::{BackupsProof, Proof};
use super::store as copies;
use crate::round::{Item, Outcome, Round, RoundState, changed, store};
use crate::{Disposal, DisposalError};
use async_trait::async_trait;
use guildhall_archive::Trace;
use guildhall_archive::record::store as records;
use guildhall_kernel::{Actor, RealmId, RecordId};
use guildhall_retrieval::Indexer;
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, NewJob, enqueue};
use guildhall_store::{Database, Work};
use guildhall_vault::Vault;
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// Kind of the job that destroys.
pub(crate) const KIND: &str = "disposal.destroy";
/// Kind of the job that takes what was destroyed out of the backups.
pub(crate) const EXPUNGE: &str = "disposal.expunge";
/// Attempts at taking something out of the backups, whose place may be away for weeks.
const EXPUNGE_ATTEMPTS: u32 = 1_000;
/// Attempts at destroying; each goes on where the one before stood.
const ATTEMPTS: u32 = 20;
/// Lines, copies and ids that are worked through together.
const PAGE: u32 = 500;

/// Returns the job that destroys what a round has decided.
pub(crate) fn destroying(round: Uuid) -> NewJob {
    new_job(KIND, round, ATTEMPTS)
}

fn new_job(kind: &'static str, round: Uuid, attempts_max: u32) -> NewJob {
    NewJob {
        lane: LANE_QUICK,
        kind,
        subject: round,
        payload: json!({}),
        attempts_max,
        run_at: None,
    }
}

/// What is gone, for whoever keeps copies of everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gone {
    /// The records.
    pub records: Vec<RecordId>,
    /// The objects of the vault.
    pub objects: Vec<Uuid>,
}

/// What became of the backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expunged {
    /// Where they lie, for people; none when none are configured.
    pub place: Option<String>,
    /// Snapshots out of which something was taken.
    pub snapshots: u64,
}

/// Whoever keeps the backups (备份).
#[async_trait]
pub trait Backups: Send + Sync {
    /// Takes what is gone out of every snapshot; the text of an error says why it could not be done now.
    async fn expunge(&self, gone: &Gone) -> Result<Expunged, String>;
}

/// Destroys the records of a round.
#[derive(Clone)]
pub struct DestructionJob {
    /// The database.
    pub database: Database,
    /// The room.
    pub disposal: Disposal,
    /// Originals.
    pub vault: Vault,
    /// The search index.
    pub indexer: Arc<Indexer>,
    /// Whoever keeps something else of records.
    pub traces: Arc<[Arc<dyn Trace>]>,
}

impl DestructionJob {
    async fn destroy(&self, job: &JobContext) -> Result<(), DisposalError> {
        let (realm, id) = (job.job.realm, job.job.subject);
        let mut connection = self.database.read(realm).await?;
        let round = store::get(&mut connection, id)
            .await?
            .ok_or(DisposalError::NotFound)?;
        let items = store::items(&mut connection, id, (0, PAGE)).await?;
        drop(connection);
        if round.state != RoundState::Executing {
            return Ok(());
        }
        let actor = program(realm, &round);
        let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
        for (item, done) in items.iter().zip(1_i64..) {
            let mut work = self.database.begin(realm).await?;
            self.disposal
                .destroy_one(&mut work, &actor, (item.id, &self.traces))
                .await?;
            work.commit().await?;
            job.progress(done, total);
        }
        self.remove_copies(realm, id).await?;
        self.clear_index(realm).await?;
        self.database.forget_deleted().await?;
        self.finish(&actor, id).await
    }

    /// Takes the bytes whose keys are gone out of every replica.
    async fn remove_copies(&self, realm: RealmId, round: Uuid) -> Result<(), DisposalError> {
        loop {
            let mut connection = self.database.read(realm).await?;
            let objects = copies::waiting(&mut connection, round, PAGE).await?;
            drop(connection);
            if objects.is_empty() {
                return Ok(());
            }
            for object in &objects {
                self.vault.remove_copies(*object).await?;
            }
            let mut work = self.database.begin(realm).await?;
            for object in objects {
                copies::removed(&mut work, object).await?;
            }
            work.commit().await?;
        }
    }

    /// Lets the index forget what is gone, and writes its files anew without it.
    async fn clear_index(&self, realm: RealmId) -> Result<(), DisposalError> {
        let fault = |error| DisposalError::Remains {
            what: format!("{error}"),
        };
        self.indexer.catch_up(realm, &|_, _| {}).await.map_err(fault)?;
        self.indexer.purge(realm).await.map_err(fault)
    }

    /// Looks whether anything is left, and ends the round.
    async fn finish(&self, actor: &Actor, id: Uuid) -> Result<(), DisposalError> {
        let mut work = self.database.begin(actor.realm).await?;
        let items = store::items(&mut work, id, (0, PAGE)).await?;
        let gone: Vec<&Item> = of(&items, Outcome::Destroyed);
        for item in &gone {
            self.look_for(&mut work, item).await?;
        }
        let (copies, bytes) = copies::count(&mut work, id).await?;
        let proof = Proof {
            records: gone.len() as u64,
            held: of(&items, Outcome::Held).len() as u64,
            copies,
            bytes,
            looked_at: work.now(),
            backups: None,
        };
        let round = store::get(&mut work, id).await?.ok_or(DisposalError::NotFound)?;
        let round = Round {
            state: RoundState::Done,
            ended_at: Some(work.now()),
            proof: text(&proof)?,
            ..round
        };
        let details = json!({ "records": proof.records, "held": proof.held, "copies": proof.copies });
        changed(&mut work, actor, ("disposal.done", details), round).await?;
        enqueue(&mut work, new_job(EXPUNGE, id, EXPUNGE_ATTEMPTS)).await?;
        Ok(work.commit().await?)
    }

    /// Refuses to call a record destroyed of which a row or a hit of the search is left.
    async fn look_for(&self, work: &mut Work, item: &Item) -> Result<(), DisposalError> {
        let is_in_database = records::get(work, item.record).await?.is_some()
            || !records::components(work, item.record).await?.is_empty();
        let is_in_index =
            self.indexer
                .knows(work.realm(), item.record)
                .map_err(|error| DisposalError::Remains {
                    what: error.to_string(),
                })?;
        match is_in_database || is_in_index {
            true => Err(DisposalError::Remains {
                what: item.record.to_string(),
            }),
            false => Ok(()),
        }
    }
}

fn of(items: &[Item], outcome: Outcome) -> Vec<&Item> {
    items.iter().filter(|item| item.outcome == outcome).collect()
}

fn text(proof: &Proof) -> Result<String, DisposalError> {
    serde_json::to_string(proof).map_err(|error| {
        guildhall_store::StoreError::inconsistent("disposal_round.proof", error.to_string()).into()
    })
}

fn program(realm: RealmId, round: &Round) -> Actor {
    Actor::program("disposal", realm, round.org_path.clone())
}

#[async_trait]
impl JobHandler for DestructionJob {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        self.destroy(job)
            .await
            .map_err(|error| JobError::retry("destroy", error))
    }
}

/// Takes what a round destroyed out of the backups.
#[derive(Clone)]
pub struct ExpungingJob {
    /// The database.
    pub database: Database,
    /// The backups.
    pub backups: Arc<dyn Backups>,
}

impl ExpungingJob {
    async fn expunge(&self, job: &JobContext) -> Result<(), DisposalError> {
        let (realm, id) = (job.job.realm, job.job.subject);
        let gone = self.gone(realm, id).await?;
        let expunged = self.backups.expunge(&gone).await;
        let expunged = expunged.map_err(|what| DisposalError::Remains { what })?;
        let mut work = self.database.begin(realm).await?;
        let round = store::get(&mut work, id).await?.ok_or(DisposalError::NotFound)?;
        let actor = program(realm, &round);
        let details = json!({ "snapshots": expunged.snapshots, "configured": expunged.place.is_some() });
        let proof = Proof {
            backups: Some(BackupsProof {
                place: expunged.place,
                snapshots: expunged.snapshots,
                at: work.now(),
            }),
            ..round.proof()?
        };
        let round = Round {
            proof: text(&proof)?,
            ..round
        };
        changed(&mut work, &actor, ("disposal.expunged", details), round).await?;
        Ok(work.commit().await?)
    }

    async fn gone(&self, realm: RealmId, round: Uuid) -> Result<Gone, DisposalError> {
        let mut connection = self.database.read(realm).await?;
        let items = store::items(&mut connection, round, (0, PAGE)).await?;
        let records = of(&items, Outcome::Destroyed);
        let mut gone = Gone {
            records: records.iter().map(|item| item.record).collect(),
            objects: Vec::new(),
        };
        loop {
            let after = gone.objects.last().copied();
            let page = copies::objects(&mut connection, round, (after, PAGE)).await?;
            if page.is_empty() {
                return Ok(gone);
            }
            gone.objects.extend(page);
        }
    }
}

#[async_trait]
impl JobHandler for ExpungingJob {
    fn kind(&self) -> &'static str {
        EXPUNGE
    }

    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        self.expunge(job)
            .await
            .map_err(|error| JobError::retry("expunge", error))
    }
}
