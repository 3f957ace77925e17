//! Statistics of use (利用统计): how often records were asked for, read, lent and certified from in a year, with the year
//! before beside it.
//!
//! Only numbers leave this file, and only of records whose register of use the actor keeps. Uses and loans of a record that
//! was destroyed are no longer counted, as they are no longer listed; certificates stay.

mod store;

use crate::{Archive, ArchiveError};
use guildhall_kernel::{Actor, Date, OrgPath, Timestamp};
use guildhall_store::Connection;

const KEEP_USE: &str = "keepUse";
/// Months of a year.
pub const MONTHS: usize = 12;
/// Years that may be asked for.
const YEARS: std::ops::RangeInclusive<i64> = 1971..=9_998;
/// Seconds by which the union's clock (Asia/Shanghai, without summer time) is ahead of UTC.
const AHEAD_SECS: i64 = 8 * 60 * 60;
/// Most groups of a table.
const GROUPS_MAX: u32 = 200;

/// What was used in a month, or in a year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UseCounts {
    /// Requests to use a record (利用申请), by the time of asking.
    pub requests: u64,
    /// Pages looked at under those requests.
    pub looks: u64,
    /// Originals lent (借阅).
    pub loans: u64,
    /// Certificates issued (查档证明), the revoked ones among them.
    pub certificates: u64,
}

impl UseCounts {
    fn and(self, other: Self) -> Self {
        Self {
            requests: self.requests + other.requests,
            looks: self.looks + other.looks,
            loans: self.loans + other.loans,
            certificates: self.certificates + other.certificates,
        }
    }
}

/// The use of records in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseYear {
    /// The year.
    pub year: i64,
    /// What was used in each month.
    pub months: [UseCounts; MONTHS],
    /// How many people asked (利用人次 counts requests; this counts each person once).
    pub people: u64,
    /// How many records were asked for, each counted once.
    pub records: u64,
}

impl UseYear {
    /// Returns the whole year.
    pub fn total(&self) -> UseCounts {
        self.months
            .iter()
            .copied()
            .fold(UseCounts::default(), UseCounts::and)
    }
}

/// A year with the one before, and by what was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseStatistics {
    /// The year.
    pub year: UseYear,
    /// The year before.
    pub before: UseYear,
    /// Requests by the type of the record, the most first.
    pub types: Vec<(String, u64)>,
    /// Requests by the organisation to which the record belongs, the most first.
    pub organisations: Vec<(OrgPath, u64)>,
}

impl Archive {
    /// Counts the use of the records whose register the actor keeps, for a year between 1971 and 9998.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn use_statistics(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        year: i64,
    ) -> Result<UseStatistics, ArchiveError> {
        let year = year.clamp(*YEARS.start(), *YEARS.end());
        let filter = self.rights.filter(actor, KEEP_USE);
        let span = span(year);
        Ok(UseStatistics {
            year: store::year(connection, &filter, year, &span).await?,
            before: store::year(connection, &filter, year - 1, &self::span(year - 1)).await?,
            types: store::by_type(connection, &filter, &span, GROUPS_MAX).await?,
            organisations: store::by_organisation(connection, &filter, &span, GROUPS_MAX).await?,
        })
    }
}

/// Returns when each month of a year begins, and when the year is over.
fn span(year: i64) -> [Timestamp; MONTHS + 1] {
    std::array::from_fn(|month| {
        let (year, month) = match month {
            MONTHS => (year + 1, 1),
            month => (year, month + 1),
        };
        let first: Option<Date> = format!("{year:04}-{month:02}-01").parse().ok();
        let midnight = first.map_or(Timestamp::from_micros(0), Date::starts_in_utc);
        midnight.plus_secs(-AHEAD_SECS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_begins_at_midnight_of_the_unions_clock() {
        let span = span(2026);
        assert_eq!(span[0].to_rfc3339(), "2025-12-31T16:00:00Z");
        assert_eq!(span[12].to_rfc3339(), "2026-12-31T16:00:00Z");
        assert!(span.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(span[12], super::span(2027)[0]);
    }
}
