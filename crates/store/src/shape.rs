//! What tables look like after their migrations: for whoever must carry whole rows without knowing what they mean.
//!
//! Pure. It reads the neutral dialect of [`crate::schema`] and nothing of a database.

use crate::schema::{Statement, TableClass, statements, table_name};
use crate::{Migration, StoreError};

/// How the value of a column is kept, in both databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    /// An id of 16 bytes.
    Id,
    /// An instant, a count, an amount or a flag.
    Int,
    /// A code, a date or a text.
    Text,
    /// Bytes.
    Bytes,
}

impl ColumnKind {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "ID" => Self::Id,
            "INSTANT" | "COUNT" | "FLAG" => Self::Int,
            "DATE" | "CODE" | "TEXT" => Self::Text,
            "BYTES" => Self::Bytes,
            _ => return None,
        })
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ColumnShape {
    /// Its name.
    pub name: String,
    /// How its value is kept.
    pub kind: ColumnKind,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableShape {
    /// Its name.
    pub name: String,
    /// Its class.
    pub class: TableClass,
    /// Its columns, in the order in which they were made.
    pub columns: Vec<ColumnShape>,
    /// Places of the columns of its primary key, in the order of the key.
    pub key: Vec<usize>,
}

impl TableShape {
    /// Returns the names of all columns, for a statement.
    pub fn column_list(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        names.join(", ")
    }

    /// Returns the names of the columns of the key, for a statement.
    pub fn key_list(&self) -> String {
        let names: Vec<&str> = self
            .key
            .iter()
            .map(|place| self.columns[*place].name.as_str())
            .collect();
        names.join(", ")
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

/// Returns the tables that these migrations leave, in the order in which they were made, so that a table stands behind
/// those to which its foreign keys point.
///
/// # Errors
/// [`StoreError::Schema`] when a statement cannot be understood.
pub fn tables(migrations: &[Migration]) -> Result<Vec<TableShape>, StoreError> {
    let mut tables = Vec::new();
    for migration in migrations {
        for statement in statements(migration.sql)? {
            apply(&statement, &mut tables)
                .ok_or_else(|| StoreError::Schema(format!("not understood: {}", statement.text)))?;
        }
    }
    Ok(tables)
}

/// Nothing when the statement is not understood.
fn apply(statement: &Statement, tables: &mut Vec<TableShape>) -> Option<()> {
    if let Some(name) = table_name(statement) {
        tables.push(created(name, statement)?);
    } else if let Some(change) = statement.text.strip_prefix("ALTER TABLE ") {
        let (name, change) = change.split_once(' ')?;
        let table = tables.iter_mut().find(|table| table.name == name)?;
        alter(table, change)?;
    }
    Some(())
}

fn created(name: &str, statement: &Statement) -> Option<TableShape> {
    let (_, body) = statement.text.split_once('(')?;
    let body = body.rsplit_once(')')?.0;
    let parts = at_outer_commas(body);
    let columns: Vec<ColumnShape> = parts.iter().filter_map(|part| column(part)).collect();
    let mut table = TableShape {
        name: name.to_owned(),
        class: statement.class?,
        columns,
        key: Vec::new(),
    };
    let key = parts.iter().find_map(|part| part.strip_prefix("PRIMARY KEY ("))?;
    let key = key.trim_end_matches(')').split(',');
    table.key = key.map(|name| table.place(name.trim())).collect::<Option<_>>()?;
    Some(table)
}

fn alter(table: &mut TableShape, change: &str) -> Option<()> {
    if let Some(added) = change.strip_prefix("ADD COLUMN ") {
        table.columns.push(column(added)?);
    } else {
        let dropped = table.place(change.strip_prefix("DROP COLUMN ")?.trim())?;
        table.columns.remove(dropped);
        for place in &mut table.key {
            *place -= usize::from(*place > dropped);
        }
    }
    Some(())
}

/// Reads `name TYPE …`; nothing when it is a constraint.
fn column(part: &str) -> Option<ColumnShape> {
    let mut words = part.split_whitespace();
    let (name, kind) = (words.next()?, ColumnKind::parse(words.next()?)?);
    Some(ColumnShape {
        name: name.to_owned(),
        kind,
    })
}

/// Splits at commas that stand in no brackets.
fn at_outer_commas(body: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, character) in body.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(body[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(body[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "-- class: realm\nCREATE TABLE a (\n  realm_id ID NOT NULL,\n  old TEXT,\n  state CODE NOT NULL \
                         CHECK (state IN ('x', 'y')),\n  n COUNT,\n  PRIMARY KEY (realm_id, n)\n);\n\
                         CREATE INDEX a_by ON a (realm_id, state);";
    const SECOND: &str = "ALTER TABLE a ADD COLUMN seal BYTES;\nALTER TABLE a DROP COLUMN old;";

    fn shapes(texts: &[&'static str]) -> Vec<TableShape> {
        let migrations: Vec<Migration> = texts
            .iter()
            .map(|sql| Migration {
                name: "t.0001_t",
                sql,
            })
            .collect();
        tables(&migrations).unwrap()
    }

    #[test]
    fn a_table_has_the_columns_that_its_migrations_leave() {
        let first = &shapes(&[FIRST])[0];
        assert_eq!(first.column_list(), "realm_id, old, state, n");
        let both = &shapes(&[FIRST, SECOND])[0];
        assert_eq!(both.column_list(), "realm_id, state, n, seal");
        assert_eq!(both.key_list(), "realm_id, n");
        let kinds: Vec<ColumnKind> = both.columns.iter().map(|column| column.kind).collect();
        assert_eq!(
            kinds,
            [
                ColumnKind::Id,
                ColumnKind::Text,
                ColumnKind::Int,
                ColumnKind::Bytes
            ]
        );
        assert_eq!(both.class, TableClass::Realm);
    }

    #[test]
    fn a_statement_that_is_not_understood_is_refused() {
        for wrong in [
            "ALTER TABLE b ADD COLUMN x TEXT",
            "-- class: realm\nCREATE TABLE a (x TEXT)",
        ] {
            let migration = Migration {
                name: "t.0001_t",
                sql: wrong,
            };
            assert!(tables(&[migration]).is_err(), "{wrong}");
        }
    }
}
