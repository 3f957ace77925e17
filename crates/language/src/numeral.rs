//! Chinese numerals (中文数字): plain digits as in years, small numbers as in dates, and cardinals as in sums of
//! money, in ordinary and financial writing. Refuses what overflows or is out of order instead of guessing.

/// The value of a Chinese digit, ordinary (三) or financial (叁).
#[must_use]
pub fn digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' | '壹' | '弌' => 1,
        '二' | '贰' | '貳' | '两' | '兩' => 2,
        '三' | '叁' | '參' | '叄' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The value of a small unit: ten, hundred, thousand.
#[must_use]
pub fn small_unit(c: char) -> Option<u64> {
    match c {
        '十' | '拾' => Some(10),
        '百' | '佰' => Some(100),
        '千' | '仟' => Some(1_000),
        _ => None,
    }
}

/// The value of a large unit: ten thousand, a hundred million.
#[must_use]
pub fn large_unit(c: char) -> Option<u64> {
    match c {
        '万' | '萬' => Some(10_000),
        '亿' | '億' => Some(100_000_000),
        _ => None,
    }
}

/// Reads a day or month in ordinary numerals, 1 to 39: `十`, `十五`, `二十一`, `廿五`, `卅一`, `〇三`.
#[must_use]
pub fn day_or_month(chars: &[char]) -> Option<u32> {
    let ordinary = |c: char| digit(c).filter(|_| "〇零○一二三四五六七八九".contains(c));
    match *chars {
        ['十'] => Some(10),
        ['廿'] => Some(20),
        ['卅'] => Some(30),
        ['十', unit] => ordinary(unit).filter(|&d| d > 0).map(|d| 10 + d),
        ['廿', unit] => ordinary(unit).filter(|&d| d > 0).map(|d| 20 + d),
        ['卅', unit] => ordinary(unit).filter(|&d| d > 0).map(|d| 30 + d),
        [single] => ordinary(single).filter(|&d| d > 0),
        [tens, '十'] => ordinary(tens).filter(|d| (1..=3).contains(d)).map(|d| d * 10),
        [tens, '十', unit] => {
            let tens = ordinary(tens).filter(|d| (1..=3).contains(d))?;
            ordinary(unit).filter(|&d| d > 0).map(|d| tens * 10 + d)
        }
        [zero, unit] => ordinary(zero)
            .filter(|&d| d == 0)
            .and_then(|_| ordinary(unit))
            .filter(|&d| d > 0),
        _ => None,
    }
}

/// Reads a cardinal number in Chinese numerals, such as `一万二千三百` or `壹亿零伍拾`.
///
/// Returns `None` for an empty text, any other character, units in a wrong order, and numbers from 10^16 on.
#[must_use]
pub fn cardinal(chars: &[char]) -> Option<u64> {
    if chars.is_empty() || chars.len() > 40 {
        return None;
    }
    let mut sum = Cardinal::default();
    for &c in chars {
        if let Some(value) = digit(c) {
            sum.digit(u64::from(value))?;
        } else if let Some(unit) = small_unit(c) {
            sum.small(unit)?;
        } else {
            sum.large(large_unit(c)?)?;
        }
    }
    sum.total()
}

/// A number while it is being read: `total` of finished large units, `section` below ten thousand.
#[derive(Default)]
struct Cardinal {
    total: u64,
    section: u64,
    pending: Option<u64>,
    last_small: Option<u64>,
    last_large: Option<u64>,
}

impl Cardinal {
    fn digit(&mut self, value: u64) -> Option<()> {
        // Two digits in a row mean a number spelt out digit by digit, which is no cardinal; a zero may stand before one.
        if self.pending.is_some_and(|pending| pending != 0) {
            return None;
        }
        self.pending = Some(value);
        Some(())
    }

    fn small(&mut self, unit: u64) -> Option<()> {
        if self.last_small.is_some_and(|last| last <= unit) {
            return None;
        }
        // 十五 has no digit before its ten; other units need one.
        let count = match self.pending.take() {
            None | Some(0) if unit == 10 => 1,
            Some(count) if count > 0 => count,
            _ => return None,
        };
        self.section += count * unit;
        self.last_small = Some(unit);
        Some(())
    }

    fn large(&mut self, unit: u64) -> Option<()> {
        let section = self.section + self.pending.take().unwrap_or(0);
        let multiplied = match self.last_large {
            // 万亿: the unit applies to everything before it.
            Some(last) if last < unit => (self.total + section).checked_mul(unit)?,
            Some(last) if last == unit => return None,
            _ if section == 0 => return None,
            _ => self.total + section * unit,
        };
        self.total = multiplied;
        self.section = 0;
        self.last_small = None;
        self.last_large = Some(unit);
        Some(())
    }

    fn total(self) -> Option<u64> {
        let total = self
            .total
            .checked_add(self.section)?
            .checked_add(self.pending.unwrap_or(0))?;
        (total < 10_000_000_000_000_000).then_some(total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<u64> {
        cardinal(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn cardinals_are_read_in_ordinary_and_financial_writing() {
        let cases = [
            ("十", Some(10)),
            ("十五", Some(15)),
            ("一百零五", Some(105)),
            ("一万二千三百", Some(12_300)),
            ("壹万贰仟叁佰", Some(12_300)),
            ("壹佰壹拾万", Some(1_100_000)),
            ("叁亿零伍拾", Some(300_000_050)),
            ("一万亿", Some(1_000_000_000_000)),
            ("零", Some(0)),
            ("二〇二四", None),
            ("百千", None),
            ("一百一千", None),
            ("", None),
            ("万", None),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_that_would_overflow_is_refused() {
        assert_eq!(read("九千九百九十九万九千九百九十九亿亿"), None);
        assert_eq!(read(&"九千万亿".repeat(8)), None);
    }
}
