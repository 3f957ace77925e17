//! The tables of the house, read from the migrations: for tests that fill and compare all of them.

use guildhall_kernel::RealmId;
use guildhall_store::schema::{statements, table_name};
use guildhall_store::{Connection, IntoValue, Migration, Row, Value, Work};
use uuid::Uuid;

/// A table.
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

/// A column of a table.
pub struct Column {
    pub name: &'static str,
    /// Its type in the neutral dialect.
    kind: String,
    /// The first value that its check allows, if it has one.
    allowed: Option<String>,
}

/// The migrations of all rooms, as the program runs them.
pub fn migrations() -> Vec<Migration> {
    [
        guildhall_store::MIGRATIONS,
        guildhall_vault::MIGRATIONS,
        guildhall_ledger::MIGRATIONS,
        guildhall_backup::MIGRATIONS,
        guildhall_identity::MIGRATIONS,
        guildhall_federation::MIGRATIONS,
        guildhall_inspection::MIGRATIONS,
        guildhall_archive::MIGRATIONS,
        guildhall_checks::MIGRATIONS,
        guildhall_preservation::MIGRATIONS,
        guildhall_watch::MIGRATIONS,
        guildhall_intake::MIGRATIONS,
        guildhall_privacy::MIGRATIONS,
        guildhall_governance::MIGRATIONS,
        guildhall_emergency::MIGRATIONS,
        guildhall_workflow::MIGRATIONS,
        guildhall_disposal::MIGRATIONS,
        guildhall_dispatch::MIGRATIONS,
    ]
    .concat()
}

/// Returns the tables that the migrations create, with the columns that they have then.
pub fn tables(migrations: &[Migration]) -> Vec<Table> {
    let mut tables = Vec::new();
    for migration in migrations {
        for statement in statements(migration.sql).unwrap() {
            let Some(name) = table_name(&statement) else {
                continue;
            };
            tables.push(Table {
                name: name.to_owned(),
                columns: statement.text.lines().skip(1).filter_map(Column::parse).collect(),
            });
        }
    }
    tables
}

impl Column {
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let (name, kind) = (words.next()?, words.next()?.trim_end_matches(','));
        let kinds = ["ID", "INSTANT", "DATE", "COUNT", "FLAG", "CODE", "TEXT", "BYTES"];
        if !kinds.contains(&kind) {
            return None;
        }
        let allowed = line
            .split_once(" IN ('")
            .and_then(|(_, rest)| rest.split('\'').next());
        Some(Self {
            name: name.to_owned().leak(),
            kind: kind.to_owned(),
            allowed: allowed.map(str::to_owned),
        })
    }

    /// A value that the column takes.
    fn sample(&self, id: Uuid) -> Value {
        match self.kind.as_str() {
            "ID" => id.into_value(),
            "INSTANT" | "COUNT" | "FLAG" => 1i64.into_value(),
            "DATE" => "2026-01-01".into_value(),
            "BYTES" => vec![7u8].into_value(),
            _ => self.allowed.as_deref().unwrap_or("见证").into_value(),
        }
    }

    fn read(&self, row: &Row) -> Value {
        match self.kind.as_str() {
            "ID" => Value::Id(row.get(self.name).unwrap()),
            "INSTANT" | "COUNT" | "FLAG" => Value::Int(row.get(self.name).unwrap()),
            "BYTES" => Value::Bytes(row.get(self.name).unwrap()),
            _ => Value::Text(row.get(self.name).unwrap()),
        }
    }
}

impl Table {
    fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name).collect();
        names.join(", ")
    }

    /// Whether its rows belong to a realm, or name one.
    pub fn has_realm(&self) -> bool {
        self.columns.iter().any(|column| column.name == "realm_id")
    }

    /// Writes one row whose ids are all the same, so that it points at the one row of every other table.
    pub async fn insert_sample(&self, work: &mut Work, id: Uuid) -> Vec<Value> {
        let values: Vec<Value> = self.columns.iter().map(|column| column.sample(id)).collect();
        let places: Vec<String> = (1..=values.len()).map(|number| format!("${number}")).collect();
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            self.name,
            self.names(),
            places.join(", ")
        );
        assert_eq!(
            work.execute(sql, values.clone()).await.unwrap(),
            1,
            "{}",
            self.name
        );
        values
    }

    /// Returns the rows of a realm, in an order that depends on their content alone.
    pub async fn rows(&self, connection: &mut Connection, realm: RealmId) -> Vec<Vec<Value>> {
        let sql = format!("SELECT {} FROM {} WHERE realm_id = $1", self.names(), self.name);
        self.read(connection, sql, vec![realm.into_value()]).await
    }

    /// Returns all rows.
    pub async fn all_rows(&self, connection: &mut Connection) -> Vec<Vec<Value>> {
        let sql = format!("SELECT {} FROM {}", self.names(), self.name);
        self.read(connection, sql, Vec::new()).await
    }

    async fn read(&self, connection: &mut Connection, sql: String, values: Vec<Value>) -> Vec<Vec<Value>> {
        let rows = connection.fetch_all(sql, values).await.unwrap();
        let read = |row: &Row| self.columns.iter().map(|column| column.read(row)).collect();
        let mut rows: Vec<Vec<Value>> = rows.iter().map(read).collect();
        rows.sort_by_key(|row| format!("{row:?}"));
        rows
    }
}
