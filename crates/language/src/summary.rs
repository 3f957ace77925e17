//! Makes a summary (摘要) of a text out of its own best sentences, in their own order. Never invents a word.

use std::ops::Range;

use crate::excerpt::beginning;
use crate::keywords::{Keyword, keywords};
use crate::sentence::sentences;

/// Longest summary, in characters.
pub const MAX_CHARS: usize = 120;
/// Only so many bytes of a text are looked at.
const MAX_BYTES: usize = 300_000;
/// Sentences looked at: a paper says early what it is about.
const MAX_SENTENCES: usize = 400;
/// Shortest sentence that can stand alone, in characters.
const MIN_SENTENCE: usize = 8;

/// The best sentences of a text, [`MAX_CHARS`] characters at most; empty if it has none that can stand alone.
#[must_use]
pub fn summary(text: &str) -> String {
    let text = beginning(text, MAX_BYTES);
    let telling = keywords(text, 12);
    let mut candidates: Vec<Candidate> = sentences(text, MAX_CHARS)
        .into_iter()
        .take(MAX_SENTENCES)
        .enumerate()
        .filter_map(|(place, range)| Candidate::new(text, range, place, &telling))
        .collect();
    candidates.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.range.start.cmp(&b.range.start))
    });
    let mut chosen: Vec<Candidate> = Vec::new();
    let mut room = MAX_CHARS;
    for candidate in candidates {
        let repeated = chosen
            .iter()
            .any(|other| text[other.range.clone()] == text[candidate.range.clone()]);
        if candidate.chars <= room && !repeated {
            room -= candidate.chars;
            chosen.push(candidate);
        }
    }
    chosen.sort_by_key(|candidate| candidate.range.start);
    chosen
        .into_iter()
        .map(|candidate| text[candidate.range].to_owned())
        .collect()
}

struct Candidate {
    range: Range<usize>,
    chars: usize,
    score: f32,
}

impl Candidate {
    /// Weighs a sentence by the keywords in it and its place; `None` if it cannot stand alone.
    fn new(text: &str, range: Range<usize>, place: usize, telling: &[Keyword]) -> Option<Self> {
        let sentence = &text[range.clone()];
        let chars = sentence.chars().count();
        let letters = sentence.chars().filter(|c| c.is_alphabetic()).count();
        let closed = sentence.ends_with(['。', '！', '？', '；', '.', '!']);
        if chars < MIN_SENTENCE || letters * 2 < chars || !closed {
            return None;
        }
        let weight: f32 = telling
            .iter()
            .filter(|word| sentence.contains(&word.text))
            .map(|word| word.weight)
            .sum();
        // Long sentences hold more keywords; the square root keeps them from always winning.
        let score = (weight + 0.1) / (chars as f32).sqrt() / (1.0 + place as f32 * 0.05);
        Some(Self { range, chars, score })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_made_of_whole_sentences_in_their_order() {
        let text = "关于开展职工疗休养活动的通知\n为关心职工身心健康，院工会决定组织职工疗休养活动。\
                    各分会要做好报名工作。疗休养时间为五天，费用由工会经费列支。联系电话：62345678\n";
        let made = summary(text);
        assert!(made.chars().count() <= MAX_CHARS);
        assert!(made.contains("疗休养"), "{made}");
        assert!(made.ends_with('。'));
        assert!(!made.contains("62345678"));
    }

    #[test]
    fn text_without_sentences_has_no_summary() {
        for text in ["", "12345", "标题\n表头 序号 姓名", "。。。"] {
            assert_eq!(summary(text), "", "{text}");
        }
    }

    #[test]
    fn repeated_sentences_appear_once() {
        let made = summary(&"院工会决定表彰先进职工小家。".repeat(50));
        assert_eq!(made, "院工会决定表彰先进职工小家。");
    }
}
