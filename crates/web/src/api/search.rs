//! Search: the same question, rights and index as the page.

use super::body::QueryOf;
use super::caller::Caller;
use crate::conduct::note_search;
use crate::context::Member;
use crate::fault::Fault;
use crate::retrieval::export::export as send_list;
use crate::retrieval::pages::{search as find, value_name};
use crate::retrieval::query::{FACETS, SearchQuery};
use crate::view::Marked;
use axum::Json;
use axum::response::Response;
use guildhall_kernel::{ComponentId, Date, RecordId};
use guildhall_retrieval::{Facet, FacetCount, Hit, Place, Snippet};
use serde::Serialize;
use utoipa::ToSchema;

/// A piece of text.
#[derive(Serialize, ToSchema)]
pub struct PieceView {
    /// The text.
    text: String,
    /// Whether it was asked for.
    found: bool,
}

/// Where the words stand.
#[derive(Serialize, ToSchema)]
pub struct SnippetView {
    /// The field, when it is one; `title` for the title.
    field: Option<String>,
    /// The page, when it is one.
    page: Option<u32>,
    /// The file inside the original that the page belongs to, when it is not the original.
    #[schema(value_type = Option<uuid::Uuid>)]
    file: Option<ComponentId>,
    /// Its name.
    file_name: Option<String>,
    /// The text, cut at the words that were asked for.
    pieces: Vec<PieceView>,
}

impl SnippetView {
    fn of(snippet: &Snippet) -> Self {
        let (field, page, file) = match &snippet.place {
            Place::Title => (Some("title".to_owned()), None, None),
            Place::Field(name) => (Some(name.clone()), None, None),
            Place::Page(number) => (None, Some(*number), None),
            Place::Attachment { file, name, page } => (None, Some(*page), Some((*file, name.clone()))),
        };
        let (file, file_name) = file.unzip();
        let pieces = Marked::at(&snippet.text, &snippet.highlights).0;
        let pieces = pieces.into_iter().map(|piece| PieceView {
            text: piece.text,
            found: piece.found,
        });
        Self {
            field,
            page,
            file,
            file_name,
            pieces: pieces.collect(),
        }
    }
}

/// A record that was found.
#[derive(Serialize, ToSchema)]
pub struct HitView {
    /// The record.
    #[schema(value_type = uuid::Uuid)]
    record: RecordId,
    /// Its state.
    state: String,
    /// Title (题名).
    title: String,
    /// Archival code (档号); empty while it is not filed.
    archival_code: String,
    /// Document number (文号).
    doc_number: String,
    /// Archive type (门类).
    #[serde(rename = "type")]
    kind: String,
    /// Year (年度).
    year: Option<i32>,
    /// Department.
    department: String,
    /// Date of the paper.
    #[schema(value_type = Option<String>, format = Date)]
    date: Option<Date>,
    /// Secrecy level (密级).
    secrecy: i64,
    /// Where the words stand.
    snippets: Vec<SnippetView>,
}

impl HitView {
    fn of(hit: &Hit) -> Self {
        Self {
            record: hit.record_id,
            state: hit.state.clone(),
            title: hit.title.clone(),
            archival_code: hit.archival_code.clone(),
            doc_number: hit.doc_number.clone(),
            kind: hit.type_code.clone(),
            year: hit.year,
            department: hit.department.clone(),
            date: hit.doc_date,
            secrecy: hit.secrecy,
            snippets: hit.snippets.iter().map(SnippetView::of).collect(),
        }
    }
}

/// How many hits have a value.
#[derive(Serialize, ToSchema)]
pub struct FacetValueView {
    /// The value, as the query takes it.
    value: String,
    /// Its name in the language of the request.
    name: String,
    /// Hits that have it.
    count: u64,
    /// Whether it was chosen.
    chosen: bool,
}

/// The values of one facet.
#[derive(Serialize, ToSchema)]
pub struct FacetView {
    /// Its name in the query, such as `class`.
    facet: String,
    /// The most frequent values.
    values: Vec<FacetValueView>,
}

/// What was found.
#[derive(Serialize, ToSchema)]
pub struct FoundView {
    /// All hits, exactly.
    total: u64,
    /// Whether no record had all words, so that records with some of them are shown.
    relaxed: bool,
    /// How long the search took, in milliseconds.
    took_ms: u64,
    /// The hits of this page.
    hits: Vec<HitView>,
    /// Counts by value.
    facets: Vec<FacetView>,
    /// Where the list goes on.
    next: Option<String>,
}

fn facets(member: &Member, counts: &[(Facet, Vec<FacetCount>)]) -> Vec<FacetView> {
    let facet = |(facet, name): &(Facet, &str)| {
        let (_, values) = counts.iter().find(|(counted, _)| counted == facet)?;
        let values = values.iter().map(|value| FacetValueView {
            value: value.value.to_string(),
            name: value_name(member, *facet, &value.value),
            count: value.count,
            chosen: value.selected,
        });
        Some(FacetView {
            facet: (*name).to_owned(),
            values: values.collect(),
        })
    };
    FACETS.iter().filter_map(facet).collect()
}

/// Finds records by words and chosen values.
#[utoipa::path(
    get, path = "/api/v1/search", operation_id = "search", tag = "search", params(SearchQuery),
    responses((status = 200, description = "What was found.", body = FoundView))
)]
pub async fn search(
    Caller(member): Caller,
    QueryOf(query): QueryOf<SearchQuery>,
) -> Result<Json<FoundView>, Fault> {
    let found = find(&member, query.question()).await?;
    note_search(&member, &query).await?;
    Ok(Json(FoundView {
        total: found.total,
        relaxed: found.relaxed,
        took_ms: u64::try_from(found.took.as_millis()).unwrap_or(u64::MAX),
        hits: found.hits.iter().map(HitView::of).collect(),
        facets: facets(&member, &found.facets),
        next: found
            .next
            .as_ref()
            .map(|place| format!("/api/v1{}", query.at(place))),
    }))
}

/// Takes the records that a search found away as comma-separated values (UTF-8), with personal data masked. Needs a fresh
/// proof of identity; counted, limited by day, and written into the ledger.
#[utoipa::path(
    post, path = "/api/v1/search/export", operation_id = "exportFound", tag = "search", params(SearchQuery),
    responses((status = 200, description = "The list.", body = String, content_type = "text/csv"))
)]
pub async fn export(Caller(member): Caller, QueryOf(query): QueryOf<SearchQuery>) -> Result<Response, Fault> {
    send_list(&member, &query).await
}
