//! Volumes: listed, opened, papers put in, taken out and put in order, the note sheet, filed.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::archive::volumes::one::{
    act_on, arrange_one, date, describe_one, order, put_papers, take_paper_out,
};
use crate::archive::volumes::printing::{VolumeSetQuery, set};
use crate::archive::volumes::{NewParts, VolumesQuery, open_one, shown_title, volumes};
use crate::context::Member;
use crate::fault::Fault;
use axum::Json;
use guildhall_archive::Record;
use guildhall_archive::volume::{NoteSheet, Seen, Volume};
use guildhall_kernel::{AccountId, OrgId, RecordId, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

const VOLUMES: &str = "/api/v1/volumes";

/// The note sheet of a volume (备考表).
#[derive(Serialize, ToSchema)]
pub struct NoteSheetView {
    /// What is missing, altered, added, moved or destroyed. Personal data in it are hidden.
    situation: String,
    /// Who arranged the volume.
    arranged_by: String,
    /// When.
    arranged_on: Option<String>,
    /// Who checked it.
    checked_by: String,
    /// When.
    checked_on: Option<String>,
}

/// A volume (案卷). Personal data in its title are hidden.
#[derive(Serialize, ToSchema)]
pub struct VolumeView {
    /// Its id.
    id: Uuid,
    /// Its title.
    title: String,
    /// Archive type of its papers.
    #[serde(rename = "type")]
    type_code: String,
    /// Year of its papers.
    year: i64,
    /// Retention code of its papers.
    retention: String,
    /// `open`, `filed` or `withdrawn`.
    state: &'static str,
    /// The highest secrecy level among its papers.
    secrecy: i64,
    /// How many papers it holds.
    papers: u32,
    /// How many pages.
    pages: i64,
    /// The earliest date of a paper.
    first_date: Option<String>,
    /// The latest date of a paper.
    last_date: Option<String>,
    /// Its note sheet.
    note: NoteSheetView,
    /// Volume number (室编案卷号), once it is filed.
    number: Option<i64>,
    /// Its archival code, once it is filed.
    archival_code: Option<String>,
    /// Who opened it.
    #[schema(value_type = uuid::Uuid)]
    opened_by: AccountId,
    /// When.
    opened_at: String,
    /// Who filed it.
    #[schema(value_type = Option<uuid::Uuid>)]
    filed_by: Option<AccountId>,
    /// When.
    filed_at: Option<String>,
    /// Raised with every change; a change names the one it was based on.
    revision: i64,
}

fn view(member: &Member, one: &Volume) -> VolumeView {
    let day = |day: Option<guildhall_kernel::Date>| day.map(|day| day.to_string());
    VolumeView {
        id: one.id,
        title: shown_title(member, &one.title),
        type_code: one.type_code.clone(),
        year: one.year,
        retention: one.retention.clone(),
        state: one.state.code(),
        secrecy: one.totals.secrecy,
        papers: one.totals.papers,
        pages: one.totals.pages,
        first_date: day(one.totals.first),
        last_date: day(one.totals.last),
        note: NoteSheetView {
            situation: shown_title(member, &one.note.situation),
            arranged_by: one.note.arranged_by.clone(),
            arranged_on: day(one.note.arranged_on),
            checked_by: one.note.checked_by.clone(),
            checked_on: day(one.note.checked_on),
        },
        number: one.number,
        archival_code: one.code.clone(),
        opened_by: one.opened_by,
        opened_at: one.opened_at.to_rfc3339(),
        filed_by: one.filed_by,
        filed_at: one.filed_at.map(Timestamp::to_rfc3339),
        revision: one.revision,
    }
}

/// Volumes.
#[derive(Serialize, ToSchema)]
pub struct VolumesView {
    /// The volumes.
    volumes: Vec<VolumeView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// A paper in a volume. Personal data in its title are hidden.
#[derive(Serialize, ToSchema)]
pub struct VolumePaperView {
    /// Its place; the first is 1.
    place: u32,
    /// The record.
    #[schema(value_type = uuid::Uuid)]
    record: RecordId,
    /// Its title.
    title: String,
    /// Its date.
    date: Option<String>,
    /// Its pages.
    pages: u32,
    /// Its archival code, once the volume is filed.
    archival_code: Option<String>,
}

/// A volume with its papers in order (卷内文件目录).
#[derive(Serialize, ToSchema)]
pub struct WholeVolumeView {
    /// The volume.
    volume: VolumeView,
    /// Its papers.
    papers: Vec<VolumePaperView>,
}

fn whole(member: &Member, seen: &Seen) -> WholeVolumeView {
    let paper = |(place, record): &(u32, Record)| VolumePaperView {
        place: *place,
        record: record.id,
        title: member.app().archive.listed(member.actor(), record).title.clone(),
        date: record.doc_date.map(|day| day.to_string()),
        pages: record.page_count,
        archival_code: record.archival_code.clone(),
    };
    WholeVolumeView {
        volume: view(member, &seen.volume),
        papers: seen.papers.iter().map(paper).collect(),
    }
}

/// Lists the volumes that the caller may know of with all their papers, the newest first.
#[utoipa::path(
    get, path = "/api/v1/volumes", operation_id = "listVolumes", tag = "volumes", params(VolumesQuery),
    responses((status = 200, description = "Volumes.", body = VolumesView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(query): QueryOf<VolumesQuery>,
) -> Result<Json<VolumesView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = volumes(&member, &mut connection, &query).await?;
    let last = found.last().filter(|_| is_more);
    Ok(Json(VolumesView {
        next: last.map(|last| query.behind(VOLUMES, last)),
        volumes: found.iter().map(|one| view(&member, one)).collect(),
    }))
}

/// A volume to be opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VolumeBody {
    /// Its title, 2 to 200 characters.
    title: String,
    /// Its organisation.
    #[schema(value_type = uuid::Uuid)]
    unit: OrgId,
    /// Archive type of its papers, one that is kept by volume.
    #[serde(rename = "type")]
    type_code: String,
    /// Year of its papers.
    year: i64,
    /// Retention code of its papers.
    retention: String,
}

/// Opens a volume.
#[utoipa::path(
    post, path = "/api/v1/volumes", operation_id = "openVolume", tag = "volumes", request_body = VolumeBody,
    responses((status = 201, description = "The volume.", body = VolumeView))
)]
pub async fn open(
    Caller(member): Caller,
    JsonOf(body): JsonOf<VolumeBody>,
) -> Result<(StatusCode, Json<VolumeView>), Fault> {
    let new = NewParts {
        title: body.title,
        unit: body.unit,
        type_code: body.type_code,
        year: body.year,
        retention: body.retention,
    };
    let one = open_one(&member, new).await?;
    Ok((StatusCode::CREATED, Json(view(&member, &one))))
}

/// Returns the filed volumes of a type, a year and a period, in the order of their codes (案卷目录).
#[utoipa::path(
    get, path = "/api/v1/volumes/catalogue", operation_id = "getVolumeCatalogue", tag = "volumes",
    params(VolumeSetQuery), responses((status = 200, description = "Volumes.", body = VolumesView))
)]
pub async fn catalogue(
    Caller(member): Caller,
    QueryOf(query): QueryOf<VolumeSetQuery>,
) -> Result<Json<VolumesView>, Fault> {
    let (found, is_more) = set(&member, &query).await?;
    let last = found.last().filter(|_| is_more);
    Ok(Json(VolumesView {
        next: last.map(|last| query.behind(last)),
        volumes: found.iter().map(|one| view(&member, one)).collect(),
    }))
}

/// Returns a volume with its papers in order.
#[utoipa::path(
    get, path = "/api/v1/volumes/{id}", operation_id = "getVolume", tag = "volumes",
    params(("id" = uuid::Uuid, Path, description = "The volume.")),
    responses((status = 200, description = "The volume.", body = WholeVolumeView))
)]
pub async fn show(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<WholeVolumeView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let archive = &member.app().archive;
    let seen = archive.volume(&mut connection, member.actor(), id).await?;
    Ok(Json(whole(&member, &seen)))
}

/// Title and note sheet of a volume.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetBody {
    /// The revision that was seen.
    revision: i64,
    /// The title, 2 to 200 characters.
    title: String,
    /// What is missing, altered, added, moved or destroyed; at most 2,000 characters.
    #[serde(default)]
    situation: String,
    /// Who arranged the volume.
    #[serde(default)]
    arranged_by: String,
    /// When, as `YYYY-MM-DD`.
    #[serde(default)]
    arranged_on: String,
    /// Who checked it.
    #[serde(default)]
    checked_by: String,
    /// When, as `YYYY-MM-DD`.
    #[serde(default)]
    checked_on: String,
}

/// Keeps title and note sheet of an open volume.
#[utoipa::path(
    put, path = "/api/v1/volumes/{id}", operation_id = "describeVolume", tag = "volumes",
    params(("id" = uuid::Uuid, Path, description = "The volume.")), request_body = SheetBody,
    responses((status = 200, description = "The volume.", body = VolumeView))
)]
pub async fn describe(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<SheetBody>,
) -> Result<Json<VolumeView>, Fault> {
    let sheet = NoteSheet {
        situation: body.situation,
        arranged_by: body.arranged_by,
        arranged_on: date("arranged_on", &body.arranged_on)?,
        checked_by: body.checked_by,
        checked_on: date("checked_on", &body.checked_on)?,
    };
    let one = describe_one(&member, (id, body.revision), (&body.title, sheet)).await?;
    Ok(Json(view(&member, &one)))
}

/// Records that are put into a volume.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VolumePapersBody {
    /// The revision that was seen.
    revision: i64,
    /// The records: described, not filed, of the type, year and period of the volume.
    #[schema(value_type = Vec<uuid::Uuid>)]
    records: Vec<RecordId>,
    /// Before which place they come, the first is 1; behind all without it.
    #[serde(default)]
    at: Option<u32>,
}

/// Puts records into an open volume.
#[utoipa::path(
    post, path = "/api/v1/volumes/{id}/papers", operation_id = "putIntoVolume", tag = "volumes",
    params(("id" = uuid::Uuid, Path, description = "The volume.")), request_body = VolumePapersBody,
    responses((status = 200, description = "The volume.", body = VolumeView))
)]
pub async fn put(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<VolumePapersBody>,
) -> Result<Json<VolumeView>, Fault> {
    let one = put_papers(&member, (id, body.revision), (&body.records, body.at)).await?;
    Ok(Json(view(&member, &one)))
}

/// A record that is taken out of a volume.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VolumeRemovalBody {
    /// The revision that was seen.
    revision: i64,
    /// The record.
    #[schema(value_type = uuid::Uuid)]
    record: RecordId,
}

/// Takes a record out of an open volume.
#[utoipa::path(
    post, path = "/api/v1/volumes/{id}/removal", operation_id = "takeOutOfVolume", tag = "volumes",
    params(("id" = uuid::Uuid, Path, description = "The volume.")), request_body = VolumeRemovalBody,
    responses((status = 200, description = "The volume.", body = VolumeView))
)]
pub async fn take_out(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<VolumeRemovalBody>,
) -> Result<Json<VolumeView>, Fault> {
    let one = take_paper_out(&member, (id, body.revision), body.record).await?;
    Ok(Json(view(&member, &one)))
}

/// In which order the papers of a volume are to lie.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VolumeOrderBody {
    /// The revision that was seen.
    revision: i64,
    /// `up` or `down` for one record, `date`, or `as-named` for all of them.
    to: String,
    /// The record that goes up or down.
    #[schema(value_type = Option<uuid::Uuid>)]
    #[serde(default)]
    record: Option<RecordId>,
    /// All papers, in the order that is meant.
    #[schema(value_type = Option<Vec<uuid::Uuid>>)]
    #[serde(default)]
    records: Option<Vec<RecordId>>,
}

/// Puts the papers of an open volume in another order.
#[utoipa::path(
    post, path = "/api/v1/volumes/{id}/order", operation_id = "arrangeVolume", tag = "volumes",
    params(("id" = uuid::Uuid, Path, description = "The volume.")), request_body = VolumeOrderBody,
    responses((status = 200, description = "The volume.", body = VolumeView))
)]
pub async fn arrange(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<VolumeOrderBody>,
) -> Result<Json<VolumeView>, Fault> {
    let order = order(&body.to, body.record, body.records)?;
    let one = arrange_one(&member, (id, body.revision), &order).await?;
    Ok(Json(view(&member, &one)))
}

/// What is to become of a volume.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VolumeActBody {
    /// The revision that was seen.
    revision: i64,
    /// `file`, `withdraw` for an empty one, or `reopen` for one that was given up.
    to: String,
}

/// Files a volume with its papers, gives an empty one up, or opens one again that was given up.
#[utoipa::path(
    post, path = "/api/v1/volumes/{id}/state", operation_id = "moveVolume", tag = "volumes",
    params(("id" = uuid::Uuid, Path, description = "The volume.")), request_body = VolumeActBody,
    responses((status = 200, description = "The volume.", body = VolumeView))
)]
pub async fn act(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<VolumeActBody>,
) -> Result<Json<VolumeView>, Fault> {
    let one = act_on(&member, (id, body.revision), &body.to).await?;
    Ok(Json(view(&member, &one)))
}
