//! An authority record (机构人员规范记录), without a database.

use super::AuthorityError;
use guildhall_kernel::{AccountId, ContentHash, Timestamp};
use guildhall_store::coded;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How an authority record is named in the ledger.
pub(super) const SUBJECT_KIND: &str = "authority";
/// Characters of a name.
const NAME_CHARS: std::ops::RangeInclusive<usize> = 1..=200;
/// Other names of one record.
const NAMES_MAX: usize = 20;
/// Characters of a code.
const CODE_CHARS_MAX: usize = 40;
/// Characters of a history.
const HISTORY_CHARS_MAX: usize = 4_000;
/// Years between which somebody can have worked.
const YEARS: std::ops::RangeInclusive<i64> = 1800..=9999;

coded! {
    /// What made the records (机构人员类型, DA/T 46 M76).
    AuthorityKind {
        /// A body of its own (单位).
        Body = "body",
        /// A unit within a body (内设机构).
        Unit = "unit",
        /// A person (个人).
        Person = "person",
    }
}

/// What an authority record is to say.
#[derive(Debug, Clone)]
pub struct NewAuthority {
    /// What it is.
    pub kind: AuthorityKind,
    /// The name under which it is kept, up to 200 characters.
    pub name: String,
    /// Other names by which it was known: earlier ones, short ones.
    pub other_names: Vec<String>,
    /// The code of an organisation (组织机构代码), or the post of a person (个人职位); may be empty.
    pub code: String,
    /// The year in which it began.
    pub began: Option<i64>,
    /// The year in which it ended.
    pub ended: Option<i64>,
    /// A name of the body from which it came (前身); may be empty.
    pub earlier: String,
    /// Its history in a few sentences; may be empty.
    pub history: String,
    /// Whether it is offered no more when records are described.
    pub is_retired: bool,
}

/// An authority record as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Its id.
    pub id: Uuid,
    /// Raised with every change.
    pub revision: i64,
    /// What it is.
    pub kind: AuthorityKind,
    /// The name under which it is kept.
    pub name: String,
    /// Other names by which it was known.
    pub other_names: Vec<String>,
    /// The code of an organisation, or the post of a person; may be empty.
    pub code: String,
    /// The year in which it began.
    pub began: Option<i64>,
    /// The year in which it ended.
    pub ended: Option<i64>,
    /// The body from which it came.
    pub earlier: Option<Uuid>,
    /// Its history; may be empty.
    pub history: String,
    /// Whether it is offered no more when records are described.
    pub is_retired: bool,
    /// Who changed it last.
    pub changed_by: Option<AccountId>,
    /// When.
    pub changed_at: Timestamp,
}

impl Authority {
    /// Returns every name with the key by which it is found; the name under which it is kept wins over the others.
    pub(super) fn names(&self) -> BTreeMap<String, (&str, bool)> {
        let others = self.other_names.iter().map(|name| (name.as_str(), false));
        others
            .chain([(self.name.as_str(), true)])
            .map(|(name, is_main)| (key(name), (name, is_main)))
            .collect()
    }

    /// Returns the digest of the row, as the ledger keeps it; its random id is salt.
    pub(super) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            [self.id.to_string(), self.kind.code().to_owned()],
            self.revision,
            [&self.name, &self.code, &self.history],
            &self.other_names,
            [self.began, self.ended],
            self.earlier,
            self.is_retired,
            self.changed_by.map(|account| account.to_string()),
            self.changed_at.as_micros(),
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

/// Returns the key by which a name is found: without blanks, in small letters, full-width signs as narrow ones.
pub(super) fn key(name: &str) -> String {
    name.chars()
        .map(narrow)
        .filter(|sign| !sign.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Returns the narrow form of a full-width sign (U+FF01 to U+FF5E stand 0xFEE0 above theirs).
fn narrow(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        other => other,
    }
}

impl NewAuthority {
    /// Returns what is to be said, tidied: no blanks around texts, no name twice.
    ///
    /// # Errors
    /// [`AuthorityError::Field`], [`AuthorityError::TooMany`].
    pub(super) fn checked(self) -> Result<Self, AuthorityError> {
        let name = checked_name("name", &self.name)?;
        let other_names = checked_names(&self.other_names, &name)?;
        let code = checked_text("code", &self.code, CODE_CHARS_MAX)?;
        let history = checked_text("history", &self.history, HISTORY_CHARS_MAX)?;
        checked_years(self.began, self.ended)?;
        Ok(Self {
            name,
            other_names,
            code,
            history,
            earlier: self.earlier.trim().to_owned(),
            ..self
        })
    }
}

fn checked_name(field: &'static str, name: &str) -> Result<String, AuthorityError> {
    let name = name.trim();
    let is_fit = NAME_CHARS.contains(&name.chars().count()) && !name.chars().any(char::is_control);
    match is_fit && !key(name).is_empty() {
        true => Ok(name.to_owned()),
        false => Err(AuthorityError::Field(field)),
    }
}

fn checked_names(names: &[String], main: &str) -> Result<Vec<String>, AuthorityError> {
    let mut seen = vec![key(main)];
    let mut kept = Vec::new();
    for name in names.iter().filter(|name| !name.trim().is_empty()) {
        let name = checked_name("other_names", name)?;
        if !seen.contains(&key(&name)) {
            seen.push(key(&name));
            kept.push(name);
        }
    }
    match kept.len() <= NAMES_MAX {
        true => Ok(kept),
        false => Err(AuthorityError::TooMany {
            most: u32::try_from(NAMES_MAX).unwrap_or(u32::MAX),
        }),
    }
}

fn checked_text(field: &'static str, text: &str, most: usize) -> Result<String, AuthorityError> {
    let text = text.trim();
    let is_odd = |sign: char| sign.is_control() && sign != '\n' && sign != '\r';
    match text.chars().count() <= most && !text.chars().any(is_odd) {
        true => Ok(text.to_owned()),
        false => Err(AuthorityError::Field(field)),
    }
}

fn checked_years(began: Option<i64>, ended: Option<i64>) -> Result<(), AuthorityError> {
    let is_year = |year: Option<i64>| year.is_none_or(|year| YEARS.contains(&year));
    if !is_year(began) {
        return Err(AuthorityError::Field("began"));
    }
    let is_before = began.zip(ended).is_some_and(|(began, ended)| ended < began);
    match is_year(ended) && !is_before {
        true => Ok(()),
        false => Err(AuthorityError::Field("ended")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn new(name: &str, other_names: &[&str]) -> NewAuthority {
        NewAuthority {
            kind: AuthorityKind::Body,
            name: name.to_owned(),
            other_names: other_names.iter().map(|name| (*name).to_owned()).collect(),
            code: String::new(),
            began: Some(1952),
            ended: None,
            earlier: String::new(),
            history: String::new(),
            is_retired: false,
        }
    }

    #[test]
    fn a_name_is_found_whatever_its_blanks_case_and_width() {
        assert_eq!(key("市一院 工会"), key("市一院工会"));
        assert_eq!(key("ＡＢＣ（二）"), key("abc(二)"));
        assert_ne!(key("市一院工会"), key("市二院工会"));
    }

    #[test]
    fn a_name_said_twice_is_kept_once_and_blank_lines_are_none() {
        let checked = new("市一院工会", &["  ", "市一院 工会", "一院工会", "一院工会"])
            .checked()
            .unwrap();
        assert_eq!(checked.other_names, ["一院工会"]);
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_field() {
        let field = |new: NewAuthority| match new.checked() {
            Err(AuthorityError::Field(field)) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(field(new("  ", &[])), "name");
        assert_eq!(field(new("甲\u{0}", &[])), "name");
        let ended_before = NewAuthority {
            ended: Some(1951),
            ..new("甲", &[])
        };
        assert_eq!(field(ended_before), "ended");
        let long_ago = NewAuthority {
            began: Some(3),
            ..new("甲", &[])
        };
        assert_eq!(field(long_ago), "began");
        let names: Vec<String> = (0..=NAMES_MAX).map(|number| format!("名{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let refused = new("甲", &names).checked();
        assert!(matches!(refused, Err(AuthorityError::TooMany { most: 20 })));
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_itself(name in "\\PC{0,40}") {
            prop_assert_eq!(key(&key(&name)), key(&name));
        }
    }
}
