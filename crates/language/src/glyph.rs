//! A text as a row of half-width characters, each with its byte offset: what the scanners for dates,
//! numbers and amounts walk along. Holds no knowledge of what is looked for.

use std::ops::Range;

use crate::script::half_width;

/// The characters of a text, full-width forms made half-width, with their places in the original.
pub(crate) struct GlyphRow {
    chars: Vec<char>,
    /// Byte offset of each character and, last, the length of the text.
    starts: Vec<usize>,
}

impl GlyphRow {
    /// Lays out `text`.
    pub(crate) fn new(text: &str) -> Self {
        let mut chars = Vec::with_capacity(text.len() / 2);
        let mut starts = Vec::with_capacity(text.len() / 2);
        for (start, c) in text.char_indices() {
            chars.push(half_width(c));
            starts.push(start);
        }
        starts.push(text.len());
        Self { chars, starts }
    }

    /// The number of characters.
    pub(crate) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The character at `index`, if there is one.
    pub(crate) fn get(&self, index: usize) -> Option<char> {
        self.chars.get(index).copied()
    }

    /// The character before `index`, if there is one.
    pub(crate) fn before(&self, index: usize) -> Option<char> {
        index.checked_sub(1).and_then(|i| self.get(i))
    }

    /// The characters of a range, clamped to the row.
    pub(crate) fn slice(&self, range: Range<usize>) -> &[char] {
        let end = range.end.min(self.chars.len());
        &self.chars[range.start.min(end)..end]
    }

    /// The byte range in the original text of a range of characters.
    pub(crate) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        self.starts[range.start.min(self.len())]..self.starts[range.end.min(self.len())]
    }

    /// The index after at most two spaces at `index`: recognised print often has stray ones inside a date.
    pub(crate) fn skip_spaces(&self, index: usize) -> usize {
        let is_space = |i: usize| self.get(i).is_some_and(|c| c == ' ' || c == '\t');
        match (is_space(index), is_space(index + 1)) {
            (true, true) => index + 2,
            (true, false) => index + 1,
            (false, _) => index,
        }
    }

    /// The index after the run of characters at `index` that satisfy `wanted`.
    pub(crate) fn run_end(&self, index: usize, wanted: impl Fn(char) -> bool) -> usize {
        let mut end = index;
        while self.get(end).is_some_and(&wanted) {
            end += 1;
        }
        end
    }

    /// The index after the run of ASCII digits at `index`.
    pub(crate) fn digits_end(&self, index: usize) -> usize {
        self.run_end(index, |c| c.is_ascii_digit())
    }

    /// The value of the ASCII digits in a range; `None` when it is empty, has another character or more than nine.
    pub(crate) fn number(&self, range: Range<usize>) -> Option<u32> {
        let digits = self.slice(range);
        if digits.is_empty() || digits.len() > 9 {
            return None;
        }
        digits
            .iter()
            .try_fold(0u32, |value, c| Some(value * 10 + c.to_digit(10)?))
    }

    /// Whether the characters at `index` are exactly `wanted`.
    pub(crate) fn starts_with(&self, index: usize, wanted: &str) -> bool {
        wanted
            .chars()
            .enumerate()
            .all(|(offset, c)| self.get(index + offset) == Some(c))
    }
}
