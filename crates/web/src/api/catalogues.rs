//! Catalogues: the sets of a year, and the records of a set.

use super::body::QueryOf;
use super::caller::Caller;
use crate::archive::catalogues::{CatalogueQuery, YearQuery, part, sets};
use crate::fault::Fault;
use axum::Json;
use guildhall_kernel::RecordId;
use serde::Serialize;
use utoipa::ToSchema;

/// Records that are bound together: one type, one year, one retention period.
#[derive(Serialize, ToSchema)]
pub struct RecordSetView {
    /// Code of the archive type.
    #[serde(rename = "type")]
    type_code: String,
    /// Retention code.
    retention: String,
    /// How many, at most 10,000.
    records: u64,
    /// Whether there are more than that.
    is_more: bool,
    /// The first archival code.
    first_code: String,
    /// The last one.
    last_code: String,
}

/// The sets of a year.
#[derive(Serialize, ToSchema)]
pub struct RecordSetsView {
    /// The year.
    year: i64,
    /// Its sets.
    sets: Vec<RecordSetView>,
}

/// Returns the sets of a year among the filed records in your care.
#[utoipa::path(
    get, path = "/api/v1/catalogues", operation_id = "catalogueSets", tag = "catalogues", params(YearQuery),
    responses((status = 200, description = "The sets.", body = RecordSetsView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(query): QueryOf<YearQuery>,
) -> Result<Json<RecordSetsView>, Fault> {
    let year = query.year(&member);
    let found = sets(&member, year).await?;
    let view = found.into_iter().map(|set| RecordSetView {
        type_code: set.type_code,
        retention: set.retention,
        records: set.records,
        is_more: set.is_more,
        first_code: set.first_code,
        last_code: set.last_code,
    });
    Ok(Json(RecordSetsView {
        year,
        sets: view.collect(),
    }))
}

/// A line of a catalogue.
#[derive(Serialize, ToSchema)]
pub struct CatalogueLineView {
    /// The record.
    #[schema(value_type = uuid::Uuid)]
    id: RecordId,
    /// Archival code (档号).
    archival_code: Option<String>,
    /// Document number (文号).
    doc_number: String,
    /// Responsible party (责任者).
    responsible_party: String,
    /// Title, masked unless it is seen in clear.
    title: String,
    /// Date of the paper.
    doc_date: Option<String>,
    /// Secrecy level, 0 to 3.
    secrecy: i64,
    /// Pages.
    pages: u32,
}

/// A catalogue, or a part of a long one.
#[derive(Serialize, ToSchema)]
pub struct CatalogueView {
    /// Its lines in the order of the archival codes.
    lines: Vec<CatalogueLineView>,
    /// Whether there are more behind the last one; its archival code as `after` asks for them.
    is_more: bool,
}

/// Returns the records of a set in the order of their archival codes, at most 2,000.
#[utoipa::path(
    get, path = "/api/v1/catalogues/lines", operation_id = "catalogueLines", tag = "catalogues", params(CatalogueQuery),
    responses((status = 200, description = "The lines.", body = CatalogueView))
)]
pub async fn lines(
    Caller(member): Caller,
    QueryOf(query): QueryOf<CatalogueQuery>,
) -> Result<Json<CatalogueView>, Fault> {
    let (records, is_more) = part(&member, &query).await?;
    let archive = &member.app().archive;
    let line = |record: &guildhall_archive::Record| {
        let shown = archive.listed(member.actor(), record);
        CatalogueLineView {
            id: record.id,
            archival_code: record.archival_code.clone(),
            doc_number: shown.doc_number.clone(),
            responsible_party: shown.responsible_party.clone(),
            title: shown.title.clone(),
            doc_date: record.doc_date.map(|date| date.to_string()),
            secrecy: record.secrecy,
            pages: record.page_count,
        }
    };
    Ok(Json(CatalogueView {
        lines: records.iter().map(line).collect(),
        is_more,
    }))
}
