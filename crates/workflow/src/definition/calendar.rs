//! The calendar of working days (工作日历), a year at a time, as the State Council's notice gives it.

use guildhall_kernel::{Calendar, Date};
use guildhall_rules::{RuleError, Words};
use serde::Deserialize;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarFile {
    #[serde(rename = "version")]
    _version: u32,
    #[serde(rename = "year")]
    pub(super) years: Vec<Year>,
}

/// One year (年度放假安排).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// Whether it was held against the official notice.
    pub sure: bool,
    /// The notice.
    pub source: String,
    /// Its holidays.
    #[serde(rename = "holiday")]
    pub holidays: Vec<Holiday>,
    /// Weekends that are worked on instead (调休上班).
    #[serde(default)]
    pub worked: Vec<Date>,
}

/// A holiday with its days off.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// Its name.
    pub name: Words,
    /// The first day off.
    pub from: Date,
    /// The last day off.
    pub to: Date,
}

impl CalendarFile {
    /// Returns the calendar, unless days lie outside their year, run backwards, or are both off and worked on.
    pub(super) fn calendar(&self, file: &str) -> Result<Calendar, RuleError> {
        let mut calendar = Calendar::default();
        for year in &self.years {
            for holiday in &year.holidays {
                if holiday.to < holiday.from
                    || holiday.from.year() != year.year
                    || holiday.to.year() != year.year
                {
                    return Err(wrong(file, year.year, &holiday.name.zh));
                }
                calendar.holidays.extend(days(holiday));
            }
            calendar.workdays.extend(&year.worked);
            let misplaced = |date: &&Date| date.year() != year.year || calendar.holidays.contains(date);
            if let Some(date) = year.worked.iter().find(misplaced) {
                return Err(wrong(file, year.year, &date.to_string()));
            }
        }
        Ok(calendar)
    }
}

/// Returns the days of a holiday.
fn days(holiday: &Holiday) -> impl Iterator<Item = Date> {
    const DAY_SECS: i64 = 24 * 60 * 60;
    let (first, last) = (holiday.from.starts_in_utc(), holiday.to);
    (0..)
        .map(move |day| first.plus_secs(day * DAY_SECS).civil_in("UTC").date())
        .map_while(|day| Date::new(day.year(), day.month(), day.day()).ok())
        .take_while(move |day| *day <= last)
}

fn wrong(file: &str, year: i16, what: &str) -> RuleError {
    let what = format!("{year} 年：{what} 的日期有误 · the days of {what} in {year} are wrong");
    RuleError::new(file, what)
}
