//! Dossiers: listed, opened, papers put in and taken out, closed, filed; and what the caller owes.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::archive::dossiers::one::{act_on, put_paper, take_paper_out};
use crate::archive::dossiers::{DossierQuery, OwedQuery, dossiers, open_one, owed, shown_title};
use crate::context::Member;
use crate::fault::Fault;
use axum::Json;
use guildhall_archive::dossier::{Dossier, Owed, Seen};
use guildhall_kernel::{AccountId, OrgId, RecordId, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

const DOSSIERS: &str = "/api/v1/dossiers";
const OWED: &str = "/api/v1/dossiers/owed";

/// A dossier (卷宗). Personal data in its title are hidden.
#[derive(Serialize, ToSchema)]
pub struct DossierView {
    /// Its id.
    id: Uuid,
    /// The code of its kind.
    kind: String,
    /// Its title.
    title: String,
    /// Its year.
    year: i64,
    /// `open`, `due`, `complete`, `filing`, `filed` or `withdrawn`.
    state: &'static str,
    /// While it is open, the last day before it falls due by itself; then the last day to give what is missing.
    deadline: Option<String>,
    /// Who opened it.
    #[schema(value_type = uuid::Uuid)]
    opened_by: AccountId,
    /// When.
    opened_at: String,
    /// When it fell due.
    closed_at: Option<String>,
    /// The batch that files its papers.
    batch: Option<Uuid>,
    /// Who has it filed.
    #[schema(value_type = Option<uuid::Uuid>)]
    filed_by: Option<AccountId>,
    /// When all its papers were filed.
    filed_at: Option<String>,
    /// The number of its receipt.
    receipt: Option<String>,
}

fn view(member: &Member, one: &Dossier) -> DossierView {
    DossierView {
        id: one.id,
        kind: one.kind.clone(),
        title: shown_title(member, &one.title),
        year: one.year,
        state: one.state.code(),
        deadline: one.deadline.map(|day| day.to_string()),
        opened_by: one.opened_by,
        opened_at: one.opened_at.to_rfc3339(),
        closed_at: one.closed_at.map(Timestamp::to_rfc3339),
        batch: one.batch,
        filed_by: one.filed_by,
        filed_at: one.filed_at.map(Timestamp::to_rfc3339),
        receipt: one.receipt_number(),
    }
}

/// Dossiers.
#[derive(Serialize, ToSchema)]
pub struct DossiersView {
    /// The dossiers.
    dossiers: Vec<DossierView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// A paper in a dossier.
#[derive(Serialize, ToSchema)]
pub struct DossierPaperView {
    /// The record.
    #[schema(value_type = uuid::Uuid)]
    record: RecordId,
    /// The code of the paper in the list of the kind.
    paper: String,
    /// Who put it in.
    #[schema(value_type = uuid::Uuid)]
    put_by: AccountId,
    /// When.
    put_at: String,
    /// Its archival code, once the dossier is filed.
    archival_code: Option<String>,
    /// The digest of its record when the dossier was filed, in hexadecimal digits.
    record_digest: Option<String>,
}

/// A dossier with its papers; once it is filed this is its receipt (归档回执).
#[derive(Serialize, ToSchema)]
pub struct WholeDossierView {
    /// The dossier.
    dossier: DossierView,
    /// Its papers.
    papers: Vec<DossierPaperView>,
    /// The codes of the papers that are missing.
    missing: Vec<String>,
}

fn whole(member: &Member, seen: &Seen) -> WholeDossierView {
    let papers = seen.papers.iter().map(|(paper, _)| DossierPaperView {
        record: paper.record,
        paper: paper.slot.clone(),
        put_by: paper.put_by,
        put_at: paper.put_at.to_rfc3339(),
        archival_code: paper.archival_code.clone(),
        record_digest: paper.record_digest.clone(),
    });
    WholeDossierView {
        dossier: view(member, &seen.dossier),
        papers: papers.collect(),
        missing: seen.missing().iter().map(|slot| slot.code.clone()).collect(),
    }
}

/// Lists the dossiers that the caller keeps, the newest first.
#[utoipa::path(
    get, path = "/api/v1/dossiers", operation_id = "listDossiers", tag = "dossiers", params(DossierQuery),
    responses((status = 200, description = "Dossiers.", body = DossiersView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(query): QueryOf<DossierQuery>,
) -> Result<Json<DossiersView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = dossiers(&member, &mut connection, &query).await?;
    let last = found.last().filter(|_| is_more);
    Ok(Json(DossiersView {
        next: last.map(|last| query.behind(DOSSIERS, last)),
        dossiers: found.iter().map(|one| view(&member, one)).collect(),
    }))
}

/// A dossier to be opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DossierBody {
    /// The code of its kind.
    kind: String,
    /// Its title, 2 to 200 characters.
    title: String,
    /// Its organisation.
    #[schema(value_type = uuid::Uuid)]
    unit: OrgId,
    /// Its year.
    year: i64,
}

/// Opens a dossier.
#[utoipa::path(
    post, path = "/api/v1/dossiers", operation_id = "openDossier", tag = "dossiers", request_body = DossierBody,
    responses((status = 201, description = "The dossier.", body = DossierView))
)]
pub async fn open(
    Caller(member): Caller,
    JsonOf(body): JsonOf<DossierBody>,
) -> Result<(StatusCode, Json<DossierView>), Fault> {
    let one = open_one(&member, (&body.kind, &body.title), (body.unit, body.year)).await?;
    Ok((StatusCode::CREATED, Json(view(&member, &one))))
}

/// A paper that is owed.
#[derive(Serialize, ToSchema)]
pub struct OwedView {
    /// The dossier.
    dossier: Uuid,
    /// Its title.
    title: String,
    /// The code of its kind.
    kind: String,
    /// The code of the paper.
    paper: String,
    /// The last day to give it.
    deadline: String,
}

/// Papers that are owed.
#[derive(Serialize, ToSchema)]
pub struct OwedListView {
    /// The papers.
    papers: Vec<OwedView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the papers that the caller's post owes, what is due first comes first.
#[utoipa::path(
    get, path = "/api/v1/dossiers/owed", operation_id = "listOwedPapers", tag = "dossiers", params(OwedQuery),
    responses((status = 200, description = "Papers.", body = OwedListView))
)]
pub async fn list_owed(
    Caller(member): Caller,
    QueryOf(query): QueryOf<OwedQuery>,
) -> Result<Json<OwedListView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = owed(&member, &mut connection, &query).await?;
    let last = found.last().filter(|_| is_more);
    let paper = |one: &Owed| OwedView {
        dossier: one.dossier,
        title: shown_title(&member, &one.title),
        kind: one.kind.clone(),
        paper: one.slot.clone(),
        deadline: one.deadline.to_string(),
    };
    Ok(Json(OwedListView {
        next: last.map(|last| OwedQuery::behind(OWED, last)),
        papers: found.iter().map(paper).collect(),
    }))
}

/// Returns a dossier with its papers; once it is filed, its receipt.
#[utoipa::path(
    get, path = "/api/v1/dossiers/{id}", operation_id = "getDossier", tag = "dossiers",
    params(("id" = uuid::Uuid, Path, description = "The dossier.")),
    responses((status = 200, description = "The dossier.", body = WholeDossierView))
)]
pub async fn show(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<WholeDossierView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let desk = &member.app().dossiers;
    let seen = desk.dossier(&mut connection, member.actor(), id).await?;
    Ok(Json(whole(&member, &seen)))
}

/// A record that is put into a dossier.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperBody {
    /// The code of the paper in the list of the kind.
    paper: String,
    /// The record: described, not filed.
    #[schema(value_type = uuid::Uuid)]
    record: RecordId,
}

/// Puts a record into a dossier.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{id}/papers", operation_id = "putIntoDossier", tag = "dossiers",
    params(("id" = uuid::Uuid, Path, description = "The dossier.")), request_body = PaperBody,
    responses((status = 200, description = "The dossier.", body = DossierView))
)]
pub async fn put(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<PaperBody>,
) -> Result<Json<DossierView>, Fault> {
    let one = put_paper(&member, id, (&body.paper, body.record)).await?;
    Ok(Json(view(&member, &one)))
}

/// A record that is taken out of a dossier.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovalBody {
    /// The record.
    #[schema(value_type = uuid::Uuid)]
    record: RecordId,
}

/// Takes a record out of a dossier.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{id}/removal", operation_id = "takeOutOfDossier", tag = "dossiers",
    params(("id" = uuid::Uuid, Path, description = "The dossier.")), request_body = RemovalBody,
    responses((status = 200, description = "The dossier.", body = DossierView))
)]
pub async fn take_out(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<RemovalBody>,
) -> Result<Json<DossierView>, Fault> {
    let one = take_paper_out(&member, id, body.record).await?;
    Ok(Json(view(&member, &one)))
}

/// What is to become of a dossier.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DossierActBody {
    /// `close`, `reopen`, `withdraw`, `file`, or `settle` to look whether all its papers are filed by now.
    to: String,
}

/// Closes, reopens, withdraws, files or settles a dossier.
#[utoipa::path(
    post, path = "/api/v1/dossiers/{id}/state", operation_id = "moveDossier", tag = "dossiers",
    params(("id" = uuid::Uuid, Path, description = "The dossier.")), request_body = DossierActBody,
    responses((status = 200, description = "The dossier.", body = DossierView))
)]
pub async fn act(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<DossierActBody>,
) -> Result<Json<DossierView>, Fault> {
    let one = act_on(&member, id, &body.to).await?;
    Ok(Json(view(&member, &one)))
}
