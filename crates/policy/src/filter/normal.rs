//! The normal form of a filter: equal rights give equal filters, and no condition is tested twice.
//!
//! Negations go down to the leaves first. With none above them, "false" and "cannot be told" mean the same for
//! the whole, which is what makes the other steps right.

use super::Filter;
use crate::resource::Value;

/// Most values in one list (schema rules, 4.5).
const LIST_VALUES_MAX: usize = 500;

/// Most members whose pairs are compared; beyond it the filter stays right, but longer.
const COMPARED_MAX: usize = 256;

/// How deep two filters are looked into when compared; looking deeper costs time that doubles with each step.
const IMPLICATION_DEPTH: u8 = 8;

impl Filter {
    /// Returns the filter in normal form, which matches the same rows.
    #[must_use]
    pub fn normalised(self) -> Self {
        normal(self, false)
    }
}

fn normal(filter: Filter, negated: bool) -> Filter {
    match (filter, negated) {
        (Filter::Not(inner), _) => normal(*inner, !negated),
        (Filter::And(members), false) | (Filter::Or(members), true) => {
            conjunction(all_normal(members, negated))
        }
        (Filter::And(members), true) | (Filter::Or(members), false) => {
            disjunction(all_normal(members, negated))
        }
        (Filter::Nothing, true) => Filter::Everything,
        (Filter::Everything, true) => Filter::Nothing,
        (Filter::AtMost { field, limit }, true) => limit
            .checked_add(1)
            .map_or(Filter::Nothing, |limit| Filter::AtLeast { field, limit }),
        (Filter::AtLeast { field, limit }, true) => limit
            .checked_sub(1)
            .map_or(Filter::Nothing, |limit| Filter::AtMost { field, limit }),
        (Filter::In { field, values }, _) => listed(field, values, negated),
        (leaf, true) => Filter::Not(Box::new(leaf)),
        (leaf, false) => leaf,
    }
}

fn all_normal(members: Vec<Filter>, negated: bool) -> Vec<Filter> {
    members
        .into_iter()
        .map(|member| normal(member, negated))
        .collect()
}

fn listed(field: String, mut values: Vec<Value>, negated: bool) -> Filter {
    values.sort();
    values.dedup();
    match (values.is_empty(), negated) {
        (true, false) => Filter::Nothing,
        (true, true) => Filter::Everything,
        (false, false) => Filter::In { field, values },
        (false, true) => Filter::Not(Box::new(Filter::In { field, values })),
    }
}

fn conjunction(members: Vec<Filter>) -> Filter {
    let mut flat = Vec::new();
    for member in members {
        match member {
            Filter::Nothing => return Filter::Nothing,
            Filter::Everything => {}
            Filter::And(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    flat.sort();
    flat.dedup();
    if flat.len() <= COMPARED_MAX {
        if excludes_itself(&flat) {
            return Filter::Nothing;
        }
        flat = without(flat, implies);
    }
    single(flat, Filter::Everything, Filter::And)
}

fn disjunction(members: Vec<Filter>) -> Filter {
    let mut flat = Vec::new();
    for member in members {
        match member {
            Filter::Everything => return Filter::Everything,
            Filter::Nothing => {}
            Filter::Or(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    flat = lists_joined(flat);
    flat.sort();
    flat.dedup();
    if flat.len() <= COMPARED_MAX {
        flat = without(flat, |kept, extra| implies(extra, kept));
    }
    single(flat, Filter::Nothing, Filter::Or)
}

fn single(mut members: Vec<Filter>, empty: Filter, many: fn(Vec<Filter>) -> Filter) -> Filter {
    match members.len() {
        0 => empty,
        1 => members.remove(0),
        _ => many(members),
    }
}

/// Leaves out each member that another one makes superfluous; of two that say the same, the second.
fn without(members: Vec<Filter>, superfluous: impl Fn(&Filter, &Filter) -> bool) -> Vec<Filter> {
    let mut kept: Vec<Filter> = Vec::with_capacity(members.len());
    for member in members {
        if kept.iter().any(|other| superfluous(other, &member)) {
            continue;
        }
        kept.retain(|other| !superfluous(&member, other));
        kept.push(member);
    }
    kept
}

/// Joins the lists of values of one field into one, up to the length that a statement takes.
fn lists_joined(members: Vec<Filter>) -> Vec<Filter> {
    let mut joined: Vec<Filter> = Vec::with_capacity(members.len());
    for member in members {
        if !joined.iter_mut().any(|other| take_list(other, &member)) {
            joined.push(member);
        }
    }
    joined
}

fn take_list(into: &mut Filter, from: &Filter) -> bool {
    match (into, from) {
        (
            Filter::In { field, values },
            Filter::In {
                field: other,
                values: more,
            },
        ) if field == other && values.len() + more.len() <= LIST_VALUES_MAX => {
            values.extend_from_slice(more);
            values.sort();
            values.dedup();
            true
        }
        _ => false,
    }
}

/// Says whether some two conditions can never be true together.
fn excludes_itself(members: &[Filter]) -> bool {
    members
        .iter()
        .enumerate()
        .any(|(at, one)| members[at + 1..].iter().any(|other| excludes(one, other)))
}

fn excludes(a: &Filter, b: &Filter) -> bool {
    match (a, b) {
        (Filter::Not(inner), other) | (other, Filter::Not(inner)) => implies(other, inner),
        (Filter::PathUnder { field: f, path: p }, Filter::PathUnder { field: g, path: q }) => {
            f == g && !p.starts_with(q.as_str()) && !q.starts_with(p.as_str())
        }
        (Filter::In { field: f, values: v }, Filter::In { field: g, values: w }) => {
            f == g && !v.iter().any(|value| w.contains(value))
        }
        (
            Filter::AtMost {
                field: f,
                limit: most,
            },
            Filter::AtLeast {
                field: g,
                limit: least,
            },
        )
        | (
            Filter::AtLeast {
                field: g,
                limit: least,
            },
            Filter::AtMost {
                field: f,
                limit: most,
            },
        ) => f == g && most < least,
        (
            Filter::In { field: f, values },
            bound @ (Filter::AtMost { field: g, .. } | Filter::AtLeast { field: g, .. }),
        )
        | (
            bound @ (Filter::AtMost { field: g, .. } | Filter::AtLeast { field: g, .. }),
            Filter::In { field: f, values },
        ) => f == g && values.iter().all(|value| !within(value, bound)),
        _ => false,
    }
}

/// Says whether every row of `a` is a row of `b`. "No" may also mean that it is not seen.
fn implies(a: &Filter, b: &Filter) -> bool {
    implies_within(a, b, IMPLICATION_DEPTH)
}

fn implies_within(a: &Filter, b: &Filter, depth: u8) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return a == b;
    };
    match (a, b) {
        (a, b) if a == b => true,
        (Filter::Or(members), b) => members.iter().all(|member| implies_within(member, b, depth)),
        (a, Filter::And(members)) => members.iter().all(|member| implies_within(a, member, depth)),
        (Filter::And(some), Filter::Or(others)) => {
            some.iter().any(|member| implies_within(member, b, depth))
                || others.iter().any(|other| implies_within(a, other, depth))
        }
        (Filter::And(members), b) => members.iter().any(|member| implies_within(member, b, depth)),
        (a, Filter::Or(members)) => members.iter().any(|member| implies_within(a, member, depth)),
        (a, b) => leaf_implies(a, b),
    }
}

fn leaf_implies(a: &Filter, b: &Filter) -> bool {
    match (a, b) {
        (_, Filter::Present { field }) => field_needed(a) == Some(field),
        (Filter::PathUnder { field: f, path: p }, Filter::PathUnder { field: g, path: q }) => {
            f == g && p.starts_with(q.as_str())
        }
        (Filter::AtMost { field: f, limit: a }, Filter::AtMost { field: g, limit: b }) => f == g && a <= b,
        (Filter::AtLeast { field: f, limit: a }, Filter::AtLeast { field: g, limit: b }) => f == g && a >= b,
        (Filter::In { field: f, values: v }, Filter::In { field: g, values: w }) => {
            f == g && v.iter().all(|value| w.contains(value))
        }
        (
            Filter::In { field: f, values },
            Filter::AtMost { field: g, .. } | Filter::AtLeast { field: g, .. },
        ) => f == g && values.iter().all(|value| within(value, b)),
        _ => false,
    }
}

/// Returns the field that must have a value where the leaf is true.
///
/// A negated leaf is left out: `Present` stays beside it for those that evaluate with two truths, to whom a
/// negated condition on an absent field is true.
fn field_needed(leaf: &Filter) -> Option<&String> {
    match leaf {
        Filter::PathUnder { field, .. }
        | Filter::In { field, .. }
        | Filter::AtMost { field, .. }
        | Filter::AtLeast { field, .. }
        | Filter::Present { field } => Some(field),
        _ => None,
    }
}

fn within(value: &Value, bound: &Filter) -> bool {
    match (value, bound) {
        (Value::Long(number), Filter::AtMost { limit, .. }) => number <= limit,
        (Value::Long(number), Filter::AtLeast { limit, .. }) => number >= limit,
        _ => false,
    }
}
