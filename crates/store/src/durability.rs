//! Whether the database keeps what it acknowledged when the power fails: told from its own settings, as they are in force.

use crate::{Connection, Dialect, StoreError};

/// How commits are made durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Durability {
    /// The settings in the database's own words, such as `synchronous=2`.
    pub settings: String,
    /// Whether every commit is on the disk before it is acknowledged.
    pub is_durable: bool,
}

/// The pragma's value for FULL; EXTRA is above it.
const SQLITE_FULL: i64 = 2;
const SQLITE_SYNCHRONOUS: &str = "PRAGMA synchronous";
const SQLITE_JOURNAL: &str = "PRAGMA journal_mode";
const POSTGRES: &str = "SELECT current_setting('fsync') AS fsync,
    current_setting('synchronous_commit') AS synchronous_commit,
    current_setting('full_page_writes') AS full_page_writes";

impl Connection {
    /// Returns how commits are made durable; all connections of one database are opened alike.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses.
    pub async fn durability(&mut self) -> Result<Durability, StoreError> {
        match self.dialect() {
            Dialect::Sqlite => self.sqlite_durability().await,
            Dialect::Postgres => self.postgres_durability().await,
        }
    }

    async fn sqlite_durability(&mut self) -> Result<Durability, StoreError> {
        let synchronous: i64 = self
            .fetch_one(SQLITE_SYNCHRONOUS, Vec::new())
            .await?
            .get("synchronous")?;
        let journal: String = self
            .fetch_one(SQLITE_JOURNAL, Vec::new())
            .await?
            .get("journal_mode")?;
        Ok(Durability {
            is_durable: synchronous >= SQLITE_FULL && journal != "off" && journal != "memory",
            settings: format!("synchronous={synchronous}, journal_mode={journal}"),
        })
    }

    async fn postgres_durability(&mut self) -> Result<Durability, StoreError> {
        let row = self.fetch_one(POSTGRES, Vec::new()).await?;
        let (fsync, commit): (String, String) = (row.get("fsync")?, row.get("synchronous_commit")?);
        let pages: String = row.get("full_page_writes")?;
        Ok(Durability {
            is_durable: fsync == "on" && commit != "off" && pages == "on",
            settings: format!("fsync={fsync}, synchronous_commit={commit}, full_page_writes={pages}"),
        })
    }
}
