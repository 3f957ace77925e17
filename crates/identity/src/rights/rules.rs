//! The policy files of an installation with what they are held against: vocabulary, law, cases.
//!
//! A change of policy is compiled here first, and taken only when every case still comes out as expected.

use guildhall_policy::{Case, FailedCase, PolicyError, PolicySet};
use serde::{Deserialize, Serialize};

/// The file with the law of the three powers (三权分立), which no installation changes.
pub const LAW: &str = "three-powers.cedar";

/// A policy file: its name in rules/policies, and its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyFile {
    /// Its name, such as `records.cedar`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Everything from which the policies in force were made.
#[derive(Debug, Clone)]
pub struct PolicyRules {
    schema: String,
    files: Vec<PolicyFile>,
    cases: Vec<Case>,
}

/// Why policy files were not taken.
#[derive(Debug, thiserror::Error)]
pub enum RulesFault {
    /// They are not policies, or do not fit the vocabulary.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// Cases come out otherwise.
    #[error("{} cases come out otherwise, first: {}", .0.len(), .0.first().map_or("", |failed| &failed.case.says))]
    Cases(Vec<FailedCase>),
}

impl PolicyRules {
    /// Reads vocabulary, policy files and cases (TOML).
    ///
    /// # Errors
    /// [`PolicyError::Form`] when the cases cannot be read.
    pub fn read(schema: String, files: Vec<PolicyFile>, cases: &str) -> Result<Self, PolicyError> {
        Ok(Self {
            schema,
            files,
            cases: Case::read("cases.toml", cases)?,
        })
    }

    /// Returns the policy files, the law among them.
    pub fn files(&self) -> &[PolicyFile] {
        &self.files
    }

    /// Returns the files that an installation may change: all but the law.
    pub fn editable(&self) -> impl Iterator<Item = &PolicyFile> {
        self.files.iter().filter(|file| file.name != LAW)
    }

    /// Returns the cases.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// Returns these rules with some files replaced and cases added (TOML, may be empty); names that do not exist, and the
    /// law, are left alone.
    ///
    /// # Errors
    /// [`PolicyError::Form`] when the cases cannot be read.
    pub fn with(&self, changed: &[PolicyFile], cases: &str) -> Result<Self, PolicyError> {
        let change_of = |file: &PolicyFile| {
            let change = changed.iter().find(|change| change.name == file.name);
            change.filter(|change| change.name != LAW).unwrap_or(file).clone()
        };
        let own = match cases.trim() {
            "" => Vec::new(),
            cases => Case::read("own cases", cases)?,
        };
        Ok(Self {
            schema: self.schema.clone(),
            files: self.files.iter().map(change_of).collect(),
            cases: [self.cases.as_slice(), &own].concat(),
        })
    }

    /// Compiles the files and holds them against the cases.
    ///
    /// # Errors
    /// [`RulesFault`].
    pub fn compile(&self) -> Result<PolicySet, RulesFault> {
        let files: Vec<(&str, &str)> = self
            .files
            .iter()
            .map(|file| (file.name.as_str(), file.text.as_str()))
            .collect();
        let policies = PolicySet::load(&self.schema, &files)?;
        let failing = policies.failing(&self.cases);
        if failing.is_empty() {
            Ok(policies)
        } else {
            Err(RulesFault::Cases(failing))
        }
    }
}
