//! The one builder of statements: a list, with the filter of rights inside the query.
//!
//! A statement is put together from literal parts, in which `?` stands for the next value, and from a
//! [`Filter`]. Placeholders are numbered as they come, so they ascend at first use (schema rules, 4.5). Nothing
//! here takes text from input.

use super::Places;
use guildhall_policy as policy;
use guildhall_policy::Filter;
use guildhall_store::{IntoValue, Value};
use std::fmt::Write as _;
use uuid::Uuid;

/// A list statement under construction.
#[derive(Debug, Clone)]
pub struct ListQuery {
    sql: String,
    values: Vec<Value>,
}

impl ListQuery {
    /// Begins with everything up to and including the first condition, such as
    /// `SELECT … FROM person WHERE realm_id = ?`.
    pub fn new(head: &'static str, values: Vec<Value>) -> Self {
        let mut query = Self {
            sql: String::new(),
            values: Vec::new(),
        };
        query.push(head, values);
        query
    }

    /// Adds a condition behind `AND`.
    #[must_use]
    pub fn and(mut self, condition: &'static str, values: Vec<Value>) -> Self {
        self.sql.push_str(" AND ");
        self.push(condition, values);
        self
    }

    /// Adds behind `AND` that a column holds one of these values; of none, nothing is listed.
    #[must_use]
    pub fn and_in(mut self, column: &'static str, values: Vec<Value>) -> Self {
        let first = self.values.len() + 1;
        let places = (first..first + values.len()).map(|number| format!("${number}"));
        let places = places.collect::<Vec<_>>().join(", ");
        let _ = match values.is_empty() {
            true => write!(self.sql, " AND 0 = 1"),
            false => write!(self.sql, " AND {column} IN ({places})"),
        };
        self.values.extend(values);
        self
    }

    /// Adds the filter behind `AND`. `column` returns the column of a field.
    ///
    /// A field for which the statement has no column counts as one without value, as in [`Filter::matches`]. A
    /// value that reads as an id is bound as an id: in a filter nothing else has that form.
    #[must_use]
    pub fn and_filter(mut self, filter: &Filter, column: &dyn Fn(&str) -> Option<&'static str>) -> Self {
        let named = |field: &str| column(field).unwrap_or("NULL").to_owned();
        let (condition, bound) = filter.to_sql(&named, self.values.len() + 1);
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition);
        self.values.extend(bound.into_iter().map(to_value));
        self
    }

    /// Adds the rest, such as `ORDER BY … LIMIT ?`, and returns the statement with its values.
    pub fn finish(mut self, tail: &'static str, values: Vec<Value>) -> (String, Vec<Value>) {
        self.sql.push(' ');
        self.push(tail, values);
        (self.sql, self.values)
    }

    /// Adds the rest as [`ListQuery::finish`] does, and reads each of few places by its own index.
    ///
    /// `column` holds the path of the organisation. The tail begins with an order, whose columns must be among those
    /// selected: the database merges the places in that order.
    pub fn finish_in(
        mut self,
        (column, places): (&'static str, &Places),
        tail: &'static str,
        values: Vec<Value>,
    ) -> (String, Vec<Value>) {
        let Some(places) = places.few() else {
            return self.finish(tail, values);
        };
        let first = self.values.len() + 1;
        let legs: Vec<String> = (first..)
            .zip(places)
            .map(|(number, _)| format!("{} AND {column} = ${number}", self.sql))
            .collect();
        self.sql = legs.join(" UNION ALL ");
        self.values.extend(places.iter().map(IntoValue::into_value));
        self.finish(tail, values)
    }

    fn push(&mut self, part: &'static str, values: Vec<Value>) {
        debug_assert_eq!(
            part.matches('?').count(),
            values.len(),
            "one value for each ? in {part}"
        );
        let mut number = self.values.len();
        let mut pieces = part.split('?');
        self.sql.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            number += 1;
            let _ = write!(self.sql, "${number}{piece}");
        }
        self.values.extend(values);
    }
}

fn to_value(value: policy::Value) -> Value {
    match value {
        policy::Value::Bool(yes) => Value::Int(Some(i64::from(yes))),
        policy::Value::Long(number) => Value::Int(Some(number)),
        policy::Value::Text(text) => match Uuid::try_parse(&text) {
            Ok(id) => Value::Id(Some(id)),
            Err(_) => Value::Text(Some(text)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_store::args;

    #[test]
    fn placeholders_are_numbered_through_parts_and_filter() {
        let filter = Filter::And(vec![
            Filter::PathUnder {
                field: "org_path".to_owned(),
                path: "/1/".to_owned(),
            },
            Filter::AtMost {
                field: "secrecy".to_owned(),
                limit: 2,
            },
        ]);
        let (sql, values) = ListQuery::new("SELECT id FROM t WHERE realm_id = ?", args![7])
            .and_filter(&filter, &|field| (field == "org_path").then_some("t.path"))
            .and("(a, b) > (?, ?)", args!["x", 3])
            .finish("ORDER BY a, b LIMIT ?", args![10]);
        assert_eq!(
            sql,
            "SELECT id FROM t WHERE realm_id = $1 AND ((t.path >= $2 AND t.path < $3) AND NULL <= $4) \
             AND (a, b) > ($5, $6) ORDER BY a, b LIMIT $7"
        );
        assert_eq!(values.len(), 7);
    }

    #[test]
    fn an_id_in_a_filter_is_bound_as_an_id() {
        let id = "018f4e5a-0000-7000-8000-000000000001";
        assert!(matches!(to_value(policy::Value::from(id)), Value::Id(Some(_))));
        assert_eq!(
            to_value(policy::Value::from("WS")),
            Value::Text(Some("WS".to_owned()))
        );
    }
}
