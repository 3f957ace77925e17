//! The database itself: pools, and the two ways in (read, or one unit of work).

use crate::connection::Handle;
use crate::memory::Memory;
use crate::work::Surroundings;
use crate::{Answer, Connection, DatabaseConfig, Migration, Snapshot, StoreError, Work, migrate};
use guildhall_kernel::{Clock, Random, RealmId};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};
use std::ops::Deref;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// Which database speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Embedded SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

#[derive(Clone)]
pub(crate) enum Pools {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

/// An opened, migrated database. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    /// Behind a trait object for the same reason as [`Answer`].
    pub(crate) pools: Arc<dyn Deref<Target = Pools> + Send + Sync>,
    around: Surroundings,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("dialect", &self.dialect())
            .finish_non_exhaustive()
    }
}

const TABLES_SQLITE: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
const TABLES_POSTGRES: &str = "SELECT CAST(table_name AS text) AS name FROM information_schema.tables
    WHERE table_schema = current_schema() ORDER BY name";
/// Writes the log into the file and cuts it to nothing.
const CUT_LOG: &str = "PRAGMA wal_checkpoint(TRUNCATE)";
/// How long a statement waits for another writer before it fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

impl Database {
    /// Opens the database and brings its schema up to the given migrations, in their order.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] when it cannot be opened, [`StoreError::Schema`] when a migration was changed
    /// after it ran or breaks a rule.
    pub async fn open(
        config: &DatabaseConfig,
        migrations: &[Migration],
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, StoreError> {
        let database = Self::connect(config, clock, random).await?;
        migrate::run(&database, migrations).await?;
        Ok(database)
    }

    /// Opens the database as it is and changes nothing in it: for a look at what is there.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] when it cannot be opened.
    pub async fn connect(
        config: &DatabaseConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, StoreError> {
        let pools = match config {
            DatabaseConfig::Sqlite { path, readers } => open_sqlite(path, *readers).await?,
            DatabaseConfig::Postgres { url, connections_max } => open_postgres(url, *connections_max).await?,
        };
        Ok(Self {
            pools: Arc::new(Box::new(pools)),
            around: Surroundings {
                memory: Arc::new(Memory::new(Arc::clone(&clock))),
                clock,
                random,
                ids: Arc::default(),
                wake: Arc::default(),
            },
        })
    }

    /// Returns which database this is.
    pub fn dialect(&self) -> Dialect {
        match &**self.pools {
            Pools::Sqlite { .. } => Dialect::Sqlite,
            Pools::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Returns the clock that stamps what is written.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.around.clock)
    }

    /// Returns the random source that ids are made from.
    pub fn random(&self) -> Arc<dyn Random> {
        Arc::clone(&self.around.random)
    }

    /// Opens a connection that only reads, in one realm.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] when no connection can be had.
    pub fn read(&self, realm: RealmId) -> Answer<'_, Connection> {
        Box::pin(self.reader(realm))
    }

    async fn reader(&self, realm: RealmId) -> Result<Connection, StoreError> {
        let handle = match &**self.pools {
            Pools::Sqlite { readers, .. } => Handle::SqliteRead(readers.acquire().await?),
            Pools::Postgres(pool) => Handle::PostgresRead(pool.acquire().await?),
        };
        Ok(Connection::new(handle, realm, Arc::clone(&self.around.memory)))
    }

    /// Opens a connection for the few queries that look across realms (their names begin `across_realms_`).
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] when no connection can be had.
    pub async fn read_across_realms(&self) -> Result<Connection, StoreError> {
        self.read(RealmId::from_uuid(uuid::Uuid::nil())).await
    }

    /// Opens a view of the whole database as it is at this moment, while writers go on.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] when no connection can be had.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let handle = match &**self.pools {
            Pools::Sqlite { readers, .. } => {
                Handle::SqliteTransaction(readers.begin_with("BEGIN DEFERRED").await?)
            }
            Pools::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
                Handle::PostgresTransaction(pool.begin_with(begin).await?)
            }
        };
        let realm = RealmId::from_uuid(uuid::Uuid::nil());
        Snapshot::take(Connection::new(handle, realm, Arc::clone(&self.around.memory))).await
    }

    /// Opens a unit of work on tables that belong to no realm (lanes, reference tables).
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] when no connection can be had.
    pub async fn begin_outside_realms(&self) -> Result<Work, StoreError> {
        self.begin(RealmId::from_uuid(uuid::Uuid::nil())).await
    }

    /// Opens a unit of work in one realm: a transaction that holds change, audit leaf, events and jobs together.
    ///
    /// Dropping it without [`Work::commit`] undoes everything. SQLite has one writer: the call waits its turn.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] when no connection can be had.
    pub fn begin(&self, realm: RealmId) -> Answer<'_, Work> {
        Box::pin(self.writer(realm))
    }

    async fn writer(&self, realm: RealmId) -> Result<Work, StoreError> {
        let handle = match &**self.pools {
            Pools::Sqlite { writer, .. } => {
                Handle::SqliteTransaction(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Pools::Postgres(pool) => Handle::PostgresTransaction(pool.begin().await?),
        };
        let connection = Connection::new(handle, realm, Arc::clone(&self.around.memory));
        Ok(Work::new(connection, self.around.clone()))
    }

    /// Waits until something was committed in this process that others may want to hear of, or the time is over.
    ///
    /// Only a hint that makes reactions quicker; nothing may depend on it.
    pub async fn changed(&self, at_most: Duration) {
        let _ = tokio::time::timeout(at_most, self.around.wake.notified()).await;
    }

    /// Wakes everybody who waits in [`Database::changed`].
    pub fn wake(&self) {
        self.around.wake.notify_waiters();
    }

    /// Makes room that deleted rows held forget what they said, as far as the database can: SQLite has overwritten them, and
    /// the log that still holds them is cut; PostgreSQL gives their room free to be written over, and its own log and
    /// archives are its keeper's matter.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses, also when a reader keeps the log of SQLite for longer than half a minute.
    pub async fn forget_deleted(&self) -> Result<(), StoreError> {
        match &**self.pools {
            Pools::Sqlite { writer, .. } => {
                let (is_busy,): (i64,) = sqlx::query_as::<_, (i64, i64, i64)>(CUT_LOG)
                    .fetch_one(writer)
                    .await
                    .map(|(is_busy, ..)| (is_busy,))?;
                match is_busy {
                    0 => Ok(()),
                    _ => Err(StoreError::inconsistent("the log", "a reader still needs it")),
                }
            }
            Pools::Postgres(pool) => {
                sqlx::raw_sql("VACUUM").execute(pool).await?;
                Ok(())
            }
        }
    }

    /// Closes all connections; statements under way are finished first.
    pub async fn close(&self) {
        match &**self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    /// Returns the names of the tables that are here.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses.
    pub async fn tables(&self) -> Result<Vec<String>, StoreError> {
        let sql = match self.dialect() {
            Dialect::Sqlite => TABLES_SQLITE,
            Dialect::Postgres => TABLES_POSTGRES,
        };
        let rows = self
            .read_across_realms()
            .await?
            .fetch_all(sql, Vec::new())
            .await?;
        rows.iter().map(|row| row.get("name")).collect()
    }
}

async fn open_sqlite(path: &Path, readers: u32) -> Result<Pools, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: the log is synced at every commit, so that what was acknowledged survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("cache_size", "-65536")
        .pragma("temp_store", "memory")
        .pragma("trusted_schema", "off")
        // Deleted content is overwritten, so that what was destroyed is not found in the file.
        .pragma("secure_delete", "on")
        .statement_cache_capacity(256);
    let writer = sqlx::sqlite::SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(120))
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone())
        .await?;
    let readers = sqlx::sqlite::SqlitePoolOptions::new()
        .max_connections(readers.max(1))
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.pragma("query_only", "on"))
        .await?;
    Ok(Pools::Sqlite { writer, readers })
}

async fn open_postgres(url: &str, connections_max: u32) -> Result<Pools, StoreError> {
    let options = sqlx::postgres::PgConnectOptions::from_str(url)?.application_name("guildhall");
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(connections_max.max(2))
        .acquire_timeout(BUSY_TIMEOUT)
        .connect_with(options)
        .await?;
    Ok(Pools::Postgres(pool))
}
