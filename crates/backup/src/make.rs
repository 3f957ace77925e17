//! Making a snapshot, while the house goes on.
//!
//! The tables are read in one view of the database. The originals follow: one lies in the vault before its row is
//! committed, so every row of the snapshot finds its original. Everything that is written is read again at once; the
//! manifest is written last, when all of it is durable. What went wrong before leaves no snapshot.

use crate::dump::{PieceWriter, dump};
use crate::files::{self, SourceFile};
use crate::hold::Hold;
use crate::keep::KeepRules;
use crate::objects::{ObjectRows, present};
use crate::prune::prune;
use crate::repository::Repository;
use crate::snapshot::{AppliedMigration, FileDump, LedgerState, Snapshot, SnapshotId, TableDump, VERSION};
use crate::{BackupError, Watch};
use guildhall_kernel::{ContentHash, Timestamp, chance};
use guildhall_ledger::log;
use guildhall_store::schema::TableClass;
use guildhall_store::{Database, Migration, realm, shape};
use guildhall_vault::Vault;
use guildhall_vault::object::Object;

/// Originals that are copied and made durable together.
const BATCH: usize = 200;

/// What a backup is made of, and where it goes.
pub struct Backup<'a> {
    /// Where it goes.
    pub repository: &'a Repository,
    /// The database.
    pub database: &'a Database,
    /// The originals.
    pub vault: &'a Vault,
    /// The migrations of the database, all of which have run.
    pub migrations: &'a [Migration],
    /// Rules, keys and configuration.
    pub files: Vec<SourceFile>,
    /// Which snapshots stay afterwards.
    pub keep: KeepRules,
    /// Version of the program.
    pub program: &'a str,
}

/// A finished backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The snapshot.
    pub id: SnapshotId,
    /// When it was finished.
    pub finished_at: Timestamp,
    /// Rows in it.
    pub rows: u64,
    /// Originals in it.
    pub objects: u64,
    /// Bytes of the originals as they are stored.
    pub object_bytes: u64,
    /// Pieces of rows and files that had to be written.
    pub pieces_written: u64,
    /// Pieces that were there already.
    pub pieces_kept: u64,
    /// Originals that had to be copied.
    pub objects_copied: u64,
    /// Bytes that were written.
    pub bytes_written: u64,
    /// Originals that are damaged in every replica of the vault and so not in the backup.
    pub lost: Vec<ContentHash>,
    /// Snapshots that stay.
    pub kept: Vec<SnapshotId>,
    /// Snapshots that were taken away.
    pub dropped: Vec<SnapshotId>,
}

/// What became of the originals.
#[derive(Default)]
struct Originals {
    count: u64,
    bytes: u64,
    copied: u64,
    bytes_written: u64,
    lost: Vec<ContentHash>,
}

impl Backup<'_> {
    /// Makes a snapshot and prunes.
    ///
    /// # Errors
    /// [`BackupError::Busy`] when another program writes into the repository, [`BackupError::Cancelled`], and what database,
    /// vault and place say; then there is no new snapshot.
    pub async fn run(&self, watch: &Watch<'_>) -> Result<Made, BackupError> {
        let repository = self.repository;
        let mut hold = repository
            .place
            .hold(repository.clock.clone(), &*repository.random)
            .await?;
        let made = self.run_held(&mut hold, watch).await;
        let released = hold.release().await;
        let made = made?;
        released.map(|()| made)
    }

    async fn run_held(&self, hold: &mut Hold, watch: &Watch<'_>) -> Result<Made, BackupError> {
        let repository = self.repository;
        let mut writer = PieceWriter::new(repository).await?;
        let (id, tables, ledgers) = self.database_at_once(&mut writer, hold, watch).await?;
        let files = self.files(&mut writer).await?;
        let originals = self.originals(&tables, hold, watch).await?;
        let snapshot = Snapshot {
            version: VERSION,
            id,
            program: self.program.to_owned(),
            finished_at: repository.clock.now(),
            migrations: applied(self.migrations),
            tables,
            files,
            ledgers,
            objects: originals.count,
            object_bytes: originals.bytes,
            expunged: 0,
        };
        hold.keep().await?;
        repository.publish(&snapshot).await?;
        let pruned = prune(repository, &self.keep, hold).await?;
        Ok(Made {
            rows: snapshot.rows(),
            id: snapshot.id,
            finished_at: snapshot.finished_at,
            objects: originals.count,
            object_bytes: originals.bytes,
            pieces_written: writer.written,
            pieces_kept: writer.kept,
            objects_copied: originals.copied,
            bytes_written: writer.written_bytes + originals.bytes_written,
            lost: originals.lost,
            kept: pruned.kept,
            dropped: pruned.dropped,
        })
    }

    /// Everything that must be of one moment.
    async fn database_at_once(
        &self,
        writer: &mut PieceWriter<'_>,
        hold: &mut Hold,
        watch: &Watch<'_>,
    ) -> Result<(SnapshotId, Vec<TableDump>, Vec<LedgerState>), BackupError> {
        let mut view = self.database.snapshot().await?;
        let random = &*self.repository.random;
        let id = SnapshotId::new(self.repository.clock.now(), chance::random_bytes(random));
        let shapes: Vec<_> = shape::tables(self.migrations)?
            .into_iter()
            .filter(|table| table.class != TableClass::Local)
            .collect();
        let mut tables = Vec::new();
        for shape in &shapes {
            watch.go_on()?;
            hold.keep().await?;
            tables.push(dump(&mut view, shape, writer).await?);
            (watch.progress)(tables.len() as u64, shapes.len() as u64);
        }
        let mut ledgers = Vec::new();
        for realm in realm::across_realms_list(&mut view).await? {
            let connection = view.in_realm(realm.id);
            ledgers.push(LedgerState {
                realm: realm.id,
                size: log::head(connection).await?.size,
                checkpoint: log::last_checkpoint(connection)
                    .await?
                    .map(|checkpoint| checkpoint.note),
            });
        }
        Ok((id, tables, ledgers))
    }

    async fn files(&self, writer: &mut PieceWriter<'_>) -> Result<Vec<FileDump>, BackupError> {
        let mut dumped = Vec::new();
        for file in &self.files {
            dumped.push(files::dump(file, writer).await?);
        }
        Ok(dumped)
    }

    /// Copies the originals that the repository lacks.
    async fn originals(
        &self,
        tables: &[TableDump],
        hold: &mut Hold,
        watch: &Watch<'_>,
    ) -> Result<Originals, BackupError> {
        let target = self.repository.place.originals();
        let mut present = present(&target).await?;
        let mut result = Originals::default();
        let Some(mut rows) = ObjectRows::of(self.repository, tables) else {
            return Ok(result);
        };
        let steps = tables.len() as u64;
        while let Some(objects) = rows.next().await? {
            result.count += objects.len() as u64;
            result.bytes += objects
                .iter()
                .map(|object| object.layout().stored_bytes())
                .sum::<u64>();
            let missing: Vec<Object> = objects
                .into_iter()
                .filter(|object| present.insert(object.id))
                .collect();
            for batch in missing.chunks(BATCH) {
                watch.go_on()?;
                hold.keep().await?;
                self.copy(batch, &mut result).await?;
            }
            (watch.progress)(steps + result.count, steps + result.count);
        }
        Ok(result)
    }

    async fn copy(&self, batch: &[Object], result: &mut Originals) -> Result<(), BackupError> {
        let target = self.repository.place.originals();
        let report = self.vault.copy_objects(batch, &target).await?;
        for object in batch.iter().filter(|object| !report.lost.contains(&object.hash)) {
            if !self.vault.is_whole_in(&target, object).await? {
                return Err(BackupError::damaged(format!(
                    "the copy of original {}",
                    object.hash
                )));
            }
        }
        result.copied += report.copied;
        result.bytes_written += report.bytes;
        result.lost.extend(report.lost);
        Ok(())
    }
}

fn applied(migrations: &[Migration]) -> Vec<AppliedMigration> {
    let applied = migrations.iter().map(|migration| AppliedMigration {
        name: migration.name.to_owned(),
        checksum: migration.checksum(),
    });
    applied.collect()
}
