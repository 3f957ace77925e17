//! The clauses that the house is held against (rules/inspection): what each asks, which look proves it, what to do.

use crate::error::RuleError;
use crate::looks::Look;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Name of the file, for messages.
const FILE: &str = "inspection/level3.toml";

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    pub(crate) fn is_told(&self) -> bool {
        !self.zh.trim().is_empty() && !self.en.trim().is_empty()
    }
}

/// A clause (条款) of the standard, in our own words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Name in this house, stable: kept reports and declarations refer to it.
    pub id: String,
    /// Number in the standard, such as `8.1.4.1`.
    pub number: String,
    /// The area of the standard to which it belongs.
    pub area: Words,
    /// What it asks.
    pub says: Words,
    /// The look that proves it; a person declares it when there is none.
    pub look: Option<Look>,
    /// What to do when it is not kept.
    pub remedy: Words,
}

/// Where good ends: numbers that an officer may want to change.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Days for which a declaration counts.
    pub declaration_days: u32,
    /// Days without a sign-in after which an account is unused.
    pub unused_days: u32,
    /// Days after which a password set by somebody else must have been changed.
    pub first_password_days: u32,
    /// Longest time without a request after which a session may still be open, in minutes.
    pub session_idle_minutes: u32,
    /// Most failed attempts on one login name from one address before waiting begins.
    pub failed_attempts: u32,
    /// Days after which a master key is old.
    pub master_key_days: u32,
    /// Days before the end of a certificate from which it should be renewed.
    pub certificate_days: u32,
    /// Days after which the ledger should be verified again.
    pub verified_days: u32,
    /// Hours after which a witness should have taken a newer checkpoint.
    pub witness_hours: u32,
    /// Days after which the vault should be scrubbed again.
    pub scrub_days: u32,
    /// Least part of a disk that must be free, in percent.
    pub disk_free_percent: u32,
    /// Seconds by which the clock may be behind what was already written.
    pub clock_behind_secs: u32,
    /// Days after which the database of advisories is old.
    pub advisories_days: u32,
}

/// The clauses with their parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clauses {
    /// Where good ends.
    pub parameters: Parameters,
    /// The clauses, in the order of the file.
    pub clauses: Vec<Clause>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(
        dead_code,
        reason = "the version says how the file is to be read; there is one"
    )]
    version: u32,
    parameters: Parameters,
    clause: Vec<Clause>,
}

impl Clauses {
    /// Reads the file.
    ///
    /// # Errors
    /// [`RuleError`] when it is not of this form, names a look that the program does not know, names an id twice, or
    /// leaves a text empty.
    pub fn read(text: &str) -> Result<Self, RuleError> {
        let file: File = toml::from_str(text).map_err(|error| RuleError::new(FILE, error))?;
        let mut ids = BTreeSet::new();
        for clause in &file.clause {
            let texts = [&clause.area, &clause.says, &clause.remedy];
            if !texts.iter().all(|words| words.is_told()) || !is_id(&clause.id) || clause.number.is_empty() {
                let what = format!(
                    "the clause {:?} lacks a text, or its id is no lower-case word",
                    clause.id
                );
                return Err(RuleError::new(FILE, what));
            }
            if !ids.insert(clause.id.as_str()) {
                return Err(RuleError::new(
                    FILE,
                    format!("the clause {} stands twice", clause.id),
                ));
            }
        }
        Ok(Self {
            parameters: file.parameters,
            clauses: file.clause,
        })
    }

    /// Returns the clause with this id.
    pub fn get(&self, id: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == id)
    }
}

/// Says whether a text may name a thing of the rules: lower-case letters, digits and hyphens.
pub(crate) fn is_id(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=40).contains(&text.len()) && text.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../rules/inspection/level3.toml");

    #[test]
    fn the_shipped_clauses_use_every_look_and_leave_some_to_people() {
        let clauses = Clauses::read(SHIPPED).unwrap();
        let looks: BTreeSet<Look> = clauses.clauses.iter().filter_map(|clause| clause.look).collect();
        assert_eq!(looks, Look::ALL.into_iter().collect());
        let declared = clauses.clauses.iter().filter(|clause| clause.look.is_none());
        assert!(declared.count() >= 10);
        assert!(clauses.get("second-factors").is_some());
    }

    #[test]
    fn the_shipped_clauses_keep_their_schema() {
        let schema = include_str!("../../../rules/inspection/schema.json");
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        let value: toml::Value = toml::from_str(SHIPPED).unwrap();
        let faults: Vec<String> = jsonschema::validator_for(&schema)
            .unwrap()
            .iter_errors(&serde_json::to_value(value).unwrap())
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert_eq!(faults, Vec::<String>::new());
    }

    #[test]
    fn unknown_looks_ids_twice_and_empty_texts_are_refused() {
        let second = "id = \"second-factors\"";
        for (from, to) in [
            ("look = \"second-factors\"", "look = \"moon\""),
            (second, "id = \"powers-held\""),
            (second, "id = \"Second Factors\""),
            ("unused_days", "unused_dayz"),
        ] {
            let changed = SHIPPED.replacen(from, to, 1);
            assert_ne!(changed, SHIPPED, "{from}");
            let error = Clauses::read(&changed).unwrap_err();
            assert!(error.to_string().starts_with(FILE), "{error}");
        }
    }
}
