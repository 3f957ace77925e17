//! The job that works a batch through, record by record. It may be cut off at any time; the next attempt goes on with
//! the records whose turn has not come.

use super::model::{Batch, BatchItem, BatchKind, BatchState, Changes, ItemState, Refusal, described, former};
use super::service::Batches;
use super::{BatchError, store};
use crate::ArchiveError;
use crate::dossier::after_batch;
use crate::record::{Record, store as records};
use async_trait::async_trait;
use guildhall_identity::account::{AccountState, service as accounts};
use guildhall_kernel::{Actor, OrgPath, Origin, RealmId, RecordId};
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, NewJob};
use guildhall_store::{Database, Work};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// Kind of the job that works a batch through.
const KIND: &str = "archive.run-batch";
/// Attempts; each goes on where the one before stood.
const ATTEMPTS: u32 = 20;
/// Descriptions that are changed in one unit of work.
const PAGE: u32 = 50;

/// Returns the job that works a batch through.
pub(super) fn running(batch: Uuid) -> NewJob {
    NewJob {
        lane: LANE_QUICK,
        kind: KIND,
        subject: batch,
        payload: json!({}),
        attempts_max: ATTEMPTS,
        run_at: None,
    }
}

/// Why a record was not filed.
#[derive(Debug)]
pub enum Unfiled {
    /// Something is against it that holds for this record.
    Refused(Refusal),
    /// The house could not do it now.
    Failed(String),
}

/// Whoever files a record with all that belongs to it (归档): this room alone knows nothing of the four checks.
#[async_trait]
pub trait Filing: Send + Sync {
    /// Files a record in a unit of work of its own and returns that uncommitted, so that the batch notes in it what was
    /// done. When it refuses, nothing of it stays.
    async fn file(
        &self,
        database: &Database,
        actor: &Actor,
        record: (RecordId, i64),
    ) -> Result<(Work, Record), Unfiled>;
}

/// Works batches through.
#[derive(Clone)]
pub struct BatchJob {
    /// The database.
    pub database: Database,
    /// Batches.
    pub batches: Batches,
    /// Files a record.
    pub filing: Arc<dyn Filing>,
}

/// Why an attempt ended before the batch did.
enum Halt {
    /// Somebody stopped the batch.
    Stopped,
    /// Somebody changed a record in the same instant; the same page succeeds or refuses the next time.
    Raced,
    /// The house could not go on.
    Failed(BatchError),
}

impl<E: Into<BatchError>> From<E> for Halt {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl BatchJob {
    async fn work_through(&self, job: &JobContext) -> Result<(), JobError> {
        let (realm, id) = (job.job.realm, job.job.subject);
        let failed = |error: BatchError| JobError::retry("batch", error);
        let found = self.batch(realm, id).await.map_err(failed)?;
        let Some(batch) = found.filter(|batch| batch.state == BatchState::Running) else {
            return Ok(());
        };
        let Some(actor) = self.maker(realm, &batch).await.map_err(failed)? else {
            // Who may no longer sign in changes nothing more.
            return self.end(realm, id, BatchState::Stopped).await.map_err(failed);
        };
        loop {
            if job.is_cancelled() {
                self.end(realm, id, BatchState::Stopped).await.map_err(failed)?;
                return Err(JobError::Cancelled);
            }
            match self.page(job, &actor, &batch).await {
                Ok(true) | Err(Halt::Raced) => {}
                Ok(false) => return self.end(realm, id, BatchState::Done).await.map_err(failed),
                Err(Halt::Stopped) => return Ok(()),
                Err(Halt::Failed(error)) => return Err(failed(error)),
            }
        }
    }

    async fn batch(&self, realm: RealmId, id: Uuid) -> Result<Option<Batch>, BatchError> {
        let mut connection = self.database.read(realm).await?;
        Ok(store::get(&mut connection, id).await?)
    }

    /// Returns the maker with the rights that she has now; nobody when her account is closed.
    async fn maker(&self, realm: RealmId, batch: &Batch) -> Result<Option<Actor>, BatchError> {
        let mut connection = self.database.read(realm).await?;
        let account = accounts::known(&mut connection, batch.made_by).await?;
        let open = account.filter(|account| account.state == AccountState::Active);
        Ok(open.map(|account| account.actor(Origin::default())))
    }

    async fn end(&self, realm: RealmId, id: Uuid, state: BatchState) -> Result<(), BatchError> {
        let mut work = self.database.begin(realm).await?;
        let Some(batch) = store::get(&mut work, id).await? else {
            return Ok(());
        };
        let program = Actor::program("batch", realm, OrgPath::root(1));
        match self.batches.end(&mut work, &program, (batch, state)).await {
            Ok(_) => {
                after_batch(&mut work, &program, id).await?;
                Ok(work.commit().await?)
            }
            // Its maker stopped it a moment ago.
            Err(BatchError::Over) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Works on the next records; no when there are none.
    async fn page(&self, job: &JobContext, actor: &Actor, batch: &Batch) -> Result<bool, Halt> {
        let mut connection = self.database.read(actor.realm).await?;
        let items = store::items(&mut connection, (batch.id, ItemState::Waiting), (0, PAGE)).await?;
        drop(connection);
        let Some(first) = items.first() else {
            return Ok(false);
        };
        let mut done = i64::from(first.sequence) - 1;
        match batch.kind {
            BatchKind::File => {
                for item in &items {
                    if job.is_cancelled() {
                        return Ok(true);
                    }
                    self.file(actor, (batch, item)).await?;
                    done += 1;
                    job.progress(done, i64::from(batch.total));
                }
            }
            BatchKind::Edit | BatchKind::Undo => {
                self.describe(actor, (batch, &items)).await?;
                done += i64::try_from(items.len()).unwrap_or_default();
                job.progress(done, i64::from(batch.total));
            }
        }
        Ok(true)
    }

    /// Changes the descriptions of a page in one unit of work.
    async fn describe(&self, actor: &Actor, (batch, items): (&Batch, &[BatchItem])) -> Result<(), Halt> {
        let mut work = self.database.begin(actor.realm).await?;
        hold(&mut work, batch).await?;
        for item in items {
            let ended = self.describe_one(&mut work, actor, (batch, item)).await?;
            keep(&mut work, batch, &ended).await?;
        }
        Ok(work.commit().await?)
    }

    async fn describe_one(
        &self,
        work: &mut Work,
        actor: &Actor,
        (batch, item): (&Batch, &BatchItem),
    ) -> Result<BatchItem, Halt> {
        let changes = match batch.kind {
            BatchKind::Undo => &item.former,
            _ => &batch.changes,
        };
        let record = match unchanged(records::get(work, item.record).await?, item) {
            Ok(record) => record,
            Err(refusal) => return Ok(refused(item, refusal)),
        };
        let before = former(&record, changes);
        if before.is_empty() {
            return Ok(refused(item, Refusal::same()));
        }
        let version = (item.record, item.version);
        let archive = &self.batches.archive;
        match archive
            .describe(work, actor, version, described(&record, changes))
            .await
        {
            Ok(record) => Ok(done(item, before, &record)),
            Err(ArchiveError::Changed) => Err(Halt::Raced),
            Err(error) => Ok(refused(item, Refusal::of(error).map_err(BatchError::from)?)),
        }
    }

    /// Files one record in a unit of work of its own: what takes a number and is then refused must leave no gap.
    async fn file(&self, actor: &Actor, (batch, item): (&Batch, &BatchItem)) -> Result<(), Halt> {
        let mut connection = self.database.read(actor.realm).await?;
        let found = records::get(&mut connection, item.record).await?;
        drop(connection);
        let refusal = match unchanged(found, item) {
            Err(refusal) => refusal,
            Ok(_) => {
                let version = (item.record, item.version);
                match self.filing.file(&self.database, actor, version).await {
                    Ok((mut work, record)) => {
                        hold(&mut work, batch).await?;
                        keep(&mut work, batch, &done(item, Changes::new(), &record)).await?;
                        return Ok(work.commit().await?);
                    }
                    Err(Unfiled::Refused(refusal)) => refusal,
                    Err(Unfiled::Failed(what)) => {
                        return Err(guildhall_store::StoreError::inconsistent("filing", what).into());
                    }
                }
            }
        };
        let mut work = self.database.begin(actor.realm).await?;
        hold(&mut work, batch).await?;
        keep(&mut work, batch, &refused(item, refusal)).await?;
        Ok(work.commit().await?)
    }
}

/// Returns the record when it is there as it was taken up.
pub(super) fn unchanged(found: Option<Record>, item: &BatchItem) -> Result<Record, Refusal> {
    let present = found.filter(|record| record.discarded.is_none());
    let record = present.ok_or_else(|| Refusal::saying(&ArchiveError::NoSuchRecord, &[]))?;
    match record.version == item.version {
        true => Ok(record),
        false => Err(Refusal::saying(&ArchiveError::Changed, &[])),
    }
}

fn done(item: &BatchItem, former: Changes, record: &Record) -> BatchItem {
    BatchItem {
        state: ItemState::Done,
        former,
        changed_to: Some(record.version),
        ..item.clone()
    }
}

fn refused(item: &BatchItem, refusal: Refusal) -> BatchItem {
    BatchItem {
        state: ItemState::Refused,
        former: Changes::new(),
        refusal: Some(refusal),
        ..item.clone()
    }
}

/// Holds the row of the batch until the end of the unit of work, so that it is not stopped and counted meanwhile.
async fn hold(work: &mut Work, batch: &Batch) -> Result<(), Halt> {
    match store::keep_running(work, batch.id).await? {
        true => Ok(()),
        false => Err(Halt::Stopped),
    }
}

/// Notes what became of a record; another runner that was faster makes this unit of work void.
async fn keep(work: &mut Work, batch: &Batch, item: &BatchItem) -> Result<(), Halt> {
    match store::end_item(work, batch.id, item).await? {
        true => Ok(()),
        false => Err(Halt::Raced),
    }
}

#[async_trait]
impl JobHandler for BatchJob {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        self.work_through(job).await
    }
}
