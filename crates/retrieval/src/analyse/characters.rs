//! The tokenizer of the field that ranks: single ideographs and pairs of them, whole words and numbers,
//! and parts of mixed or long numbers.
//!
//! A term's position counts the characters of runs before it, so that phrases cross punctuation.

use super::runs::{self, Folded, PART_MARK, Run, RunKind};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Cuts text into the terms of the character fields.
#[derive(Clone, Default)]
pub struct CharacterTokenizer {
    spans: Vec<Span>,
}

/// One term: `len` characters from `start`.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: usize,
    len: usize,
    position: usize,
    part: bool,
}

impl Tokenizer for CharacterTokenizer {
    type TokenStream<'a> = CharacterStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CharacterStream<'a> {
        let chars = Folded::of(text).chars;
        self.spans.clear();
        for run in runs::runs(&chars) {
            match run.kind {
                RunKind::Ideographs => push_ideographs(&run, &mut self.spans),
                RunKind::Word => push_word(&chars, &run, &mut self.spans),
            }
        }
        CharacterStream {
            chars,
            spans: &self.spans,
            next: 0,
            token: Token::default(),
        }
    }
}

fn push_ideographs(run: &Run, spans: &mut Vec<Span>) {
    for offset in 0..run.len {
        let single = Span {
            start: run.start + offset,
            len: 1,
            position: run.position + offset,
            part: false,
        };
        spans.push(single);
        if offset + 1 < run.len {
            spans.push(Span { len: 2, ..single });
        }
    }
}

fn push_word(chars: &[char], run: &Run, spans: &mut Vec<Span>) {
    spans.push(Span {
        start: run.start,
        len: run.len,
        position: run.position,
        part: false,
    });
    let parts = runs::parts_of(chars, run);
    for part in &parts {
        let position_of = |start: usize| run.position + start - run.start;
        if parts.len() > 1 {
            let position = position_of(part.start);
            spans.push(Span {
                start: part.start,
                len: part.len,
                position,
                part: false,
            });
        }
        if part.has_trigrams() {
            spans.extend(part.trigram_starts().map(|start| Span {
                start,
                len: 3,
                position: position_of(start),
                part: true,
            }));
        }
    }
}

/// The terms of one text.
pub struct CharacterStream<'a> {
    chars: Vec<char>,
    spans: &'a [Span],
    next: usize,
    token: Token,
}

impl TokenStream for CharacterStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(span) = self.spans.get(self.next) else {
            return false;
        };
        self.next += 1;
        self.token.position = span.position;
        self.token.text.clear();
        if span.part {
            self.token.text.push(PART_MARK);
        }
        self.token
            .text
            .extend(&self.chars[span.start..span.start + span.len]);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<(usize, String)> {
        let mut tokenizer = CharacterTokenizer::default();
        let mut stream = tokenizer.token_stream(text);
        let mut found = Vec::new();
        while let Some(token) = stream.next() {
            found.push((token.position, token.text.replace(PART_MARK, "~")));
        }
        found
    }

    fn check(text: &str, expected: &[(usize, &str)]) {
        let expected: Vec<(usize, String)> = expected
            .iter()
            .map(|(at, term)| (*at, (*term).to_owned()))
            .collect();
        assert_eq!(terms(text), expected, "{text}");
    }

    #[test]
    fn ideographs_become_ones_and_twos() {
        check(
            "工会费",
            &[(0, "工"), (0, "工会"), (1, "会"), (1, "会费"), (2, "费")],
        );
    }

    #[test]
    fn traditional_and_simplified_text_give_the_same_terms() {
        assert_eq!(terms("職工醫療互助會"), terms("职工医疗互助会"));
    }

    #[test]
    fn width_and_case_do_not_matter() {
        assert_eq!(terms("ＷＳ２０１１"), terms("ws2011"));
    }

    #[test]
    fn punctuation_of_a_document_number_takes_no_place() {
        check("工〔2024〕12号", &[(0, "工"), (1, "2024"), (5, "12"), (7, "号")]);
        assert_eq!(terms("院工〔2024〕12号"), terms("院工[2024] 12 号"));
    }

    #[test]
    fn an_archival_code_has_each_of_its_parts() {
        let found = terms("Z109-WS·2011-Y-BGS-0001");
        for part in ["z109", "z", "109", "ws", "2011", "y", "bgs", "0001"] {
            assert!(found.iter().any(|(_, term)| term == part), "{part} in {found:?}");
        }
    }

    #[test]
    fn a_long_number_also_has_its_trigrams() {
        check("13812", &[(0, "13812"), (0, "~138"), (1, "~381"), (2, "~812")]);
        check("2024", &[(0, "2024")]);
    }

    #[test]
    fn line_ends_and_spacing_inside_chinese_text_cut_no_word() {
        for spaced in [
            "工会经\n费",
            "工 会 经 费",
            "工\u{3000}会经\u{200b}费",
            "工会\r\n经费",
        ] {
            assert_eq!(terms(spaced), terms("工会经费"), "{spaced:?}");
        }
        assert_eq!(terms("OA\nsystem"), terms("oa system"));
    }

    #[test]
    fn text_without_letters_has_no_terms() {
        for text in ["", "。，！？", "🎉🎉", " \u{3000}\u{200b}\u{feff}", "()[]{}^$*+"] {
            check(text, &[]);
        }
    }

    #[test]
    fn an_endless_word_is_cut() {
        assert!(
            terms(&"a".repeat(10_000))
                .iter()
                .all(|(_, term)| term.len() <= 64)
        );
    }
}
