//! Batches: many records changed or filed at once, with a preview, and the way back.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::archive::batches::one::{self, LeftQuery, begin, left_page, set_changes, stop_batch, undo_batch};
use crate::archive::batches::{self, Asked, make_batch, require_hand};
use crate::context::Member;
use crate::fault::Fault;
use crate::privacy::named::Behind;
use crate::retrieval::query::SearchQuery;
use axum::Json;
use guildhall_archive::RecordState;
use guildhall_archive::batch::{Batch, BatchCounts, BatchKind, Preview, Refusal};
use guildhall_kernel::{RecordId, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

const BATCHES: &str = "/api/v1/record-batches";

/// A batch (批量处理).
#[derive(Serialize, ToSchema)]
pub struct BatchView {
    /// Its id.
    id: Uuid,
    /// `edit`, `file` or `undo`.
    kind: &'static str,
    /// `draft`, `running`, `done` or `stopped`.
    state: &'static str,
    /// When it was made.
    made_at: String,
    /// `ticked`, `captured`, `described`, or the search whose hits it takes up.
    selection: String,
    /// New values by field.
    changes: BTreeMap<String, String>,
    /// Records taken up.
    total: u32,
    /// Records whose turn has not come.
    waiting: u32,
    /// Records changed.
    done: u32,
    /// Records left as they are.
    refused: u32,
    /// When it was begun.
    started_at: Option<String>,
    /// When it ended.
    ended_at: Option<String>,
    /// The batch whose changes it puts back.
    undoes: Option<Uuid>,
}

impl BatchView {
    fn of(batch: &Batch, counts: Option<BatchCounts>) -> Self {
        let text = |at: Option<Timestamp>| at.map(Timestamp::to_rfc3339);
        let counts = counts.unwrap_or(BatchCounts {
            waiting: batch.total.saturating_sub(batch.done + batch.refused),
            done: batch.done,
            refused: batch.refused,
        });
        Self {
            id: batch.id,
            kind: batch.kind.code(),
            state: batch.state.code(),
            made_at: batch.made_at.to_rfc3339(),
            selection: batch.selection.clone(),
            changes: batch.changes.clone(),
            total: batch.total,
            waiting: counts.waiting,
            done: counts.done,
            refused: counts.refused,
            started_at: text(batch.started_at),
            ended_at: text(batch.ended_at),
            undoes: batch.undoes,
        }
    }
}

/// A page of batches.
#[derive(Serialize, ToSchema)]
pub struct BatchesView {
    /// The batches, the newest first.
    batches: Vec<BatchView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the caller's batches.
#[utoipa::path(
    get, path = "/api/v1/record-batches", operation_id = "listRecordBatches", tag = "records", params(Behind),
    responses((status = 200, description = "Batches.", body = BatchesView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<BatchesView>, Fault> {
    require_hand(&member)?;
    let mut found = batches::own(&member, &behind).await?;
    let is_more = found.len() > batches::PAGE as usize;
    found.truncate(batches::PAGE as usize);
    Ok(Json(BatchesView {
        batches: found.iter().map(|batch| BatchView::of(batch, None)).collect(),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| batches::next_link(BATCHES, last)),
    }))
}

/// What a batch does with which records: exactly one of `records`, `waiting` and `search`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchBody {
    /// Whether the records are filed; otherwise their descriptions are changed.
    #[serde(default)]
    files: bool,
    /// These records.
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>)]
    records: Vec<RecordId>,
    /// All that wait: `captured` or `described`.
    #[serde(default)]
    waiting: Option<String>,
    /// All that a search finds, as the address of the search page says it.
    #[serde(default)]
    search: Option<BTreeMap<String, String>>,
    /// New values by field.
    #[serde(default)]
    changes: BTreeMap<String, String>,
}

impl BatchBody {
    fn asked(&self) -> Asked {
        let waiting = self.waiting.as_deref().and_then(RecordState::parse);
        match (waiting, &self.search) {
            (Some(state), _) => Asked::Waiting(state),
            (None, Some(search)) => Asked::Found(Box::new(search_of(search))),
            (None, None) => Asked::Ticked(self.records.clone()),
        }
    }
}

fn search_of(said: &BTreeMap<String, String>) -> SearchQuery {
    let value = |name: &str| said.get(name).cloned().unwrap_or_default();
    SearchQuery {
        q: value("q"),
        class: value("class"),
        year: value("year"),
        department: value("department"),
        person: value("person"),
        source: value("source"),
        secrecy: value("secrecy"),
        order: value("order"),
        after: String::new(),
    }
}

/// Makes a batch: a draft, whose records are fixed from here on.
#[utoipa::path(
    post, path = "/api/v1/record-batches", operation_id = "makeRecordBatch", tag = "records",
    request_body = BatchBody,
    responses((status = 201, description = "The batch, a draft.", body = BatchView))
)]
pub async fn make(
    Caller(member): Caller,
    JsonOf(body): JsonOf<BatchBody>,
) -> Result<(StatusCode, Json<BatchView>), Fault> {
    require_hand(&member)?;
    let kind = match body.files {
        true => BatchKind::File,
        false => BatchKind::Edit,
    };
    let mut batch = make_batch(&member, kind, body.asked()).await?;
    if kind == BatchKind::Edit && !body.changes.is_empty() {
        let id = batch.id;
        batch = match set_changes(&member, (id, body.changes)).await {
            Ok(changed) => changed,
            Err(fault) => {
                // A draft that cannot be what was asked for is of no use to anybody.
                stop_batch(&member, id).await?;
                return Err(fault);
            }
        };
    }
    Ok((StatusCode::CREATED, Json(BatchView::of(&batch, None))))
}

/// A field that does not fit.
#[derive(Serialize, ToSchema)]
pub struct UnfitView {
    /// The field.
    field: String,
    /// Code of the problem, as the errors of a description have it.
    code: String,
}

impl UnfitView {
    fn of((field, code): &(String, String)) -> Self {
        Self {
            field: field.clone(),
            code: code.clone(),
        }
    }
}

/// A record that is left as it is.
#[derive(Serialize, ToSchema)]
pub struct LeftView {
    /// Place in the batch; absent in a preview.
    sequence: Option<u32>,
    /// The record; absent when the caller may no longer know of it.
    #[schema(value_type = Option<Uuid>)]
    record: Option<RecordId>,
    /// Its title.
    title: String,
    /// Code of the reason, as errors have it; `batch-same` when nothing would change.
    code: String,
    /// Fields that do not fit.
    fields: Vec<UnfitView>,
}

impl LeftView {
    fn of(
        sequence: Option<u32>,
        record: Option<&guildhall_archive::Record>,
        refusal: Option<&Refusal>,
    ) -> Self {
        Self {
            sequence,
            record: record.map(|record| record.id),
            title: record.map(|record| record.title.clone()).unwrap_or_default(),
            code: refusal.map(|refusal| refusal.code.clone()).unwrap_or_default(),
            fields: refusal
                .map(|refusal| refusal.details.fields.iter().map(UnfitView::of).collect())
                .unwrap_or_default(),
        }
    }
}

/// A change of one field.
#[derive(Serialize, ToSchema)]
pub struct ChangeView {
    /// The field.
    field: String,
    /// Its present value, masked as lists mask it.
    old: String,
    /// Its new value.
    new: String,
}

/// A record that would be changed.
#[derive(Serialize, ToSchema)]
pub struct SampleView {
    /// The record.
    #[schema(value_type = Uuid)]
    record: RecordId,
    /// Its title.
    title: String,
    /// What would change.
    changes: Vec<ChangeView>,
}

/// What would become of the records of a draft.
#[derive(Serialize, ToSchema)]
pub struct PreviewView {
    /// Records that would be changed.
    fitting: u32,
    /// Among them those whose description nobody has confirmed yet: the change confirms it.
    unconfirmed: u32,
    /// The first of them.
    sample: Vec<SampleView>,
    /// How many would be left as they are, by code.
    reasons: BTreeMap<String, u32>,
    /// The first of those.
    refused: Vec<LeftView>,
}

impl From<&Preview> for PreviewView {
    fn from(preview: &Preview) -> Self {
        let change = |(field, old, new): &(String, String, String)| ChangeView {
            field: field.clone(),
            old: old.clone(),
            new: new.clone(),
        };
        let sample = preview.sample.iter().map(|line| SampleView {
            record: line.record.id,
            title: line.record.title.clone(),
            changes: line.changes.iter().map(change).collect(),
        });
        let refused = preview
            .refused
            .iter()
            .map(|line| LeftView::of(None, line.record.as_ref(), Some(&line.refusal)));
        Self {
            fitting: preview.fitting,
            unconfirmed: preview.unconfirmed,
            sample: sample.collect(),
            reasons: preview.reasons.clone(),
            refused: refused.collect(),
        }
    }
}

/// Returns one of the caller's batches, with how far it is.
#[utoipa::path(
    get, path = "/api/v1/record-batches/{id}", operation_id = "getRecordBatch", tag = "records",
    params(("id" = Uuid, Path, description = "The batch.")),
    responses((status = 200, description = "The batch.", body = BatchView))
)]
pub async fn show(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<BatchView>, Fault> {
    Ok(Json(view(&member, id).await?))
}

async fn view(member: &Member, id: Uuid) -> Result<BatchView, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let (batch, counts) = one::counted(member, &mut connection, id).await?;
    Ok(BatchView::of(&batch, Some(counts)))
}

/// Returns what would become of the records of a draft.
#[utoipa::path(
    get, path = "/api/v1/record-batches/{id}/preview", operation_id = "previewRecordBatch", tag = "records",
    params(("id" = Uuid, Path, description = "The batch.")),
    responses((status = 200, description = "The preview.", body = PreviewView))
)]
pub async fn preview(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<PreviewView>, Fault> {
    require_hand(&member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let preview = app.batches.preview(&mut connection, actor, id).await?;
    Ok(Json(PreviewView::from(&preview)))
}

/// What a draft changes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangesBody {
    /// New values by field; an empty one changes nothing.
    changes: BTreeMap<String, String>,
}

/// Says what a draft changes, in the place of what was said before.
#[utoipa::path(
    put, path = "/api/v1/record-batches/{id}/changes", operation_id = "setRecordBatchChanges", tag = "records",
    params(("id" = Uuid, Path, description = "The batch.")), request_body = ChangesBody,
    responses((status = 200, description = "The batch.", body = BatchView))
)]
pub async fn change(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<ChangesBody>,
) -> Result<Json<BatchView>, Fault> {
    let batch = set_changes(&member, (id, body.changes)).await?;
    Ok(Json(BatchView::of(&batch, None)))
}

/// Begins a draft: a job works it through from now on.
#[utoipa::path(
    post, path = "/api/v1/record-batches/{id}/run", operation_id = "runRecordBatch", tag = "records",
    params(("id" = Uuid, Path, description = "The batch.")),
    responses((status = 202, description = "The batch runs.", body = BatchView))
)]
pub async fn run(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
) -> Result<(StatusCode, Json<BatchView>), Fault> {
    let batch = begin(&member, id).await?;
    Ok((StatusCode::ACCEPTED, Json(BatchView::of(&batch, None))))
}

/// Gives a draft up, or stops what runs; what was done stays done.
#[utoipa::path(
    post, path = "/api/v1/record-batches/{id}/stop", operation_id = "stopRecordBatch", tag = "records",
    params(("id" = Uuid, Path, description = "The batch.")),
    responses((status = 204, description = "It runs no more."))
)]
pub async fn stop(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<StatusCode, Fault> {
    stop_batch(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes the draft that puts back what a batch changed, as far as nobody has changed the records since.
#[utoipa::path(
    post, path = "/api/v1/record-batches/{id}/undo", operation_id = "undoRecordBatch", tag = "records",
    params(("id" = Uuid, Path, description = "The batch.")),
    responses((status = 201, description = "The batch that puts it back, a draft.", body = BatchView))
)]
pub async fn undo(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
) -> Result<(StatusCode, Json<BatchView>), Fault> {
    let batch = undo_batch(&member, id).await?;
    Ok((StatusCode::CREATED, Json(BatchView::of(&batch, None))))
}

/// Records that a batch left as they are.
#[derive(Serialize, ToSchema)]
pub struct LeftPageView {
    /// The records, in their order.
    records: Vec<LeftView>,
    /// Behind which place the list goes on.
    next: Option<u32>,
}

/// Lists the records that a batch left as they are, and why.
#[utoipa::path(
    get, path = "/api/v1/record-batches/{id}/refused", operation_id = "listRefusedRecords", tag = "records",
    params(("id" = Uuid, Path, description = "The batch."), LeftQuery),
    responses((status = 200, description = "Records.", body = LeftPageView))
)]
pub async fn refused(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    QueryOf(query): QueryOf<LeftQuery>,
) -> Result<Json<LeftPageView>, Fault> {
    require_hand(&member)?;
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let mut left = left_page(&member, &mut connection, (id, query.after)).await?;
    let is_more = left.len() > one::PAGE as usize;
    left.truncate(one::PAGE as usize);
    let told = left.iter().map(|line| {
        LeftView::of(
            Some(line.item.sequence),
            line.record.as_ref(),
            line.item.refusal.as_ref(),
        )
    });
    Ok(Json(LeftPageView {
        next: left.last().filter(|_| is_more).map(|last| last.item.sequence),
        records: told.collect(),
    }))
}
