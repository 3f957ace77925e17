//! A filter as the condition of an SQL statement, the same text for SQLite and PostgreSQL.

use super::{Filter, FilterVisitor};
use crate::path::upper_bound;
use crate::resource::Value;

impl Filter {
    /// Returns a condition to stand after `WHERE` or `AND`, with the values to bind to its placeholders.
    ///
    /// `column` turns a field into the column's name as the statement knows it, such as `r.org_path`; it must
    /// come from the program, never from input. The placeholders are `$first`, `$first+1` …, in ascending order
    /// at first use (schema rules, 4.5), each used once; yes and no are bound as 1 and 0. The subtree of an
    /// organisation is a range (schema rules, 3.3).
    pub fn to_sql(&self, column: &dyn Fn(&str) -> String, first: usize) -> (String, Vec<Value>) {
        let mut writer = SqlWriter {
            column,
            next: first,
            bound: Vec::new(),
        };
        let text = self.fold(&mut writer);
        (text, writer.bound)
    }
}

struct SqlWriter<'a> {
    column: &'a dyn Fn(&str) -> String,
    next: usize,
    bound: Vec<Value>,
}

impl SqlWriter<'_> {
    fn bind(&mut self, value: Value) -> String {
        let placeholder = format!("${}", self.next);
        self.next += 1;
        self.bound.push(match value {
            Value::Bool(yes) => Value::Long(i64::from(yes)),
            other => other,
        });
        placeholder
    }

    fn compared(&mut self, field: &str, operator: &str, value: Value) -> String {
        format!("{} {operator} {}", (self.column)(field), self.bind(value))
    }
}

impl FilterVisitor for SqlWriter<'_> {
    type Output = String;

    fn nothing(&mut self) -> String {
        "1 = 0".to_owned()
    }

    fn everything(&mut self) -> String {
        "1 = 1".to_owned()
    }

    fn path_under(&mut self, field: &str, path: &str) -> String {
        let from = self.compared(field, ">=", Value::Text(path.to_owned()));
        let to = self.compared(field, "<", Value::Text(upper_bound(path)));
        format!("({from} AND {to})")
    }

    fn is_in(&mut self, field: &str, values: &[Value]) -> String {
        match values {
            [] => self.nothing(),
            [only] => self.compared(field, "=", only.clone()),
            several => {
                let placeholders: Vec<_> = several.iter().map(|value| self.bind(value.clone())).collect();
                format!("{} IN ({})", (self.column)(field), placeholders.join(", "))
            }
        }
    }

    fn at_most(&mut self, field: &str, limit: i64) -> String {
        self.compared(field, "<=", Value::Long(limit))
    }

    fn at_least(&mut self, field: &str, limit: i64) -> String {
        self.compared(field, ">=", Value::Long(limit))
    }

    fn present(&mut self, field: &str) -> String {
        format!("{} IS NOT NULL", (self.column)(field))
    }

    fn negation(&mut self, inner: String) -> String {
        format!("NOT ({inner})")
    }

    fn conjunction(&mut self, members: Vec<String>) -> String {
        if members.is_empty() {
            self.everything()
        } else {
            format!("({})", members.join(" AND "))
        }
    }

    fn disjunction(&mut self, members: Vec<String>) -> String {
        if members.is_empty() {
            self.nothing()
        } else {
            format!("({})", members.join(" OR "))
        }
    }
}
