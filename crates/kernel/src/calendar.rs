//! Days on which people work (工作日): weekends, days off and weekends that are worked on instead. Pure.

use crate::{Date, Timestamp};
use serde::Deserialize;
use std::collections::BTreeSet;

/// The zone in which days are counted.
const ZONE: &str = "Asia/Shanghai";
const DAY_SECS: i64 = 24 * 60 * 60;

/// The days off that are no weekend, and the weekends on which people work (节假日安排).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Days off.
    pub holidays: BTreeSet<Date>,
    /// Weekends that are worked on.
    pub workdays: BTreeSet<Date>,
}

impl Calendar {
    /// Says whether people work on the day in which an instant lies.
    pub fn is_worked(&self, instant: Timestamp) -> bool {
        let day = instant.civil_in(ZONE).date();
        let is_weekend = day.weekday().to_monday_zero_offset() >= 5;
        match Date::new(day.year(), day.month(), day.day()) {
            Ok(date) if self.workdays.contains(&date) => true,
            Ok(date) if self.holidays.contains(&date) => false,
            _ => !is_weekend,
        }
    }

    /// Returns the end of the last of so many working days, the first being the next one after the day of `from`.
    pub fn after_working_days(&self, from: Timestamp, days: u32) -> Timestamp {
        self.after(from, days, |day| self.is_worked(day))
    }

    /// Returns the end of the last of so many days of any kind, the first being the one after the day of `from`.
    pub fn after_days(&self, from: Timestamp, days: u32) -> Timestamp {
        self.after(from, days, |_| true)
    }

    fn after(&self, from: Timestamp, days: u32, counts: impl Fn(Timestamp) -> bool) -> Timestamp {
        let mut day = from;
        let mut left = days;
        while left > 0 {
            day = day.plus_secs(DAY_SECS);
            if counts(day) {
                left -= 1;
            }
        }
        end_of_day(day)
    }
}

/// Returns the first instant of the next day.
fn end_of_day(instant: Timestamp) -> Timestamp {
    let time = instant.civil_in(ZONE).time();
    let passed = i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    let second = Timestamp::from_micros(instant.as_micros() - instant.as_micros().rem_euclid(1_000_000));
    second.plus_secs(DAY_SECS - passed)
}
