//! A paper whose content is held back.

use askama::Template;
use jiff::Timestamp;

use super::Frame;
use crate::routes;

/// What to do with a paper that bears a mark of state secrecy (扣留). Shows nothing of its content, not even its name.
#[derive(Debug, Template)]
#[template(path = "inbox/held.html")]
pub struct HeldPage {
    /// The frame.
    pub ui: Frame,
    /// Its id.
    pub id: String,
    /// When it came in.
    pub arrived: Timestamp,
    /// Whether this person may decide that it is no secret: not who brought it in.
    pub may_release: bool,
}
