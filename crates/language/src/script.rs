//! Folds the many ways of writing the same Chinese text into one: traditional to simplified, full width to
//! half width, upper to lower case, radicals that PDF fonts give out to the characters they stand for.
//!
//! Two strengths: [`fold_chars`] works character by character and keeps their number, so that a place in the
//! folded text is a place in the original (search, highlighting); [`to_simplified`] converts by phrases, as a
//! reader would (display, models), and may change the number of characters. Never changes what is stored.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use opencc_fmmseg::OpenCC;
use unicode_normalization::UnicodeNormalization;

static CONVERTER: LazyLock<OpenCC> = LazyLock::new(|| {
    let mut converter = OpenCC::new();
    // Papers are read on several workers already; more threads inside one conversion only take turns.
    converter.set_parallel(false);
    converter
});

/// Han characters whose simplified form (简体字) is another single character.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let blocks = [0x3400..=0x9FFF_u32, 0xF900..=0xFAFF, 0x2_0000..=0x3_134F];
    let all: Vec<char> = blocks.into_iter().flatten().filter_map(char::from_u32).collect();
    // One conversion of all characters, each on a line of its own so that none joins its neighbour in a phrase.
    let lines: String = all.iter().flat_map(|&c| [c, '\n']).collect();
    let converted = CONVERTER.t2s(&lines, false);
    all.into_iter()
        .zip(converted.lines())
        .filter_map(|(c, line)| only_char(line.chars()).filter(|&s| s != c).map(|s| (c, s)))
        .collect()
});

/// Radicals of the supplement block that have no Unicode decomposition but stand for a common character:
/// text taken out of PDF files is full of them.
const RADICALS: [(char, char); 32] = [
    ('⺁', '厂'),
    ('⺇', '几'),
    ('⺌', '小'),
    ('⺎', '兀'),
    ('⺏', '尣'),
    ('⺐', '尢'),
    ('⺒', '巳'),
    ('⺓', '幺'),
    ('⺠', '民'),
    ('⺩', '王'),
    ('⺬', '示'),
    ('⺮', '竹'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻩', '黄'),
    ('⻬', '齐'),
    ('⻰', '龙'),
];

/// Converts traditional Chinese (繁体字) to simplified, phrase by phrase.
///
/// Punctuation, width and case stay as they are. The number of characters can change.
#[must_use]
pub fn to_simplified(text: &str) -> String {
    if text.chars().any(is_han) {
        CONVERTER.t2s(text, false)
    } else {
        text.to_owned()
    }
}

/// Converts to simplified and keeps the number of characters.
///
/// Uses the phrase conversion wherever it keeps the count, the character conversion otherwise.
#[must_use]
pub fn to_simplified_aligned(text: &str) -> String {
    let converted = to_simplified(text);
    if converted.chars().count() == text.chars().count() {
        return converted;
    }
    text.chars().map(simplify_char).collect()
}

/// Folds a text for comparison, character by character: the result has exactly as many characters.
#[must_use]
pub fn fold_chars(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// Folds one character: compatibility form, half width, lower case, simplified.
#[must_use]
pub fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let compatible = only_char(std::iter::once(c).nfkc()).unwrap_or(c);
    let lower = only_char(compatible.to_lowercase()).unwrap_or(compatible);
    simplify_char(lower)
}

/// The half-width form (半角) of a full-width one (全角); other characters unchanged.
#[must_use]
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Whether a character is a Chinese character (汉字).
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_134F | 0x3007)
}

fn simplify_char(c: char) -> char {
    match u32::from(c) {
        0x2E80..=0x2EFF => RADICALS
            .iter()
            .find(|(radical, _)| *radical == c)
            .map_or(c, |(_, han)| *han),
        0x3400.. => SIMPLIFIED.get(&c).copied().unwrap_or(c),
        _ => c,
    }
}

fn only_char(mut chars: impl Iterator<Item = char>) -> Option<char> {
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(c),
        _ => None,
    }
}

/// A folded text that remembers where each of its characters stood.
#[derive(Debug, Clone)]
pub struct FoldedText {
    text: String,
    /// Byte offset in the folded and in the original text of each character, and of the end.
    places: Vec<(usize, usize)>,
}

impl FoldedText {
    /// Folds `original` as [`fold_chars`] does.
    #[must_use]
    pub fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut places = Vec::with_capacity(original.len() / 2 + 1);
        for (start, c) in original.char_indices() {
            places.push((text.len(), start));
            text.push(fold_char(c));
        }
        places.push((text.len(), original.len()));
        Self { text, places }
    }

    /// The folded text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte range in the original of a byte range in the folded text.
    ///
    /// A bound inside a character is moved to its beginning, a bound behind the end to the end.
    #[must_use]
    pub fn original_range(&self, folded: Range<usize>) -> Range<usize> {
        self.original_offset(folded.start)..self.original_offset(folded.end)
    }

    fn original_offset(&self, folded: usize) -> usize {
        let after = self.places.partition_point(|(start, _)| *start <= folded);
        self.places[after.saturating_sub(1)].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_widths_cases_and_radicals_fold_into_one() {
        let cases = [
            ("職工代表大會", "职工代表大会"),
            ("ＡＢＣ１２３", "abc123"),
            ("（２０２４）", "(2024)"),
            ("⼯会会⻓", "工会会长"),
            ("〔2024〕12號", "〔2024〕12号"),
            ("臺灣省總工會", "台湾省总工会"),
            ("\u{3000}乾", " 干"),
        ];
        for (input, expected) in cases {
            assert_eq!(fold_chars(input), expected, "{input}");
        }
    }

    #[test]
    fn phrases_decide_what_single_characters_cannot() {
        assert_eq!(to_simplified("乾隆年間的葡萄乾"), "乾隆年间的葡萄干");
        assert_eq!(to_simplified("plain ASCII"), "plain ASCII");
    }

    #[test]
    fn a_place_in_the_folded_text_is_a_place_in_the_original() {
        let original = "ＡＢ職工a大會";
        let folded = FoldedText::new(original);
        let at = folded.text().find("职工").expect("folded");
        let range = folded.original_range(at..at + "职工".len());
        assert_eq!(&original[range], "職工");
        assert_eq!(folded.original_range(0..folded.text().len()), 0..original.len());
        assert_eq!(
            folded.original_range(9_999..10_000),
            original.len()..original.len()
        );
    }
}
