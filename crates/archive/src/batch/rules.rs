//! What the union sets as data about batches (rules/batches).

use guildhall_rules::{RuleError, read};
use serde::Deserialize;

const SCHEMA_FILE: &str = "batches/schema.json";
const FILE: &str = "batches/batches.toml";

/// The texts of the rules.
#[derive(Debug, Clone, Copy)]
pub struct BatchFiles<'a> {
    /// `batches/schema.json`.
    pub schema: &'a str,
    /// `batches/batches.toml`.
    pub rules: &'a str,
}

/// The rules in force.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BatchRules {
    /// Most records in a batch.
    pub records_max: u32,
    /// The fields that may be changed for many records at once, in the order of the form.
    pub fields: Vec<String>,
}

impl BatchRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// [`RuleError`] naming file and place of the first mistake.
    pub fn load(files: BatchFiles<'_>) -> Result<Self, RuleError> {
        read((SCHEMA_FILE, files.schema), FILE, files.rules)
    }
}
