//! Finds citizen identity numbers (公民身份号码) and checks them after GB 11643-1999.
//!
//! A number is personal data: it is never printed whole by `Debug`; callers ask for [`IdentityNumber::clear`] or
//! show [`IdentityNumber::masked`].

use std::fmt;
use std::ops::Range;

use crate::date::Date;
use crate::glyph::GlyphRow;

/// A citizen identity number with a correct check character, a real birth date and a province that exists.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdentityNumber([u8; 18]);

/// An identity number and where it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundIdentityNumber {
    /// The number.
    pub number: IdentityNumber,
    /// Its bytes in the text.
    pub bytes: Range<usize>,
}

/// Weights of the 17 digits, GB 11643-1999 (ISO 7064 MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check character by remainder.
const CHECKS: [u8; 11] = *b"10X98765432";
/// First two digits of the codes of provinces and their equals, GB/T 2260; 83 and 91 as used for residents' permits.
const PROVINCES: [u32; 35] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63, 64, 65, 71, 81, 82, 83,
];

impl IdentityNumber {
    /// Reads a number of 18 characters; `None` if anything in it is wrong.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let row = GlyphRow::new(text.trim());
        if row.len() == 18 {
            Self::read(&row, 0)
        } else {
            None
        }
    }

    /// Reads the 18 characters at `start`.
    fn read(row: &GlyphRow, start: usize) -> Option<Self> {
        let mut number = [0; 18];
        for (place, slot) in number.iter_mut().enumerate() {
            let c = row.get(start + place)?.to_ascii_uppercase();
            let allowed = c.is_ascii_digit() || (place == 17 && c == 'X');
            *slot = u8::try_from(c).ok().filter(|_| allowed)?;
        }
        let sum: u32 = number
            .iter()
            .zip(WEIGHTS)
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .sum();
        let province = row.number(start..start + 2)?;
        let part = |from: usize, to: usize| row.number(start + from..start + to);
        Date::new(part(6, 10)?, Some(part(10, 12)?), Some(part(12, 14)?))?;
        (CHECKS[(sum % 11) as usize] == number[17] && PROVINCES.contains(&province)).then_some(Self(number))
    }

    /// The whole number, for those who may see it.
    #[must_use]
    pub fn clear(&self) -> String {
        self.0.iter().map(|byte| char::from(*byte)).collect()
    }

    /// The number with the birth date and most of the district hidden: `110***********002X`.
    #[must_use]
    pub fn masked(&self) -> String {
        let clear = self.clear();
        format!("{}***********{}", &clear[..3], &clear[14..])
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityNumber({})", self.masked())
    }
}

/// Finds all valid identity numbers of a text, in order.
#[must_use]
pub fn find_identity_numbers(text: &str) -> Vec<FoundIdentityNumber> {
    let row = GlyphRow::new(text);
    let mut found = Vec::new();
    let mut index = 0;
    while index < row.len() {
        let end = row.run_end(index, |c| c.is_ascii_alphanumeric());
        if end - index == 18
            && let Some(number) = IdentityNumber::read(&row, index)
        {
            found.push(FoundIdentityNumber {
                number,
                bytes: row.bytes(index..end),
            });
        }
        index = end.max(index + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_valid_only_with_its_check_character_date_and_province() {
        let cases = [
            ("11010519491231002X", true),
            ("11010519491231002x", true),
            ("１１０１０５１９４９１２３１００２Ｘ", true),
            ("440524188001010014", false),
            ("110105194912310021", false),
            ("11010519491331002X", false),
            ("99010519491231002X", false),
            ("1101051949123100", false),
            ("11010519491231002XX", false),
            ("", false),
        ];
        for (text, valid) in cases {
            assert_eq!(IdentityNumber::parse(text).is_some(), valid, "{text}");
        }
    }

    #[test]
    fn changing_any_one_digit_is_noticed() {
        let right = "11010519491231002X";
        for place in 0..17 {
            for digit in '0'..='9' {
                let mut changed: Vec<char> = right.chars().collect();
                if changed[place] == digit {
                    continue;
                }
                changed[place] = digit;
                let changed: String = changed.into_iter().collect();
                assert_eq!(IdentityNumber::parse(&changed), None, "{changed}");
            }
        }
    }

    #[test]
    fn neither_mask_nor_debug_gives_the_number_away() {
        let text = "身份证号码：11010519491231002X，编号110105194912310021999";
        let found = find_identity_numbers(text);
        assert_eq!(found.len(), 1);
        assert_eq!(&text[found[0].bytes.clone()], "11010519491231002X");
        assert_eq!(found[0].number.masked(), "110***********002X");
        assert!(!format!("{found:?}").contains("19491231"));
        assert_eq!(found[0].number.clear(), "11010519491231002X");
    }
}
