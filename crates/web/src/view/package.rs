//! Taking a record along as a package.

use super::Frame;
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// What would go out, and in which kinds of package (导出档案包).
#[derive(Debug, Template)]
#[template(path = "archive/package.html")]
pub struct PackagePage {
    /// The frame.
    pub ui: Frame,
    /// Title of the record.
    pub title: String,
    /// Record number (档号).
    pub number: String,
    /// Files of the record.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Records that are left today.
    pub left: u64,
    /// Records that may go out on a day.
    pub limit: u64,
    /// Until when the limit of the day does not count.
    pub lifted: Option<Timestamp>,
    /// The kinds of package, the first one chosen.
    pub formats: Vec<PackageChoice>,
    /// Where the form goes.
    pub action: String,
    /// Back to the record.
    pub back: String,
}

/// A kind of package.
#[derive(Debug, Clone)]
pub struct PackageChoice {
    /// Its code, as the form sends it.
    pub code: &'static str,
    /// Its name.
    pub label: String,
    /// For whom it is.
    pub lead: String,
}
