//! How text becomes terms: folded characters in ones and twos, whole Latin words and numbers, and words of
//! the dictionary.
//!
//! The same cutting serves documents and questions, so that both sides always agree. A change of anything
//! in this folder changes the index: raise [`VERSION`] with it.

mod characters;
mod runs;
mod words;

pub use characters::CharacterTokenizer;
pub use runs::{Folded, Run, RunKind, is_invisible, runs};
pub use words::WordTokenizer;

pub(crate) use runs::{NumberPart, parts_of, trigram};

/// Version of the analysis; an index made by another version must be rebuilt.
pub const VERSION: u32 = 1;

/// Name under which the index knows [`CharacterTokenizer`].
pub(crate) const CHARACTERS: &str = "characters";

/// Name under which the index knows [`WordTokenizer`].
pub(crate) const WORDS: &str = "words";
