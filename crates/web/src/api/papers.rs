//! Papers: from being handed in to being filed.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use super::records::{NoteView, RecordView};
use crate::address::PathOf;
use crate::archive::{checks, sight};
use crate::context::Member;
use crate::fault::{Fault, Problem};
use crate::intake::filing::{self, Sent};
use crate::intake::held;
use crate::intake::upload::{FilesAnswer, take_in};
use crate::routes;
use crate::view::PageFault;
use axum::Json;
use axum::extract::Multipart;
use axum::response::{IntoResponse as _, Response};
use guildhall_archive::{Description, Discarded, Fields, Masks, Record, RecordState};
use guildhall_intake::{InboxItem, IntakeError, ItemState};
use guildhall_kernel::{RecordId, Timestamp};
use guildhall_store::Connection;
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::{IntoParams, ToSchema};

/// Papers on a page.
const PAGE: u32 = 100;

/// A value that reading proposed.
#[derive(Serialize, ToSchema)]
pub struct ProposedView {
    /// The field.
    field: String,
    /// The value.
    value: String,
    /// How sure it is, 0 to 1.
    confidence: f32,
    /// The page that it was read from.
    page: Option<u32>,
    /// The line on that page, from 0.
    line: Option<u32>,
}

/// How far the reading of a paper has come.
#[derive(Serialize, ToSchema)]
pub struct ReadingView {
    /// `waiting`, `read` or `unreadable`.
    #[schema(value_type = String)]
    state: ItemState,
    /// Why it cannot be read, as a code.
    problem: Option<String>,
    /// What was proposed.
    proposed: Vec<ProposedView>,
    /// What a person should know of the reading: what was noticed, left out or lost.
    notes: Vec<NoteView>,
}

impl ReadingView {
    fn of(member: &Member, (type_code, masks): (&str, Option<&Masks>), item: &InboxItem) -> Self {
        let dictionary = &member.app().archive.dictionary;
        let value = |name: &str, value: &str| {
            let definition = dictionary.field_of(type_code, name);
            masks.map_or_else(|| value.to_owned(), |masks| masks.mask_one(definition, value))
        };
        let proposed = item.proposal.description.fields.iter().map(|field| ProposedView {
            field: field.name.clone(),
            value: value(&field.name, &field.value),
            confidence: field.confidence,
            page: field.evidence.map(|evidence| evidence.page),
            line: field.evidence.map(|evidence| evidence.line),
        });
        Self {
            state: item.state,
            problem: item.problem.clone(),
            proposed: proposed.collect(),
            notes: NoteView::all(member.visit.locale, masks, &item.proposal.notes),
        }
    }
}

/// That a paper was taken out of the inbox (弃置).
#[derive(Serialize, ToSchema)]
pub struct DiscardedView {
    /// When.
    at: String,
    /// Why; may be empty.
    reason: String,
}

impl DiscardedView {
    fn of(discarded: &Discarded) -> Self {
        Self {
            at: discarded.at.to_rfc3339(),
            reason: discarded.reason.clone(),
        }
    }
}

/// A paper.
#[derive(Serialize, ToSchema)]
pub struct PaperView {
    /// Name of the file.
    file_name: Option<String>,
    /// Its record.
    record: RecordView,
    /// How far its reading has come.
    reading: Option<ReadingView>,
    /// That it was taken out of the inbox, if it was.
    discarded: Option<DiscardedView>,
}

impl PaperView {
    /// Returns a paper as the member sees it in a list: in clear when she may describe what is personal in it.
    fn of(member: &Member, record: &Record, item: Option<&InboxItem>) -> Self {
        let archive = &member.app().archive;
        let record = archive.listed(member.actor(), record);
        let masks = matches!(record, Cow::Owned(_)).then_some(&*archive.masks);
        Self {
            file_name: item.map(|item| sight::text(masks, &item.file_name)),
            record: RecordView::of(&record),
            reading: item.map(|item| ReadingView::of(member, (&record.type_code, masks), item)),
            discarded: record.discarded.as_ref().map(DiscardedView::of),
        }
    }
}

/// Which papers.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Nobody has confirmed a description.
    #[default]
    Captured,
    /// Described, not yet filed.
    Described,
    /// Taken out of the inbox.
    Discarded,
}

impl Part {
    const fn code(self) -> &'static str {
        match self {
            Self::Captured => "captured",
            Self::Described => "described",
            Self::Discarded => "discarded",
        }
    }
}

/// Which papers, and where the list goes on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PapersQuery {
    /// `captured`, which is the default, `described` or `discarded`.
    #[serde(default)]
    #[param(inline)]
    state: Part,
    /// When the last paper shown came in, in microseconds since 1970.
    at: Option<i64>,
    /// Its record.
    #[param(value_type = Option<uuid::Uuid>)]
    id: Option<RecordId>,
}

/// A page of papers.
#[derive(Serialize, ToSchema)]
pub struct PapersView {
    /// The papers, the newest first.
    papers: Vec<PaperView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the papers in the inbox.
#[utoipa::path(
    get, path = "/api/v1/papers", operation_id = "listPapers", tag = "papers", params(PapersQuery),
    responses((status = 200, description = "Papers.", body = PapersView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(query): QueryOf<PapersQuery>,
) -> Result<Json<PapersView>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let key = query.at.map(Timestamp::from_micros).zip(query.id);
    let (actor, page) = (member.actor(), (key, PAGE + 1));
    let mut papers = match query.state {
        Part::Captured => {
            app.inbox
                .list(&mut connection, actor, RecordState::Captured, page)
                .await?
        }
        Part::Described => {
            app.inbox
                .list(&mut connection, actor, RecordState::Described, page)
                .await?
        }
        Part::Discarded => app.inbox.list_discarded(&mut connection, actor, page).await?,
    };
    let is_more = papers.len() > PAGE as usize;
    papers.truncate(PAGE as usize);
    let next = papers.last().filter(|_| is_more).map(|(last, _)| {
        let at = last.captured_at.as_micros().to_string();
        let pairs = [
            ("state", query.state.code().to_owned()),
            ("at", at),
            ("id", last.id.to_string()),
        ];
        routes::with_query("/api/v1/papers", pairs)
    });
    let papers = papers
        .iter()
        .map(|(record, item)| PaperView::of(&member, record, item.as_ref()));
    Ok(Json(PapersView {
        papers: papers.collect(),
        next,
    }))
}

/// Papers to be handed in.
#[derive(ToSchema)]
pub struct PapersForm {
    /// A file; may be repeated.
    #[schema(format = Binary)]
    #[expect(dead_code, reason = "only describes the form; its parts are read as a stream")]
    file: String,
}

/// Hands in papers, as a form with a part `file` for each. The same bytes twice are one paper; those of a discarded
/// paper put it back.
///
/// The status is that of the best outcome; each file has its own answer.
#[utoipa::path(
    post, path = "/api/v1/papers", operation_id = "uploadPapers", tag = "papers",
    request_body(content = PapersForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "A paper was taken in.", body = FilesAnswer),
        (status = 200, description = "All papers that could be taken in were here already.", body = FilesAnswer),
        (status = 422, description = "No file could be taken in, or none came.", content(
            (FilesAnswer = "application/json"), (Problem = "application/problem+json"),
        )),
    )
)]
pub async fn upload(
    Caller(member): Caller,
    form: Multipart,
) -> Result<(StatusCode, Json<FilesAnswer>), Fault> {
    let files = take_in(&member, form, false).await?;
    if files.is_empty() {
        return Err(PageFault::BadRequest.into());
    }
    let any = |outcome: &str| files.iter().any(|file| file.outcome == outcome);
    let status = match (any("captured"), any("known") || any("restored")) {
        (true, _) => StatusCode::CREATED,
        (false, true) => StatusCode::OK,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, Json(FilesAnswer { files })))
}

async fn paper(member: &Member, connection: &mut Connection, id: RecordId) -> Result<Json<PaperView>, Fault> {
    let app = member.app();
    let record = app.archive.record(connection, member.actor(), id).await?;
    let item = match app.inbox.item(connection, member.actor(), id).await {
        Ok(item) => Some(item),
        Err(IntakeError::NoSuchItem) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(Json(PaperView::of(member, &record, item.as_ref())))
}

/// Returns a paper with what reading proposed for it.
#[utoipa::path(
    get, path = "/api/v1/papers/{id}", operation_id = "paper", tag = "papers",
    params(("id" = uuid::Uuid, Path, description = "The record of the paper.")),
    responses((status = 200, description = "The paper.", body = PaperView))
)]
pub async fn show(Caller(member): Caller, PathOf(id): PathOf<RecordId>) -> Result<Json<PaperView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    paper(&member, &mut connection, id).await
}

/// A description (著录).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DescriptionBody {
    /// The version of the record that it is based on.
    version: i64,
    /// Archive type (门类), a code of the dictionary.
    #[serde(rename = "type")]
    kind: String,
    /// Values by field, each a text or several; they replace those that were there.
    #[schema(value_type = Object)]
    fields: Fields,
    /// Department; stays as it is when absent.
    department: Option<String>,
}

/// Keeps a description.
#[utoipa::path(
    put, path = "/api/v1/papers/{id}", operation_id = "describePaper", tag = "papers",
    params(("id" = uuid::Uuid, Path, description = "The record of the paper.")), request_body = DescriptionBody,
    responses((status = 200, description = "The described record.", body = RecordView))
)]
pub async fn describe(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
    JsonOf(body): JsonOf<DescriptionBody>,
) -> Result<Json<RecordView>, Fault> {
    let app = member.app();
    let description = Description {
        type_code: body.kind,
        fields: body.fields,
        department: body.department,
    };
    let mut work = app.database.begin(member.actor().realm).await?;
    let record = app
        .archive
        .describe(&mut work, member.actor(), (id, body.version), description)
        .await?;
    work.commit().await?;
    Ok(Json(RecordView::of(&app.archive.listed(member.actor(), &record))))
}

/// Which version is meant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionBody {
    /// The version of the record that was looked at.
    version: i64,
}

/// Files a paper (归档): it gets its archival code and no longer changes.
#[utoipa::path(
    post, path = "/api/v1/papers/{id}/file", operation_id = "filePaper", tag = "papers",
    params(("id" = uuid::Uuid, Path, description = "The record of the paper.")), request_body = VersionBody,
    responses(
        (status = 200, description = "The filed record.", body = RecordView),
        (status = 202, description = "The record, not filed yet: others decide first, in the run at `Location`.",
            body = RecordView)
    )
)]
pub async fn file(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
    JsonOf(body): JsonOf<VersionBody>,
) -> Result<Response, Fault> {
    let app = member.app();
    let seen = checks::look(&member, id).await?;
    let mut work = app.database.begin(member.actor().realm).await?;
    let sent = filing::file(&member, &mut work, (id, body.version), &seen).await?;
    let record = app.archive.record(&mut work, member.actor(), id).await?;
    work.commit().await?;
    let view = Json(RecordView::of(&app.archive.listed(member.actor(), &record)));
    Ok(match sent {
        Sent::Filed(_) => view.into_response(),
        Sent::Asked(run) => {
            let place = format!("/api/v1/workflow/runs/{}", run.id);
            (StatusCode::ACCEPTED, [(header::LOCATION, place)], view).into_response()
        }
    })
}

/// Puts a paper in line to be read again.
#[utoipa::path(
    post, path = "/api/v1/papers/{id}/read-again", operation_id = "readPaperAgain", tag = "papers",
    params(("id" = uuid::Uuid, Path, description = "The record of the paper.")),
    responses((status = 202, description = "The paper waits to be read.", body = PaperView))
)]
pub async fn read_again(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
) -> Result<(StatusCode, Json<PaperView>), Fault> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    app.inbox.read_again(&mut work, member.actor(), id).await?;
    let view = paper(&member, &mut work, id).await?;
    work.commit().await?;
    Ok((StatusCode::ACCEPTED, view))
}

/// What is said when a paper is discarded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscardBody {
    /// Why; may be left out.
    #[serde(default)]
    reason: String,
}

/// Takes a paper that is not filed out of the inbox (弃置). Its bytes stay, and it can be put back.
#[utoipa::path(
    post, path = "/api/v1/papers/{id}/discard", operation_id = "discardPaper", tag = "papers",
    params(("id" = uuid::Uuid, Path, description = "The record of the paper.")), request_body = DiscardBody,
    responses((status = 200, description = "The discarded paper.", body = PaperView))
)]
pub async fn discard(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
    JsonOf(body): JsonOf<DiscardBody>,
) -> Result<Json<PaperView>, Fault> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let (record, item) = app
        .inbox
        .discard(&mut work, member.actor(), id, &body.reason)
        .await?;
    work.commit().await?;
    Ok(Json(PaperView::of(&member, &record, Some(&item))))
}

/// Puts a discarded paper back into the inbox (放回).
#[utoipa::path(
    post, path = "/api/v1/papers/{id}/restore", operation_id = "restorePaper", tag = "papers",
    params(("id" = uuid::Uuid, Path, description = "The record of the paper.")),
    responses((status = 200, description = "The paper, as it was.", body = PaperView))
)]
pub async fn restore(Caller(member): Caller, PathOf(id): PathOf<RecordId>) -> Result<Json<PaperView>, Fault> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    app.inbox.restore(&mut work, member.actor(), id).await?;
    let view = paper(&member, &mut work, id).await?;
    work.commit().await?;
    Ok(view)
}

/// Decides that a paper which is held back for a mark of state secrecy is no secret (解除扣留), and has it read again.
#[utoipa::path(
    post, path = "/api/v1/papers/{id}/release", operation_id = "releasePaper", tag = "papers",
    params(("id" = uuid::Uuid, Path, description = "The record of the paper.")),
    responses((status = 202, description = "The paper waits to be read.", body = PaperView))
)]
pub async fn release(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
) -> Result<(StatusCode, Json<PaperView>), Fault> {
    held::decide(&member, id).await?;
    let mut connection = member.app().database.read(member.actor().realm).await?;
    Ok((StatusCode::ACCEPTED, paper(&member, &mut connection, id).await?))
}
