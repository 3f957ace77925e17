//! Results of a search: facets, hits, snippets.

use askama::Template;
use jiff::civil::Date;

use super::{BatchBar, Frame, Marked};
use crate::routes;

/// What a search found (检索结果). The block `results` is what htmx fetches.
#[derive(Debug, Template)]
#[template(path = "search/results.html", blocks = ["results"])]
pub struct SearchPage {
    /// The frame; its `query` is the question.
    pub ui: Frame,
    /// How many records were found that this person may see.
    pub found: u64,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
    /// Best first, newest first.
    pub orders: Vec<LinkChoice>,
    /// Class, year, department, person, source, secrecy.
    pub facets: Vec<Facet>,
    /// The values that narrow the search now; each link takes one off.
    pub chosen: Vec<LinkChoice>,
    /// The link that takes all of them off.
    pub clear: Option<String>,
    /// Where what was found is taken away as a file; none for who may not.
    pub export: Option<String>,
    /// What can be done with many of them at once.
    pub batch: Option<BatchBar>,
    /// What was found, in order.
    pub hits: Vec<Hit>,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// A question that would find something, when this one does not.
    pub instead: Option<LinkChoice>,
    /// A fault of the question itself, such as its length.
    pub fault: Option<String>,
}

/// A link that may be the one chosen.
#[derive(Debug, Clone)]
pub struct LinkChoice {
    /// What the reader sees.
    pub label: String,
    /// Where it leads.
    pub link: String,
    /// Whether it is chosen now.
    pub chosen: bool,
}

/// One way to narrow a search (分面).
#[derive(Debug, Clone)]
pub struct Facet {
    /// Its name in the language of the page.
    pub name: String,
    /// Its values with counts, the most frequent first.
    pub values: Vec<FacetValue>,
}

/// One value of a facet.
#[derive(Debug, Clone)]
pub struct FacetValue {
    /// What the reader sees.
    pub label: String,
    /// How many hits carry it, of those that this person may see.
    pub count: u64,
    /// The search with this value put on or taken off.
    pub link: String,
    /// Whether it narrows the search now.
    pub chosen: bool,
}

/// One record that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Id as forms name it.
    pub id: String,
    /// The record, opened at the best page with the words lit up.
    pub link: String,
    /// Title (题名).
    pub title: Marked,
    /// Record number (档号), none before filing.
    pub number: Option<String>,
    /// Archive type (门类) in the language of the page.
    pub class: String,
    /// Date of the document (日期).
    pub date: Option<Date>,
    /// Department (机构).
    pub department: Option<String>,
    /// Secrecy (密级) in the language of the page, none when public.
    pub secrecy: Option<String>,
    /// The passage that fits best.
    pub snippet: Marked,
    /// The page on which it stands, counted from 1.
    pub page: Option<u32>,
    /// Name of the file inside the record (附件) in which it stands, when it is not the original.
    pub file: Option<String>,
}
