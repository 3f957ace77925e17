//! The dictionaries of the model: numbers of characters, names of tags, the characters it takes for each other.

use std::collections::HashMap;
use std::path::Path;

use crate::LanguageError;
use crate::person::EntityKind;

/// Which number stands for which character, as the model was trained.
pub(super) struct Lexicon {
    numbers: HashMap<char, i32>,
    unknown: i32,
}

/// What a tag says about its character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag {
    /// What is named, if anything.
    pub(super) kind: Option<EntityKind>,
    /// Whether a word begins with this character.
    pub(super) begins: bool,
}

impl Lexicon {
    /// Reads `word.dic` and `q2b.dic` (full width to half width) of a model folder.
    pub(super) fn load(folder: &Path) -> Result<Self, LanguageError> {
        let path = folder.join("word.dic");
        let mut numbers = HashMap::new();
        let mut unknown = None;
        for (number, word) in rows(&read(&path)?) {
            let number: i32 = number
                .parse()
                .map_err(|_| malformed(&path, "a line does not begin with a number"))?;
            if word == "OOV" {
                unknown = Some(number);
            } else if let Some(c) = only_char(word) {
                numbers.insert(c, number);
            }
        }
        let unknown = unknown.ok_or_else(|| malformed(&path, "the entry for unknown words is missing"))?;
        let mut lexicon = Self { numbers, unknown };
        lexicon.add_equal_characters(&read(&folder.join("q2b.dic"))?);
        Ok(lexicon)
    }

    fn add_equal_characters(&mut self, pairs: &str) {
        let equals =
            rows(pairs).filter_map(|(from, to)| Some((only_char(from)?, self.number(only_char(to)?))));
        // Collected first: a character is replaced once, never by what replaces its replacement.
        let equals: Vec<(char, i32)> = equals.collect();
        self.numbers.extend(equals);
    }

    /// The number of a character.
    pub(super) fn number(&self, c: char) -> i32 {
        self.numbers.get(&c).copied().unwrap_or(self.unknown)
    }
}

/// Reads `tag.dic` of a model folder: the meaning of each of the first tags.
pub(super) fn load_tags(folder: &Path) -> Result<Vec<Tag>, LanguageError> {
    let path = folder.join("tag.dic");
    let mut tags = Vec::new();
    for (number, name) in rows(&read(&path)?) {
        let number: usize = number
            .parse()
            .map_err(|_| malformed(&path, "a line does not begin with a number"))?;
        if number >= 1_000 {
            return Err(malformed(&path, "a tag has a number beyond 1,000"));
        }
        if tags.len() <= number {
            tags.resize(
                number + 1,
                Tag {
                    kind: None,
                    begins: true,
                },
            );
        }
        tags[number] = Tag {
            kind: kind_of(name),
            begins: !name.ends_with("-I"),
        };
    }
    Ok(tags)
}

fn kind_of(tag: &str) -> Option<EntityKind> {
    match tag.split('-').next().unwrap_or(tag) {
        "PER" | "nr" => Some(EntityKind::Person),
        "ORG" | "nt" => Some(EntityKind::Organisation),
        "LOC" | "ns" => Some(EntityKind::Place),
        "TIME" => Some(EntityKind::Time),
        _ => None,
    }
}

/// The lines of two columns divided by a tab.
fn rows(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| line.split_once('\t'))
}

fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn read(path: &Path) -> Result<String, LanguageError> {
    std::fs::read_to_string(path).map_err(|source| LanguageError::ModelFile {
        path: path.to_owned(),
        source,
    })
}

pub(super) fn malformed(path: &Path, reason: impl Into<String>) -> LanguageError {
    LanguageError::ModelFormat {
        path: path.to_owned(),
        reason: reason.into(),
    }
}
