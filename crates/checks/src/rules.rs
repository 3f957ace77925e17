//! Reading rules/checks: which checks there are. Which formats are accepted stands in rules/formats.

use guildhall_rules::{RuleError, refuse_twice};
use serde::{Deserialize, Serialize};

/// When a check is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// When a record is filed (归档).
    Filing,
    /// While it is kept (长期保存).
    Keeping,
}

impl Stage {
    /// Returns the code in the database and in the names of messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Filing => "filing",
            Self::Keeping => "keeping",
        }
    }

    /// Reads the code in the database.
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Filing, Self::Keeping]
            .into_iter()
            .find(|stage| stage.code() == code)
    }
}

/// The property that a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Property {
    /// 真实性.
    Authenticity,
    /// 完整性.
    Integrity,
    /// 可用性.
    Usability,
    /// 安全性.
    Security,
}

impl Property {
    /// All four, in the order of the standard.
    pub const ALL: [Self; 4] = [
        Self::Authenticity,
        Self::Integrity,
        Self::Usability,
        Self::Security,
    ];

    /// Returns the code in data and in the names of messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Authenticity => "authenticity",
            Self::Integrity => "integrity",
            Self::Usability => "usability",
            Self::Security => "security",
        }
    }
}

/// What a failure means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The record is not filed.
    Block,
    /// The record tells of it.
    Warn,
}

/// What the program examines; see [`crate::examination`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is described where it is examined")]
pub enum Test {
    Fixity,
    Length,
    Form,
    Codes,
    Plausible,
    Characters,
    ArchivalCode,
    Duplicates,
    Size,
    Attributes,
    Linked,
    Elements,
    Mandatory,
    Process,
    Continuity,
    Content,
    Attachments,
    Scope,
    Row,
    Format,
    Opens,
    LastingFormat,
    Metadata,
    Virus,
    Environment,
    Package,
    Batch,
    Medium,
    House,
}

/// A check (检测项目).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CheckDefinition {
    /// Its code, such as `GD-1-1`.
    pub code: String,
    /// When it is made.
    pub stage: Stage,
    /// What it is about.
    pub property: Property,
    /// Its Chinese name.
    pub zh: String,
    /// Its English name.
    pub en: String,
    /// What a failure means.
    pub severity: Severity,
    /// What is examined.
    pub test: Test,
    /// Whether name and code were seen in the text of the standard.
    pub sure: bool,
}

/// The file with its schema, as text.
#[derive(Debug, Clone, Copy)]
pub struct CheckFiles<'a> {
    /// Its JSON schema.
    pub schema: &'a str,
    /// The checks.
    pub checks: &'a str,
}

/// The checks with their parameters.
#[derive(Debug, Clone)]
pub struct CheckRules {
    /// The checks in the order of the file.
    pub checks: Vec<CheckDefinition>,
    /// Days between two checks of a record that is kept.
    pub recheck_days: u32,
    /// Records checked in one night.
    pub recheck_at_most: u32,
    /// Years that the year of a record may lie from its date.
    pub years_apart: i64,
    /// Characters that no value may hold.
    pub forbidden: String,
    /// Version of the file of checks.
    pub version: u32,
}

#[derive(Deserialize)]
struct ChecksFile {
    version: u32,
    recheck_days: u32,
    recheck_at_most: u32,
    years_apart: i64,
    forbidden: String,
    check: Vec<CheckDefinition>,
}

impl CheckRules {
    /// Reads the file, checked against its schema.
    ///
    /// # Errors
    /// [`RuleError`] naming a wrong form, or a code that stands there twice.
    pub fn load(files: CheckFiles<'_>) -> Result<Self, RuleError> {
        let schema = ("checks/schema.json", files.schema);
        let checks: ChecksFile = guildhall_rules::read(schema, "checks/checks.toml", files.checks)?;
        refuse_twice(
            "checks/checks.toml",
            checks.check.iter().map(|check| check.code.as_str()),
        )?;
        Ok(Self {
            checks: checks.check,
            recheck_days: checks.recheck_days,
            recheck_at_most: checks.recheck_at_most,
            years_apart: checks.years_apart,
            forbidden: checks.forbidden,
            version: checks.version,
        })
    }

    /// Returns the check with a code.
    pub fn find(&self, code: &str) -> Option<&CheckDefinition> {
        self.checks.iter().find(|check| check.code == code)
    }
}
