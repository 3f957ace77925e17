//! What is proposed for a paper's description, field by field.

use serde::{Deserialize, Serialize};

use crate::classify::RankedType;
use crate::page::Evidence;

/// Divides the values of a field that has several.
pub(super) const SEPARATOR: &str = ";";

/// The names of the fields that are proposed.
pub mod field {
    /// The title (题名).
    pub const TITLE: &str = "title";
    /// The date of the paper (日期), ISO 8601.
    pub const DOC_DATE: &str = "doc_date";
    /// The document number (文件编号).
    pub const DOC_NUMBER: &str = "doc_number";
    /// Who issued the paper (责任者).
    pub const RESPONSIBLE_PARTY: &str = "responsible_party";
    /// The people named (人名), divided by semicolons.
    pub const PERSONS: &str = "persons";
    /// The keywords (关键词), divided by semicolons.
    pub const KEYWORDS: &str = "keywords";
    /// The summary (摘要).
    pub const SUMMARY: &str = "summary";
    /// The code of the archive type (门类).
    pub const TYPE_CODE: &str = "type_code";
    /// The genre (文种) by its Chinese name.
    pub const DOCUMENT_GENRE: &str = "document_genre";
    /// The main addressees (主送).
    pub const MAIN_RECIPIENTS: &str = "main_recipients";
    /// The total sum (金额合计) in yuan with two places.
    pub const AMOUNT_TOTAL: &str = "amount_total";
}

/// A value proposed for one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposedField {
    /// The field, one of [`field`].
    pub name: String,
    /// The value as text.
    pub value: String,
    /// How sure it is, 0 to 1; already lowered where recognition was unsure.
    pub confidence: f32,
    /// The line it was read from, if it was read from one.
    pub evidence: Option<Evidence>,
}

impl ProposedField {
    pub(super) fn new(name: &str, value: String, confidence: f32, evidence: Option<Evidence>) -> Self {
        Self {
            name: name.to_owned(),
            value,
            confidence: confidence.clamp(0.0, 1.0),
            evidence,
        }
    }
}

/// A person whom the paper names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonProposal {
    /// The name in simplified characters.
    pub name: String,
    /// The ids of the known people of this name: one, several when the name is shared, none when it is unknown.
    pub ids: Vec<String>,
    /// How sure it is that this is a name of a person, 0 to 1.
    pub confidence: f32,
    /// How often the paper names them.
    pub count: u32,
    /// The first line that names them.
    pub evidence: Option<Evidence>,
}

/// The whole proposal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// At most one value for each field.
    pub fields: Vec<ProposedField>,
    /// The people named, the surest first.
    pub persons: Vec<PersonProposal>,
    /// The keywords, the weightiest first.
    pub keywords: Vec<String>,
    /// The summary; empty if the paper has no sentence that can stand alone.
    pub summary: String,
    /// The types the paper may have, the likeliest first.
    pub types: Vec<RankedType>,
}

impl Proposal {
    /// The value proposed for a field.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.field(name).map(|field| field.value.as_str())
    }

    /// The proposal for a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&ProposedField> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub(super) fn add(&mut self, field: Option<ProposedField>) {
        self.fields
            .extend(field.filter(|field| !field.value.trim().is_empty()));
    }
}
