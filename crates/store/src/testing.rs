//! Databases for tests: a fresh SQLite file, and a fresh schema on a scratch PostgreSQL server.
//!
//! Only compiled with the feature `testing`. The PostgreSQL server is taken from the environment variable
//! `GUILDHALL_TEST_POSTGRES` (an address of a server on which databases may be made); the test command starts one
//! when none is given.

use crate::{Database, DatabaseConfig, Dialect, Migration, Realm, StoreError, realm};
use guildhall_kernel::{Clock, ManualClock, OrgPath, Random, RealmId, SeededRandom, SystemClock, Timestamp};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A database of its own for one test, with a clock that the test moves.
pub struct TestDatabase {
    /// The database.
    pub database: Database,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// A realm that exists.
    pub realm: RealmId,
    config: DatabaseConfig,
    _folder: Option<tempfile::TempDir>,
}

/// The address of the scratch server, if the environment names one.
pub fn postgres_url() -> Option<String> {
    std::env::var("GUILDHALL_TEST_POSTGRES")
        .ok()
        .filter(|url| !url.is_empty())
}

static NEXT: AtomicU64 = AtomicU64::new(0);

impl TestDatabase {
    /// Makes a fresh embedded database.
    pub async fn sqlite(migrations: &[Migration]) -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let config = DatabaseConfig::sqlite(folder.path().join("test.db"));
        Self::open(config, migrations, Some(folder)).await
    }

    /// Makes a fresh database on the scratch PostgreSQL server; nothing when there is no server.
    pub async fn postgres(migrations: &[Migration]) -> Option<Self> {
        Some(Self::open(empty_postgres().await?, migrations, None).await)
    }

    async fn open(
        config: DatabaseConfig,
        migrations: &[Migration],
        folder: Option<tempfile::TempDir>,
    ) -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::from_micros(1_790_000_000_000_000)));
        let random = Arc::new(SeededRandom::new(NEXT.fetch_add(1, Ordering::Relaxed)));
        let (dyn_clock, dyn_random): (Arc<dyn Clock>, Arc<dyn Random>) = (clock.clone(), random);
        let database = Database::open(&config, migrations, dyn_clock, dyn_random)
            .await
            .expect("database opens");
        let realm = make_realm(&database).await.expect("a realm is made");
        Self {
            database,
            clock,
            realm,
            config,
            _folder: folder,
        }
    }

    /// Opens the same database once more with connections of its own, as another running program would, under
    /// the same clock. The same seed makes the same ids.
    pub async fn open_again(&self, migrations: &[Migration], seed: u64) -> Database {
        let random = Arc::new(SeededRandom::new(seed));
        Database::open(&self.config, migrations, self.clock.clone(), random)
            .await
            .expect("database opens again")
    }

    /// Makes another fresh database of the same kind.
    pub async fn sibling(&self, migrations: &[Migration]) -> Self {
        match self.database.dialect() {
            Dialect::Sqlite => Self::sqlite(migrations).await,
            Dialect::Postgres => Self::postgres(migrations)
                .await
                .expect("the scratch server is still there"),
        }
    }

    /// Returns where the database is.
    pub fn config(&self) -> &DatabaseConfig {
        &self.config
    }

    /// Returns the folder of the embedded database.
    pub fn folder(&self) -> Option<&Path> {
        self._folder.as_ref().map(tempfile::TempDir::path)
    }
}

/// Makes an empty database on the scratch PostgreSQL server; nothing when there is no server.
pub async fn empty_postgres() -> Option<DatabaseConfig> {
    let url = postgres_url()?;
    let moment = SystemClock.now().as_micros();
    let (process, number) = (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let unique = format!("guildhall_{moment}_{process}_{number}");
    create_database(&url, &unique)
        .await
        .expect("the scratch server makes a database");
    let (server, _) = url.rsplit_once('/').expect("the address names a database");
    let config = DatabaseConfig::Postgres {
        url: format!("{server}/{unique}"),
        connections_max: 4,
    };
    Some(config)
}

async fn make_realm(database: &Database) -> Result<RealmId, StoreError> {
    let mut work = database.begin_outside_realms().await?;
    let realm = Realm {
        id: work.new_id(),
        name: "测试工会".to_owned(),
        root_path: OrgPath::root(1),
        created_at: work.now(),
    };
    realm::insert(&mut work, &realm).await?;
    work.commit().await?;
    Ok(realm.id)
}

async fn create_database(url: &str, name: &str) -> Result<(), sqlx::Error> {
    use sqlx::Connection as _;
    let mut connection = sqlx::PgConnection::connect(url).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"
    )))
    .execute(&mut connection)
    .await?;
    connection.close().await
}

/// Runs one test function as the contract on SQLite, and on PostgreSQL when a scratch server is there.
#[macro_export]
macro_rules! on_both_databases {
    ($migrations:expr; $($(#[$doc:meta])* async fn $name:ident($test:ident: &TestDatabase) $body:block)*) => {
        $(async fn $name($test: &$crate::testing::TestDatabase) $body)*

        mod on_sqlite {
            use super::*;
            $($(#[$doc])* #[tokio::test]
            async fn $name() {
                super::$name(&$crate::testing::TestDatabase::sqlite($migrations).await).await;
            })*
        }

        mod on_postgres {
            use super::*;
            $($(#[$doc])* #[tokio::test]
            async fn $name() {
                match $crate::testing::TestDatabase::postgres($migrations).await {
                    Some(test) => super::$name(&test).await,
                    None => eprintln!("SKIPPED: GUILDHALL_TEST_POSTGRES names no server"),
                }
            })*
        }
    };
}
