//! What is asked for: a thing at an organisation with the attributes that the schema gives its type.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The field under which a thing's organisation path is found.
pub const ORG_PATH: &str = "org_path";

/// Value of an attribute, or of a comparison in a filter. A code or an id of another thing is text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Long(i64),
    /// A text, a code, or an id.
    Text(String),
}

impl Value {
    /// Returns the value without its storage.
    pub fn as_view(&self) -> ValueView<'_> {
        match self {
            Self::Bool(yes) => ValueView::Bool(*yes),
            Self::Long(number) => ValueView::Long(*number),
            Self::Text(text) => ValueView::Text(text),
        }
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Long(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A [`Value`] borrowed from wherever it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueView<'a> {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Long(i64),
    /// A text, a code, or an id.
    Text(&'a str),
}

/// Anything that a filter can be held against, such as a row that was just read.
pub trait Attributes {
    /// Returns the value of a field of the schema, or the path for [`ORG_PATH`]; none when it has no value.
    fn value(&self, field: &str) -> Option<ValueView<'_>>;
}

/// A thing that somebody wants to act on, in the form that every question takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Type in the schema, such as `Record`.
    pub kind: Cow<'static, str>,
    /// Path of the organisation to which it belongs, or its own if it is an organisation.
    pub org_path: String,
    /// The attributes of its type in the schema; an optional one may be left out.
    pub attributes: BTreeMap<Cow<'static, str>, Value>,
}

impl Resource {
    /// Returns a thing of this type at this organisation, without attributes.
    pub fn new(kind: impl Into<Cow<'static, str>>, org_path: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            org_path: org_path.into(),
            attributes: BTreeMap::new(),
        }
    }

    /// Returns the thing with one attribute more.
    #[must_use]
    pub fn with(mut self, attribute: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.attributes.insert(attribute.into(), value.into());
        self
    }
}

impl Attributes for Resource {
    fn value(&self, field: &str) -> Option<ValueView<'_>> {
        if field == ORG_PATH {
            return Some(ValueView::Text(&self.org_path));
        }
        self.attributes.get(field).map(Value::as_view)
    }
}
