//! The text of a letter (信函模板) with its places, as rules/emergency/letters gives it.

use guildhall_rules::Words;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a letter must say (PIPL Article 57, items 1 to 3).
const NEEDED: [&str; 5] = ["kinds", "cause", "harm", "measures", "contact"];
/// What it may say besides.
const KNOWN: [&str; 6] = ["what", "since", "known", "persons", "union", "today"];

/// A letter to be filled from a case file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterText {
    /// Version of the form of the file.
    pub version: u32,
    /// Its code.
    pub code: String,
    /// The clock that stops when it is sent.
    pub stops: String,
    /// Its heading.
    pub title: Words,
    /// To whom it goes, unless something else is typed.
    pub to: Words,
    /// Its text with places such as `{{kinds}}`.
    pub body: Words,
}

/// What stands in the places, by name.
pub type Values<'v> = BTreeMap<&'static str, &'v str>;

impl LetterText {
    /// Returns a place that a text lacks, or that nobody knows.
    pub(super) fn fault(&self) -> Option<String> {
        [&self.body.zh, &self.body.en].into_iter().find_map(|text| {
            let names: Vec<&str> = pieces(text).filter_map(|(_, name)| name).collect();
            let unknown = names
                .iter()
                .find(|name| !NEEDED.contains(name) && !KNOWN.contains(name));
            let missing = NEEDED.iter().find(|name| !names.contains(name));
            match (unknown, missing) {
                (Some(unknown), _) => Some(format!("no place is called {unknown}")),
                (None, Some(missing)) => Some(format!("the place {missing} is missing")),
                (None, None) => None,
            }
        })
    }

    /// Returns the text with its places filled; what is filled in is not read again for places.
    pub fn fill(&self, in_english: bool, values: &Values<'_>) -> String {
        let mut filled = String::new();
        for (text, name) in pieces(self.body.said(in_english)) {
            filled.push_str(text);
            if let Some(value) = name.and_then(|name| values.get(name)) {
                filled.push_str(value);
            }
        }
        filled.trim().to_owned()
    }
}

/// Returns each piece of text with the name of the place behind it; the last piece has none.
fn pieces(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let place = text.split_once("{{").and_then(|(before, behind)| {
            let (name, behind) = behind.split_once("}}")?;
            Some((before, name.trim(), behind))
        });
        Some(match place {
            Some((before, name, behind)) => {
                rest = Some(behind);
                (before, Some(name))
            }
            None => (text, None),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(text: &str) -> LetterText {
        let words = |text: &str| Words {
            zh: text.to_owned(),
            en: text.to_owned(),
        };
        LetterText {
            version: 1,
            code: "authority".to_owned(),
            stops: "authority".to_owned(),
            title: words("报告"),
            to: words("主管部门"),
            body: words(text),
        }
    }

    #[test]
    fn what_is_filled_in_is_text_and_never_a_place() {
        let values = Values::from([("cause", "{{harm}}"), ("harm", "诈骗")]);
        let filled = letter("因{{cause}}，可能{{ harm }}。{{").fill(false, &values);
        assert_eq!(filled, "因{{harm}}，可能诈骗。{{");
    }

    #[test]
    fn a_letter_says_what_the_law_wants_and_nothing_unknown() {
        let whole = "{{kinds}}{{cause}}{{harm}}{{measures}}{{contact}}";
        assert_eq!(letter(whole).fault(), None);
        assert_eq!(
            letter("{{kinds}}{{cause}}{{harm}}{{contact}}").fault().unwrap(),
            "the place measures is missing"
        );
        assert_eq!(
            letter(&format!("{whole}{{{{names}}}}")).fault().unwrap(),
            "no place is called names"
        );
    }
}
