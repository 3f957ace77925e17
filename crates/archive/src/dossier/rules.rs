//! What the union sets as data about dossiers (rules/dossiers): one file for each kind.

use crate::{Codes, Dictionary};
use guildhall_rules::{RuleError, Words, read, refuse_twice};
use serde::Deserialize;

const SCHEMA_FILE: &str = "dossiers/schema.json";
const POSTS: &str = "HOUSE_UNION_POST";

/// The texts of the rules.
#[derive(Debug, Clone)]
pub struct DossierFiles<'a> {
    /// `dossiers/schema.json`.
    pub schema: &'a str,
    /// The kinds, each with the name of its file.
    pub kinds: &'a [(String, String)],
}

/// When a dossier falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trigger {
    /// When somebody closes it (办结).
    Closed,
    /// By itself after the end of its year (年度).
    Year,
}

/// A paper that a dossier is to hold (应归材料).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Slot {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// How many there must be; 0 when it may be missing.
    pub at_least: u32,
    /// How many there may be.
    pub at_most: u32,
    /// The union post that owes it.
    pub post: String,
}

/// A kind of dossier.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Kind {
    /// Its code.
    pub code: String,
    /// Whether the union has settled it.
    pub sure: bool,
    /// Its name.
    pub name: Words,
    /// The archive type of its papers.
    #[serde(rename = "type")]
    pub type_code: String,
    /// When it falls due.
    pub trigger: Trigger,
    /// Days after the end of the year after which it falls due.
    #[serde(default)]
    pub grace_days: u32,
    /// Days to give what is missing.
    pub give_days: u32,
    /// Its papers, in their order.
    #[serde(rename = "paper")]
    pub slots: Vec<Slot>,
}

impl Kind {
    /// Returns the slot with a code.
    pub fn slot(&self, code: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.code == code)
    }

    /// Says whether a post owes any of its papers.
    pub fn names_post(&self, post: &str) -> bool {
        !post.is_empty() && self.slots.iter().any(|slot| slot.post == post)
    }
}

/// The kinds in force.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DossierRules {
    /// By code.
    pub kinds: Vec<Kind>,
}

impl DossierRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// [`RuleError`] naming file and place of the first mistake: also a code that stands twice, a type or a post that is not
    /// known, and a paper of which more must be there than may.
    pub fn load(files: &DossierFiles<'_>, dictionary: &Dictionary, codes: &Codes) -> Result<Self, RuleError> {
        let mut kinds = Vec::with_capacity(files.kinds.len());
        for (name, text) in files.kinds {
            let file = format!("dossiers/{name}");
            let kind: Kind = read((SCHEMA_FILE, files.schema), &file, text)?;
            check(&kind, &file, (dictionary, codes))?;
            kinds.push(kind);
        }
        kinds.sort_by(|one, other| one.code.cmp(&other.code));
        refuse_twice("dossiers", kinds.iter().map(|kind| &kind.code))?;
        Ok(Self { kinds })
    }

    /// Returns the kind with a code.
    pub fn find(&self, code: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.code == code)
    }
}

fn check(kind: &Kind, file: &str, (dictionary, codes): (&Dictionary, &Codes)) -> Result<(), RuleError> {
    refuse_twice(file, kind.slots.iter().map(|slot| &slot.code))?;
    let wrong = |what: String| Err(RuleError::new(file, what));
    if dictionary.find(&kind.type_code).is_none() {
        return wrong(format!("there is no archive type {}", kind.type_code));
    }
    for slot in &kind.slots {
        if slot.at_least > slot.at_most {
            return wrong(format!("{}: at_least is more than at_most", slot.code));
        }
        if codes.find(POSTS, &slot.post).is_none() {
            return wrong(format!("{}: there is no post {}", slot.code, slot.post));
        }
    }
    match kind.slots.iter().any(|slot| slot.at_least > 0) {
        true => Ok(()),
        false => wrong("no paper is required".to_owned()),
    }
}
