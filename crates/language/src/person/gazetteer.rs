//! The names known beforehand (名录), such as a staff directory, found in a text exactly and all at once.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};

use crate::LanguageError;
use crate::person::{EntityKind, Mention};
use crate::script::{FoldedText, fold_chars, is_han};
use crate::words::Segmenter;

/// A known person or organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GazetteerEntry {
    /// The caller's id.
    pub id: String,
    /// The name.
    pub name: String,
    /// What it names.
    pub kind: EntityKind,
}

/// A compiled list of known names.
pub struct Gazetteer {
    matcher: AhoCorasick,
    /// For each pattern of the matcher the name it stands for.
    names: Vec<usize>,
    known: Vec<KnownName>,
}

struct KnownName {
    name: String,
    kind: EntityKind,
    ids: Vec<String>,
    /// Whether the name is an ordinary word as well, such as 高峰.
    is_word: bool,
}

/// Confidence in a known name of three or more characters.
const LONG_NAME: f32 = 0.95;
/// Confidence in a known name of two characters.
const SHORT_NAME: f32 = 0.85;
/// Confidence in a known name that is an ordinary word as well.
const WORD_NAME: f32 = 0.5;

/// Words of the dictionary more frequent than this are mostly meant as words; real names stay far below.
const COMMON_WORD: usize = 500;

impl Gazetteer {
    /// Compiles a list of names; several entries may share one. Names of one character are left out.
    ///
    /// # Errors
    /// [`LanguageError::WordList`] if there are more names than can be matched at once (about a hundred million
    /// characters).
    pub fn new(entries: impl IntoIterator<Item = GazetteerEntry>) -> Result<Self, LanguageError> {
        let mut known: Vec<KnownName> = Vec::new();
        let mut places: HashMap<(String, EntityKind), usize> = HashMap::new();
        for entry in entries {
            let name = fold_chars(entry.name.trim());
            if name.chars().nth(1).is_none() {
                continue;
            }
            let place = *places
                .entry((name, entry.kind))
                .or_insert_with_key(|(name, kind)| {
                    known.push(KnownName::new(name, *kind));
                    known.len() - 1
                });
            if !known[place].ids.contains(&entry.id) {
                known[place].ids.push(entry.id);
            }
        }
        Self::compile(known)
    }

    fn compile(known: Vec<KnownName>) -> Result<Self, LanguageError> {
        let mut patterns = Vec::new();
        let mut names = Vec::new();
        for (place, known) in known.iter().enumerate() {
            for writing in known.writings() {
                patterns.push(writing);
                names.push(place);
            }
        }
        let matcher = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns)?;
        Ok(Self {
            matcher,
            names,
            known,
        })
    }

    /// Whether the list has no names.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Finds all known names in a text, in order; of two that overlap the one that begins first, then the longer.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Mention> {
        if self.is_empty() {
            return Vec::new();
        }
        let folded = FoldedText::new(text);
        self.matcher
            .find_iter(folded.text())
            .filter(|found| stands_alone(folded.text(), found.start(), found.end()))
            .map(|found| {
                self.known[self.names[found.pattern().as_usize()]]
                    .mention(folded.original_range(found.range()))
            })
            .collect()
    }
}

/// A Latin name must not be cut out of a longer word; Chinese is written without spaces.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_han(c));
    let name = &text[start..end];
    let cut_before = is_latin(name.chars().next()) && is_latin(text[..start].chars().next_back());
    let cut_behind = is_latin(name.chars().next_back()) && is_latin(text[end..].chars().next());
    !cut_before && !cut_behind
}

impl KnownName {
    fn new(name: &str, kind: EntityKind) -> Self {
        let is_word = kind == EntityKind::Person
            && Segmenter::shared().with_dictionary(|dictionary| {
                // The dictionary calls 高峰 a name too; only how often it stands in text tells the two apart.
                dictionary.has_word(name) && dictionary.suggest_freq(name) > COMMON_WORD
            });
        Self {
            name: name.to_owned(),
            kind,
            ids: Vec::new(),
            is_word,
        }
    }

    /// The ways the name is written; names of two characters are often spread to the width of three.
    fn writings(&self) -> Vec<String> {
        let chars: Vec<char> = self.name.chars().collect();
        let mut writings = vec![self.name.clone()];
        if let [first, second] = chars[..]
            && self.kind == EntityKind::Person
            && is_han(first)
            && is_han(second)
        {
            writings.push(format!("{first} {second}"));
            writings.push(format!("{first}  {second}"));
        }
        writings
    }

    fn mention(&self, bytes: std::ops::Range<usize>) -> Mention {
        let confidence = match self.name.chars().count() {
            _ if self.is_word => WORD_NAME,
            2 => SHORT_NAME,
            _ => LONG_NAME,
        };
        Mention {
            kind: self.kind,
            name: self.name.clone(),
            bytes,
            confidence,
            ids: self.ids.clone(),
        }
    }
}
