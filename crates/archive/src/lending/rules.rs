//! What the union sets as data about lending (rules/lending).

use guildhall_rules::{RuleError, read};
use serde::Deserialize;

const SCHEMA_FILE: &str = "lending/schema.json";
const FILE: &str = "lending/lending.toml";

/// The texts of the rules.
#[derive(Debug, Clone, Copy)]
pub struct LendingFiles<'a> {
    /// `lending/schema.json`.
    pub schema: &'a str,
    /// `lending/lending.toml`.
    pub rules: &'a str,
}

/// The rules in force.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LendingRules {
    /// Whether the union has settled these numbers.
    pub sure: bool,
    /// Days of a loan unless it is said otherwise (默认借期).
    pub days: u32,
    /// Most days of a loan.
    pub days_max: u32,
    /// How often a loan is renewed (续借).
    pub renewals_max: u32,
    /// Days of a renewal, counted from the due date.
    pub renewal_days: u32,
    /// Days before the due date from which a loan is due soon.
    pub remind_days: u32,
    /// Most records on one slip.
    pub records_max: u32,
    /// The highest secrecy level whose originals leave the storeroom.
    pub secrecy_max: i64,
}

impl LendingRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// [`RuleError`] naming file and place of the first mistake, also when loans usually last longer than they may.
    pub fn load(files: LendingFiles<'_>) -> Result<Self, RuleError> {
        let rules: Self = read((SCHEMA_FILE, files.schema), FILE, files.rules)?;
        match rules.days <= rules.days_max {
            true => Ok(rules),
            false => Err(RuleError::new(FILE, "days is more than days_max".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = include_str!("../../../../rules/lending/schema.json");
    const SHIPPED: &str = include_str!("../../../../rules/lending/lending.toml");

    fn load(rules: &str) -> Result<LendingRules, RuleError> {
        LendingRules::load(LendingFiles {
            schema: SCHEMA,
            rules,
        })
    }

    #[test]
    fn the_shipped_numbers_are_a_proposal() {
        let rules = load(SHIPPED).unwrap();
        assert!(!rules.sure && rules.days <= rules.days_max);
    }

    #[test]
    fn a_loan_does_not_usually_last_longer_than_it_may() {
        let longer = SHIPPED.replace("\ndays = 15", "\ndays = 31");
        assert!(load(&longer).unwrap_err().to_string().contains("days_max"));
        assert!(load(&SHIPPED.replace("sure = false", "sure = 0")).is_err());
    }
}
