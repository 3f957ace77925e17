//! Records: metadata, files, pages with the places of their lines, history, downloads.

use super::body::QueryOf;
use super::caller::Caller;
use crate::address::PathOf;
use crate::archive::record::{note_read, visible_files};
use crate::archive::sight::{self, see};
use crate::archive::{files, record_proof, viewer};
use crate::fault::Fault;
use crate::intake::notes::{self, sentence};
use crate::locale::Locale;
use crate::system::actors;
use crate::view::PageFault;
use axum::Json;
use axum::response::Response;
use guildhall_archive::record::SUBJECT_KIND;
use guildhall_archive::{Component, ComponentRole, Fields, Masks, Page, Record, RecordState, page};
use guildhall_intake::PaperNote;
use guildhall_kernel::{ComponentId, ContentHash, Date, OrgPath, RecordId, Timestamp};
use guildhall_watch::ActKind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Entries of a history.
const HISTORY_MAX: u32 = 500;

/// A record (档案).
#[derive(Serialize, ToSchema)]
pub struct RecordView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: RecordId,
    /// Raised with every change; a change names the version that it is based on.
    version: i64,
    /// `captured`, `described` or `filed`.
    #[schema(value_type = String)]
    state: RecordState,
    /// The organisation to which it belongs.
    #[schema(value_type = String)]
    org_path: OrgPath,
    /// Archive type (门类).
    #[serde(rename = "type")]
    kind: String,
    /// Version of the dictionary under which it was described.
    dictionary_version: u32,
    /// Title (题名).
    title: String,
    /// Date of the paper.
    #[schema(value_type = Option<String>, format = Date)]
    date: Option<Date>,
    /// Year (年度).
    year: i64,
    /// Retention period (保管期限).
    retention: String,
    /// Secrecy level (密级).
    secrecy: i64,
    /// Department.
    department: String,
    /// All values by field, each a text or several.
    #[schema(value_type = Object)]
    fields: Fields,
    /// How it came in: `upload`, `camera`, `import` or `watch`.
    source: String,
    /// Pages of the original that were read.
    pages: u32,
    /// Fonds (全宗号).
    fonds: Option<String>,
    /// Item number (件号).
    item_number: Option<i64>,
    /// Archival code (档号).
    archival_code: Option<String>,
    /// When it came in.
    captured_at: String,
    /// When it last changed.
    changed_at: String,
    /// When it was filed.
    filed_at: Option<String>,
}

impl RecordView {
    /// Returns a record as the API shows it.
    pub fn of(record: &Record) -> Self {
        Self {
            id: record.id,
            version: record.version,
            state: record.state,
            org_path: record.org_path.clone(),
            kind: record.type_code.clone(),
            dictionary_version: record.dictionary_version,
            title: record.title.clone(),
            date: record.doc_date,
            year: record.year,
            retention: record.retention.clone(),
            secrecy: record.secrecy,
            department: record.department.clone(),
            fields: record.all_fields(),
            source: record.source.clone(),
            pages: record.page_count,
            fonds: record.fonds_code.clone(),
            item_number: record.item_number,
            archival_code: record.archival_code.clone(),
            captured_at: record.captured_at.to_rfc3339(),
            changed_at: record.changed_at.to_rfc3339(),
            filed_at: record.filed_at.map(Timestamp::to_rfc3339),
        }
    }
}

/// A file of a record (文档).
#[derive(Serialize, ToSchema)]
pub struct FileView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: ComponentId,
    /// `original`, `attachment` or `searchable`.
    #[schema(value_type = String)]
    role: ComponentRole,
    /// Its name.
    name: String,
    /// Its media type.
    media_type: String,
    /// Its size in bytes.
    size_bytes: i64,
    /// SHA-256 of its content, in hexadecimal.
    #[schema(value_type = String)]
    sha256: ContentHash,
    /// Where it is downloaded.
    link: String,
}

impl FileView {
    fn of(masks: Option<&Masks>, component: &Component) -> Self {
        Self {
            id: component.id,
            role: component.role,
            name: sight::text(masks, &component.file_name),
            media_type: component.media_type.clone(),
            size_bytes: component.size_bytes,
            sha256: component.hash,
            link: format!("/api/v1/records/{}/files/{}", component.record, component.id),
        }
    }
}

/// What a person should know of the reading of a paper.
#[derive(Serialize, ToSchema)]
pub struct NoteView {
    /// What it is, such as `signatures_present` or `attachment_not_read`.
    code: &'static str,
    /// Name of the file inside the paper that it is about; absent when it is about the paper itself.
    file: Option<String>,
    /// The sentence in the language of the request.
    text: String,
}

impl NoteView {
    /// Returns notes as the API shows them.
    pub fn all(locale: Locale, masks: Option<&Masks>, notes: &[PaperNote]) -> Vec<Self> {
        let notes = notes.iter().map(|note| Self {
            code: note.code(),
            file: note.file().map(|file| sight::text(masks, file)),
            text: sight::text(masks, &sentence(locale, note)),
        });
        notes.collect()
    }
}

/// A record with its files.
#[derive(Serialize, ToSchema)]
pub struct RecordFilesView {
    /// The record.
    record: RecordView,
    /// Whether personal data in it is hidden from the caller.
    masked: bool,
    /// Its files; empty for who may not see the content.
    files: Vec<FileView>,
    /// What a person should know of the reading; empty for who may not see the content.
    notes: Vec<NoteView>,
}

/// Returns a record.
#[utoipa::path(
    get, path = "/api/v1/records/{id}", operation_id = "record", tag = "records",
    params(("id" = uuid::Uuid, Path, description = "The record.")),
    responses((status = 200, description = "The record.", body = RecordFilesView))
)]
pub async fn show(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
) -> Result<Json<RecordFilesView>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let record = app.archive.record(&mut connection, member.actor(), id).await?;
    let files = visible_files(&member, &mut connection, id).await?;
    let notes = match files.is_empty() {
        true => Vec::new(),
        false => notes::of_record(&member, &mut connection, id).await?,
    };
    let seen = see(&member, &mut connection, &record).await?;
    drop(connection);
    note_read(&member, &record, ("record.viewed", ActKind::View)).await?;
    let masks = seen.masks(&member);
    Ok(Json(RecordFilesView {
        record: RecordView::of(&seen.record),
        masked: seen.is_masked,
        notes: NoteView::all(member.visit.locale, masks, &notes),
        files: files.iter().map(|file| FileView::of(masks, file)).collect(),
    }))
}

/// A line on its page.
#[derive(Serialize, ToSchema)]
pub struct LineView {
    /// Its text.
    text: String,
    /// How sure the reading is, 0 to 1.
    confidence: f32,
    /// Left, top, right, bottom as shares of the page; absent where the format has no places.
    place: Option<[f32; 4]>,
}

/// A page that was read.
#[derive(Serialize, ToSchema)]
pub struct PageView {
    /// Number from 1.
    number: u32,
    /// `text`, `recognised` or `mixed`.
    source: String,
    /// Width divided by height; 0 where the format has no pages.
    aspect: f32,
    /// Its own name within the file, such as that of a sheet.
    label: Option<String>,
    /// The lines in reading order.
    lines: Vec<LineView>,
}

impl PageView {
    fn of(page: Page) -> Self {
        let lines = page.lines.into_iter();
        Self {
            number: page.number,
            source: page.source,
            aspect: page.aspect,
            label: page.label,
            lines: lines
                .map(|line| LineView {
                    text: line.text,
                    confidence: line.confidence,
                    place: line.place,
                })
                .collect(),
        }
    }
}

/// Which file of the record.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// A file inside the original; without it the page is one of the original.
    #[param(value_type = Option<uuid::Uuid>)]
    file: Option<ComponentId>,
}

/// Returns what was read on a page of the original or of a file inside it, with the place of each line.
#[utoipa::path(
    get, path = "/api/v1/records/{id}/pages/{number}", operation_id = "recordPage", tag = "records",
    params(
        ("id" = uuid::Uuid, Path, description = "The record."),
        ("number" = u32, Path, description = "The page, from 1."),
        PageQuery,
    ),
    responses((status = 200, description = "The page.", body = PageView))
)]
pub async fn page(
    Caller(member): Caller,
    PathOf((id, number)): PathOf<(RecordId, u32)>,
    QueryOf(query): QueryOf<PageQuery>,
) -> Result<Json<PageView>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let record = app.archive.record(&mut connection, member.actor(), id).await?;
    let components = app
        .archive
        .components(&mut connection, member.actor(), id)
        .await?;
    let file = viewer::chosen(&components, query.file)
        .filter(|found| query.file.is_none_or(|asked_for| found.id == asked_for))
        .ok_or(PageFault::NotFound)?;
    let found = page::get(&mut connection, file.id, number)
        .await?
        .ok_or(PageFault::NotFound)?;
    let seen = see(&member, &mut connection, &record).await?;
    drop(connection);
    note_read(&member, &record, ("record.viewed", ActKind::Page)).await?;
    let shown = match seen.masks(&member) {
        Some(masks) => masks.mask_page(&found).page,
        None => found,
    };
    Ok(Json(PageView::of(shown)))
}

/// The bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct FileBytes(#[expect(dead_code, reason = "only describes the answer, which is a stream")] String);

/// Downloads a file of a record, byte for byte as it came in.
#[utoipa::path(
    get, path = "/api/v1/records/{id}/files/{file}", operation_id = "downloadFile", tag = "records",
    params(
        ("id" = uuid::Uuid, Path, description = "The record."),
        ("file" = uuid::Uuid, Path, description = "The file."),
    ),
    responses((status = 200, description = "The file.", body = FileBytes, content_type = "application/octet-stream"))
)]
pub async fn download(
    Caller(member): Caller,
    PathOf(file): PathOf<(RecordId, ComponentId)>,
) -> Result<Response, Fault> {
    files::original(member, PathOf(file)).await
}

/// Something that was done to a record.
#[derive(Serialize, ToSchema)]
pub struct ChangeView {
    /// When.
    at: String,
    /// Who: `account:<id>` or `program:<name>`.
    actor: String,
    /// Her name in the language of the request.
    actor_name: String,
    /// What, such as `record.filed`.
    action: String,
    /// SHA-256 of the record's state after it, when it changed any.
    digest: Option<String>,
    /// Its place in the ledger; absent until it has one.
    leaf: Option<u64>,
}

/// The history of a record.
#[derive(Serialize, ToSchema)]
pub struct HistoryView {
    /// What was done, the newest first.
    changes: Vec<ChangeView>,
}

/// Returns the history of a record.
#[utoipa::path(
    get, path = "/api/v1/records/{id}/history", operation_id = "recordHistory", tag = "records",
    params(("id" = uuid::Uuid, Path, description = "The record.")),
    responses((status = 200, description = "What was done to it.", body = HistoryView))
)]
pub async fn history(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
) -> Result<Json<HistoryView>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    app.archive.record(&mut connection, member.actor(), id).await?;
    let entries =
        guildhall_ledger::history::of_subject(&mut connection, SUBJECT_KIND, id.uuid(), HISTORY_MAX).await?;
    let names = actors::names(&mut connection, &entries).await?;
    let changes = entries.into_iter().map(|(entry, leaf)| ChangeView {
        at: entry.recorded_at.to_rfc3339(),
        actor_name: actors::name(member.visit.locale, &names, &entry.actor),
        actor: entry.actor,
        action: entry.action,
        digest: entry.digest,
        leaf,
    });
    Ok(Json(HistoryView {
        changes: changes.collect(),
    }))
}

/// Returns the proof of a record's whole history, which `guildhall-verify proof` judges without this program.
#[utoipa::path(
    get, path = "/api/v1/records/{id}/proof", operation_id = "recordProof", tag = "records",
    params(("id" = uuid::Uuid, Path, description = "The record.")),
    responses((status = 200, description = "Every entry about it with proofs, the checkpoint, what witnesses say.",
        body = String, content_type = "application/json"))
)]
pub async fn proof(Caller(member): Caller, PathOf(id): PathOf<RecordId>) -> Result<Response, Fault> {
    record_proof::download(member, PathOf(id)).await
}
