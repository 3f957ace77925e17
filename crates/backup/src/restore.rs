//! Restoring (恢复): a snapshot into an empty place, and only one that is whole.
//!
//! Files first, then rows, then originals; each is compared with its hash while it is read, and the rows once more as
//! the new database gives them back. The database is brought to the migrations that the snapshot knew, so an older
//! snapshot is loaded into the schema of its time; whoever opens it then brings it forward.

use crate::dump::digest_of_table;
use crate::load::load;
use crate::objects::ObjectRows;
use crate::repository::Repository;
use crate::snapshot::{Snapshot, SnapshotId, TableDump};
use crate::{BackupError, Watch, files};
use guildhall_keyring::KeyRing;
use guildhall_store::schema::TableClass;
use guildhall_store::{Database, DatabaseConfig, Migration, TableShape, shape};
use guildhall_vault::replica::Replica;
use std::path::Path;
use std::sync::Arc;

/// Originals that are copied and made durable together.
const BATCH: usize = 200;

/// What is restored.
pub struct Restore<'a> {
    /// From where.
    pub repository: &'a Repository,
    /// Which snapshot.
    pub id: SnapshotId,
    /// The migrations that this program knows.
    pub migrations: &'a [Migration],
}

/// Into what.
pub struct Target<'a> {
    /// The new database; there must be none, or an empty one.
    pub database: &'a DatabaseConfig,
    /// The new data folder, for rules, keys and configuration.
    pub data: &'a Path,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The snapshot.
    pub id: SnapshotId,
    /// Rows.
    pub rows: u64,
    /// Small files.
    pub files: u64,
    /// Originals.
    pub objects: u64,
}

impl Restore<'_> {
    /// Restores files and rows, but no originals: those are read where they are, or copied by [`Restore::originals`].
    ///
    /// # Errors
    /// [`BackupError::NotEmpty`], [`BackupError::Newer`], [`BackupError::Damaged`]; then the target is of no use.
    pub async fn house(&self, target: &Target<'_>, watch: &Watch<'_>) -> Result<Restored, BackupError> {
        let snapshot = self.repository.snapshot(&self.id).await?;
        let migrations = self.migrations_of(&snapshot)?;
        let database = self.empty_database(target.database, &migrations).await?;
        for file in &snapshot.files {
            files::restore(self.repository, file, target.data).await?;
        }
        let loaded = self.rows(&snapshot, &database, &migrations, watch).await;
        database.close().await;
        loaded?;
        Ok(Restored {
            id: self.id.clone(),
            rows: snapshot.rows(),
            files: snapshot.files.len() as u64,
            objects: 0,
        })
    }

    /// Copies the originals into each of the replicas and returns how many there are. `keys` are those that were restored
    /// with the snapshot: the present ones may no longer hold the key of that time.
    ///
    /// # Errors
    /// [`BackupError::Damaged`] when one is not as it was, or what a replica says.
    pub async fn originals(
        &self,
        keys: Arc<KeyRing>,
        replicas: &[Arc<dyn Replica>],
        watch: &Watch<'_>,
    ) -> Result<u64, BackupError> {
        let snapshot = self.repository.snapshot(&self.id).await?;
        let vault = self.repository.vault_opened_by(keys)?;
        let Some(mut rows) = ObjectRows::of(self.repository, &snapshot.tables) else {
            return Ok(0);
        };
        let mut done = 0;
        while let Some(objects) = rows.next().await? {
            for batch in objects.chunks(BATCH) {
                watch.go_on()?;
                for replica in replicas {
                    let report = vault.copy_objects(batch, &**replica).await?;
                    if let Some(hash) = report.lost.first() {
                        return Err(BackupError::damaged(format!("original {hash}")));
                    }
                }
                done += batch.len() as u64;
                (watch.progress)(done, snapshot.objects);
            }
        }
        Ok(done)
    }

    /// Returns the migrations that the snapshot knew, as this program knows them.
    fn migrations_of(&self, snapshot: &Snapshot) -> Result<Vec<Migration>, BackupError> {
        let of_snapshot = snapshot.migrations.iter().map(|applied| {
            let known = self
                .migrations
                .iter()
                .find(|migration| migration.name == applied.name);
            let known = known.filter(|migration| migration.checksum() == applied.checksum);
            known.copied().ok_or_else(|| BackupError::Newer {
                what: applied.name.clone(),
            })
        });
        of_snapshot.collect()
    }

    async fn empty_database(
        &self,
        config: &DatabaseConfig,
        migrations: &[Migration],
    ) -> Result<Database, BackupError> {
        let (clock, random) = (self.repository.clock.clone(), self.repository.random.clone());
        let bare = Database::connect(config, clock.clone(), random.clone()).await?;
        let tables = bare.tables().await?;
        bare.close().await;
        if let Some(table) = tables.first() {
            return Err(BackupError::NotEmpty {
                what: format!("the database, which has a table {table},"),
            });
        }
        Ok(Database::open(config, migrations, clock, random).await?)
    }

    async fn rows(
        &self,
        snapshot: &Snapshot,
        database: &Database,
        migrations: &[Migration],
        watch: &Watch<'_>,
    ) -> Result<(), BackupError> {
        let shapes = shape::tables(migrations)?;
        let steps = snapshot.tables.len() as u64;
        for (done, table) in (1..).zip(&snapshot.tables) {
            watch.go_on()?;
            let shape = shapes.iter().find(|shape| fits(shape, table));
            let shape =
                shape.ok_or_else(|| BackupError::damaged(format!("the form of table {}", table.name)))?;
            load(self.repository, table, database).await?;
            compare(database, shape, table).await?;
            (watch.progress)(done, steps);
        }
        Ok(())
    }
}

fn fits(shape: &TableShape, table: &TableDump) -> bool {
    shape.name == table.name && shape.columns == table.columns && shape.class != TableClass::Local
}

/// Reads the loaded table back: the new database must give the rows that the old one gave.
async fn compare(database: &Database, shape: &TableShape, table: &TableDump) -> Result<(), BackupError> {
    let mut connection = database.read_across_realms().await?;
    let found = digest_of_table(&mut connection, shape).await?;
    if found == (table.rows, table.digest) {
        Ok(())
    } else {
        Err(BackupError::damaged(format!(
            "table {} as it was loaded",
            table.name
        )))
    }
}
