//! A filter walked from the leaves up, for translations that this crate knows nothing of.

use super::Filter;
use crate::resource::Value;

/// Builds something out of a filter, leaf by leaf.
///
/// The calls come in the order of the filter, members before the `and` or `or` that holds them. A translation
/// into a two-valued logic, such as that of a search index, is right without further care: in a filter made from
/// policies each optional field is guarded by [`FilterVisitor::present`].
pub trait FilterVisitor {
    /// What is built.
    type Output;

    /// Matches no row.
    fn nothing(&mut self) -> Self::Output;
    /// Matches every row.
    fn everything(&mut self) -> Self::Output;
    /// The path in the field starts with `path`.
    fn path_under(&mut self, field: &str, path: &str) -> Self::Output;
    /// The field has one of the values; no values match nothing.
    fn is_in(&mut self, field: &str, values: &[Value]) -> Self::Output;
    /// The number in the field is at most `limit`.
    fn at_most(&mut self, field: &str, limit: i64) -> Self::Output;
    /// The number in the field is at least `limit`.
    fn at_least(&mut self, field: &str, limit: i64) -> Self::Output;
    /// The field has a value.
    fn present(&mut self, field: &str) -> Self::Output;
    /// The condition is false.
    fn negation(&mut self, inner: Self::Output) -> Self::Output;
    /// All conditions are true; of none, everything.
    fn conjunction(&mut self, members: Vec<Self::Output>) -> Self::Output;
    /// At least one condition is true; of none, nothing.
    fn disjunction(&mut self, members: Vec<Self::Output>) -> Self::Output;
}

impl Filter {
    /// Walks through the filter and returns what the visitor builds.
    pub fn fold<V: FilterVisitor>(&self, visitor: &mut V) -> V::Output {
        match self {
            Self::Nothing => visitor.nothing(),
            Self::Everything => visitor.everything(),
            Self::PathUnder { field, path } => visitor.path_under(field, path),
            Self::In { field, values } => visitor.is_in(field, values),
            Self::AtMost { field, limit } => visitor.at_most(field, *limit),
            Self::AtLeast { field, limit } => visitor.at_least(field, *limit),
            Self::Present { field } => visitor.present(field),
            Self::Not(inner) => {
                let inner = inner.fold(visitor);
                visitor.negation(inner)
            }
            Self::And(members) => {
                let members = members.iter().map(|member| member.fold(visitor)).collect();
                visitor.conjunction(members)
            }
            Self::Or(members) => {
                let members = members.iter().map(|member| member.fold(visitor)).collect();
                visitor.disjunction(members)
            }
        }
    }
}
