//! Numbers, dates and sizes as people here write them.
//!
//! Pure: the time zone of a moment comes in with it.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::Locale;

/// A whole number that a template may show.
pub trait Count {
    /// Returns the number.
    fn count(&self) -> u64;
}

/// A calendar day that a template may show.
pub trait Day {
    /// Returns the day.
    fn day(&self) -> Date;
}

/// A moment that a template may show.
pub trait Instant {
    /// Returns the moment.
    fn instant(&self) -> Timestamp;
}

/// A size in bytes that a template may show.
pub trait Bytes {
    /// Returns the size in bytes.
    fn bytes(&self) -> u64;
}

macro_rules! shown {
    ($name:ident, $method:ident, $out:ty, $($kind:ty => $give:expr),+) => {
        $(impl $name for $kind {
            fn $method(&self) -> $out {
                ($give)(*self)
            }
        })+
        impl<T: $name + ?Sized> $name for &T {
            fn $method(&self) -> $out {
                (**self).$method()
            }
        }
    };
}

shown!(Count, count, u64, u64 => |n| n, u32 => u64::from, usize => |n| n as u64);
shown!(Day, day, Date, Date => |day| day);
shown!(Instant, instant, Timestamp, Timestamp => |moment| moment);
shown!(Bytes, bytes, u64, u64 => |n| n);

const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];

impl Locale {
    /// Writes a whole number with its thousands apart: 12,345.
    #[must_use]
    pub fn number(self, number: impl Count) -> String {
        grouped(number.count())
    }

    /// Writes a day: 2024年3月15日 or 15 March 2024.
    #[must_use]
    pub fn date(self, day: impl Day) -> String {
        let day = day.day();
        match self {
            Self::ZhCn => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
            Self::En => day.strftime("%-d %B %Y").to_string(),
        }
    }

    /// Writes a moment to the minute: 2024年3月15日 14:05 or 15 March 2024, 14:05.
    #[must_use]
    pub fn moment(self, moment: impl Instant, zone: &TimeZone) -> String {
        let local = moment.instant().to_zoned(zone.clone());
        let time = local.strftime("%H:%M");
        match self {
            Self::ZhCn => format!("{} {time}", self.date(local.date())),
            Self::En => format!("{}, {time}", self.date(local.date())),
        }
    }

    /// Writes a size in units of 1024 bytes: 512 B, 1.4 MB, 23 GB.
    #[must_use]
    pub fn size(self, size: impl Bytes) -> String {
        let bytes = size.bytes();
        if bytes < 1024 {
            return match self {
                Self::ZhCn => format!("{bytes} 字节"),
                Self::En => format!("{bytes} B"),
            };
        }
        let (value, unit) = scaled(bytes);
        if value < 10.0 {
            format!("{value:.1} {unit}")
        } else {
            format!("{value:.0} {unit}")
        }
    }
}

/// Divides by 1024 until what is left reads short; 1023.6 KB rounds up into 1.0 MB.
#[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
fn scaled(bytes: u64) -> (f64, &'static str) {
    let mut value = bytes as f64 / 1024.0;
    let mut unit = 0;
    while value >= 1023.5 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    (value, UNITS[unit])
}

/// Puts a comma between each three digits.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date, tz::TimeZone};

    use super::Locale::{En, ZhCn};

    #[test]
    fn dates_are_written_as_the_language_writes_them() {
        assert_eq!(ZhCn.date(date(2024, 3, 15)), "2024年3月15日");
        assert_eq!(En.date(date(2024, 3, 15)), "15 March 2024");
    }

    #[test]
    fn a_moment_is_shown_in_the_given_zone() {
        let moment: Timestamp = "2024-03-15T16:05:59Z".parse().expect("a moment");
        let zone = TimeZone::get("Asia/Shanghai").expect("the bundled zones");
        assert_eq!(ZhCn.moment(moment, &zone), "2024年3月16日 00:05");
        assert_eq!(En.moment(moment, &TimeZone::UTC), "15 March 2024, 16:05");
    }

    #[test]
    fn numbers_have_their_thousands_apart() {
        for (number, text) in [
            (0_u64, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(ZhCn.number(number), text);
        }
        assert_eq!(En.number(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn sizes_are_short_and_round_into_the_next_unit() {
        assert_eq!(ZhCn.size(512_u64), "512 字节");
        assert_eq!(En.size(512_u64), "512 B");
        assert_eq!(En.size(1536_u64), "1.5 KB");
        assert_eq!(En.size(1_048_575_u64), "1.0 MB");
        assert_eq!(En.size(24 * 1024 * 1024 * 1024_u64), "24 GB");
    }
}
