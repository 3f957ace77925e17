//! Addresses of appraisal, destruction and legal holds.

/// The rounds of appraisal.
pub const DISPOSAL: &str = "/disposal";
/// The legal holds.
pub const HOLDS: &str = "/disposal/holds";

/// One round of appraisal.
#[must_use]
pub fn disposal_round(id: &str) -> String {
    format!("{DISPOSAL}/{id}")
}

/// An act on a round, or one of its papers.
#[must_use]
pub fn disposal_act(id: &str, act: &str) -> String {
    format!("{DISPOSAL}/{id}/{act}")
}

/// Changes a line of a round.
#[must_use]
pub fn disposal_item(id: &str) -> String {
    format!("{DISPOSAL}/items/{id}")
}

/// Lifts a hold.
#[must_use]
pub fn hold_lifting(id: &str) -> String {
    format!("{HOLDS}/{id}/lifting")
}
