//! Finds the people, organisations and places that a text names (实体).
//!
//! Three sources, from the surest to the least: the [`Gazetteer`] of names known beforehand, the [`Tagger`] model,
//! and rules about surnames and organisation words that work without any model. [`find_mentions`] weighs them
//! against each other.

mod crf;
mod gazetteer;
mod lexicon;
mod mention;
mod rules;
mod tagger;

pub use gazetteer::{Gazetteer, GazetteerEntry};
pub use mention::{EntityKind, Mention};
pub use rules::find_by_rules;
pub use tagger::Tagger;

use crate::LanguageError;
use crate::excerpt::beginning;

/// Finds all mentions in a text with whatever sources there are, in order, none overlapping another.
///
/// With a tagger, the first `tagged_bytes` of the text are read by it; the rest by names and rules only.
///
/// # Errors
/// [`LanguageError::Inference`] if the model fails; the other sources cannot.
pub fn find_mentions(
    text: &str,
    gazetteer: Option<&Gazetteer>,
    tagger: Option<&Tagger>,
    tagged_bytes: usize,
) -> Result<Vec<Mention>, LanguageError> {
    let known = gazetteer.map_or_else(Vec::new, |known| known.find(text));
    let (read, unread) = text.split_at(beginning(text, tagged_bytes).len());
    let recognised = match tagger {
        Some(tagger) => {
            let mut mentions = tagger.tag(read)?;
            mentions.extend(
                find_by_rules(unread)
                    .into_iter()
                    .map(|mention| mention.shifted(read.len())),
            );
            mentions
        }
        None => find_by_rules(text),
    };
    Ok(mention::reconcile(known, recognised))
}

#[cfg(test)]
mod tests;
