//! Cuts a text into sentences (句): at sentence ends and line ends, with an upper bound on their length.

use std::ops::Range;

/// Cuts `text` into the byte ranges of its sentences, spaces around them left out.
///
/// A sentence longer than `max_chars` is cut at the last comma inside that length, or else at it.
#[must_use]
pub fn sentences(text: &str, max_chars: usize) -> Vec<Range<usize>> {
    let mut cutter = Cutter {
        text,
        ranges: Vec::new(),
        start: 0,
        chars: 0,
        comma: None,
    };
    for (at, c) in text.char_indices() {
        let behind = at + c.len_utf8();
        cutter.chars += 1;
        if matches!(c, '\n' | '\r' | '。' | '！' | '？' | '；' | '!' | '?' | ';' | '…') {
            cutter.cut(behind);
        } else {
            if matches!(c, '，' | ',' | '、' | '：' | ':' | ' ' | '\u{3000}') {
                cutter.comma = Some((behind, cutter.chars));
            }
            if cutter.chars >= max_chars.max(1) {
                cutter.cut_long(behind);
            }
        }
    }
    cutter.cut(text.len());
    cutter.ranges
}

struct Cutter<'a> {
    text: &'a str,
    ranges: Vec<Range<usize>>,
    start: usize,
    chars: usize,
    /// Behind the last comma of the present sentence: byte offset and number of characters before it.
    comma: Option<(usize, usize)>,
}

impl Cutter<'_> {
    fn cut(&mut self, end: usize) {
        let piece = &self.text[self.start..end];
        let trimmed = piece.trim();
        if !trimmed.is_empty() {
            let start = self.start + (piece.len() - piece.trim_start().len());
            self.ranges.push(start..start + trimmed.len());
        }
        self.start = end;
        self.chars = 0;
        self.comma = None;
    }

    fn cut_long(&mut self, end: usize) {
        match self.comma {
            Some((behind, before)) => {
                let rest = self.chars - before;
                self.cut(behind);
                self.chars = rest;
            }
            None => self.cut(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, max: usize) -> Vec<&str> {
        sentences(text, max)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn sentences_end_at_their_marks_and_at_line_ends() {
        assert_eq!(
            cut("会议通过。散会！\n 下一行\r\n\n", 100),
            ["会议通过。", "散会！", "下一行"]
        );
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_comma_or_at_the_bound() {
        assert_eq!(cut("一二三，四五六七八九", 6), ["一二三，", "四五六七八九"]);
        assert_eq!(cut("一二三四五六七八九", 4), ["一二三四", "五六七八", "九"]);
    }
}
