//! What the page of a record says about its personal data.

use jiff::Timestamp;

use super::Field;

/// Personal data of a record: hidden, or in clear for some minutes (个人信息).
#[derive(Debug, Clone)]
pub struct ClearPanel {
    /// Until when it is shown in clear; none while it is hidden.
    pub until: Option<Timestamp>,
    /// Whether the form stands open, because it was refused.
    pub open: bool,
    /// Purpose and reason, for who may ask for clear text.
    pub fields: Vec<Field>,
    /// Where the form goes.
    pub ask: String,
    /// Where it is ended.
    pub end: String,
}
