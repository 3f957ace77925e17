//! Finds calendar dates (日期) in text as Chinese papers write them, with how exact each is.
//!
//! A date that cannot exist (a 13th month, 31 April) is not reported at all, nor is a number that merely
//! looks like a date because more digits surround it.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::glyph::GlyphRow;
use crate::numeral::{day_or_month, digit};

/// How exact a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Only the year is known.
    Year,
    /// Year and month are known.
    Month,
    /// The day is known.
    Day,
}

/// A date of the Gregorian calendar between 1900 and 2100; month and day may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

/// A date and where it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundDate {
    /// The date.
    pub date: Date,
    /// Its bytes in the text.
    pub bytes: Range<usize>,
}

impl Date {
    /// Checks a date; `None` if no such day exists or the year is not within 1900 to 2100.
    #[must_use]
    pub fn new(year: u32, month: Option<u32>, day: Option<u32>) -> Option<Self> {
        let within_reach = (1900..=2100).contains(&year);
        let real = match (month, day) {
            (None, None) => true,
            (Some(month), None) => (1..=12).contains(&month),
            (Some(month), Some(day)) => day >= 1 && day <= days_in_month(year, month),
            (None, Some(_)) => false,
        };
        (within_reach && real).then_some(Self {
            year: u16::try_from(year).ok()?,
            month: month.and_then(|m| u8::try_from(m).ok()),
            day: day.and_then(|d| u8::try_from(d).ok()),
        })
    }

    /// The year, 1900 to 2100.
    #[must_use]
    pub fn year(&self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(&self) -> Option<u8> {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(&self) -> Option<u8> {
        self.day
    }

    /// How exact the date is.
    #[must_use]
    pub fn precision(&self) -> Precision {
        match (self.month, self.day) {
            (_, Some(_)) => Precision::Day,
            (Some(_), None) => Precision::Month,
            (None, None) => Precision::Year,
        }
    }
}

/// ISO 8601, as far as it is known: `2024-03-15`, `2024-03` or `2024`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// The number of days of a month; 0 for a month that does not exist.
fn days_in_month(year: u32, month: u32) -> u32 {
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

/// Finds all dates of a text, in order, none overlapping another.
#[must_use]
pub fn find_dates(text: &str) -> Vec<FoundDate> {
    let row = GlyphRow::new(text);
    let mut found = Vec::new();
    let mut index = 0;
    while index < row.len() {
        let after_run = row.run_end(index, is_year_digit);
        if after_run == index {
            index += 1;
            continue;
        }
        index = match date_at(&row, index, after_run) {
            Some((date, end)) => {
                found.push(FoundDate {
                    date,
                    bytes: row.bytes(index..end),
                });
                end
            }
            None => after_run,
        };
    }
    found
}

/// Arabic digits and Chinese ones, with the letters that recognised print shows for a round zero.
fn is_year_digit(c: char) -> bool {
    c.is_ascii_digit()
        || digit(c).is_some_and(|_| "〇零○一二三四五六七八九".contains(c))
        || c == 'O'
        || c == 'o'
}

/// Reads the date that begins at `start`, where a run of digits reaches to `run_end`.
fn date_at(row: &GlyphRow, start: usize, run_end: usize) -> Option<(Date, usize)> {
    if continues_a_number(row.before(start), start.checked_sub(2).and_then(|i| row.get(i))) {
        return None;
    }
    match run_end - start {
        8 => compact(row, start),
        4 => {
            let year = year(row.slice(start..run_end))?;
            let marker = row.skip_spaces(run_end);
            match row.get(marker)? {
                '年' => after_year(row, year, marker + 1),
                '-' | '.' | '/' | '－' | '—' | '．' | '·' => divided(row, year, run_end),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether the characters before a digit show that it lies inside a longer number, such as a version or a sum.
fn continues_a_number(before: Option<char>, before_that: Option<char>) -> bool {
    match before {
        Some(c) if c.is_ascii_alphanumeric() => true,
        Some('-' | '.' | '/' | ',') => before_that.is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    }
}

fn year(digits: &[char]) -> Option<u32> {
    let arabic = digits.first()?.is_ascii_digit();
    digits.iter().enumerate().try_fold(0, |value, (place, &c)| {
        let next = match c {
            'O' | 'o' if place > 0 => 0,
            _ if arabic => c.to_digit(10)?,
            _ => digit(c).or_else(|| c.to_digit(10).filter(|&d| d == 0))?,
        };
        Some(value * 10 + next)
    })
}

/// `20240315`
fn compact(row: &GlyphRow, start: usize) -> Option<(Date, usize)> {
    let end = start + 8;
    if row.get(end).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let part = |from: usize, to: usize| row.number(start + from..start + to);
    let date = Date::new(part(0, 4)?, Some(part(4, 6)?), Some(part(6, 8)?))?;
    Some((date, end))
}

/// `2024年3月15日`, `二〇二四年三月`, `2024年`; `index` is behind 年.
fn after_year(row: &GlyphRow, year: u32, index: usize) -> Option<(Date, usize)> {
    let whole_year = || Some((Date::new(year, None, None)?, index));
    let Some((month, marker)) = part_before(row, index, &['月']) else {
        return whole_year();
    };
    let after_month = marker + 1;
    match part_before(row, after_month, &['日', '号', '號']) {
        Some((day, marker)) => Some((Date::new(year, Some(month), Some(day))?, marker + 1)),
        None => Some((Date::new(year, Some(month), None)?, after_month)),
    }
}

/// A number of one or two places that one of `markers` follows, and where the marker stands.
fn part_before(row: &GlyphRow, index: usize, markers: &[char]) -> Option<(u32, usize)> {
    let start = row.skip_spaces(index);
    let digits_end = row.digits_end(start);
    let (value, end) = if digits_end > start {
        (
            row.number(start..digits_end)
                .filter(|_| digits_end - start <= 2)?,
            digits_end,
        )
    } else {
        let end = (start..start + 3)
            .take_while(|&i| row.get(i).is_some_and(is_numeral))
            .last()?
            + 1;
        (small_number(row.slice(start..end))?, end)
    };
    let marker = row.skip_spaces(end);
    row.get(marker)
        .filter(|c| markers.contains(c))
        .map(|_| (value, marker))
}

fn is_numeral(c: char) -> bool {
    "〇零○一二三四五六七八九十廿卅元".contains(c)
}

fn small_number(chars: &[char]) -> Option<u32> {
    // 元月 is January.
    if chars == ['元'] {
        Some(1)
    } else {
        day_or_month(chars)
    }
}

/// `2024-03-15`, `2024.3.15`, `2024/3/15`, `2024-03`; `index` is behind the year.
fn divided(row: &GlyphRow, year: u32, index: usize) -> Option<(Date, usize)> {
    let divider = row.get(index).filter(|c| is_divider(*c))?;
    let month_end = row.digits_end(index + 1);
    if month_end - index > 3 {
        return None;
    }
    let month = row.number(index + 1..month_end)?;
    let day = || {
        let again = row.get(month_end).filter(|c| same_divider(*c, divider))?;
        let end = row.digits_end(month_end + 1);
        let day = row.number(month_end + 1..end).filter(|_| end - month_end <= 3)?;
        let next_is_number = row.get(end).is_some_and(|c| same_divider(c, again))
            && row.get(end + 1).is_some_and(|c| c.is_ascii_digit());
        (!next_is_number).then_some((day, end))
    };
    if let Some((day, end)) = day() {
        return Some((Date::new(year, Some(month), Some(day))?, end));
    }
    let more = row
        .get(month_end)
        .is_some_and(|c| is_divider(c) && row.get(month_end + 1).is_some_and(|d| d.is_ascii_digit()));
    if more || row.get(month_end).is_some_and(|c| "%万亿元页人号".contains(c)) {
        return None;
    }
    Some((Date::new(year, Some(month), None)?, month_end))
}

fn is_divider(c: char) -> bool {
    matches!(c, '-' | '.' | '/' | '－' | '—' | '．' | '·')
}

fn same_divider(a: char, b: char) -> bool {
    let kind = |c: char| match c {
        '-' | '－' | '—' => 0,
        '.' | '．' | '·' => 1,
        '/' => 2,
        _ => 3,
    };
    kind(a) < 3 && kind(a) == kind(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(text: &str) -> Vec<String> {
        find_dates(text)
            .iter()
            .map(|found| found.date.to_string())
            .collect()
    }

    #[test]
    fn dates_are_found_in_every_usual_writing() {
        let cases = [
            ("2024年3月15日", "2024-03-15"),
            ("二〇二四年三月十五日", "2024-03-15"),
            ("二○二四年十二月三十一日", "2024-12-31"),
            ("二零二四年十月十日", "2024-10-10"),
            ("二O二四年元月廿五日", "2024-01-25"),
            ("2024-03-15", "2024-03-15"),
            ("2024.3.15", "2024-03-15"),
            ("20240315", "2024-03-15"),
            ("2024/3/15", "2024-03-15"),
            ("２０２４年３月１５日", "2024-03-15"),
            ("2024 年 3 月 15 日", "2024-03-15"),
            ("2024年3月15号下午", "2024-03-15"),
            ("2024年3月", "2024-03"),
            ("二〇一九年十一月", "2019-11"),
            ("2024-03", "2024-03"),
            ("2024年度工作总结", "2024"),
            ("（2000年2月29日）", "2000-02-29"),
            ("时间：2024-03-15T10:00", "2024-03-15"),
            ("一九九八年六月卅日", "1998-06-30"),
            ("2024．3．15", "2024-03-15"),
            ("会议于2023年12月1日召开", "2023-12-01"),
        ];
        for (text, expected) in cases {
            assert_eq!(dates(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_date_is_left_alone() {
        let cases = [
            "2024年13月1日",
            "2024-13-01",
            "20241301",
            "2023年2月29日",
            "2024年4月31日",
            "110101199003071234",
            "2024.3.15.7",
            "v12.2024.3.15",
            "3015年1月1日",
            "电话20240315678",
            "二〇二四",
            "2023-2024学年",
            "2024-3-150",
            "0000-00-00",
            "第120240315号",
        ];
        for text in cases {
            assert_eq!(dates(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn several_dates_keep_their_order_and_places() {
        let text = "自2023年1月1日起至二〇二三年十二月三十一日止，见2022-05";
        let found = find_dates(text);
        let written: Vec<&str> = found.iter().map(|found| &text[found.bytes.clone()]).collect();
        assert_eq!(written, ["2023年1月1日", "二〇二三年十二月三十一日", "2022-05"]);
        assert_eq!(found[0].date.precision(), Precision::Day);
        assert_eq!(found[2].date.precision(), Precision::Month);
    }
}
