//! Which snapshots are kept (保留规则).
//!
//! Pure. A rule for days keeps the newest snapshot of each of the last days that have one, so a house that stood still for a
//! year keeps what it has. Days, weeks and months are those of China.

use crate::snapshot::SnapshotId;
use guildhall_kernel::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const ZONE: &str = "Asia/Shanghai";

/// How many snapshots are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeepRules {
    /// The newest ones.
    pub last: usize,
    /// Days of which the newest one is kept.
    pub daily: usize,
    /// Weeks of which the newest one is kept.
    pub weekly: usize,
    /// Months of which the newest one is kept.
    pub monthly: usize,
}

impl Default for KeepRules {
    fn default() -> Self {
        Self {
            last: 3,
            daily: 14,
            weekly: 8,
            monthly: 24,
        }
    }
}

impl KeepRules {
    /// Returns which of the snapshots stay; the newest one always does.
    pub fn keep(&self, snapshots: &[SnapshotId]) -> BTreeSet<SnapshotId> {
        let mut newest_first = snapshots.to_vec();
        newest_first.sort();
        newest_first.reverse();
        let mut kept: BTreeSet<SnapshotId> = newest_first.iter().take(self.last.max(1)).cloned().collect();
        for (count, period) in [
            (self.daily, day as fn(Timestamp) -> (i64, i64)),
            (self.weekly, week),
            (self.monthly, month),
        ] {
            let mut seen = Vec::new();
            for id in &newest_first {
                let own = period(id.made_at());
                if seen.len() < count && seen.last() != Some(&own) {
                    seen.push(own);
                    kept.insert(id.clone());
                }
            }
        }
        kept
    }
}

fn day(moment: Timestamp) -> (i64, i64) {
    let date = moment.civil_in(ZONE).date();
    (i64::from(date.year()), i64::from(date.day_of_year()))
}

fn week(moment: Timestamp) -> (i64, i64) {
    let week = moment.civil_in(ZONE).date().iso_week_date();
    (i64::from(week.year()), i64::from(week.week()))
}

fn month(moment: Timestamp) -> (i64, i64) {
    let date = moment.civil_in(ZONE).date();
    (i64::from(date.year()), i64::from(date.month()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: i64 = 86_400_000_000;

    fn at(day: i64) -> SnapshotId {
        SnapshotId::new(Timestamp::from_micros(1_790_000_000_000_000 + day * DAY), [0; 4])
    }

    fn kept(rules: KeepRules, days: &[i64]) -> Vec<i64> {
        let ids: Vec<SnapshotId> = days.iter().copied().map(at).collect();
        let kept = rules.keep(&ids);
        days.iter()
            .copied()
            .filter(|day| kept.contains(&at(*day)))
            .collect()
    }

    const NONE: KeepRules = KeepRules {
        last: 0,
        daily: 0,
        weekly: 0,
        monthly: 0,
    };

    #[test]
    fn each_rule_keeps_the_newest_of_its_periods() {
        let days: Vec<i64> = (0..100).collect();
        assert_eq!(kept(NONE, &days), [99], "the newest one always stays");
        assert_eq!(kept(KeepRules { last: 3, ..NONE }, &days), [97, 98, 99]);
        assert_eq!(kept(KeepRules { daily: 2, ..NONE }, &days), [98, 99]);
        let weekly = kept(KeepRules { weekly: 3, ..NONE }, &days);
        assert_eq!(weekly.len(), 3);
        assert_eq!(weekly[1] - weekly[0], 7);
        assert_eq!(kept(KeepRules { monthly: 3, ..NONE }, &days).len(), 3);
        assert_eq!(
            kept(KeepRules { daily: 2, ..NONE }, &[0, 50]),
            [0, 50],
            "days without one do not count"
        );
    }

    proptest! {
        #[test]
        fn keeping_twice_drops_nothing_more(
            days in prop::collection::btree_set(0..900i64, 1..60), last in 0..4usize, daily in 0..9usize, weekly in 0..5usize
        ) {
            let days: Vec<i64> = days.into_iter().collect();
            let rules = KeepRules { last, daily, weekly, monthly: 6 };
            let once = kept(rules, &days);
            prop_assert_eq!(once.last(), days.last());
            prop_assert_eq!(kept(rules, &once), once);
        }
    }
}
