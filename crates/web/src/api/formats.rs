//! What the archive holds by file format, and what the files of a record are.

use super::body::QueryOf;
use super::caller::Caller;
use crate::address::PathOf;
use crate::archive::formats::{FilesQuery, PAGE};
use crate::fault::Fault;
use axum::Json;
use guildhall_formats::FormatRules;
use guildhall_kernel::{ComponentId, RecordId};
use guildhall_preservation::FileFormat;
use serde::Serialize;
use utoipa::ToSchema;

/// A file format, and whether it lasts.
#[derive(Serialize, ToSchema)]
pub struct FormatView {
    /// Identifier of PRONOM, or one of our own.
    puid: String,
    /// Name.
    name: String,
    /// Version; may be empty.
    version: String,
    /// Media type.
    media_type: String,
    /// `lasting`, `usable`, `threatened` or `refused`.
    standing: &'static str,
    /// Why, in Chinese.
    reason_zh: String,
    /// Why, in English.
    reason_en: String,
    /// What to do, in Chinese.
    todo_zh: String,
    /// What to do, in English.
    todo_en: String,
}

fn view(formats: &FormatRules, puid: &str) -> FormatView {
    let (format, risk) = (formats.format(puid), formats.risk(puid));
    FormatView {
        puid: format.puid.clone(),
        name: format.name.clone(),
        version: format.version.clone(),
        media_type: format.media.clone(),
        standing: risk.standing.code(),
        reason_zh: risk.reason.zh.clone(),
        reason_en: risk.reason.en.clone(),
        todo_zh: risk.todo.zh.clone(),
        todo_en: risk.todo.en.clone(),
    }
}

/// How much is held in a format.
#[derive(Serialize, ToSchema)]
pub struct FormatCountView {
    /// The format.
    format: FormatView,
    /// Files.
    files: u64,
    /// Their size in bytes.
    bytes: u64,
}

/// What the archive holds by format.
#[derive(Serialize, ToSchema)]
pub struct FormatMapView {
    /// Versions of rules/formats.
    rules: String,
    /// The formats, most files first.
    formats: Vec<FormatCountView>,
}

/// Returns what the archive holds by format, among the records that you may list.
#[utoipa::path(
    get, path = "/api/v1/formats", operation_id = "formats", tag = "formats",
    responses((status = 200, description = "What it holds.", body = FormatMapView))
)]
pub async fn map(Caller(member): Caller) -> Result<Json<FormatMapView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let map = app.preservation.map(&mut connection, actor).await?;
    let formats = &app.preservation.formats;
    let counts = map.formats.iter().map(|count| FormatCountView {
        format: view(formats, &count.puid),
        files: count.files,
        bytes: count.bytes,
    });
    Ok(Json(FormatMapView {
        rules: formats.version().to_owned(),
        formats: counts.collect(),
    }))
}

/// A file in a format.
#[derive(Serialize, ToSchema)]
pub struct FileOfFormatView {
    /// The record.
    #[schema(value_type = uuid::Uuid)]
    record: RecordId,
    /// Archival code (档号).
    archival_code: Option<String>,
    /// Title of the record, masked unless it is seen in clear.
    title: String,
    /// The file.
    #[schema(value_type = uuid::Uuid)]
    file: ComponentId,
    /// Place of the file in the record, from 1.
    sequence: u32,
    /// Size of the file in bytes.
    bytes: u64,
    /// From what the format was told: `signature`, `container`, `text`, `name` or `nothing`.
    basis: &'static str,
    /// Whether the file's name promises another format.
    name_disagrees: bool,
}

/// The files in a format.
#[derive(Serialize, ToSchema)]
pub struct FormatFilesView {
    /// The format.
    format: FormatView,
    /// The files; `record` and `file` of the last one ask for the page behind.
    files: Vec<FileOfFormatView>,
}

/// Returns the files in a format, among the records that you may list.
#[utoipa::path(
    get, path = "/api/v1/formats/files", operation_id = "filesOfFormat", tag = "formats", params(FilesQuery),
    responses((status = 200, description = "The files.", body = FormatFilesView))
)]
pub async fn files(
    Caller(member): Caller,
    QueryOf(query): QueryOf<FilesQuery>,
) -> Result<Json<FormatFilesView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let page = (query.key(), PAGE);
    let found = app
        .preservation
        .files(&mut connection, actor, &query.format, page)
        .await?;
    let files = found.iter().map(|file| FileOfFormatView {
        record: file.record.id,
        archival_code: file.record.archival_code.clone(),
        title: app.archive.listed(actor, &file.record).title.clone(),
        file: file.format.component,
        sequence: file.sequence,
        bytes: file.bytes,
        basis: file.format.basis.code(),
        name_disagrees: file.format.name_disagrees,
    });
    Ok(Json(FormatFilesView {
        format: view(&app.preservation.formats, &query.format),
        files: files.collect(),
    }))
}

/// What a file of a record was found to be.
#[derive(Serialize, ToSchema)]
pub struct FileFormatOfRecordView {
    /// The file.
    #[schema(value_type = uuid::Uuid)]
    file: ComponentId,
    /// Its format.
    format: FormatView,
    /// From what it was told: `signature`, `container`, `text`, `name` or `nothing`.
    basis: &'static str,
    /// Encoding of a text; empty for others.
    encoding: String,
    /// Whether its name promises another format.
    name_disagrees: bool,
    /// Versions of the rules by which it was told.
    rules: String,
    /// When.
    identified_at: String,
}

/// What the files of a record are.
#[derive(Serialize, ToSchema)]
pub struct RecordFormatsView {
    /// Its files, as far as they were looked at.
    files: Vec<FileFormatOfRecordView>,
}

/// Returns what the files of a record were found to be.
#[utoipa::path(
    get, path = "/api/v1/records/{id}/formats", operation_id = "recordFormats", tag = "formats",
    params(("id" = uuid::Uuid, Path, description = "The record.")),
    responses((status = 200, description = "What they are.", body = RecordFormatsView))
)]
pub async fn of_record(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
) -> Result<Json<RecordFormatsView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let found = app.preservation.of_record(&mut connection, actor, id).await?;
    let file = |format: &FileFormat| FileFormatOfRecordView {
        file: format.component,
        format: view(&app.preservation.formats, &format.puid),
        basis: format.basis.code(),
        encoding: format.encoding.clone(),
        name_disagrees: format.name_disagrees,
        rules: format.rules.clone(),
        identified_at: format.identified_at.to_rfc3339(),
    };
    Ok(Json(RecordFormatsView {
        files: found.iter().map(file).collect(),
    }))
}
