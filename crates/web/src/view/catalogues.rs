//! Catalogues of filed records.

use super::Frame;
use crate::routes;
use askama::Template;

/// The sets of filed records of a year (归档文件目录).
#[derive(Debug, Template)]
#[template(path = "archive/catalogues.html")]
pub struct CataloguesPage {
    /// The frame.
    pub ui: Frame,
    /// The year.
    pub year: i64,
    /// Its sets.
    pub rows: Vec<SetRow>,
}

/// Records that are bound together: one type, one retention period.
#[derive(Debug, Clone)]
pub struct SetRow {
    /// Name of the type.
    pub class: String,
    /// Name of the period.
    pub retention: String,
    /// How many; at least so many when they are not counted to the end.
    pub records: u64,
    /// Whether there are more.
    pub is_more: bool,
    /// The first archival code.
    pub first: String,
    /// The last one.
    pub last: String,
    /// Where its catalogue is printed.
    pub print: String,
    /// What a form sends to print a further part of a long set; nothing while one catalogue holds it.
    pub parts: Vec<(&'static str, String)>,
}
