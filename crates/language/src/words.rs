//! Cuts Chinese text into words (分词) for the index, for queries and for keywords.
//!
//! One dictionary is built on first use and shared; names of people and departments can be added to it.
//! Words are cut on folded text, their places are those in the original.

use std::sync::LazyLock;

use jieba_rs::Jieba;
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};

use crate::script::FoldedText;

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// The folded word: simplified, half width, lower case.
    pub text: String,
    /// Byte offset of its first character in the original text.
    pub byte_start: usize,
    /// Byte offset behind its last character in the original text.
    pub byte_end: usize,
}

static SHARED: LazyLock<Segmenter> = LazyLock::new(Segmenter::new);

/// Cuts text into words by a dictionary and a model for words that are not in it.
pub struct Segmenter {
    dictionary: RwLock<Jieba>,
}

impl Segmenter {
    /// The segmenter that the whole program shares; built on first use, in well under a second.
    #[must_use]
    pub fn shared() -> &'static Self {
        &SHARED
    }

    /// Builds a segmenter of its own, so that added words stay private to it.
    #[must_use]
    pub fn new() -> Self {
        Self {
            dictionary: RwLock::new(Jieba::new()),
        }
    }

    /// Adds words that must stay whole, such as names of staff and departments.
    ///
    /// Words are folded first. Words of one character are left out: they would only break up others.
    pub fn add_words<'a>(&self, words: impl IntoIterator<Item = &'a str>) {
        let mut dictionary = self.dictionary.write();
        for word in words {
            let folded = crate::script::fold_chars(word.trim());
            if folded.chars().nth(1).is_some() && !dictionary.has_word(&folded) {
                dictionary.add_word(&folded, None, None);
            }
        }
    }

    /// Cuts a text for the index: long words also give the shorter dictionary words inside them.
    ///
    /// Spaces and punctuation are left out. Words come in the order of their ends, not of their beginnings.
    #[must_use]
    pub fn segment_for_search(&self, text: &str) -> Vec<Word> {
        let folded = FoldedText::new(text);
        let dictionary = self.dictionary.read();
        dictionary
            .cut_for_search(folded.text(), true)
            .into_iter()
            .filter(|token| token.word.chars().any(char::is_alphanumeric))
            .map(|token| {
                let original = folded.original_range(token.byte_start..token.byte_end);
                Word {
                    text: token.word.to_owned(),
                    byte_start: original.start,
                    byte_end: original.end,
                }
            })
            .collect()
    }

    /// Runs `read` on the dictionary; additions wait meanwhile.
    pub(crate) fn with_dictionary<T>(&self, read: impl FnOnce(&Jieba) -> T) -> T {
        read(&self.dictionary.read())
    }
}

impl Default for Segmenter {
    fn default() -> Self {
        Self::new()
    }
}

/// Cuts a text for the index with the shared dictionary; see [`Segmenter::segment_for_search`].
#[must_use]
pub fn segment_for_search(text: &str) -> Vec<Word> {
    Segmenter::shared().segment_for_search(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &[Word]) -> Vec<&str> {
        words.iter().map(|word| word.text.as_str()).collect()
    }

    #[test]
    fn long_words_give_their_parts_too() {
        let words = segment_for_search("职工代表大会审议通过");
        assert!(texts(&words).contains(&"职工"), "{words:?}");
        assert!(texts(&words).contains(&"审议"), "{words:?}");
    }

    #[test]
    fn traditional_text_gives_simplified_words_at_their_original_places() {
        let text = "召開職工大會，ＯＡ系統。";
        let words = segment_for_search(text);
        let staff = words.iter().find(|word| word.text == "职工").expect("a word");
        assert_eq!(&text[staff.byte_start..staff.byte_end], "職工");
        assert!(words.iter().any(|word| word.text == "oa"), "{words:?}");
        assert!(words.iter().all(|word| word.text != "，"));
    }

    #[test]
    fn an_added_name_stays_whole_and_stays_private_to_its_segmenter() {
        let own = Segmenter::new();
        let text = "由脩昇甦负责消化内镜二区";
        own.add_words(["脩昇甦", "消化内镜二区", "区"]);
        assert!(texts(&own.segment_for_search(text)).contains(&"消化内镜二区"));
        assert!(!texts(&segment_for_search(text)).contains(&"消化内镜二区"));
    }
}
