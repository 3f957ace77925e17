//! The policy files of an installation with what they are held against: vocabulary, law, cases.
//!
//! A change of policy is compiled here first, and taken only when every case still comes out as expected.

use guildhall_policy::{Case, FailedCase, PolicyError, PolicySet};

/// The file with the law of the three powers (三权分立), which no installation changes.
pub const LAW: &str = "three-powers.cedar";

/// A policy file: its name in rules/policies, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
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

    /// Returns the policy files in force, the law among them.
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

    /// Compiles the files as they are.
    ///
    /// # Errors
    /// [`RulesFault`].
    pub fn compile(&self) -> Result<PolicySet, RulesFault> {
        self.compile_with(&[])
    }

    /// Compiles the files with some of them replaced; names that do not exist, and the law, are left alone.
    ///
    /// # Errors
    /// [`RulesFault`].
    pub fn compile_with(&self, changed: &[PolicyFile]) -> Result<PolicySet, RulesFault> {
        let text_of = |file: &PolicyFile| -> String {
            let change = changed
                .iter()
                .find(|change| change.name == file.name && file.name != LAW);
            change.unwrap_or(file).text.clone()
        };
        let texts: Vec<(&str, String)> = self
            .files
            .iter()
            .map(|file| (file.name.as_str(), text_of(file)))
            .collect();
        let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let policies = PolicySet::load(&self.schema, &files)?;
        let failing = policies.failing(&self.cases);
        if failing.is_empty() {
            Ok(policies)
        } else {
            Err(RulesFault::Cases(failing))
        }
    }
}
