//! Hours and days of the clock as people here read it.

use guildhall_kernel::Timestamp;

/// The zone in which hours and days are counted.
pub(crate) const ZONE: &str = "Asia/Shanghai";
/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// Returns the beginning of the hour of an instant; zones of whole hours begin theirs together.
pub(crate) fn beginning(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_micros().div_euclid(HOUR) * HOUR)
}

/// Returns the hour of the day, 0 to 23.
pub(crate) fn of_day(at: Timestamp) -> i64 {
    i64::from(at.civil_in(ZONE).hour())
}

/// Returns the day as `YYYY-MM-DD`.
pub(crate) fn day(at: Timestamp) -> String {
    at.civil_in(ZONE).date().to_string()
}

/// Returns an hour of the day with the one before and the one behind it.
pub(crate) fn around(hour: i64) -> [i64; 3] {
    [(hour + 23) % 24, hour, (hour + 1) % 24]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_those_of_china() {
        let at = Timestamp::from_micros(1_710_460_800_000_000).plus_secs(90);
        assert_eq!(of_day(at), 8);
        assert_eq!(beginning(at).to_rfc3339(), "2024-03-15T00:00:00Z");
        assert_eq!(day(at.plus_secs(16 * 3_600)), "2024-03-16");
        assert_eq!(around(0), [23, 0, 1]);
    }
}
