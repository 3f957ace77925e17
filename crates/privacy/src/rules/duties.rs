//! Clocks of requests, years of keeping, and what erasure can mean, as rules/privacy/duties.toml gives them.

use super::deadline::Deadline;
use crate::request::RequestKind;
use guildhall_kernel::{Calendar, Timestamp};
use guildhall_rules::Words;
use serde::Deserialize;

/// Days in a year of keeping; one more than most have, so that nothing is kept too short.
const YEAR_SECS: i64 = 366 * 24 * 60 * 60;

/// What the rules say of duties.
#[derive(Debug, Clone, Deserialize)]
pub struct Duties {
    #[serde(rename = "deadline")]
    pub(super) deadlines: Vec<Deadline>,
    pub(super) calendar: Calendar,
    pub(super) assessment: KeepAssessments,
    #[serde(rename = "holding")]
    pub(super) holdings: Vec<Holding>,
}

/// For how long impact assessments are kept (PIPL Article 56: at least three years).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepAssessments {
    /// Years after the decision.
    pub keep_years: u32,
    /// Where the number comes from.
    pub source: String,
    /// How sure that is.
    pub mark: String,
}

/// What happens to something when its owner asks for erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// The law wants it kept, or nothing else would make sense of what is kept.
    Kept,
    /// It can be erased.
    Erased,
}

/// Something that the house holds about a person (个人信息留存).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    /// Its code.
    pub code: String,
    /// Its name.
    pub title: Words,
    /// What erasure means for it.
    pub fate: Fate,
    /// Why.
    pub because: Words,
}

impl Duties {
    /// Returns the clock of a kind of request.
    pub fn deadline(&self, kind: RequestKind) -> &Deadline {
        let found = self.deadlines.iter().find(|deadline| deadline.kind == kind);
        found.expect("loading refuses rules without a deadline for each kind of request")
    }

    /// Returns when a request that came at an instant must be answered.
    pub(crate) fn due(&self, kind: RequestKind, received: Timestamp) -> Timestamp {
        self.deadline(kind).due(received, &self.calendar)
    }

    /// Returns until when an assessment is kept that was decided at an instant.
    pub(crate) fn keep_until(&self, decided: Timestamp) -> Timestamp {
        decided.plus_secs(i64::from(self.assessment.keep_years) * YEAR_SECS)
    }

    /// Returns for how long impact assessments are kept.
    pub fn assessments(&self) -> &KeepAssessments {
        &self.assessment
    }

    /// Returns what the house holds, and what erasure means for each.
    pub fn holdings(&self) -> &[Holding] {
        &self.holdings
    }
}
