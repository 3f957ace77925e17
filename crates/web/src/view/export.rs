//! Taking what was found away as a file.

use super::Frame;
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// What would go out, and what may (导出检索结果).
#[derive(Debug, Template)]
#[template(path = "search/export.html")]
pub struct ExportPage {
    /// The frame.
    pub ui: Frame,
    /// Records that were found and may be exported.
    pub found: u64,
    /// Records that are left today.
    pub left: u64,
    /// Records that may go out on a day.
    pub limit: u64,
    /// Records in a file.
    pub per_file: u64,
    /// Until when the limit of the day does not count.
    pub lifted: Option<Timestamp>,
    /// Whether there is anything to export.
    pub is_possible: bool,
    /// The search, as the form sends it.
    pub values: Vec<(&'static str, String)>,
    /// Back to the search.
    pub back: String,
}
