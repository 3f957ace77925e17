//! The kinds of places, as rules/storeroom says.

use guildhall_rules::{RuleError, refuse_twice};
use serde::Deserialize;

/// The file that names the kinds.
const FILE: &str = "storeroom/kinds.toml";

/// A kind of place, such as a shelf (层).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PlaceKind {
    /// Its code.
    pub code: String,
    /// Its Chinese name.
    pub zh: String,
    /// Its English name.
    pub en: String,
    /// The kinds in which it stands; in none when it is a whole room.
    #[serde(default)]
    pub within: Vec<String>,
    /// How many records a place of it holds unless the place says otherwise; none when it holds places.
    pub records: Option<u32>,
}

/// All kinds, from the outermost inwards.
#[derive(Debug, Clone)]
pub struct PlaceKinds(Vec<PlaceKind>);

#[derive(Deserialize)]
struct File {
    kind: Vec<PlaceKind>,
}

impl PlaceKinds {
    /// Reads the kinds, checked against their schema.
    ///
    /// # Errors
    /// [`RuleError`] naming a wrong form, a code that stands twice, a kind that stands in one that does not come before
    /// it or that holds records.
    pub fn load(schema: &str, text: &str) -> Result<Self, RuleError> {
        let file: File = guildhall_rules::read(("storeroom/schema.json", schema), FILE, text)?;
        refuse_twice(FILE, file.kind.iter().map(|kind| kind.code.as_str()))?;
        for (number, kind) in file.kind.iter().enumerate() {
            for outer in &kind.within {
                let before = file.kind.iter().take(number);
                let is_fit = |found: &&PlaceKind| found.code == *outer && found.records.is_none();
                if before.clone().find(is_fit).is_none() {
                    let what = format!("{}: no kind {outer} before it holds places", kind.code);
                    return Err(RuleError::new(FILE, what));
                }
            }
        }
        Ok(Self(file.kind))
    }

    /// Returns the kind with a code.
    pub fn find(&self, code: &str) -> Option<&PlaceKind> {
        self.0.iter().find(|kind| kind.code == code)
    }

    /// Returns the kinds that may stand in one, or, without one, those that stand in nothing.
    pub fn inside(&self, outer: Option<&str>) -> impl Iterator<Item = &PlaceKind> {
        let fits = move |kind: &&PlaceKind| match outer {
            Some(outer) => kind.within.iter().any(|code| code == outer),
            None => kind.within.is_empty(),
        };
        self.0.iter().filter(fits)
    }

    /// Says whether a place of a kind may stand in a place of another, or in nothing.
    pub fn fits(&self, kind: &str, outer: Option<&str>) -> bool {
        self.inside(outer).any(|found| found.code == kind)
    }

    /// Says whether a place of this kind holds records.
    pub fn holds_records(&self, kind: &str) -> bool {
        self.find(kind).is_some_and(|found| found.records.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = include_str!("../../../../rules/storeroom/schema.json");
    const SHIPPED: &str = include_str!("../../../../rules/storeroom/kinds.toml");

    #[test]
    fn a_box_stands_on_a_shelf_and_a_room_in_nothing() {
        let kinds = PlaceKinds::load(SCHEMA, SHIPPED).unwrap();
        assert!(kinds.fits("box", Some("shelf")) && kinds.fits("room", None));
        assert!(
            !kinds.fits("room", Some("shelf"))
                && !kinds.fits("box", None)
                && !kinds.fits("shelf", Some("box"))
        );
        assert!(kinds.holds_records("box") && !kinds.holds_records("shelf"));
    }

    #[test]
    fn a_kind_that_stands_in_itself_in_a_later_one_or_in_a_box_is_refused() {
        let kind =
            |code: &str, rest: &str| format!("[[kind]]\ncode = '{code}'\nzh = '架'\nen = 'x'\n{rest}\n");
        let load = |kinds: &[String]| {
            let loaded = PlaceKinds::load(SCHEMA, &format!("version = 1\n{}", kinds.concat()));
            loaded.err().map(|error| error.to_string()).unwrap_or_default()
        };
        let room = kind("room", "");
        assert_eq!(
            load(&[room.clone(), kind("box", "within = ['room']\nrecords = 9")]),
            ""
        );
        assert!(load(&[room.clone(), kind("rack", "within = ['rack']")]).contains("rack"));
        assert!(load(&[kind("rack", "within = ['room']"), room.clone()]).contains("no kind room before it"));
        let boxes = [
            room.clone(),
            kind("box", "within = ['room']\nrecords = 9"),
            kind("bag", "within = ['box']"),
        ];
        assert!(load(&boxes).contains("no kind box before it"));
        assert!(load(&[room.clone(), room]).contains("room"));
    }
}
