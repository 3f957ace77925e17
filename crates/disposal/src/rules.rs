//! What the union sets as data about appraisal and destruction (rules/disposal).

use guildhall_rules::{RuleError, read};
use serde::Deserialize;

const SCHEMA_FILE: &str = "disposal/schema.json";
const FILE: &str = "disposal/disposal.toml";

/// The texts of the rules.
#[derive(Debug, Clone, Copy)]
pub struct DisposalFiles<'a> {
    /// `disposal/schema.json`.
    pub schema: &'a str,
    /// `disposal/disposal.toml`.
    pub rules: &'a str,
}

/// The rules in force.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DisposalRules {
    /// Days between approval and destruction (等待期).
    pub waiting_days: u32,
    /// Whether the union has settled that.
    pub waiting_sure: bool,
    /// Supervisors of a destruction (监销人); at least two.
    pub supervisors: usize,
    /// Most records in a round.
    pub records_max: u32,
}

impl DisposalRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// [`RuleError`] naming file and place of the first mistake.
    pub fn load(files: DisposalFiles<'_>) -> Result<Self, RuleError> {
        read((SCHEMA_FILE, files.schema), FILE, files.rules)
    }
}
