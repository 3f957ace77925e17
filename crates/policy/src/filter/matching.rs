//! A filter held against one row, without allocating.

use super::Filter;
use crate::resource::{Attributes, Value, ValueView};

impl Filter {
    /// Says whether a row is inside the filter.
    ///
    /// The row is taken as it is: a missing or wrongly typed value matches no condition on it, negated or not.
    pub fn matches(&self, row: &impl Attributes) -> bool {
        self.truth(row) == Some(true)
    }

    /// Returns true, false, or none for what cannot be told, by the three-valued logic of SQL.
    fn truth(&self, row: &impl Attributes) -> Option<bool> {
        match self {
            Self::Nothing => Some(false),
            Self::Everything => Some(true),
            Self::PathUnder { field, path } => match row.value(field)? {
                ValueView::Text(text) => Some(text.starts_with(path.as_str())),
                _ => None,
            },
            Self::In { values, .. } if values.is_empty() => Some(false),
            Self::In { field, values } => contains(values, row.value(field)?),
            Self::AtMost { field, limit } => long(row.value(field)?).map(|number| number <= *limit),
            Self::AtLeast { field, limit } => long(row.value(field)?).map(|number| number >= *limit),
            Self::Present { field } => Some(row.value(field).is_some()),
            Self::Not(inner) => inner.truth(row).map(|truth| !truth),
            Self::And(members) => decided_by(members, row, false),
            Self::Or(members) => decided_by(members, row, true),
        }
    }
}

/// One member with the deciding truth decides; else one that cannot be told leaves the whole untold.
fn decided_by(members: &[Filter], row: &impl Attributes, deciding: bool) -> Option<bool> {
    let mut whole = Some(!deciding);
    for member in members {
        match member.truth(row) {
            Some(truth) if truth == deciding => return Some(deciding),
            Some(_) => {}
            None => whole = None,
        }
    }
    whole
}

fn contains(values: &[Value], found: ValueView<'_>) -> Option<bool> {
    let kind = std::mem::discriminant(&found);
    let mut comparable = false;
    for value in values.iter().map(Value::as_view) {
        if value == found {
            return Some(true);
        }
        comparable |= std::mem::discriminant(&value) == kind;
    }
    comparable.then_some(false)
}

fn long(value: ValueView<'_>) -> Option<i64> {
    match value {
        ValueView::Long(number) => Some(number),
        _ => None,
    }
}
