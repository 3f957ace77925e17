//! Ranks the types a paper may have by weighted cue words (类型线索), which the caller brings as data.
//!
//! Knows no types of its own. The weight of a cue is the natural logarithm of how many times more often it stands
//! in papers of its type than in others; a confidence is the share of a type in the evidence for all of them and
//! for none, so that a paper without cues gets no confident type.

use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};

use crate::LanguageError;
use crate::excerpt::beginning;
use crate::script::fold_chars;

/// The cue words of one type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TypeCues {
    /// The code of the type.
    pub code: String,
    /// Each cue with its weight; a negative weight speaks against the type.
    pub words: Vec<(String, f32)>,
}

/// A type with the confidence it deserves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankedType {
    /// The code of the type.
    pub code: String,
    /// 0 to 1; the confidences of all types and of none add up to 1.
    pub confidence: f32,
    /// The cues found, the heaviest first.
    pub cues: Vec<String>,
}

/// Compiled cues of all types.
pub struct TypeClassifier {
    codes: Vec<String>,
    cues: Vec<Cue>,
    matcher: AhoCorasick,
}

struct Cue {
    word: String,
    of_type: usize,
    weight: f32,
}

/// Evidence that a paper has none of the types, on the scale of the weights.
const NO_TYPE: f32 = 2.0;
/// Cues of a paper depend on each other, so their logarithms add up to too much; divided by this they are damped.
const DAMPING: f32 = 1.5;
/// A cue in the title counts this many times one in the text.
const IN_TITLE: f32 = 2.0;
/// Weights beyond this say no more: a cue that stands only in papers of one type.
const HEAVIEST: f32 = 20.0;
/// Only so many bytes of the text are looked at: papers say what they are at their beginning.
const MAX_BYTES: usize = 60_000;

impl TypeClassifier {
    /// Compiles the cues of all types.
    ///
    /// # Errors
    /// [`LanguageError::WordList`] if there are more cues than can be matched at once.
    pub fn new(types: &[TypeCues]) -> Result<Self, LanguageError> {
        let mut cues = Vec::new();
        for (of_type, one) in types.iter().enumerate() {
            let usable = one
                .words
                .iter()
                .filter(|(word, weight)| !word.trim().is_empty() && weight.is_finite());
            cues.extend(usable.map(|(word, weight)| Cue {
                word: fold_chars(word.trim()),
                of_type,
                weight: weight.clamp(-HEAVIEST, HEAVIEST),
            }));
        }
        let matcher = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(cues.iter().map(|cue| cue.word.as_str()))?;
        Ok(Self {
            codes: types.iter().map(|one| one.code.clone()).collect(),
            cues,
            matcher,
        })
    }

    /// Ranks the types for a paper with this title and text, the best first; types without any cue are left out.
    #[must_use]
    pub fn classify(&self, title: &str, text: &str) -> Vec<RankedType> {
        let in_title = self.count(&fold_chars(title));
        let in_text = self.count(&fold_chars(beginning(text, MAX_BYTES)));
        let mut scores = vec![0.0; self.codes.len()];
        let mut found: Vec<Vec<&Cue>> = self.codes.iter().map(|_| Vec::new()).collect();
        for (cue, (title_count, text_count)) in self.cues.iter().zip(in_title.into_iter().zip(in_text)) {
            let strength = IN_TITLE * saturated(title_count) + saturated(text_count);
            if strength > 0.0 {
                scores[cue.of_type] += cue.weight * strength;
                found[cue.of_type].push(cue);
            }
        }
        self.ranked(&scores, &found)
    }

    fn count(&self, folded: &str) -> Vec<u32> {
        let mut counts = vec![0; self.cues.len()];
        for found in self.matcher.find_overlapping_iter(folded) {
            counts[found.pattern().as_usize()] += 1;
        }
        counts
    }

    fn ranked(&self, scores: &[f32], found: &[Vec<&Cue>]) -> Vec<RankedType> {
        let highest = scores.iter().copied().fold(NO_TYPE, f32::max);
        let share = |score: f32| ((score - highest) / DAMPING).exp();
        let with_cues = || scores.iter().zip(found).filter(|(_, cues)| !cues.is_empty());
        let whole: f32 = share(NO_TYPE) + with_cues().map(|(score, _)| share(*score)).sum::<f32>();
        let mut ranked: Vec<RankedType> = self
            .codes
            .iter()
            .zip(scores.iter().zip(found))
            .filter(|(_, (_, cues))| !cues.is_empty())
            .map(|(code, (score, cues))| RankedType {
                code: code.clone(),
                confidence: share(*score) / whole,
                cues: heaviest_first(cues),
            })
            .collect();
        ranked.sort_by(|a, b| {
            b.confidence
                .total_cmp(&a.confidence)
                .then_with(|| a.code.cmp(&b.code))
        });
        ranked
    }
}

/// Repeated cues count more, but ever less: 1, 1.5, 2 at most.
fn saturated(count: u32) -> f32 {
    match count {
        0 => 0.0,
        1 => 1.0,
        2..=4 => 1.5,
        _ => 2.0,
    }
}

fn heaviest_first(cues: &[&Cue]) -> Vec<String> {
    let mut sorted = cues.to_vec();
    sorted.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.word.cmp(&b.word)));
    sorted.into_iter().map(|cue| cue.word.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues(code: &str, words: &[(&str, f32)]) -> TypeCues {
        TypeCues {
            code: code.to_owned(),
            words: words.iter().map(|(w, n)| ((*w).to_owned(), *n)).collect(),
        }
    }

    fn classifier() -> TypeClassifier {
        TypeClassifier::new(&[
            cues(
                "KU",
                &[("记账凭证", 4.0), ("借方", 2.0), ("贷方", 2.0), ("通知", -1.0)],
            ),
            cues("WS", &[("通知", 2.0), ("请示", 2.0), ("会议", 1.0)]),
            cues("ZY.WQ", &[("劳动争议", 4.0), ("调解", 2.5)]),
        ])
        .expect("few cues")
    }

    #[test]
    fn the_type_with_the_most_evidence_is_first() {
        let classifier = classifier();
        let cases = [
            ("记账凭证", "借方金额 贷方金额", "KU"),
            ("关于召开会议的通知", "请各科室参加会议", "WS"),
            ("劳动争议調解協議書", "经调解达成协议", "ZY.WQ"),
        ];
        for (title, text, expected) in cases {
            let ranked = classifier.classify(title, text);
            assert_eq!(ranked[0].code, expected, "{title}: {ranked:?}");
            assert!(ranked[0].confidence > 0.6, "{ranked:?}");
        }
    }

    #[test]
    fn confidences_are_shares_and_little_evidence_gives_little_confidence() {
        let classifier = classifier();
        assert_eq!(classifier.classify("无关的题目", "没有线索"), Vec::new());
        let weak = classifier.classify("", "会议");
        assert!(weak[0].confidence < 0.5, "{weak:?}");
        let strong = classifier.classify("劳动争议调解书", "劳动争议 调解 调解 通知");
        assert!(strong.iter().map(|one| one.confidence).sum::<f32>() <= 1.0 + 1e-5);
        assert_eq!(strong[0].cues, ["劳动争议", "调解"]);
    }

    #[test]
    fn weights_that_are_no_numbers_and_empty_words_are_left_out() {
        let odd = TypeClassifier::new(&[cues("A", &[("", 5.0), ("词", f32::NAN), ("线索", f32::MAX)])])
            .expect("few");
        assert_eq!(odd.classify("", "词"), Vec::new());
        assert!(odd.classify("线索线索", "线索")[0].confidence.is_finite());
    }

    #[test]
    fn no_types_at_all_give_no_ranking() {
        assert_eq!(
            TypeClassifier::new(&[]).expect("empty").classify("通知", "通知"),
            Vec::new()
        );
    }
}
