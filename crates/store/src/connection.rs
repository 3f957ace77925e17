//! One connection to either database: what reading and writing share.

use crate::memory::Memory;
use crate::{AsOf, Dialect, Row, StoreError, Value};
use guildhall_kernel::RealmId;
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, AssertSqlSafe, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};
use std::any::Any;
use std::pin::Pin;
use std::sync::Arc;

/// What the database will have answered. Boxed, for the futures of all services hold it: compiled into each of them, the
/// innards of two drivers were most of the work of a build.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// The text of a statement: literal, or put together by the list-filter builder from literals and placeholders.
#[derive(Debug, Clone)]
pub enum Sql {
    /// Literal text.
    Text(&'static str),
    /// Text put together from literals; never from input.
    Built(String),
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self::Text(text)
    }
}

impl From<String> for Sql {
    fn from(text: String) -> Self {
        Self::Built(text)
    }
}

/// The four kinds of connection behind one face.
pub(crate) enum Handle {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteTransaction(Transaction<'static, Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    PostgresTransaction(Transaction<'static, Postgres>),
}

/// Hides a [`Handle`], for the same reason as [`Answer`].
pub(crate) trait Hold: Send + Sync {
    fn handle(&self) -> &Handle;
    fn handle_mut(&mut self) -> &mut Handle;
    fn into_handle(self: Box<Self>) -> Handle;
}

impl Hold for Handle {
    fn handle(&self) -> &Handle {
        self
    }

    fn handle_mut(&mut self) -> &mut Handle {
        self
    }

    fn into_handle(self: Box<Self>) -> Handle {
        *self
    }
}

enum Raw<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// A connection that works in one realm.
///
/// Methods take `&mut self`, so two statements cannot race on one connection.
pub struct Connection {
    pub(crate) held: Box<dyn Hold>,
    realm: RealmId,
    memory: Arc<Memory>,
}

impl Connection {
    pub(crate) fn new(handle: Handle, realm: RealmId, memory: Arc<Memory>) -> Self {
        Self {
            held: Box::new(handle),
            realm,
            memory,
        }
    }

    /// Returns what was remembered under a name in this realm; nothing inside a transaction, which sees what only it has
    /// written, and nothing when something was written since.
    pub fn recall<T: Any + Send + Sync>(&self, name: &str) -> Option<Arc<T>> {
        match self.held.handle() {
            Handle::SqliteRead(_) | Handle::PostgresRead(_) => self.memory.recall(self.realm, name),
            Handle::SqliteTransaction(_) | Handle::PostgresTransaction(_) => None,
        }
    }

    /// Says as of when something is read that is to be remembered; ask before reading it.
    pub fn as_of(&self) -> AsOf {
        self.memory.as_of()
    }

    /// Remembers what was read, for some seconds at most. A transaction remembers nothing.
    pub fn remember<T: Any + Send + Sync>(&self, name: String, as_of: AsOf, value: Arc<T>) {
        match self.held.handle() {
            Handle::SqliteRead(_) | Handle::PostgresRead(_) => {
                self.memory.remember((self.realm, name), as_of, value);
            }
            Handle::SqliteTransaction(_) | Handle::PostgresTransaction(_) => {}
        }
    }

    /// Goes on in another realm: only a snapshot of the whole database looks at one after the other.
    pub(crate) fn turn_to(&mut self, realm: RealmId) {
        self.realm = realm;
    }

    /// Returns the realm in which this connection works.
    pub fn realm(&self) -> RealmId {
        self.realm
    }

    /// Returns which database this is.
    pub fn dialect(&self) -> Dialect {
        match self.held.handle() {
            Handle::SqliteRead(_) | Handle::SqliteTransaction(_) => Dialect::Sqlite,
            Handle::PostgresRead(_) | Handle::PostgresTransaction(_) => Dialect::Postgres,
        }
    }

    fn raw(&mut self) -> Raw<'_> {
        match self.held.handle_mut() {
            Handle::SqliteRead(connection) => Raw::Sqlite(connection),
            Handle::SqliteTransaction(transaction) => Raw::Sqlite(transaction),
            Handle::PostgresRead(connection) => Raw::Postgres(connection),
            Handle::PostgresTransaction(transaction) => Raw::Postgres(transaction),
        }
    }

    /// Returns all rows of a query.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses.
    pub fn fetch_all(&mut self, sql: impl Into<Sql>, values: Vec<Value>) -> Answer<'_, Vec<Row>> {
        Box::pin(self.rows(sql.into(), values))
    }

    async fn rows(&mut self, sql: Sql, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        match self.raw() {
            Raw::Sqlite(connection) => {
                let arguments = sqlite_arguments(values)?;
                let rows = match sql {
                    Sql::Text(text) => sqlx::query_with(text, arguments).fetch_all(connection).await,
                    Sql::Built(text) => {
                        sqlx::query_with(AssertSqlSafe(text), arguments)
                            .fetch_all(connection)
                            .await
                    }
                }?;
                Ok(rows.into_iter().map(Row::Sqlite).collect())
            }
            Raw::Postgres(connection) => {
                let arguments = postgres_arguments(values)?;
                let rows = match sql {
                    Sql::Text(text) => sqlx::query_with(text, arguments).fetch_all(connection).await,
                    Sql::Built(text) => {
                        sqlx::query_with(AssertSqlSafe(text), arguments)
                            .fetch_all(connection)
                            .await
                    }
                }?;
                Ok(rows.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// Returns the first row of a query, if any.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses.
    pub fn fetch_optional(&mut self, sql: impl Into<Sql>, values: Vec<Value>) -> Answer<'_, Option<Row>> {
        let rows = self.fetch_all(sql, values);
        Box::pin(async { Ok(rows.await?.into_iter().next()) })
    }

    /// Returns the only row of a query.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when there is none.
    pub fn fetch_one(&mut self, sql: impl Into<Sql>, values: Vec<Value>) -> Answer<'_, Row> {
        let row = self.fetch_optional(sql, values);
        Box::pin(async {
            row.await?
                .ok_or_else(|| StoreError::inconsistent("a query that must find a row", "no row"))
        })
    }

    /// Runs a changing statement and returns how many rows it touched.
    pub(crate) fn run(&mut self, sql: impl Into<Sql>, values: Vec<Value>) -> Answer<'_, u64> {
        Box::pin(self.touched(sql.into(), values))
    }

    async fn touched(&mut self, sql: Sql, values: Vec<Value>) -> Result<u64, StoreError> {
        let touched = match self.raw() {
            Raw::Sqlite(connection) => {
                let arguments = sqlite_arguments(values)?;
                match sql {
                    Sql::Text(text) => sqlx::query_with(text, arguments).execute(connection).await,
                    Sql::Built(text) => {
                        sqlx::query_with(AssertSqlSafe(text), arguments)
                            .execute(connection)
                            .await
                    }
                }?
                .rows_affected()
            }
            Raw::Postgres(connection) => {
                let arguments = postgres_arguments(values)?;
                match sql {
                    Sql::Text(text) => sqlx::query_with(text, arguments).execute(connection).await,
                    Sql::Built(text) => {
                        sqlx::query_with(AssertSqlSafe(text), arguments)
                            .execute(connection)
                            .await
                    }
                }?
                .rows_affected()
            }
        };
        Ok(touched)
    }
}

fn encode(error: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    StoreError::Database(sqlx::Error::Encode(error))
}

fn sqlite_arguments(values: Vec<Value>) -> Result<SqliteArguments, StoreError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Value::Id(id) => arguments.add(id),
            Value::Int(number) => arguments.add(number),
            Value::Text(text) => arguments.add(text),
            Value::Bytes(bytes) => arguments.add(bytes),
        }
        .map_err(encode)?;
    }
    Ok(arguments)
}

fn postgres_arguments(values: Vec<Value>) -> Result<PgArguments, StoreError> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Value::Id(id) => arguments.add(id),
            Value::Int(number) => arguments.add(number),
            Value::Text(text) => arguments.add(text.map(|text| text.replace('\0', "\u{fffd}"))),
            Value::Bytes(bytes) => arguments.add(bytes),
        }
        .map_err(encode)?;
    }
    Ok(arguments)
}
