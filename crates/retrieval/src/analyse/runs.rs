//! Cuts folded text into runs: ideographs, which are indexed by character, and words of letters and digits,
//! which are indexed whole.
//!
//! Punctuation and white space belong to no run and take no position, so that `院工〔2024〕12号`,
//! `院工[2024]12号` and `院工 2024 12 号` have the same runs at the same positions.

use guildhall_language::script::fold_char;

/// Longest run of letters and digits that is kept as one term; longer ones are cut.
const WORD_CHARS_MAX: usize = 64;

/// Shortest run of digits that can also be found by a part of it, such as the end of a phone number.
const PARTED_DIGITS_MIN: usize = 5;

/// Digits in one indexed part of a long number.
const PART_CHARS: usize = 3;

/// Begins the term of a part of a number, so that it is never mistaken for a whole number.
pub(crate) const PART_MARK: char = '\u{1}';

/// What a run is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// Chinese characters, kana or hangul: scripts written without spaces.
    Ideographs,
    /// Letters and digits of any other script.
    Word,
}

/// A stretch of characters of one kind, without punctuation or white space inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// What the run is made of.
    pub kind: RunKind,
    /// Index of its first character in the text.
    pub start: usize,
    /// Number of characters.
    pub len: usize,
    /// Characters of runs before it: its place for phrases.
    pub position: usize,
}

/// A part of a word run: its letters or its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NumberPart {
    pub start: usize,
    pub len: usize,
    pub digits: bool,
}

impl NumberPart {
    /// Says whether a document's number is long enough to be indexed by parts too.
    pub fn has_trigrams(&self) -> bool {
        self.digits && self.len >= PARTED_DIGITS_MIN
    }

    /// Says whether a question's number is long enough to be looked for inside longer ones.
    pub fn can_be_inside(&self) -> bool {
        self.digits && self.len >= PART_CHARS
    }

    /// Returns the starts of the indexed parts of this number.
    pub fn trigram_starts(&self) -> impl Iterator<Item = usize> {
        self.start..(self.start + self.len + 1).saturating_sub(PART_CHARS)
    }
}

/// A text folded for comparison, with the way back to the original.
///
/// Traditional becomes simplified, full width half width, capitals small letters. Invisible characters are
/// left out, and so is white space between ideographs: line ends and the wide spacing of headings cut
/// Chinese words apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// The characters that take part in comparison.
    pub chars: Vec<char>,
    /// For each of them its index among the characters of the original text.
    pub origins: Vec<usize>,
}

impl Folded {
    /// Folds a text.
    pub fn of(text: &str) -> Self {
        let mut folded = Self::default();
        let mut gap_from = None;
        for (origin, original) in text.chars().enumerate() {
            if is_invisible(original) {
                continue;
            }
            let c = fold_char(original);
            if c.is_whitespace() {
                gap_from.get_or_insert(folded.chars.len());
            } else if let Some(start) = gap_from.take() {
                let between = start > 0 && is_ideograph(folded.chars[start - 1]) && is_ideograph(c);
                if between {
                    folded.truncate(start);
                }
            }
            folded.chars.push(c);
            folded.origins.push(origin);
        }
        folded
    }

    fn truncate(&mut self, len: usize) {
        self.chars.truncate(len);
        self.origins.truncate(len);
    }
}

/// Says whether a character only steers how text is shown or typed: zero-width spaces and joiners, marks of
/// direction, the byte order mark.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Cuts folded text into its runs, in order.
pub fn runs(chars: &[char]) -> Vec<Run> {
    let mut found = Vec::new();
    let (mut start, mut position) = (0, 0);
    while start < chars.len() {
        let Some(kind) = kind_of(chars[start]) else {
            start += 1;
            continue;
        };
        let limit = if kind == RunKind::Word {
            WORD_CHARS_MAX
        } else {
            usize::MAX
        };
        let len = chars[start..]
            .iter()
            .take(limit)
            .take_while(|c| kind_of(**c) == Some(kind))
            .count();
        found.push(Run {
            kind,
            start,
            len,
            position,
        });
        start += len;
        position += len;
    }
    found
}

/// Splits a word run where letters meet digits.
pub(crate) fn parts_of(chars: &[char], run: &Run) -> Vec<NumberPart> {
    let mut parts: Vec<NumberPart> = Vec::new();
    for (offset, c) in chars[run.start..run.start + run.len].iter().enumerate() {
        let digits = c.is_ascii_digit();
        match parts.last_mut() {
            Some(part) if part.digits == digits => part.len += 1,
            _ => parts.push(NumberPart {
                start: run.start + offset,
                len: 1,
                digits,
            }),
        }
    }
    parts
}

/// Returns the term of the number's part that begins at `start`.
pub(crate) fn trigram(chars: &[char], start: usize) -> String {
    std::iter::once(PART_MARK)
        .chain(chars[start..start + PART_CHARS].iter().copied())
        .collect()
}

fn kind_of(c: char) -> Option<RunKind> {
    if is_ideograph(c) {
        Some(RunKind::Ideographs)
    } else if c.is_alphanumeric() {
        Some(RunKind::Word)
    } else {
        None
    }
}

fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' | '\u{3005}' | '\u{3007}'
        | '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
        | '\u{ac00}'..='\u{d7a3}')
}
