//! Batches: many records changed or filed at once.

use super::{Field, Frame};
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// What stands under a list whose records may be ticked (批量处理).
#[derive(Debug, Clone)]
pub struct BatchBar {
    /// What the form says about the list: where it is, and the search.
    pub from: Vec<(String, String)>,
    /// How many records the whole list holds.
    pub all: u64,
}

/// The own batches.
#[derive(Debug, Template)]
#[template(path = "batches/list.html")]
pub struct BatchesPage {
    /// The frame.
    pub ui: Frame,
    /// The batches, the newest first.
    pub rows: Vec<BatchRow>,
    /// Why nothing was taken up.
    pub fault: Option<String>,
    /// The first page.
    pub previous: Option<String>,
    /// Older ones.
    pub next: Option<String>,
}

/// A batch in the list.
#[derive(Debug, Clone)]
pub struct BatchRow {
    /// Its page.
    pub link: String,
    /// What it does.
    pub what: String,
    /// How far it has come.
    pub standing: String,
    /// Records taken up.
    pub total: u64,
    /// Records changed.
    pub done: u64,
    /// Records left as they are.
    pub refused: u64,
    /// When it was made.
    pub made: Timestamp,
}

/// One batch: what it would do, how far it is, or what it has done. The block `standing` is fetched again while it runs.
#[derive(Debug, Template)]
#[template(path = "batches/batch.html", blocks = ["standing"])]
pub struct BatchPage {
    /// The frame.
    pub ui: Frame,
    /// What it does.
    pub what: String,
    /// How far it has come.
    pub standing: String,
    /// Its own address.
    pub again: String,
    /// How its records were chosen.
    pub selection: String,
    /// Records taken up.
    pub total: u64,
    /// When it was made.
    pub made: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Whether filing is what it does, which nothing takes back.
    pub is_filing: bool,
    /// Whether it runs, so that the page asks again by itself.
    pub is_running: bool,
    /// The form of what is to be changed; only for a draft that changes descriptions.
    pub fields: Option<Vec<Field>>,
    /// What is changed: field and new value.
    pub changes: Vec<(String, String)>,
    /// What would become of its records.
    pub preview: Option<BatchPreview>,
    /// Records changed so far.
    pub done: u64,
    /// Records left as they are so far.
    pub refused: u64,
    /// Why it does not go on.
    pub trouble: Option<String>,
    /// The records that were left as they are.
    pub left: Vec<BatchLeft>,
    /// Begins it.
    pub run: Option<String>,
    /// Gives the draft up, or stops what runs.
    pub stop: Option<String>,
    /// Prepares putting back what it changed.
    pub undo: Option<String>,
    /// The batch that put back, or is to put back, what this one changed.
    pub undone_by: Option<String>,
    /// The batch whose changes this one puts back.
    pub undoes: Option<String>,
    /// Why the last form was refused.
    pub fault: Option<String>,
    /// The first page of the records left.
    pub previous: Option<String>,
    /// The records behind.
    pub next: Option<String>,
}

/// What would become of the records of a draft.
#[derive(Debug, Clone)]
pub struct BatchPreview {
    /// Records that would be changed.
    pub fitting: u64,
    /// Among them those whose description nobody has confirmed.
    pub unconfirmed: u64,
    /// The first of them.
    pub sample: Vec<BatchSample>,
    /// Why others would be left as they are, and how many.
    pub reasons: Vec<(String, u64)>,
    /// How many in all.
    pub refused: u64,
    /// The first of those.
    pub left: Vec<BatchLeft>,
}

/// A record that would be changed.
#[derive(Debug, Clone)]
pub struct BatchSample {
    /// The record.
    pub link: String,
    /// Its title.
    pub title: String,
    /// Its date.
    pub date: Option<jiff::civil::Date>,
    /// Field, present value, new value.
    pub changes: Vec<(String, String, String)>,
}

/// A record that is left as it is.
#[derive(Debug, Clone)]
pub struct BatchLeft {
    /// The record; none when the reader may no longer know of it.
    pub link: Option<String>,
    /// Its title.
    pub title: String,
    /// Why.
    pub reason: String,
}
