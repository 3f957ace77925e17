//! Reckoning with days: so many days later, the next working day, and dates in Chinese writing.

use guildhall_kernel::Date;
use jiff::ToSpan;
use jiff::civil::{self, Weekday};

fn civil(date: Date) -> civil::Date {
    civil::Date::new(date.year(), date.month(), date.day()).unwrap_or(civil::Date::ZERO)
}

fn kernel(date: civil::Date, otherwise: Date) -> Date {
    Date::new(date.year(), date.month(), date.day()).unwrap_or(otherwise)
}

/// Returns the day so many days later; the same day if the calendar ends before.
pub(crate) fn plus_days(date: Date, days: i64) -> Date {
    let span = days.clamp(-200_000, 200_000).days();
    civil(date)
        .checked_add(span)
        .map_or(date, |later| kernel(later, date))
}

/// Returns the days from `earlier` to `later`.
pub(crate) fn days_between(earlier: Date, later: Date) -> i64 {
    civil(later).duration_since(civil(earlier)).as_hours() / 24
}

/// Returns the day itself if it is a weekday, or else the Friday before it.
pub(crate) fn weekday_before(date: Date) -> Date {
    match civil(date).weekday() {
        Weekday::Saturday => plus_days(date, -1),
        Weekday::Sunday => plus_days(date, -2),
        _ => date,
    }
}

/// Returns the date as official papers write it: 2024年3月5日 (GB/T 9704-2012, 7.3.5).
pub(crate) fn in_words(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// Returns a number below one hundred in Chinese numerals (汉字数字).
pub(crate) fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10 % 10, number % 10);
    match (tens, ones) {
        (0, ones) => DIGITS[ones].to_owned(),
        (tens, ones) => {
            let first = if tens == 1 { "" } else { DIGITS[tens] };
            let last = if ones == 0 { "" } else { DIGITS[ones] };
            format!("{first}十{last}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_run_over_months_and_leap_years() {
        let day: Date = "2024-02-28".parse().unwrap();
        assert_eq!(plus_days(day, 2).to_string(), "2024-03-01");
        assert_eq!(plus_days(day, -59).to_string(), "2023-12-31");
        assert_eq!(days_between(day, "2024-03-01".parse().unwrap()), 2);
        assert_eq!(
            weekday_before("2024-03-03".parse().unwrap()).to_string(),
            "2024-03-01"
        );
    }

    #[test]
    fn numbers_and_dates_are_written_as_official_papers_do() {
        assert_eq!(in_words("2024-03-05".parse().unwrap()), "2024年3月5日");
        for (number, words) in [(7, "七"), (10, "十"), (12, "十二"), (20, "二十"), (34, "三十四")] {
            assert_eq!(numeral(number), words);
        }
    }
}
