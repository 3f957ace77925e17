//! Tables written once, in a neutral dialect, and turned into the words of each database.
//!
//! A migration is plain `CREATE TABLE` and `CREATE INDEX` with the types of the type map: `ID`, `INSTANT`,
//! `DATE`, `COUNT` (also money), `FLAG`, `CODE` (code, path, hash text, sort key), `TEXT`, `BYTES`. Each table
//! is preceded by a line `-- class: realm|reference|key|lane|local`. [`check`] is the schema lint.

use crate::{Dialect, StoreError};

/// The class of a table: how it is keyed and where it would lie on many machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableClass {
    /// Nearly everything; `realm_id` first in every key.
    Realm,
    /// Small and rarely written; a copy on every node.
    Reference,
    /// Reservations for values unique across realms.
    Key,
    /// Work queues; `lane` first in every key.
    Lane,
    /// On one node.
    Local,
}

impl TableClass {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "realm" => Self::Realm,
            "reference" => Self::Reference,
            "key" => Self::Key,
            "lane" => Self::Lane,
            "local" => Self::Local,
            _ => return None,
        })
    }

    /// Returns the column that must stand first in the keys of a table of this class.
    fn first_key_column(self) -> Option<&'static str> {
        match self {
            Self::Realm => Some("realm_id"),
            Self::Lane => Some("lane"),
            Self::Reference | Self::Key | Self::Local => None,
        }
    }
}

/// One statement of a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The class declared above it; only tables have one.
    pub class: Option<TableClass>,
    /// The neutral text without comments.
    pub text: String,
}

/// Splits a neutral migration into its statements.
///
/// # Errors
/// [`StoreError::Schema`] when a class line is unknown.
pub fn statements(sql: &str) -> Result<Vec<Statement>, StoreError> {
    let mut found = Vec::new();
    let (mut class, mut text) = (None, String::new());
    for line in sql.lines() {
        if let Some(comment) = line.trim_start().strip_prefix("--") {
            if let Some(name) = comment.trim().strip_prefix("class:") {
                let unknown = || StoreError::Schema(format!("unknown table class {name}"));
                class = Some(TableClass::parse(name.trim()).ok_or_else(unknown)?);
            }
            continue;
        }
        let mut parts = line.split(';');
        text.push_str(parts.next().unwrap_or_default());
        text.push('\n');
        for rest in parts {
            found.push(Statement {
                class: class.take(),
                text: text.trim().to_owned(),
            });
            text = format!("{rest}\n");
        }
    }
    found.push(Statement {
        class,
        text: text.trim().to_owned(),
    });
    found.retain(|statement| !statement.text.is_empty());
    Ok(found)
}

/// The type map: neutral word, SQLite, PostgreSQL.
const TYPES: &[(&str, &str, &str)] = &[
    ("ID", "BLOB", "uuid"),
    ("INSTANT", "INTEGER", "bigint"),
    ("DATE", "TEXT", "text COLLATE \"C\""),
    ("COUNT", "INTEGER", "bigint"),
    ("FLAG", "INTEGER", "smallint"),
    ("CODE", "TEXT", "text COLLATE \"C\""),
    ("TEXT", "TEXT", "text"),
    ("BYTES", "BLOB", "bytea"),
];

/// Returns the statement in the words of a database.
pub fn translate(statement: &Statement, dialect: Dialect) -> String {
    let mut out = String::with_capacity(statement.text.len() + 64);
    let mut word = String::new();
    let mut in_text = false;
    let flush = |word: &mut String, out: &mut String, in_text: bool| {
        let mapped = TYPES.iter().find(|(neutral, ..)| !in_text && neutral == word);
        match (mapped, dialect) {
            (Some((_, sqlite, _)), Dialect::Sqlite) => out.push_str(sqlite),
            (Some((_, _, postgres)), Dialect::Postgres) => out.push_str(postgres),
            (None, _) => out.push_str(word),
        }
        word.clear();
    };
    for character in statement.text.chars() {
        if character.is_ascii_alphanumeric() || character == '_' {
            word.push(character);
            continue;
        }
        flush(&mut word, &mut out, in_text);
        if character == '\'' {
            in_text = !in_text;
        }
        out.push(character);
    }
    flush(&mut word, &mut out, in_text);
    if dialect == Dialect::Sqlite && is_table(&statement.text) {
        out.push_str(" STRICT");
    }
    out
}

fn is_table(text: &str) -> bool {
    text.starts_with("CREATE TABLE")
}

/// Returns the name behind `CREATE TABLE`.
pub fn table_name(statement: &Statement) -> Option<&str> {
    statement
        .text
        .strip_prefix("CREATE TABLE ")?
        .split([' ', '(', '\n'])
        .next()
}

/// Checks the rules of schema that a program can check and returns every breach.
pub fn check(sql: &str) -> Vec<String> {
    let statements = match statements(sql) {
        Ok(statements) => statements,
        Err(error) => return vec![error.to_string()],
    };
    let mut breaches = Vec::new();
    let mut classes: Vec<(String, TableClass)> = Vec::new();
    for statement in &statements {
        if let Some(name) = table_name(statement) {
            match statement.class {
                None => breaches.push(format!("table {name} declares no class")),
                Some(class) => {
                    check_table(name, class, &statement.text, &mut breaches);
                    classes.push((name.to_owned(), class));
                }
            }
        } else if statement.text.starts_with("CREATE INDEX")
            || statement.text.starts_with("CREATE UNIQUE INDEX")
        {
            check_index(&statement.text, &classes, &mut breaches);
        } else if !statement.text.starts_with("ALTER TABLE") && !statement.text.starts_with("DROP INDEX") {
            breaches.push(format!(
                "statement not allowed in a migration: {}",
                statement.text
            ));
        }
    }
    breaches
}

fn check_table(name: &str, class: TableClass, text: &str, breaches: &mut Vec<String>) {
    const FORBIDDEN: &[&str] = &[
        "SERIAL",
        "AUTOINCREMENT",
        "IDENTITY",
        "GENERATED",
        "ENUM",
        "ARRAY",
        "DEFERRABLE",
        "EXCLUDE",
        "INHERITS",
        "SET NULL",
        "SET DEFAULT",
        "NOW(",
        "RANDOM(",
        "CURRENT_TIMESTAMP",
        "VARCHAR",
        "JSONB",
    ];
    let upper = text.to_ascii_uppercase();
    for word in FORBIDDEN {
        if upper.contains(word) {
            breaches.push(format!("table {name} uses {word}"));
        }
    }
    if let Some(first) = class.first_key_column() {
        for key in ["PRIMARY KEY (", "UNIQUE ("] {
            for rest in text.split(key).skip(1) {
                if !rest.starts_with(first) {
                    breaches.push(format!("table {name}: {key}…) does not begin with {first}"));
                }
            }
        }
    }
    if !text.contains("PRIMARY KEY (") {
        breaches.push(format!("table {name} has no primary key"));
    }
}

fn check_index(text: &str, classes: &[(String, TableClass)], breaches: &mut Vec<String>) {
    let Some((table, columns)) = text.split(" ON ").nth(1).and_then(|rest| rest.split_once('(')) else {
        breaches.push(format!("index cannot be understood: {text}"));
        return;
    };
    let table = table.trim();
    let class = classes
        .iter()
        .find(|(name, _)| name == table)
        .map(|(_, class)| *class);
    // A queue is also listed by its realm; everything else begins with the key column of its class.
    let required = match class {
        Some(TableClass::Realm) => Some("realm_id"),
        Some(TableClass::Lane) if text.starts_with("CREATE UNIQUE") => Some("lane"),
        _ => None,
    };
    if let Some(first) = required
        && !columns.trim_start().starts_with(first)
    {
        breaches.push(format!("index on {table} does not begin with {first}: {text}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "-- class: realm\nCREATE TABLE a (realm_id ID NOT NULL, id ID NOT NULL, state CODE NOT NULL \
                        CHECK (state IN ('ID', 'x')), PRIMARY KEY (realm_id, id));\n\
                        CREATE INDEX a_by ON a (realm_id, state);";

    #[test]
    fn types_are_mapped_but_not_inside_quotes() {
        let found = statements(GOOD).unwrap();
        let postgres = translate(&found[0], Dialect::Postgres);
        assert!(postgres.contains("realm_id uuid NOT NULL"));
        assert!(postgres.contains("state text COLLATE \"C\" NOT NULL"));
        assert!(postgres.contains("('ID', 'x')"));
        assert!(translate(&found[0], Dialect::Sqlite).ends_with(") STRICT"));
        assert!(!translate(&found[1], Dialect::Sqlite).contains("STRICT"));
    }

    #[test]
    fn a_table_that_keeps_the_rules_passes() {
        assert_eq!(check(GOOD), Vec::<String>::new());
        assert_eq!(check(crate::MIGRATIONS[0].sql), Vec::<String>::new());
    }

    #[test]
    fn each_breach_is_named() {
        for (wrong, what) in [
            (
                "CREATE TABLE a (id ID NOT NULL, PRIMARY KEY (id))",
                "declares no class",
            ),
            (
                "-- class: realm\nCREATE TABLE a (id ID NOT NULL, PRIMARY KEY (id))",
                "does not begin with realm_id",
            ),
            (
                "-- class: lane\nCREATE TABLE a (id ID NOT NULL, PRIMARY KEY (id))",
                "does not begin with lane",
            ),
            ("-- class: realm\nCREATE TABLE a (realm_id ID)", "no primary key"),
            (
                "-- class: odd\nCREATE TABLE a (realm_id ID)",
                "unknown table class",
            ),
            ("CREATE VIEW a AS SELECT 1", "not allowed"),
            (
                "-- class: local\nCREATE TABLE a (id ID DEFAULT now(), PRIMARY KEY (id))",
                "uses NOW(",
            ),
        ] {
            let breaches = check(wrong);
            assert!(
                breaches.iter().any(|breach| breach.contains(what)),
                "{wrong}: {breaches:?}"
            );
        }
        let index = format!("{GOOD}\nCREATE INDEX a_bad ON a (state);");
        assert!(check(&index)[0].contains("does not begin with realm_id"));
    }
}
