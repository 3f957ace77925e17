//! A record in quarantine.

use super::Frame;
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// What to do with a record in quarantine (隔离). Shows nothing of its content, not even its name.
#[derive(Debug, Template)]
#[template(path = "archive/quarantine.html")]
pub struct QuarantinePage {
    /// The frame.
    pub ui: Frame,
    /// Its id.
    pub id: String,
    /// What was found in its files.
    pub infections: Vec<Infection>,
    /// Whether this person may decide that it does no harm: not who brought it in.
    pub may_release: bool,
    /// Whether it can still be taken out of the inbox.
    pub may_discard: bool,
}

/// What was found in a file.
#[derive(Debug, Clone)]
pub struct Infection {
    /// What the scanner calls it.
    pub finding: String,
    /// The scanner with the version of its patterns.
    pub scanner: String,
    /// When.
    pub at: Timestamp,
}
