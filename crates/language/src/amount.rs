//! Finds sums of money in yuan (金额): 1,234.50元, ￥12万元, and the financial writing 人民币壹万贰仟叁佰元整.
//!
//! Sums are counted in fen, a hundredth of a yuan. Other currencies are not looked for.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::glyph::GlyphRow;
use crate::numeral::{cardinal, digit, large_unit, small_unit};

/// A sum of money in fen (分).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Amount {
    /// Hundredths of a yuan.
    pub fen: u64,
}

/// Yuan with two places: `1234.50`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.fen / 100, self.fen % 100)
    }
}

/// A sum of money and where it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundAmount {
    /// The sum.
    pub amount: Amount,
    /// Whether it is in financial or other Chinese numerals (大写).
    pub in_words: bool,
    /// Its bytes in the text.
    pub bytes: Range<usize>,
}

/// Finds all sums of money of a text, in order, none overlapping another.
#[must_use]
pub fn find_amounts(text: &str) -> Vec<FoundAmount> {
    let row = GlyphRow::new(text);
    let mut found = Vec::new();
    let mut index = 0;
    while index < row.len() {
        let arabic_end = row.run_end(index, |c| c.is_ascii_digit() || c == ',' || c == '.');
        let words_end = row.run_end(index, is_money_numeral);
        let run_end = arabic_end.max(words_end);
        if run_end == index {
            index += 1;
            continue;
        }
        let in_words = words_end > index;
        let read = if in_words {
            in_numerals(&row, index, words_end)
        } else {
            in_figures(&row, index, arabic_end)
        };
        index = match read {
            Some((fen, end)) => {
                let start = behind_symbol(&row, index);
                found.push(FoundAmount {
                    amount: Amount { fen },
                    in_words,
                    bytes: row.bytes(start..end),
                });
                end
            }
            None => run_end,
        };
    }
    found
}

fn is_money_numeral(c: char) -> bool {
    digit(c).is_some() || small_unit(c).is_some() || large_unit(c).is_some()
}

/// Where the sum begins when the currency sign before it is counted in.
fn behind_symbol(row: &GlyphRow, start: usize) -> usize {
    let bare = if row.before(start) == Some(' ') {
        start - 1
    } else {
        start
    };
    if row.before(bare).is_some_and(is_yuan_sign) {
        bare - 1
    } else {
        start
    }
}

/// The yuan sign and the similar one of the full-width block.
fn is_yuan_sign(c: char) -> bool {
    matches!(c, '¥' | '￥')
}

/// `1,234.50元`, `￥12万元`, `3.5亿元`, `￥800`
fn in_figures(row: &GlyphRow, start: usize, run_end: usize) -> Option<(u64, usize)> {
    let number_end = trimmed_end(row, start, run_end);
    let fen = figures(row.slice(start..number_end))?;
    let unit_at = row.skip_spaces(number_end);
    let (scale, yuan_at) = match row.get(unit_at) {
        Some('千') => (1_000, unit_at + 1),
        Some('百') if row.get(unit_at + 1) == Some('万') => (1_000_000, unit_at + 2),
        Some(c) => large_unit(c).map_or((1, unit_at), |unit| (unit, unit_at + 1)),
        None => (1, unit_at),
    };
    if let Some(end) = behind_yuan(row, yuan_at) {
        return Some((fen.checked_mul(scale)?, end));
    }
    let symbol = behind_symbol(row, start) < start;
    let end = if scale > 1 { yuan_at } else { number_end };
    symbol
        .then(|| fen.checked_mul(scale))
        .flatten()
        .map(|fen| (fen, end))
}

/// The end of the number without the comma or full stop that closes a sentence.
fn trimmed_end(row: &GlyphRow, start: usize, run_end: usize) -> usize {
    let mut end = run_end;
    while end > start && row.before(end).is_some_and(|c| c == ',' || c == '.') {
        end -= 1;
    }
    end
}

/// The index behind 元 or 圆 that means yuan, not the 元 of 元旦 or 元素.
fn behind_yuan(row: &GlyphRow, index: usize) -> Option<usize> {
    row.get(index).filter(|c| matches!(c, '元' | '圆' | '圓'))?;
    let other_word = row.get(index + 1).is_some_and(|c| "旦素月宵件首帅老".contains(c));
    (!other_word).then_some(index + 1)
}

/// Reads `1,234.5` into fen; at most four decimals, and only zeros beyond the second after rounding to fen.
fn figures(chars: &[char]) -> Option<u64> {
    let text: String = chars.iter().collect();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let grouped = whole.split(',').skip(1).all(|group| group.len() == 3);
    let right = grouped && !whole.is_empty() && whole.len() <= 18 && decimals.len() <= 4;
    if !right || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let yuan: u64 = whole.replace(',', "").parse().ok()?;
    let ten_thousandths: u64 = format!("{decimals:0<4}").parse().ok()?;
    yuan.checked_mul(100)?.checked_add(ten_thousandths / 100)
}

/// `壹万贰仟叁佰元伍角整`, `一万二千元`
fn in_numerals(row: &GlyphRow, start: usize, run_end: usize) -> Option<(u64, usize)> {
    let yuan_end = behind_yuan(row, run_end)?;
    let numerals = row.slice(start..run_end);
    let financial = numerals
        .iter()
        .any(|c| "壹贰叁肆伍陆柒捌玖拾佰仟貳參陸".contains(*c));
    let with_unit = numerals
        .iter()
        .any(|c| small_unit(*c).is_some() || large_unit(*c).is_some());
    // 一元 and 多元 are mostly words of other meanings.
    if !financial && !with_unit {
        return None;
    }
    let yuan = cardinal(numerals)?;
    let (jiao, end) = tenth(row, yuan_end, '角');
    let (fen, end) = tenth(row, end, '分');
    let end = if row.get(end).is_some_and(|c| matches!(c, '整' | '正')) {
        end + 1
    } else {
        end
    };
    Some((yuan.checked_mul(100)?.checked_add(jiao * 10 + fen)?, end))
}

/// The digit before `mark` at `index`, a zero before it allowed; 0 if there is none.
fn tenth(row: &GlyphRow, index: usize, mark: char) -> (u64, usize) {
    let at = if row.get(index) == Some('零') {
        index + 1
    } else {
        index
    };
    match (row.get(at).and_then(digit), row.get(at + 1)) {
        (Some(value), Some(c)) if c == mark => (u64::from(value), at + 2),
        _ => (0, index),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_in_figures_and_in_words() {
        let cases = [
            ("1,234.50元", "1234.50"),
            ("人民币壹万贰仟叁佰元整", "12300.00"),
            ("￥800", "800.00"),
            ("¥ 1,000,000.00", "1000000.00"),
            ("经费12万元", "120000.00"),
            ("3.5亿元", "350000000.00"),
            ("0.8万元", "8000.00"),
            ("每人300元。", "300.00"),
            ("一万二千元", "12000.00"),
            ("叁佰元伍角陆分", "300.56"),
            ("伍仟圆零伍分", "5000.05"),
            ("１２３４．５元", "1234.50"),
            ("共计：12 元", "12.00"),
            ("二十元正", "20.00"),
            ("500千元", "500000.00"),
            ("壹佰万元", "1000000.00"),
        ];
        for (text, expected) in cases {
            let found = find_amounts(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].amount.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_sum_is_left_alone() {
        for text in [
            "2024年1元旦",
            "一元化领导",
            "12人",
            "1,23元",
            "元旦",
            "1.2.3元",
            "99999999999999999999元",
            "二〇二四元",
        ] {
            assert_eq!(find_amounts(text), Vec::new(), "{text}");
        }
    }

    #[test]
    fn the_sign_belongs_to_the_sum() {
        let text = "合计￥1,200.00，大写壹仟贰佰元整。";
        let written: Vec<&str> = find_amounts(text)
            .into_iter()
            .map(|found| &text[found.bytes])
            .collect();
        assert_eq!(written, ["￥1,200.00", "壹仟贰佰元整"]);
    }
}
