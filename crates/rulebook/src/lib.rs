//! Reading the rules that a union sets as data (规则文件): TOML, held against its JSON schema before it is understood.
//!
//! Invariants: this crate reads texts, never files, and knows not what any rule means.

use serde::de::DeserializeOwned;

/// A rule file that cannot be used; the program does not start with it.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {what}")]
pub struct RuleError {
    /// The file.
    pub file: String,
    /// What is wrong, and where in the file.
    pub what: String,
}

impl RuleError {
    /// Names a file and what is wrong with it.
    pub fn new(file: &str, what: impl std::fmt::Display) -> Self {
        Self {
            file: file.to_owned(),
            what: what.to_string(),
        }
    }
}

/// Reads a rule; `schema` is name and text of its JSON schema.
///
/// # Errors
/// [`RuleError`] naming the file, and the place in it.
pub fn read<T: DeserializeOwned>(
    (schema_file, schema): (&str, &str),
    file: &str,
    text: &str,
) -> Result<T, RuleError> {
    let schema = serde_json::from_str(schema).map_err(|error| RuleError::new(schema_file, error))?;
    let validator = jsonschema::validator_for(&schema).map_err(|error| RuleError::new(schema_file, error))?;
    let value: toml::Value = toml::from_str(text).map_err(|error| RuleError::new(file, error))?;
    let json = serde_json::to_value(&value).map_err(|error| RuleError::new(file, error))?;
    if let Some(error) = validator.iter_errors(&json).next() {
        let what = format!("{} at {}", error, error.instance_path());
        return Err(RuleError::new(file, what));
    }
    value.try_into().map_err(|error| RuleError::new(file, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: (&str, &str) = (
        "schema.json",
        r#"{ "type": "object", "required": ["days"], "properties": { "days": { "type": "integer", "minimum": 1 } } }"#,
    );

    #[derive(Debug, serde::Deserialize)]
    struct Rule {
        days: u32,
    }

    #[test]
    fn a_rule_that_does_not_fit_its_schema_is_refused_with_file_and_place() {
        let read = |text: &str| read::<Rule>(SCHEMA, "rule.toml", text);
        assert_eq!(read("days = 3").unwrap().days, 3);
        for wrong in ["days = 0", "days = 'x'", "", "days ="] {
            let error = read(wrong).unwrap_err();
            assert_eq!(error.file, "rule.toml", "{wrong}");
        }
        assert!(read("days = 0").unwrap_err().what.contains("/days"));
    }
}
