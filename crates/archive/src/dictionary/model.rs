//! Types of the dictionary.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a field holds; decides its input and its check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// Several short texts.
    Texts,
    /// A day.
    Date,
    /// A year.
    Year,
    /// A whole number.
    Number,
    /// An amount in yuan.
    Money,
    /// Yes or no.
    YesNo,
    /// A code of a table.
    Code,
    /// One person.
    Person,
    /// Several persons.
    Persons,
    /// A staff number (工号).
    StaffNumber,
}

impl FieldKind {
    /// Says whether the field holds several values.
    pub fn is_many(self) -> bool {
        matches!(self, Self::Texts | Self::Persons)
    }

    /// Says whether the field names people.
    pub fn names_people(self) -> bool {
        matches!(self, Self::Person | Self::Persons)
    }
}

/// Whether a field must be filled (必选、条件选、可选).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Obligation {
    /// A record cannot be filed without it.
    Mandatory,
    /// Asked for; may stay empty where it does not apply.
    Conditional,
    /// Free.
    Optional,
}

/// A field of the dictionary.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FieldDefinition {
    /// Name in data and in the API.
    pub name: String,
    /// Chinese label.
    pub label_zh: String,
    /// English label.
    pub label_en: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it must be filled.
    pub obligation: Obligation,
    /// The table of a code field.
    pub code_table: Option<String>,
    /// The element of DA/T 46-2009 behind it.
    pub element: Option<String>,
    /// The class of personal data (个人信息类别) by which it is masked, a code of rules/masking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
}

/// A word that speaks for a type.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cue {
    /// The word.
    pub words: String,
    /// How strongly.
    pub weight: f32,
}

/// An archive type (档案门类) with its own fields.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordType {
    /// Code, such as `ZY.HY`.
    pub code: String,
    /// Version of the description.
    pub version: u32,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// The part that goes into the archival code.
    pub category: String,
    /// Retention proposed.
    pub retention_default: String,
    /// Typical papers.
    #[serde(default)]
    pub materials: Vec<String>,
    /// Words that speak for the type.
    #[serde(default)]
    pub cues: Vec<Cue>,
    /// Fields beyond the base.
    #[serde(default, rename = "field")]
    pub fields: Vec<FieldDefinition>,
}

/// One value or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl FieldValue {
    /// Returns the values in order.
    pub fn values(&self) -> Vec<&str> {
        match self {
            Self::One(value) => vec![value],
            Self::Many(values) => values.iter().map(String::as_str).collect(),
        }
    }

    /// Returns the values joined for people.
    pub fn display(&self) -> String {
        self.values().join("；")
    }

    /// Says whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.values().iter().all(|value| value.trim().is_empty())
    }
}

/// Values by field name.
pub type Fields = BTreeMap<String, FieldValue>;

/// The fields by which a record is found again and told from others, and its type: a person looks at them before she
/// files, also where a type does not demand them.
const IDENTIFYING: &[&str] = &[
    "title",
    "doc_date",
    "responsible_party",
    "doc_number",
    "type_code",
];

/// The whole dictionary.
#[derive(Debug, Clone)]
pub struct Dictionary {
    pub(super) base: Vec<FieldDefinition>,
    pub(super) types: BTreeMap<String, RecordType>,
}

impl Dictionary {
    /// Returns the fields that every record carries.
    pub fn base(&self) -> &[FieldDefinition] {
        &self.base
    }

    /// Returns a type by its code.
    pub fn find(&self, code: &str) -> Option<&RecordType> {
        self.types.get(code)
    }

    /// Returns all types in the order of their codes.
    pub fn types(&self) -> impl Iterator<Item = &RecordType> {
        self.types.values()
    }

    /// Returns the definition of a field of a type, its own or one of the base.
    pub fn field<'d>(&'d self, record_type: &'d RecordType, name: &str) -> Option<&'d FieldDefinition> {
        record_type
            .fields
            .iter()
            .chain(&self.base)
            .find(|field| field.name == name)
    }

    /// Returns the definition of a field of a type that may no longer be known.
    pub fn field_of(&self, type_code: &str, name: &str) -> Option<&FieldDefinition> {
        let own = self
            .find(type_code)
            .map_or(&[][..], |kind| kind.fields.as_slice());
        own.iter().chain(&self.base).find(|field| field.name == name)
    }

    /// Says whether a field decides that a record can be filed: those mandatory for its type, and those that identify
    /// it. Doubt about any other field, such as keywords, need not hold up filing.
    pub fn matters_for_filing(&self, type_code: &str, name: &str) -> bool {
        let definition = self.field_of(type_code, name);
        IDENTIFYING.contains(&name)
            || definition.is_some_and(|field| field.obligation == Obligation::Mandatory)
    }
}
