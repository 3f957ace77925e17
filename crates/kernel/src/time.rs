//! Instants and calendar dates, and where they come from.
//!
//! An instant is microseconds since 1970 in UTC, as the database keeps it. A date is a day of the
//! calendar without a zone. Nothing outside [`SystemClock`] reads the system's clock.

use jiff::civil;
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Wraps a count of microseconds since 1970 in UTC.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Returns microseconds since 1970 in UTC.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Returns the instant that lies the given number of seconds later (earlier when negative).
    #[must_use]
    pub const fn plus_secs(self, secs: i64) -> Self {
        Self(self.0.saturating_add(secs.saturating_mul(1_000_000)))
    }

    /// Returns the seconds from `earlier` to this instant; negative when `earlier` is later.
    pub const fn secs_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0) / 1_000_000
    }

    /// Returns the instant as RFC 3339 in UTC, to the second.
    pub fn to_rfc3339(self) -> String {
        jiff::Timestamp::from_second(self.0.div_euclid(1_000_000))
            .map_or_else(|_| self.0.to_string(), |instant| instant.to_string())
    }

    /// Returns date and time of day in a time zone such as `Asia/Shanghai`; UTC when the name is unknown.
    pub fn civil_in(self, zone: &str) -> civil::DateTime {
        let instant = jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        instant.to_zoned(zone).datetime()
    }

    /// Returns the day on which the instant lies in a time zone such as `Asia/Shanghai`; UTC when the name is unknown.
    pub fn date_in(self, zone: &str) -> Date {
        Date(self.civil_in(zone).date())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

/// A text that is not a date of the form `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a date of the form YYYY-MM-DD")]
pub struct InvalidDate;

/// A day of the calendar, written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    /// Makes a date from year, month and day.
    ///
    /// # Errors
    /// [`InvalidDate`] when there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, InvalidDate> {
        civil::Date::new(year, month, day)
            .map(Self)
            .map_err(|_| InvalidDate)
    }

    /// Returns the year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Returns the month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// Returns the day of the month, from 1.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// Returns the instant at which the day begins in UTC.
    pub fn starts_in_utc(self) -> Timestamp {
        let days = (self.0 - civil::date(1970, 1, 1)).get_days();
        Timestamp(i64::from(days) * 86_400_000_000)
    }

    /// Returns the day so many days later; the last day of the calendar when there is none.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        let span = jiff::SignedDuration::from_hours(24 * i64::from(days));
        Self(self.0.saturating_add(span))
    }
}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let well_formed = text.len() == 10 && text.is_ascii() && text.as_bytes()[4] == b'-';
        if !well_formed {
            return Err(InvalidDate);
        }
        text.parse().map(Self).map_err(|_| InvalidDate)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Where the present moment comes from.
pub trait Clock: Send + Sync {
    /// Returns the present instant.
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_microsecond())
    }
}

/// A clock that stands still until it is moved; for tests and for made-up histories.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// Makes a clock that shows the given instant.
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.as_micros()))
    }

    /// Moves the clock on.
    pub fn advance_micros(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// Moves the clock on by seconds.
    pub fn advance_secs(&self, secs: i64) {
        self.advance_micros(secs.saturating_mul(1_000_000));
    }

    /// Sets the clock.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.as_micros(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_only_in_its_full_form() {
        assert_eq!("2024-03-15".parse::<Date>().unwrap().to_string(), "2024-03-15");
        for wrong in [
            "2024-3-15",
            "20240315",
            "2024-13-01",
            "2024-02-30",
            "二〇二四",
            "",
        ] {
            assert_eq!(wrong.parse::<Date>(), Err(InvalidDate), "{wrong}");
        }
    }

    #[test]
    fn an_instant_is_shown_in_the_zone_asked_for() {
        let instant = Timestamp::from_micros(1_710_460_800_000_000);
        assert_eq!(instant.to_rfc3339(), "2024-03-15T00:00:00Z");
        assert_eq!(
            instant.civil_in("Asia/Shanghai").to_string(),
            "2024-03-15T08:00:00"
        );
        assert_eq!(
            instant.civil_in("Nowhere/None").to_string(),
            "2024-03-15T00:00:00"
        );
    }

    #[test]
    fn extreme_instants_do_not_panic() {
        for micros in [i64::MIN, i64::MAX, 0] {
            let instant = Timestamp::from_micros(micros);
            assert!(!instant.to_rfc3339().is_empty());
            let _ = instant.civil_in("UTC").to_string();
        }
    }
}
