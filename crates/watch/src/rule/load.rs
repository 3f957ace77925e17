//! Reading rules/watching.

use super::model::{Limits, Measure, Per, Rule};
use guildhall_rules::{RuleError, refuse_twice};
use serde::Deserialize;

const SCHEMA_FILE: &str = "watching/schema.json";
const RULES_FILE: &str = "watching/rules.toml";
const LIMITS_FILE: &str = "watching/limits.toml";
/// Minutes of the window in which something may be learned: what is learned is counted by the hour.
const LEARNED_MINUTES: i64 = 60;

/// The texts of rules/watching.
#[derive(Debug, Clone, Copy)]
pub struct WatchFiles<'a> {
    /// `watching/schema.json`.
    pub schema: &'a str,
    /// `watching/rules.toml`.
    pub rules: &'a str,
    /// `watching/limits.toml`.
    pub limits: &'a str,
}

/// What is noticed, and what is limited.
#[derive(Debug, Clone, PartialEq)]
pub struct WatchRules {
    /// The rules in their order.
    pub rules: Vec<Rule>,
    /// Periods and limits.
    pub limits: Limits,
}

#[derive(Deserialize)]
struct RulesFile {
    rule: Vec<Rule>,
}

impl WatchRules {
    /// Reads the rules, checked against their JSON schema and against each other.
    ///
    /// # Errors
    /// [`RuleError`] naming file and place of the first mistake.
    pub fn load(files: WatchFiles<'_>) -> Result<Self, RuleError> {
        let schema = (SCHEMA_FILE, files.schema);
        let rules: RulesFile = guildhall_rules::read(schema, RULES_FILE, files.rules)?;
        let limits: Limits = guildhall_rules::read(schema, LIMITS_FILE, files.limits)?;
        let codes = rules.rule.iter().map(|rule| rule.code.as_str());
        refuse_twice(RULES_FILE, codes)?;
        for rule in &rules.rule {
            refuse_contradiction(rule, &limits)?;
        }
        Ok(Self {
            rules: rules.rule,
            limits,
        })
    }

    /// Returns a rule by its code.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.code == code)
    }
}

fn refuse_contradiction(rule: &Rule, limits: &Limits) -> Result<(), RuleError> {
    let refuse = |what: &str| Err(RuleError::new(RULES_FILE, format!("rule {}: {what}", rule.code)));
    if rule.always.is_some_and(|always| always < rule.at_least) {
        return refuse("always must not be less than at_least");
    }
    if let Some(learning) = &rule.usual {
        let counts_hours = rule.minutes == LEARNED_MINUTES && rule.measure == Measure::Acts;
        if !counts_hours || rule.per != Per::Account {
            return refuse("usual is learned for acts of accounts within 60 minutes");
        }
        if learning.days > limits.learn_days {
            return refuse("usual looks back further than learn_days of limits.toml");
        }
    }
    if rule.per == Per::Network && !rule.brakes.is_empty() {
        return refuse("a network has no sessions to brake");
    }
    match (rule.measure, rule.per) {
        (Measure::Networks, Per::Network) | (Measure::Accounts, Per::Account) => {
            refuse("measure and per are the same thing")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: WatchFiles<'_> = WatchFiles {
        schema: include_str!("../../../../rules/watching/schema.json"),
        rules: include_str!("../../../../rules/watching/rules.toml"),
        limits: include_str!("../../../../rules/watching/limits.toml"),
    };

    #[test]
    fn the_rules_that_ship_are_good() {
        let rules = WatchRules::load(FILES).unwrap();
        assert!(rules.rule("mass-reading").unwrap().usual.is_some());
    }

    #[test]
    fn contradictions_are_refused_with_their_place() {
        let change = |from: &str, to: &str| FILES.rules.replacen(from, to, 1);
        let wrong = [
            (change("always = 600", "always = 5"), "always must not"),
            (change("minutes = 60", "minutes = 90"), "within 60 minutes"),
            (
                change("code = \"odd-hours\"", "code = \"mass-reading\""),
                "stands twice",
            ),
            (
                change("measure = \"networks\"", "measure = \"accounts\""),
                "the same thing",
            ),
            (change("days = 30", "days = 0"), "days"),
            (change("counts = [\"view\"]", "counts = [\"sneeze\"]"), "sneeze"),
        ];
        for (rules, expected) in wrong {
            let files = WatchFiles {
                rules: &rules,
                ..FILES
            };
            let error = WatchRules::load(files).unwrap_err();
            assert_eq!(error.file, "watching/rules.toml");
            assert!(error.what.contains(expected), "{expected}: {}", error.what);
        }
    }
}
