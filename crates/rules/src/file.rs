//! Reading one rule file: TOML, held against its JSON schema before it is understood.

use crate::RuleError;
use serde::de::DeserializeOwned;

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
