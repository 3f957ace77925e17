//! The audit trail: its filter and its acts.

use askama::Template;
use jiff::Timestamp;

use super::{Field, Frame};
use crate::routes;

/// The audit trail (审计).
#[derive(Debug, Template)]
#[template(path = "system/audit.html")]
pub struct AuditPage {
    /// The frame.
    pub ui: Frame,
    /// The filter.
    pub fields: Vec<Field>,
    /// The acts, the newest first.
    pub acts: Vec<ActRow>,
    /// The acts of this filter as a file.
    pub export: String,
    /// Always none: one goes back by the browser.
    pub previous: Option<String>,
    /// Older acts.
    pub next: Option<String>,
}

/// One act.
#[derive(Debug, Clone)]
pub struct ActRow {
    /// When.
    pub when: Timestamp,
    /// Who.
    pub who: String,
    /// What, in the language of the page.
    pub what: String,
    /// On what.
    pub subject: String,
    /// What else the entry tells, as JSON.
    pub details: Option<String>,
    /// From where, masked.
    pub address: Option<String>,
}
