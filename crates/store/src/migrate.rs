//! Bringing the schema forward: each migration runs once, in order, in its own transaction.

use crate::database::Database;
use crate::schema::{Statement, statements, translate};
use crate::{Dialect, StoreError, Work, args};
use guildhall_kernel::ContentHash;
use std::collections::HashMap;

/// A step of the schema, written in the neutral dialect.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its name, `room.NNNN_what`; never changed once released.
    pub name: &'static str,
    /// The neutral text.
    pub sql: &'static str,
}

impl Migration {
    /// Returns the SHA-256 of its text, by which a change after its release is found.
    pub fn checksum(&self) -> ContentHash {
        ContentHash::of(self.sql.as_bytes())
    }
}

const VERSION_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    name CODE NOT NULL, checksum CODE NOT NULL, applied_at INSTANT NOT NULL, PRIMARY KEY (name))";
const APPLIED: &str = "SELECT name, checksum FROM schema_migration ORDER BY name";
const RECORD: &str = "INSERT INTO schema_migration (name, checksum, applied_at) VALUES ($1, $2, $3)";

pub(crate) async fn run(database: &Database, migrations: &[Migration]) -> Result<(), StoreError> {
    let mut work = database.begin_outside_realms().await?;
    create_version_table(&mut work).await?;
    work.commit().await?;
    let mut work = database.begin_outside_realms().await?;
    let applied = applied(&mut work).await?;
    for migration in migrations {
        match applied.get(migration.name) {
            Some(checksum) if *checksum == migration.checksum().to_hex() => {}
            Some(_) => {
                return Err(StoreError::Schema(format!(
                    "{} was changed after it ran",
                    migration.name
                )));
            }
            None => apply(&mut work, migration).await?,
        }
    }
    work.commit().await
}

async fn create_version_table(work: &mut Work) -> Result<(), StoreError> {
    let statement = Statement {
        class: None,
        text: VERSION_TABLE.to_owned(),
    };
    let sql = translate(&statement, work.dialect());
    work.execute(sql, args![]).await.map(|_| ())
}

async fn applied(work: &mut Work) -> Result<HashMap<String, String>, StoreError> {
    let rows = work.fetch_all(APPLIED, args![]).await?;
    rows.iter()
        .map(|row| Ok((row.get("name")?, row.get("checksum")?)))
        .collect()
}

async fn apply(work: &mut Work, migration: &Migration) -> Result<(), StoreError> {
    for statement in statements(migration.sql)? {
        let sql: String = translate(&statement, work.dialect());
        work.execute(sql, args![]).await?;
    }
    let values = args![migration.name, migration.checksum(), work.now()];
    work.execute(RECORD, values).await?;
    tracing::info!(migration = migration.name, "schema brought forward");
    Ok(())
}

/// Returns the statements of all migrations in the words of one database; for people who want to read them.
///
/// # Errors
/// [`StoreError::Schema`] when a migration cannot be understood.
pub fn as_text(migrations: &[Migration], dialect: Dialect) -> Result<String, StoreError> {
    let mut out = String::new();
    for migration in migrations {
        for statement in statements(migration.sql)? {
            out.push_str(&translate(&statement, dialect));
            out.push_str(";\n");
        }
    }
    Ok(out)
}
