//! Finds Chinese telephone numbers (电话号码): mobile, fixed line with area code, and 400/800 service numbers.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::glyph::GlyphRow;

/// The kind of a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    /// A mobile number (手机) of 11 digits.
    Mobile,
    /// A fixed line (固定电话) with its area code.
    FixedLine,
    /// A service number beginning with 400 or 800.
    Service,
}

/// A telephone number and where it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPhone {
    /// The kind of number.
    pub kind: PhoneKind,
    /// Digits only, a fixed line with a hyphen behind the area code.
    pub number: String,
    /// Its bytes in the text.
    pub bytes: Range<usize>,
}

impl FoundPhone {
    /// The number with its middle hidden: `138****5678`.
    #[must_use]
    pub fn masked(&self) -> String {
        let (head, tail) = self.number.split_at(3);
        format!("{head}****{}", &tail[tail.len() - 4..])
    }
}

/// Longest stretch of digits and dividers looked at as one number.
const MAX_STRETCH: usize = 24;

/// Digits of a number, the area code counted in.
const DIGITS: std::ops::RangeInclusive<usize> = 10..=12;

/// Finds all telephone numbers of a text, in order.
#[must_use]
pub fn find_phones(text: &str) -> Vec<FoundPhone> {
    let row = GlyphRow::new(text);
    let mut found = Vec::new();
    let mut index = 0;
    while index < row.len() {
        let begins = row
            .get(index)
            .is_some_and(|c| c.is_ascii_digit() || c == '+' || c == '(')
            && !row
                .before(index)
                .is_some_and(|c| c.is_ascii_alphanumeric() || c == '.');
        if !begins {
            index += 1;
            continue;
        }
        index = match phone_at(&row, index) {
            Some((phone, end)) => {
                found.push(phone);
                end
            }
            None => row.digits_end(index).max(index + 1),
        };
    }
    found
}

fn phone_at(row: &GlyphRow, start: usize) -> Option<(FoundPhone, usize)> {
    let number_start = behind_country_code(row, start);
    let in_number = |at: usize| {
        row.get(at)
            .is_some_and(|c| c.is_ascii_digit() || "-() ".contains(c))
    };
    let stretch = (number_start..number_start + MAX_STRETCH)
        .take_while(|at| in_number(*at))
        .count();
    // Shorten from the right: a space may belong to the number or divide it from the next one.
    (number_start + 1..=number_start + stretch).rev().find_map(|end| {
        let closed = !row.get(end).is_some_and(|c| c.is_ascii_alphanumeric());
        let digits = row
            .slice(number_start..end)
            .iter()
            .filter(|c| c.is_ascii_digit())
            .count();
        let ends_in_digit = row.before(end).is_some_and(|c| c.is_ascii_digit());
        let (kind, number) = (closed && ends_in_digit && DIGITS.contains(&digits))
            .then(|| read(row.slice(number_start..end)))??;
        Some((
            FoundPhone {
                kind,
                number,
                bytes: row.bytes(start..end),
            },
            end,
        ))
    })
}

fn read(chars: &[char]) -> Option<(PhoneKind, String)> {
    let as_kind = |kind: PhoneKind| move |number: String| (kind, number);
    mobile(chars)
        .map(as_kind(PhoneKind::Mobile))
        .or_else(|| fixed_line(chars).map(as_kind(PhoneKind::FixedLine)))
        .or_else(|| service(chars).map(as_kind(PhoneKind::Service)))
}

/// The index behind `+86` or `86` at `start`.
fn behind_country_code(row: &GlyphRow, start: usize) -> usize {
    let digits = if row.get(start) == Some('+') {
        start + 1
    } else {
        start
    };
    let mobile_follows = |index: usize| row.get(index) == Some('1') && row.digits_end(index) >= index + 3;
    if !row.starts_with(digits, "86") {
        return start;
    }
    let behind = row.run_end(digits + 2, |c| c == '-' || c == ' ').min(digits + 4);
    if digits > start || mobile_follows(behind) {
        behind
    } else {
        start
    }
}

/// Groups of digits, divided by single hyphens or spaces; `None` if anything else is between them.
fn groups(chars: &[char]) -> Option<Vec<String>> {
    let mut groups = vec![String::new()];
    for &c in chars {
        match c {
            '0'..='9' => groups.last_mut()?.push(c),
            '-' | ' ' if !groups.last()?.is_empty() => groups.push(String::new()),
            _ => return None,
        }
    }
    Some(groups)
}

fn mobile(chars: &[char]) -> Option<String> {
    let groups = groups(chars)?;
    let shape: Vec<usize> = groups.iter().map(String::len).collect();
    let number = groups.concat();
    let right = matches!(shape.as_slice(), [11] | [3, 4, 4] | [4, 3, 4] | [3, 8] | [7, 4]);
    let prefix = number.starts_with('1') && number.chars().nth(1).is_some_and(|c| ('3'..='9').contains(&c));
    (right && prefix).then_some(number)
}

fn fixed_line(chars: &[char]) -> Option<String> {
    let (area, rest) = match chars {
        ['(', inner @ ..] => {
            let close = inner.iter().position(|c| *c == ')')?;
            (inner[..close].to_vec(), inner[close + 1..].to_vec())
        }
        _ => {
            let divider = chars.iter().position(|c| *c == '-' || *c == ' ')?;
            (chars[..divider].to_vec(), chars[divider + 1..].to_vec())
        }
    };
    let area = groups(&area).filter(|groups| groups.len() == 1)?.concat();
    let rest: Vec<char> = rest.into_iter().skip_while(|c| *c == ' ' || *c == '-').collect();
    let local = groups(&rest).filter(|groups| groups.len() <= 2)?.concat();
    let right_area = area.starts_with('0') && (3..=4).contains(&area.len());
    let right_local = (7..=8).contains(&local.len()) && !local.starts_with(['0', '1']);
    (right_area && right_local).then(|| format!("{area}-{local}"))
}

fn service(chars: &[char]) -> Option<String> {
    let groups = groups(chars)?;
    let shape: Vec<usize> = groups.iter().map(String::len).collect();
    let number = groups.concat();
    let right = matches!(
        shape.as_slice(),
        [10] | [3, 3, 4] | [3, 4, 3] | [3, 7] | [4, 3, 3] | [4, 6]
    );
    (right && (number.starts_with("400") || number.starts_with("800"))).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_every_usual_writing() {
        let cases = [
            ("电话：13812345678", "13812345678"),
            ("手机138 1234 5678。", "13812345678"),
            ("138-1234-5678", "13812345678"),
            ("+86 13812345678", "13812345678"),
            ("8613812345678", "13812345678"),
            ("１３８１２３４５６７８", "13812345678"),
            ("010-62345678", "010-62345678"),
            ("（010）62345678转8012", "010-62345678"),
            ("0532-8234567", "0532-8234567"),
            ("+86-10-12", ""),
            ("400-810-1234", "4008101234"),
            ("12812345678", ""),
            ("138123456789", ""),
            ("20240315", ""),
            ("11010519491231002X", ""),
            ("13812345678 13987654321", "13812345678,13987654321"),
        ];
        for (text, expected) in cases {
            let numbers: Vec<String> = find_phones(text).into_iter().map(|phone| phone.number).collect();
            assert_eq!(numbers.join(","), expected, "{text}");
        }
    }

    #[test]
    fn a_masked_number_shows_three_and_four_digits() {
        assert_eq!(find_phones("13812345678")[0].masked(), "138****5678");
        assert_eq!(find_phones("010-62345678")[0].masked(), "010****5678");
    }
}
