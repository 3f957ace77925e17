//! The judgement: is what was counted odd, and from when on would it have been.

use super::model::Rule;
use super::usual::Usual;
use guildhall_kernel::Timestamp;

/// That something is odd, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// What was counted, without what a stated purpose covers.
    pub acts: i64,
    /// From how many on it is odd.
    pub threshold: i64,
    /// What is usual for the role at this hour, when enough is known.
    pub usual: Option<i64>,
}

/// Returns what counts of the acts when some excuse others.
pub fn uncovered(rule: &Rule, acts: i64, excuses: i64) -> i64 {
    acts.saturating_sub(excuses.saturating_mul(rule.covers)).max(0)
}

/// Returns from how many acts on conduct is odd.
pub fn threshold(rule: &Rule, usual: Option<Usual>) -> i64 {
    let learned = rule
        .usual
        .zip(usual)
        .map(|(learning, usual)| usual.most.saturating_mul(learning.times));
    let wanted = learned.map_or(rule.at_least, |learned| learned.max(rule.at_least));
    rule.always.map_or(wanted, |always| wanted.min(always))
}

/// Judges what was counted.
pub fn judge(rule: &Rule, acts: i64, usual: Option<Usual>) -> Option<Verdict> {
    let threshold = threshold(rule, usual);
    (acts >= threshold).then_some(Verdict {
        acts,
        threshold,
        usual: usual.map(|usual| usual.most),
    })
}

/// Returns since when acts count at this moment; nothing outside the hours of the rule.
pub fn since(rule: &Rule, now: Timestamp, zone: &str) -> Option<Timestamp> {
    let window = now.plus_secs(-rule.minutes * 60);
    let Some(hours) = rule.hours else {
        return Some(window);
    };
    let clock = now.civil_in(zone);
    let hour = i64::from(clock.hour());
    if !hours.contain(hour) {
        return None;
    }
    let past_hour = i64::from(clock.minute()) * 60 + i64::from(clock.second());
    let began = now.plus_secs(-((hour - hours.from).rem_euclid(24) * 3_600 + past_hour));
    Some(window.max(began))
}

#[cfg(test)]
mod tests {
    use super::super::load::{WatchFiles, WatchRules};
    use super::*;
    use proptest::prelude::*;

    fn rule(code: &str) -> Rule {
        let files = WatchFiles {
            schema: include_str!("../../../../rules/watching/schema.json"),
            rules: include_str!("../../../../rules/watching/rules.toml"),
            limits: include_str!("../../../../rules/watching/limits.toml"),
        };
        WatchRules::load(files).unwrap().rule(code).unwrap().clone()
    }

    fn usual(most: i64) -> Option<Usual> {
        Some(Usual { most, samples: 50 })
    }

    #[test]
    fn two_hundred_and_fourteen_reads_are_odd_where_thirty_five_are_usual() {
        let reading = rule("mass-reading");
        let verdict = judge(&reading, 214, usual(35)).unwrap();
        assert_eq!((verdict.threshold, verdict.usual), (120, Some(35)));
        assert_eq!(judge(&reading, 214, usual(150)), None, "a busy room");
        assert!(judge(&reading, 600, usual(10_000)).is_some(), "always");
    }

    #[test]
    fn a_stated_purpose_covers_look_ups_of_names() {
        let names = rule("names-without-purpose");
        assert_eq!(uncovered(&names, 12, 1), 9);
        assert!(judge(&names, uncovered(&names, 12, 1), None).is_none());
        assert!(judge(&names, uncovered(&names, 12, 0), None).is_some());
    }

    #[test]
    fn a_night_counts_from_its_beginning_and_a_day_does_not_count() {
        let night = rule("odd-hours");
        let zone = "Asia/Shanghai";
        // 2024-03-15 22:20 in China.
        let late = Timestamp::from_micros(1_710_512_400_000_000);
        assert_eq!(since(&night, late, zone), Some(late.plus_secs(-20 * 60)));
        // 00:30: an hour back lies within the night.
        let later = late.plus_secs(130 * 60);
        assert_eq!(since(&night, later, zone), Some(later.plus_secs(-3_600)));
        assert_eq!(since(&night, late.plus_secs(8 * 3_600), zone), None);
    }

    proptest! {
        #[test]
        fn the_threshold_stays_between_floor_and_ceiling(most in 0i64..1_000_000) {
            let reading = rule("mass-reading");
            let threshold = threshold(&reading, usual(most));
            prop_assert!((reading.at_least..=reading.always.unwrap()).contains(&threshold));
        }

        #[test]
        fn more_acts_are_never_less_odd(acts in 0i64..2_000, more in 0i64..2_000, most in 0i64..500) {
            let reading = rule("mass-reading");
            if judge(&reading, acts, usual(most)).is_some() {
                prop_assert!(judge(&reading, acts + more, usual(most)).is_some());
            }
        }

        #[test]
        fn covering_never_goes_below_nothing(acts in 0i64..1_000, excuses in 0i64..i64::MAX) {
            prop_assert!(uncovered(&rule("names-without-purpose"), acts, excuses) >= 0);
        }
    }
}
