//! Cases: questions with the answer that is expected, kept beside the policies (策略用例).
//!
//! Whoever changes a policy sees at once which expectation broke; policies that break one are not taken.

use crate::PolicyError;
use crate::policy_set::PolicySet;
use crate::resource::{Resource, Value};
use crate::subject::{Circumstances, Grant, Standing, Subject};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Most cases in a file.
const CASES_MAX: usize = 1_000;

/// One expectation.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What is expected, in a sentence.
    pub says: String,
    /// Role of the one grant of the person.
    pub role: String,
    /// Path of its branch.
    pub branch: String,
    /// Its highest secrecy level.
    pub clearance: i64,
    /// The action.
    pub action: String,
    /// Path of the organisation to which the thing belongs, or its own if it is an organisation.
    pub at: String,
    /// Her post; none when left out.
    #[serde(default)]
    pub post: String,
    /// Her rank; none when left out.
    #[serde(default)]
    pub rank: i64,
    /// The hour of the day, 0 to 23; noon when left out.
    #[serde(default = "noon")]
    pub hour: i64,
    /// The day of the week, 1 to 7; Monday when left out.
    #[serde(default = "monday")]
    pub weekday: i64,
    /// The stated purpose; none when left out.
    #[serde(default)]
    pub purpose: String,
    /// Attributes of the thing; none for an organisation.
    #[serde(default)]
    pub with: BTreeMap<String, CaseValue>,
    /// The answer.
    pub allowed: bool,
}

/// A value of an attribute as it stands in the file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum CaseValue {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Long(i64),
    /// A text, a code or an id.
    Text(String),
}

fn noon() -> i64 {
    12
}

fn monday() -> i64 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    case: Vec<Case>,
}

impl Case {
    /// Reads a file of cases (TOML, a table `[[case]]` for each).
    ///
    /// # Errors
    /// [`PolicyError::TooLarge`], or [`PolicyError::Form`] with the place.
    pub fn read(file: &str, text: &str) -> Result<Vec<Self>, PolicyError> {
        let form = |problem: String| PolicyError::Form {
            file: file.to_owned(),
            problem,
        };
        if text.len() > crate::TEXT_BYTES_MAX {
            return Err(PolicyError::TooLarge {
                file: file.to_owned(),
                limit: crate::TEXT_BYTES_MAX,
            });
        }
        let read: CaseFile = toml::from_str(text).map_err(|error| form(error.to_string()))?;
        if read.case.len() > CASES_MAX {
            return Err(form(format!("more than {CASES_MAX} cases")));
        }
        Ok(read.case)
    }
}

/// A case that came out otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct FailedCase {
    /// The case.
    pub case: Case,
    /// What happened instead: the deciding policies, or why the question could not be put.
    pub because: String,
}

impl PolicySet {
    /// Returns the cases that do not come out as expected.
    pub fn failing(&self, cases: &[Case]) -> Vec<FailedCase> {
        cases.iter().filter_map(|case| self.check(case)).collect()
    }

    fn check(&self, case: &Case) -> Option<FailedCase> {
        let failed = |because: String| {
            Some(FailedCase {
                case: case.clone(),
                because,
            })
        };
        let subject = Subject {
            id: "case".to_owned(),
            grants: vec![Grant {
                role: case.role.clone(),
                org_path: case.branch.clone(),
                clearance: case.clearance,
            }],
            standing: Standing {
                post: case.post.clone(),
                rank: case.rank,
            },
            circumstances: Circumstances {
                hour: case.hour,
                weekday: case.weekday,
                purpose: case.purpose.clone(),
            },
        };
        let resource = match self.resource_of(case) {
            Ok(resource) => resource,
            Err(error) => return failed(error.to_string()),
        };
        match self.decide(&subject, &case.action, &resource) {
            Ok(decision) if decision.allowed == case.allowed => None,
            Ok(decision) => failed(decision.reasons.join(", ")),
            Err(error) => failed(error.to_string()),
        }
    }

    fn resource_of(&self, case: &Case) -> Result<Resource, PolicyError> {
        let mut resource = Resource::new(self.acts_on(&case.action)?, case.at.as_str());
        for (name, value) in &case.with {
            let value = match value {
                CaseValue::Bool(yes) => Value::Bool(*yes),
                CaseValue::Long(number) => Value::Long(*number),
                CaseValue::Text(text) => Value::Text(text.clone()),
            };
            resource.attributes.insert(Cow::Owned(name.clone()), value);
        }
        Ok(resource)
    }
}
