//! When a request must be answered (期限), from the days that the rules give. Pure.

use crate::request::RequestKind;
use guildhall_kernel::{Calendar, Timestamp};
use serde::Deserialize;

/// Which days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counted {
    /// Every day (自然日).
    Calendar,
    /// Days on which people work (工作日).
    Working,
}

/// Within how many days one kind of request is answered.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The kind of request.
    pub kind: RequestKind,
    /// How many days, from the day after it came.
    pub days: u32,
    /// Which days count.
    pub counted: Counted,
    /// Where the number comes from.
    pub source: String,
    /// How sure that is: `law`, `known` or `unsure`.
    pub mark: String,
}

impl Deadline {
    /// Returns the end of the last day, for a request that came at an instant.
    pub fn due(&self, received: Timestamp, calendar: &Calendar) -> Timestamp {
        match self.counted {
            Counted::Working => calendar.after_working_days(received, self.days),
            Counted::Calendar => calendar.after_days(received, self.days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ZONE: &str = "Asia/Shanghai";
    const DAY_SECS: i64 = 24 * 60 * 60;
    /// Friday, 20 November 2026, 10:30 in Shanghai.
    const FRIDAY: Timestamp = Timestamp::from_micros(1_795_141_800_000_000);

    fn deadline(days: u32, counted: Counted) -> Deadline {
        Deadline {
            kind: RequestKind::Correction,
            days,
            counted,
            source: "test".to_owned(),
            mark: "known".to_owned(),
        }
    }

    fn due(days: u32, counted: Counted, calendar: &Calendar) -> String {
        deadline(days, counted)
            .due(FRIDAY, calendar)
            .civil_in(ZONE)
            .to_string()
    }

    #[test]
    fn calendar_days_end_at_the_midnight_behind_the_last_of_them() {
        let calendar = Calendar::default();
        assert_eq!(FRIDAY.civil_in(ZONE).to_string(), "2026-11-20T10:30:00");
        assert_eq!(due(1, Counted::Calendar, &calendar), "2026-11-22T00:00:00");
        assert_eq!(due(30, Counted::Calendar, &calendar), "2026-12-21T00:00:00");
    }

    #[test]
    fn working_days_skip_weekends_and_holidays_and_count_weekends_that_are_worked_on() {
        let mut calendar = Calendar::default();
        assert_eq!(due(1, Counted::Working, &calendar), "2026-11-24T00:00:00");
        assert_eq!(due(15, Counted::Working, &calendar), "2026-12-12T00:00:00");
        calendar.holidays.insert("2026-11-23".parse().unwrap());
        assert_eq!(due(1, Counted::Working, &calendar), "2026-11-25T00:00:00");
        calendar.workdays.insert("2026-11-21".parse().unwrap());
        assert_eq!(due(1, Counted::Working, &calendar), "2026-11-22T00:00:00");
    }

    proptest! {
        #[test]
        fn a_working_deadline_is_never_earlier_than_a_calendar_one(days in 1u32..60, later in 0i64..100_000_000) {
            let calendar = Calendar::default();
            let from = FRIDAY.plus_secs(later);
            let working = deadline(days, Counted::Working).due(from, &calendar);
            let every = deadline(days, Counted::Calendar).due(from, &calendar);
            prop_assert!(working >= every);
            prop_assert!(every.secs_since(from) > i64::from(days) * DAY_SECS);
            prop_assert!(every.secs_since(from) <= i64::from(days + 1) * DAY_SECS);
        }
    }
}
