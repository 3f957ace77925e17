//! What the union sets as data about certificates of consultation (rules/attestations).

use guildhall_rules::{RuleError, read};
use serde::Deserialize;

const SCHEMA_FILE: &str = "attestations/schema.json";
const FILE: &str = "attestations/attestations.toml";
const YEAR: &str = "{year}";
const NUMBER: &str = "{number}";

/// The texts of the rules.
#[derive(Debug, Clone, Copy)]
pub struct AttestationFiles<'a> {
    /// `attestations/schema.json`.
    pub schema: &'a str,
    /// `attestations/attestations.toml`.
    pub rules: &'a str,
}

/// The rules in force.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AttestationRules {
    /// Whether the union has settled the shape of the number.
    pub sure: bool,
    /// The shape of the number, with `{year}` and `{number}`.
    number: String,
    /// Most characters of an excerpt.
    pub excerpt_max: u32,
    /// The site on which certificates are checked, without a path; may be empty.
    pub address: String,
}

impl AttestationRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// [`RuleError`] naming file and place of the first mistake, also when the number would not tell certificates apart.
    pub fn load(files: AttestationFiles<'_>) -> Result<Self, RuleError> {
        let rules: Self = read((SCHEMA_FILE, files.schema), FILE, files.rules)?;
        match rules.number.contains(YEAR) && rules.number.contains(NUMBER) {
            true => Ok(rules),
            false => Err(RuleError::new(
                FILE,
                "number needs both {year} and {number}".to_owned(),
            )),
        }
    }

    /// Returns the number of a certificate as it is written.
    pub fn numbered(&self, year: i64, number: i64) -> String {
        self.number
            .replace(YEAR, &year.to_string())
            .replace(NUMBER, &number.to_string())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const SCHEMA: &str = include_str!("../../../../rules/attestations/schema.json");
    const SHIPPED: &str = include_str!("../../../../rules/attestations/attestations.toml");

    fn load(rules: &str) -> Result<AttestationRules, RuleError> {
        AttestationRules::load(AttestationFiles {
            schema: SCHEMA,
            rules,
        })
    }

    pub(in crate::attestation) fn shipped() -> AttestationRules {
        load(SHIPPED).unwrap()
    }

    #[test]
    fn the_shipped_shape_is_a_proposal() {
        let rules = shipped();
        assert!(!rules.sure && rules.address.is_empty());
        assert_eq!(rules.numbered(2026, 3), "证明〔2026〕3号");
    }

    #[test]
    fn a_number_that_tells_no_certificates_apart_is_refused() {
        let same = SHIPPED.replace("〕{number}号", "〕年度证明书编号");
        assert!(load(&same).unwrap_err().to_string().contains("{number}"));
        assert!(load(&SHIPPED.replace("address = \"\"", "address = \"javascript:1\"")).is_err());
    }
}
