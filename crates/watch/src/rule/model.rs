//! What rules/watching says, in types.

use crate::kind::ActKind;
use serde::Deserialize;

/// What of the acts is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// How many they are.
    Acts,
    /// From how many networks they come.
    Networks,
    /// How many accounts they concern.
    Accounts,
}

/// For whom they are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Per {
    /// For each account.
    Account,
    /// For each network.
    Network,
}

/// What is done at once, before anybody has looked (自动制动).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Brake {
    /// The person must prove again who she is before she sees another record.
    StepUp,
    /// Her sessions end.
    EndSessions,
}

/// Hours of the day; `until` may lie behind midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Hours {
    /// The first hour.
    pub from: i64,
    /// The hour with which they end.
    pub until: i64,
}

impl Hours {
    /// Says whether an hour of the day is one of them.
    pub fn contain(self, hour: i64) -> bool {
        match self.from <= self.until {
            true => (self.from..self.until).contains(&hour),
            false => hour >= self.from || hour < self.until,
        }
    }
}

/// How the usual conduct of a role is learned (惯常水平).
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Learning {
    /// From how many past days.
    pub days: i64,
    /// From how many hours of people at least.
    pub samples_min: usize,
    /// How many times the scatter is added to the median.
    pub spread: f64,
    /// How many times what is usual makes an alert.
    pub times: i64,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Rule {
    /// The code that is kept.
    pub code: String,
    /// Chinese title.
    pub title_zh: String,
    /// English title.
    pub title_en: String,
    /// Which acts.
    pub counts: Vec<ActKind>,
    /// What of them.
    pub measure: Measure,
    /// For whom.
    pub per: Per,
    /// Within how many minutes.
    pub minutes: i64,
    /// Within which hours of the day; all when absent.
    pub hours: Option<Hours>,
    /// The kind of act that excuses others.
    pub covered_by: Option<ActKind>,
    /// How many each of them excuses.
    #[serde(default)]
    pub covers: i64,
    /// Below this there is no alert.
    pub at_least: i64,
    /// From here on there always is one.
    pub always: Option<i64>,
    /// What is learned.
    pub usual: Option<Learning>,
    /// What is done at once.
    #[serde(default)]
    pub brakes: Vec<Brake>,
}

/// How long acts are kept and how much may be exported (期限与上限).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Limits {
    /// Days for which acts are kept.
    pub keep_days: i64,
    /// Days for which counts by hour are kept.
    pub learn_days: i64,
    /// The limits of exports.
    pub export: ExportLimits,
}

/// How much may be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct ExportLimits {
    /// Records that one person exports on one day.
    pub records_per_day: i64,
    /// Records in one file.
    pub records_per_file: i64,
    /// Hours for which the limit of the day is lifted at most.
    pub lift_hours_max: i64,
}

#[cfg(test)]
mod tests {
    use super::Hours;

    #[test]
    fn a_night_goes_over_midnight() {
        let night = Hours { from: 22, until: 6 };
        let inside: Vec<i64> = (0..24).filter(|hour| night.contain(*hour)).collect();
        assert_eq!(inside, [0, 1, 2, 3, 4, 5, 22, 23]);
        let noon = Hours { from: 12, until: 14 };
        assert_eq!((0..24).filter(|hour| noon.contain(*hour)).count(), 2);
    }
}
