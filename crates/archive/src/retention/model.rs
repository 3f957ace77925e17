//! The schedule, the clock, and the date on which a record falls due; without a database.

use guildhall_kernel::{Date, RecordId};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A matter of the filing scope (归档范围) with its period.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Matter {
    /// Code of the archive type.
    #[serde(rename = "type")]
    pub type_code: String,
    /// What it is about.
    pub says: String,
    /// Retention code (保管期限代码).
    pub retention: String,
    /// Where the period comes from.
    pub source: String,
    /// Whether an official source was seen.
    pub sure: bool,
}

/// From which 1 January a period counts (起算).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountsFrom {
    /// That of the year after the year of the record.
    YearAfter,
    /// That of the year of the record.
    YearOf,
}

/// The retention schedule (保管期限表) with its clock.
#[derive(Debug, Clone)]
pub struct Retention {
    pub(super) matters: Vec<Matter>,
    pub(super) counts_from: CountsFrom,
    pub(super) is_sure: bool,
    /// Years by code; none for what is kept for ever.
    pub(super) periods: BTreeMap<String, Option<u16>>,
}

/// Until when a record is kept, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// For ever.
    Never,
    /// For some years.
    After {
        /// How many.
        years: u16,
        /// The day from which they count.
        begins: Date,
        /// The last day on which it must be kept.
        last_day: Date,
        /// The day from which it may be appraised.
        due: Date,
    },
}

/// How many records fall due with a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueYear {
    /// The year on whose first day they fall due.
    pub year: i64,
    /// How many.
    pub records: u64,
}

/// A place in a list ordered by due year, then by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueKey {
    /// The year on whose first day the record falls due.
    pub year: i64,
    /// The record.
    pub id: RecordId,
}

impl Retention {
    /// Says whether there is such a retention code.
    pub fn knows(&self, code: &str) -> bool {
        self.periods.contains_key(code)
    }

    /// Returns the retention codes.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.periods.keys().map(String::as_str)
    }

    /// Returns the matters of a type, or all, in the order of the schedule.
    pub fn matters<'a>(&'a self, type_code: Option<&'a str>) -> impl Iterator<Item = &'a Matter> {
        let asked = move |matter: &&Matter| type_code.is_none_or(|code| matter.type_code == code);
        self.matters.iter().filter(asked)
    }

    /// Says from which 1 January periods count, and whether the union has settled that.
    pub fn clock(&self) -> (CountsFrom, bool) {
        (self.counts_from, self.is_sure)
    }

    /// Returns until when a record of a year is kept under a retention code; none for a code that is unknown, or for a
    /// year outside the calendar.
    pub fn due(&self, year: i64, code: &str) -> Option<Due> {
        let Some(years) = *self.periods.get(code)? else {
            return Some(Due::Never);
        };
        let begins = i16::try_from(year.saturating_add(self.offset())).ok()?;
        let due = begins.checked_add_unsigned(years)?;
        Some(Due::After {
            years,
            begins: Date::new(begins, 1, 1).ok()?,
            last_day: Date::new(due - 1, 12, 31).ok()?,
            due: Date::new(due, 1, 1).ok()?,
        })
    }

    /// Returns the year on whose first day a record of a year falls due; none when it never does.
    pub fn due_year(&self, year: i64, code: &str) -> Option<i64> {
        let years = (*self.periods.get(code)?)?;
        Some(year.saturating_add(self.offset() + i64::from(years)))
    }

    /// Returns each code that ends, with what is added to the year of a record to get the year in which it falls due.
    pub(super) fn distances(&self) -> impl Iterator<Item = (&str, i64)> {
        let ending = self.periods.iter();
        ending.filter_map(|(code, years)| Some((code.as_str(), self.offset() + i64::from((*years)?))))
    }

    fn offset(&self) -> i64 {
        match self.counts_from {
            CountsFrom::YearAfter => 1,
            CountsFrom::YearOf => 0,
        }
    }
}
