//! A text, and what somebody did about it, without a database.

use crate::rules::Words;
use guildhall_kernel::{AccountId, ContentHash, Timestamp};
use serde::Deserialize;
use uuid::Uuid;

/// One version of a text that can be consented to (同意书).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentText {
    /// The code under which all versions stand.
    pub code: String,
    /// The version, from 1.
    pub version: u32,
    /// The activity of the register that rests on it.
    pub activity: String,
    /// Its name.
    pub title: Words,
    /// What is agreed to.
    pub text: Words,
}

impl ConsentText {
    /// Returns the digest of both languages, by which it can be shown which text was agreed to.
    pub(crate) fn digest(&self) -> ContentHash {
        let text = serde_json::json!([self.code, self.version, self.title, self.text]);
        ContentHash::of(text.to_string().as_bytes())
    }
}

/// A consent given or withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentAct {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// To what.
    pub code: String,
    /// To which version of it.
    pub version: u32,
    /// Whether it was given; else it was withdrawn.
    pub is_given: bool,
    /// The digest of the text.
    pub text_digest: ContentHash,
    /// When.
    pub at: Timestamp,
}

impl ConsentAct {
    /// Returns the digest of the row, as the ledger keeps it.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            self.account,
            self.code,
            self.version,
            self.is_given,
            self.text_digest.to_hex(),
            self.at.as_micros(),
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

/// How it stands with one consent of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// She never said anything.
    Never,
    /// She agreed to the text in force.
    Given,
    /// She agreed to an older text; it is asked for again, and does not hold meanwhile.
    Outdated,
    /// She took it back.
    Withdrawn,
}

/// A consent as its owner sees it.
#[derive(Debug, Clone)]
pub struct OwnConsent {
    /// The text in force.
    pub text: ConsentText,
    /// How it stands.
    pub standing: Standing,
    /// What she did, the newest first.
    pub history: Vec<ConsentAct>,
}

impl OwnConsent {
    /// Puts together how it stands from what was done, the newest first.
    pub(crate) fn of(text: ConsentText, history: Vec<ConsentAct>) -> Self {
        let standing = match history.first() {
            None => Standing::Never,
            Some(last) if !last.is_given => Standing::Withdrawn,
            Some(last) if last.version == text.version => Standing::Given,
            Some(_) => Standing::Outdated,
        };
        Self {
            text,
            standing,
            history,
        }
    }
}

/// Returns the newest version of each text, in the order of their first appearance.
pub(crate) fn in_force(texts: &[ConsentText]) -> Vec<&ConsentText> {
    let mut newest: Vec<&ConsentText> = Vec::new();
    for text in texts {
        match newest.iter_mut().find(|known| known.code == text.code) {
            Some(known) if known.version < text.version => *known = text,
            Some(_) => {}
            None => newest.push(text),
        }
    }
    newest
}
