//! Reading the dictionary from its files, and refusing what does not fit its schema.

use super::model::{Dictionary, FieldDefinition, RecordType};
use crate::{Codes, RuleError};
use std::collections::{BTreeMap, BTreeSet};

/// The file of the fields that every record carries.
const BASE_FILE: &str = "_base.toml";

#[derive(serde::Deserialize)]
struct Base {
    field: Vec<FieldDefinition>,
}

impl Dictionary {
    /// Reads the dictionary from `(file name, text)` pairs, checked against its JSON schema.
    ///
    /// # Errors
    /// [`RuleError`] naming file and place of the first mistake: not TOML, against the schema, a field twice, a
    /// code table that does not exist, or a code that differs from the file name.
    pub fn load(schema: &str, files: &[(String, String)], codes: &Codes) -> Result<Self, RuleError> {
        let schema_file = "schema.json";
        let schema = serde_json::from_str(schema).map_err(|error| RuleError::new(schema_file, error))?;
        let validator =
            jsonschema::validator_for(&schema).map_err(|error| RuleError::new(schema_file, error))?;
        let mut base = None;
        let mut types = BTreeMap::new();
        for (file, text) in files {
            let value: toml::Value = toml::from_str(text).map_err(|error| RuleError::new(file, error))?;
            check_schema(&validator, file, &value)?;
            if file == BASE_FILE {
                let read: Base = value.try_into().map_err(|error| RuleError::new(file, error))?;
                base = Some(read.field);
            } else {
                let read: RecordType = value.try_into().map_err(|error| RuleError::new(file, error))?;
                types.insert(read.code.clone(), (file.clone(), read));
            }
        }
        let base = base.ok_or_else(|| RuleError::new(BASE_FILE, "the file is missing"))?;
        check_fields(BASE_FILE, &base, codes)?;
        for (file, record_type) in types.values() {
            if format!("{}.toml", record_type.code) != *file {
                return Err(RuleError::new(
                    file,
                    format!("holds the type {}", record_type.code),
                ));
            }
            check_fields(file, &record_type.fields, codes)?;
        }
        Ok(Self {
            base,
            types: types.into_iter().map(|(code, (_, read))| (code, read)).collect(),
        })
    }
}

fn check_schema(validator: &jsonschema::Validator, file: &str, value: &toml::Value) -> Result<(), RuleError> {
    let json = serde_json::to_value(value).map_err(|error| RuleError::new(file, error))?;
    match validator.iter_errors(&json).next() {
        Some(error) => Err(RuleError::new(
            file,
            format!("{} at {}", error, error.instance_path()),
        )),
        None => Ok(()),
    }
}

fn check_fields(file: &str, fields: &[FieldDefinition], codes: &Codes) -> Result<(), RuleError> {
    // A type may define a field of the base anew, for example to make it mandatory; but none twice.
    let mut seen = BTreeSet::new();
    for field in fields {
        if !seen.insert(&field.name) {
            return Err(RuleError::new(file, format!("field {} stands twice", field.name)));
        }
        if let Some(table) = &field.code_table
            && codes.table(table).is_empty()
        {
            return Err(RuleError::new(
                file,
                format!("field {}: no code table {table}", field.name),
            ));
        }
    }
    Ok(())
}
