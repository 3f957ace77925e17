//! A clock of a breach (时限), as rules/emergency/clock.toml gives it.

use guildhall_kernel::Timestamp;
use guildhall_rules::Words;
use serde::Deserialize;

/// What must be done within some hours of knowing of a breach (PIPL Article 57 says: at once).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Its code, stable: case files refer to it.
    pub code: String,
    /// What is due.
    pub title: Words,
    /// Hours after it was known.
    pub hours: u32,
    /// Why.
    pub why: Words,
    /// The law.
    pub source: String,
    /// Whether the number of hours stands in that law.
    pub sure: bool,
}

impl Clock {
    /// Returns when it is over.
    pub fn due(&self, known_at: Timestamp) -> Timestamp {
        known_at.plus_secs(i64::from(self.hours) * 3_600)
    }
}
