//! What can be asked and what comes back.

use super::{Cursor, Facet, FacetCount, Selection, Snippet};
use guildhall_kernel::{Date, RecordId};
use guildhall_policy::Filter;
use std::time::Duration;

/// Most hits of one page.
pub(crate) const LIMIT_MAX: usize = 200;

/// In which order hits come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The latest date first.
    Newest,
    /// The best match first.
    Best,
}

/// A search.
#[derive(Debug, Clone)]
pub struct SearchRequest<'a> {
    /// The question in the language of [`crate::query`]; empty asks for every record.
    pub text: &'a str,
    /// Chosen values of facets.
    pub selections: &'a [Selection],
    /// What the reader may see; applied to hits, counts and total alike.
    pub rights: &'a Filter,
    /// The order.
    pub order: Order,
    /// The position after the page before; none for the first page.
    pub after: Option<Cursor>,
    /// Hits wanted, at most 200.
    pub limit: usize,
}

/// A page of hits.
#[derive(Debug, Clone)]
pub struct SearchPage {
    /// The hits.
    pub hits: Vec<Hit>,
    /// Where the next page begins; none when this is the last.
    pub next: Option<Cursor>,
    /// For each facet its most frequent values, the chosen ones always among them.
    pub facets: Vec<(Facet, Vec<FacetCount>)>,
    /// Number of all hits, exact.
    pub total: u64,
    /// Whether no record had all words, so that records with some of them are shown, best first.
    pub relaxed: bool,
    /// How long the search took.
    pub took: Duration,
}

/// A record that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The record.
    pub record_id: RecordId,
    /// Title (题名).
    pub title: String,
    /// Document number (文号); empty when there is none.
    pub doc_number: String,
    /// Archival code (档号); empty when there is none.
    pub archival_code: String,
    /// Archive type (门类).
    pub type_code: String,
    /// Year (年度).
    pub year: Option<i32>,
    /// Department (部门).
    pub department: String,
    /// Date on the document.
    pub doc_date: Option<Date>,
    /// State of the record.
    pub state: String,
    /// Secrecy level (密级).
    pub secrecy: i64,
    /// Version of the record that the index shows.
    pub version: i64,
    /// Where the words stand: the title, then the field and the page with most of them.
    pub snippets: Vec<Snippet>,
}
