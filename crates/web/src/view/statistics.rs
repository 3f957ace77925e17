//! Statistics of use.

use super::Frame;
use crate::routes;
use askama::Template;

/// The use of records in a year (利用统计).
#[derive(Debug, Template)]
#[template(path = "archive/use_statistics.html")]
pub struct UseStatisticsPage {
    /// The frame.
    pub ui: Frame,
    /// The year.
    pub year: i64,
    /// The page of the year before.
    pub previous: String,
    /// The page of the year after, unless it has not come.
    pub next: Option<String>,
    /// The same as a file.
    pub file: String,
    /// Whether nothing was used in both years.
    pub is_empty: bool,
    /// What was counted, this year and the year before.
    pub counts: Vec<UseCountRow>,
    /// The chart of requests by month.
    pub bars: Vec<UseMonthBar>,
    /// The months.
    pub months: Vec<UseMonthRow>,
    /// Requests by type.
    pub types: Vec<UseGroupRow>,
    /// Requests by organisation.
    pub organisations: Vec<UseGroupRow>,
}

/// Something counted.
#[derive(Debug, Clone)]
pub struct UseCountRow {
    /// What.
    pub name: String,
    /// How often in the year.
    pub count: u64,
    /// How often in the year before.
    pub before: u64,
}

/// A month of the chart, 360 by 80.
#[derive(Debug, Clone)]
pub struct UseMonthBar {
    /// The month, from 1.
    pub month: usize,
    /// Requests.
    pub requests: u64,
    /// Where its bar begins.
    pub x: u64,
    /// How high it is, of 60.
    pub height: u64,
}

/// A month in figures.
#[derive(Debug, Clone)]
pub struct UseMonthRow {
    /// The month, from 1.
    pub month: usize,
    /// Requests.
    pub requests: u64,
    /// Pages looked at under them.
    pub looks: u64,
    /// Originals lent.
    pub loans: u64,
    /// Certificates issued.
    pub certificates: u64,
}

/// Requests of one kind.
#[derive(Debug, Clone)]
pub struct UseGroupRow {
    /// The name of the kind.
    pub name: String,
    /// How many.
    pub count: u64,
}
