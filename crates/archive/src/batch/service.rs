//! What a person can do with batches. She sees her own only.

use super::model::{
    Batch, BatchCounts, BatchItem, BatchKey, BatchKind, BatchState, Changes, ItemState, SUBJECT_KIND,
};
use super::rules::BatchRules;
use super::{BatchError, job, store};
use crate::Archive;
use crate::record::{Record, RecordState};
use guildhall_kernel::{AccountId, Actor, RecordId};
use guildhall_ledger::{Subject, note};
use guildhall_store::job::enqueue;
use guildhall_store::{Connection, Work};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// Most batches on a page.
const PAGE_MAX: u32 = 100;
/// Most records of a batch on a page.
const LINES_MAX: u32 = 500;
/// A draft that nobody began within a day goes when its maker makes the next one.
const DRAFT_SECS: i64 = 24 * 60 * 60;
/// Drafts that go at once.
const DRAFTS: u32 = 20;

/// The services of batches. Cheap to clone.
#[derive(Clone)]
pub struct Batches {
    /// The size of a batch, and the fields that may be changed.
    pub rules: Arc<BatchRules>,
    /// Records.
    pub archive: Archive,
}

/// Which records a batch takes up.
#[derive(Debug, Clone)]
pub enum Chosen {
    /// These; those that the actor may not list are left out.
    Records(Vec<RecordId>),
    /// All in one state before filing that she may describe, or file.
    Waiting(RecordState),
}

/// A batch to be made.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// [`BatchKind::Edit`] or [`BatchKind::File`].
    pub kind: BatchKind,
    /// Its records.
    pub chosen: Chosen,
    /// How they were chosen, as the face says it.
    pub selection: String,
}

impl Batches {
    /// Makes a draft and fixes which records it takes up, each in its present version. Records to be filed stand in the
    /// order of their dates, those without one last, then in the order in which they came (DA/T 22).
    ///
    /// # Errors
    /// [`BatchError::NothingChosen`], [`BatchError::TooMany`].
    pub async fn make(&self, work: &mut Work, actor: &Actor, new: NewBatch) -> Result<Batch, BatchError> {
        let account = actor.account().ok_or(BatchError::NothingChosen)?;
        let most = self.rules.records_max;
        if matches!(&new.chosen, Chosen::Records(ids) if ids.len() > most as usize) {
            return Err(BatchError::TooMany { most });
        }
        let mut records = self.records(work, actor, (&new, most + 1)).await?;
        if records.is_empty() {
            return Err(BatchError::NothingChosen);
        }
        if records.len() > most as usize {
            return Err(BatchError::TooMany { most });
        }
        if new.kind == BatchKind::File {
            in_filing_order(&mut records);
        }
        let items: Vec<BatchItem> = records.iter().zip(1..).map(taken_up).collect();
        let batch = draft(work, (account, new.kind), new.selection, items.len());
        self.keep(work, &batch, &items).await?;
        Ok(batch)
    }

    async fn keep(&self, work: &mut Work, batch: &Batch, items: &[BatchItem]) -> Result<(), BatchError> {
        let before = work.now().plus_secs(-DRAFT_SECS);
        for old in store::old_drafts(work, batch.made_by, (before, DRAFTS)).await? {
            store::delete(work, old.id).await?;
        }
        store::insert(work, batch).await?;
        Ok(store::insert_items(work, batch.id, items).await?)
    }

    async fn records(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (new, limit): (&NewBatch, u32),
    ) -> Result<Vec<Record>, BatchError> {
        let rights = &self.archive.rights;
        Ok(match &new.chosen {
            Chosen::Records(ids) => {
                store::chosen(connection, &rights.filter(actor, "listRecords"), ids).await?
            }
            Chosen::Waiting(RecordState::Filed) => Vec::new(),
            Chosen::Waiting(state) => {
                let filter = rights.filter(actor, act_of(new.kind));
                store::waiting(connection, &filter, (*state, limit)).await?
            }
        })
    }

    /// Says what a draft changes. Values left empty change nothing.
    ///
    /// # Errors
    /// [`BatchError::NotFound`], [`BatchError::NoDraft`], [`BatchError::UnknownField`], [`BatchError::NoChanges`].
    pub async fn set_changes(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, changes): (Uuid, Changes),
    ) -> Result<Batch, BatchError> {
        let batch = self.draft_of(work, actor, id).await?;
        let trimmed = changes
            .into_iter()
            .map(|(name, value)| (name, value.trim().to_owned()));
        let changes: Changes = trimmed.filter(|(_, value)| !value.is_empty()).collect();
        if let Some(name) = changes.keys().find(|name| !self.rules.fields.contains(name)) {
            return Err(BatchError::UnknownField(name.clone()));
        }
        if batch.kind != BatchKind::Edit || changes.is_empty() {
            return Err(BatchError::NoChanges);
        }
        let batch = Batch { changes, ..batch };
        match store::change(work, BatchState::Draft, &batch).await? {
            true => Ok(batch),
            false => Err(BatchError::NoDraft),
        }
    }

    /// Begins a draft: a job works it through from now on.
    ///
    /// # Errors
    /// [`BatchError::NotFound`], [`BatchError::NoDraft`], [`BatchError::NoChanges`].
    pub async fn begin(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Batch, BatchError> {
        let batch = self.draft_of(work, actor, id).await?;
        if batch.kind == BatchKind::Edit && batch.changes.is_empty() {
            return Err(BatchError::NoChanges);
        }
        let batch = Batch {
            state: BatchState::Running,
            started_at: Some(work.now()),
            ..batch
        };
        if !store::change(work, BatchState::Draft, &batch).await? {
            return Err(BatchError::NoDraft);
        }
        enqueue(work, job::running(batch.id)).await?;
        noted(work, actor, "batch.begun", &batch).await?;
        Ok(batch)
    }

    /// Gives a draft up, or stops a batch that runs: what it has done stays done. Returns it as it stands now; nothing when
    /// it was a draft, which is gone.
    ///
    /// # Errors
    /// [`BatchError::NotFound`], [`BatchError::Over`].
    pub async fn stop(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Option<Batch>, BatchError> {
        let batch = self.own(work, actor, id).await?;
        match batch.state {
            BatchState::Draft if store::delete(work, id).await? => Ok(None),
            BatchState::Running => self
                .end(work, actor, (batch, BatchState::Stopped))
                .await
                .map(Some),
            _ => Err(BatchError::Over),
        }
    }

    /// Ends a batch that runs, with its counts as they are then.
    pub(super) async fn end(
        &self,
        work: &mut Work,
        actor: &Actor,
        (batch, state): (Batch, BatchState),
    ) -> Result<Batch, BatchError> {
        // First the row is held, so that no record is worked on beside the count.
        if !store::keep_running(work, batch.id).await? {
            return Err(BatchError::Over);
        }
        let counts = store::counts(work, batch.id).await?;
        let batch = Batch {
            state,
            ended_at: Some(work.now()),
            done: counts.done,
            refused: counts.refused,
            ..batch
        };
        if !store::change(work, BatchState::Running, &batch).await? {
            return Err(BatchError::Over);
        }
        let action = match state {
            BatchState::Done => "batch.done",
            _ => "batch.stopped",
        };
        noted(work, actor, action, &batch).await?;
        Ok(batch)
    }

    /// Makes a draft that puts back what a batch changed in descriptions, as far as nobody has changed the records since.
    ///
    /// # Errors
    /// [`BatchError::NotFound`], [`BatchError::NothingToUndo`] also when it was put back before.
    pub async fn undo(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Batch, BatchError> {
        let batch = self.own(work, actor, id).await?;
        if !batch.can_be_undone() || store::undoing(work, id).await?.is_some() {
            return Err(BatchError::NothingToUndo);
        }
        let wanted = (0, self.rules.records_max);
        let mut items = store::items(work, (id, ItemState::Done), wanted).await?;
        for item in &mut items {
            item.version = item.changed_to.unwrap_or(item.version);
            item.state = ItemState::Waiting;
            item.changed_to = None;
        }
        let undoing = Batch {
            undoes: Some(id),
            ..draft(
                work,
                (batch.made_by, BatchKind::Undo),
                batch.selection.clone(),
                items.len(),
            )
        };
        self.keep(work, &undoing, &items).await?;
        Ok(undoing)
    }

    /// Returns a batch of the actor's.
    ///
    /// # Errors
    /// [`BatchError::NotFound`].
    pub async fn own(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Batch, BatchError> {
        let found = store::get(connection, id).await?;
        let own = found.filter(|batch| Some(batch.made_by) == actor.account());
        own.ok_or(BatchError::NotFound)
    }

    /// Returns the actor's batches, the newest first, behind a key.
    ///
    /// # Errors
    /// [`BatchError::Store`].
    pub async fn list(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<BatchKey>, u32),
    ) -> Result<Vec<Batch>, BatchError> {
        let Some(account) = actor.account() else {
            return Ok(Vec::new());
        };
        let page = (after, limit.clamp(1, PAGE_MAX));
        Ok(store::of_account(connection, account, page).await?)
    }

    /// Returns how many records of a batch of the actor's stand how.
    ///
    /// # Errors
    /// [`BatchError::NotFound`].
    pub async fn counts(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<BatchCounts, BatchError> {
        self.own(connection, actor, id).await?;
        Ok(store::counts(connection, id).await?)
    }

    /// Returns the records that a batch of the actor's left as they are, behind a place.
    ///
    /// # Errors
    /// [`BatchError::NotFound`].
    pub async fn refused(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (id, after, limit): (Uuid, u32, u32),
    ) -> Result<Vec<BatchItem>, BatchError> {
        self.own(connection, actor, id).await?;
        let page = (after, limit.clamp(1, LINES_MAX));
        Ok(store::items(connection, (id, ItemState::Refused), page).await?)
    }

    /// Returns the batch that puts back, or is to put back, what another one changed.
    ///
    /// # Errors
    /// [`BatchError::Store`].
    pub async fn undoing(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Option<Batch>, BatchError> {
        let found = store::undoing(connection, id).await?;
        Ok(found.filter(|batch| Some(batch.made_by) == actor.account()))
    }

    async fn draft_of(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Batch, BatchError> {
        let batch = self.own(connection, actor, id).await?;
        match batch.state {
            BatchState::Draft => Ok(batch),
            _ => Err(BatchError::NoDraft),
        }
    }
}

/// Says whether a batch is being worked through.
pub(crate) async fn is_running(connection: &mut Connection, id: Uuid) -> Result<bool, BatchError> {
    let found = store::get(connection, id).await?;
    Ok(found.is_some_and(|batch| batch.state == BatchState::Running))
}

/// Returns the right that the single act asks for.
pub(super) fn act_of(kind: BatchKind) -> &'static str {
    match kind {
        BatchKind::Edit | BatchKind::Undo => "describeRecord",
        BatchKind::File => "fileRecord",
    }
}

fn in_filing_order(records: &mut [Record]) {
    records.sort_by(|one, other| {
        let key = |record: &Record| {
            (
                record.doc_date.is_none(),
                record.doc_date.map(|date| date.to_string()),
                record.captured_at,
                record.id,
            )
        };
        key(one).cmp(&key(other))
    });
}

fn taken_up((record, sequence): (&Record, u32)) -> BatchItem {
    BatchItem {
        sequence,
        record: record.id,
        version: record.version,
        state: ItemState::Waiting,
        former: Changes::new(),
        changed_to: None,
        refusal: None,
    }
}

fn draft(work: &Work, (made_by, kind): (AccountId, BatchKind), selection: String, records: usize) -> Batch {
    Batch {
        id: work.new_id(),
        kind,
        state: BatchState::Draft,
        made_by,
        made_at: work.now(),
        selection,
        changes: Changes::new(),
        total: u32::try_from(records).unwrap_or(u32::MAX),
        started_at: None,
        ended_at: None,
        done: 0,
        refused: 0,
        undoes: None,
    }
}

/// Writes into the ledger how a batch stands. The values are no business of the ledger, which forgets nothing: it names
/// fields only.
pub(super) async fn noted(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    batch: &Batch,
) -> Result<(), BatchError> {
    let subject = Subject {
        kind: SUBJECT_KIND,
        id: batch.id,
        digest: Some(batch.digest()),
    };
    let details = json!({
        "kind": batch.kind.code(),
        "fields": batch.changes.keys().collect::<Vec<_>>(),
        "records": batch.total,
        "done": batch.done,
        "refused": batch.refused,
    });
    Ok(note(work, actor, action, subject, details).await?)
}
