//! The filter: what is left of all policies for one person and one action, as conditions on fields.
//!
//! One filter has three faces that must agree: [`Filter::matches`] for a row in hand, [`Filter::to_sql`] for a
//! statement, and [`Filter::fold`] for everything else, such as the query of a search index. Everything that a
//! filter says is about a row alone; it never looks anything up.

mod matching;
mod normal;
mod places;
mod sql;
mod visitor;

pub use visitor::FilterVisitor;

use crate::resource::Value;

/// A condition on the fields of a row.
///
/// A field without value makes every condition on it, but [`Filter::Present`], neither true nor false, as NULL
/// does in SQL; a row matches only when the whole is true.
///
/// A filter that comes from [`crate::PolicySet::filter`] is in normal form: flat, without constants inside,
/// without repetition, in a fixed order, `Not` only directly around `In`, `PathUnder` or `Present`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filter {
    /// No row.
    Nothing,
    /// Every row.
    Everything,
    /// The path in the field is that of an organisation (组织) or of one below it.
    PathUnder {
        /// The field, [`crate::ORG_PATH`].
        field: String,
        /// Path such as `/1/17/`.
        path: String,
    },
    /// The field has one of these values.
    In {
        /// The field.
        field: String,
        /// The values, all of one kind.
        values: Vec<Value>,
    },
    /// The number in the field is not above the limit.
    AtMost {
        /// The field.
        field: String,
        /// The limit, itself included.
        limit: i64,
    },
    /// The number in the field is not below the limit.
    AtLeast {
        /// The field.
        field: String,
        /// The limit, itself included.
        limit: i64,
    },
    /// The field has a value.
    Present {
        /// The field.
        field: String,
    },
    /// The condition is false.
    Not(Box<Self>),
    /// All conditions are true.
    And(Vec<Self>),
    /// At least one condition is true.
    Or(Vec<Self>),
}

#[cfg(test)]
mod tests;
