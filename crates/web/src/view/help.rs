//! The help page.

use askama::Template;

use super::Frame;
use crate::routes;

/// Explains the seven steps and the keys (帮助).
#[derive(Debug, Template)]
#[template(path = "help.html")]
pub struct HelpPage {
    /// The frame.
    pub ui: Frame,
}
