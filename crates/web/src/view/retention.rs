//! What falls due, and the retention schedule.

use super::Frame;
use crate::routes;
use askama::Template;

/// What falls due (到期档案).
#[derive(Debug, Template)]
#[template(path = "archive/retention.html")]
pub struct RetentionPage {
    /// The frame.
    pub ui: Frame,
    /// Records whose period has ended.
    pub due_now: u64,
    /// Records whose period ends by the last year looked at.
    pub total: u64,
    /// The last year looked at.
    pub until: i64,
    /// How many fall due with each year.
    pub bars: Vec<DueYearBar>,
    /// The records, the earliest first.
    pub rows: Vec<DueRow>,
    /// The page before; the first one.
    pub previous: Option<String>,
    /// The page behind.
    pub next: Option<String>,
    /// Whether the clock waits for the union to settle it.
    pub unsettled: bool,
}

/// A year of the chart.
#[derive(Debug, Clone)]
pub struct DueYearBar {
    /// The year.
    pub year: i64,
    /// Records that fall due with it.
    pub records: u64,
    /// Whether it has come.
    pub is_due: bool,
    /// Where its bar begins.
    pub x: u64,
    /// How high it is, of 60.
    pub height: u64,
}

/// A record that falls due.
#[derive(Debug, Clone)]
pub struct DueRow {
    /// Its page.
    pub link: String,
    /// Archival code.
    pub number: String,
    /// Title.
    pub title: String,
    /// Name of its type.
    pub class: String,
    /// Until when it is kept, and why.
    pub why: String,
    /// The year on whose first day it falls due.
    pub due: i64,
    /// Whether that has come.
    pub is_due: bool,
}

/// The filing scope and retention schedule (归档范围与保管期限表).
#[derive(Debug, Template)]
#[template(path = "archive/schedule.html")]
pub struct SchedulePage {
    /// The frame.
    pub ui: Frame,
    /// From which day periods count.
    pub clock: String,
    /// Whether that waits for the union to settle it.
    pub unsettled: bool,
    /// The matters by archive type.
    pub groups: Vec<ScheduleGroup>,
}

/// The matters of an archive type.
#[derive(Debug, Clone)]
pub struct ScheduleGroup {
    /// Code of the type.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The matters.
    pub matters: Vec<MatterRow>,
}

/// A matter with its period.
#[derive(Debug, Clone)]
pub struct MatterRow {
    /// What it is about.
    pub says: String,
    /// Name of the period.
    pub retention: String,
    /// Where it comes from.
    pub source: String,
    /// Whether an official source was seen.
    pub is_sure: bool,
}
