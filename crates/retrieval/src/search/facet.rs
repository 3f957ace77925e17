//! The facets (分面) by which hits are counted and narrowed.

use std::sync::Arc;

/// A property that hits are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// Archive type (门类).
    Type,
    /// Year (年度).
    Year,
    /// Department (部门).
    Department,
    /// Person (人物).
    Person,
    /// Source (来源).
    Source,
    /// Secrecy level (密级).
    Secrecy,
}

impl Facet {
    /// Number of facets.
    pub const COUNT: usize = 6;

    /// All facets, in the order of their columns.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Type,
        Self::Year,
        Self::Department,
        Self::Person,
        Self::Source,
        Self::Secrecy,
    ];

    /// Returns the name of the facet and of its column.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Type => "type_code",
            Self::Year => "year",
            Self::Department => "department",
            Self::Person => "person",
            Self::Source => "source",
            Self::Secrecy => "secrecy",
        }
    }

    /// Finds a facet by its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.name() == name)
    }

    /// Returns its place in [`Facet::ALL`].
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

/// A chosen value of a facet; values of one facet widen, values of several facets narrow the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The facet.
    pub facet: Facet,
    /// The chosen value, as the counts name it.
    pub value: String,
}

/// How many hits have a value.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FacetCount {
    /// The value.
    pub value: Arc<str>,
    /// Hits that have it, were nothing chosen in this facet.
    pub count: u64,
    /// Whether the request chose it.
    pub selected: bool,
}
