//! Checking a snapshot: every piece, every row, every original, against the hashes that were written with them.

use crate::load::DumpedRows;
use crate::objects::ObjectRows;
use crate::repository::Repository;
use crate::snapshot::{Snapshot, SnapshotId};
use crate::{BackupError, Watch, files};
use guildhall_kernel::ContentHash;

/// What is checked.
pub struct Check<'a> {
    /// Where it lies.
    pub repository: &'a Repository,
    /// Which snapshot.
    pub id: SnapshotId,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// Rows that are as they were.
    pub rows: u64,
    /// Small files that are as they were.
    pub files: u64,
    /// Originals that are as they were.
    pub objects: u64,
    /// Originals that are missing or changed.
    pub harmed: Vec<ContentHash>,
    /// Tables and files of which a piece is missing or changed.
    pub damaged: Vec<String>,
}

impl CheckReport {
    /// Says whether everything is as it was.
    pub fn is_whole(&self) -> bool {
        self.harmed.is_empty() && self.damaged.is_empty()
    }
}

impl Check<'_> {
    /// Reads everything that the snapshot needs. What is wrong is told in the report.
    ///
    /// # Errors
    /// [`BackupError::NoSnapshot`], [`BackupError::Damaged`] when the manifest itself does not open,
    /// [`BackupError::Cancelled`], or when the place does not answer.
    pub async fn run(&self, watch: &Watch<'_>) -> Result<CheckReport, BackupError> {
        let snapshot = self.repository.snapshot(&self.id).await?;
        let mut report = CheckReport::default();
        let steps = snapshot.tables.len() as u64;
        for (done, table) in (1..).zip(&snapshot.tables) {
            watch.go_on()?;
            let read = read_through(DumpedRows::of(self.repository, table)).await;
            report.note(read, &table.name, |report| report.rows += table.rows)?;
            (watch.progress)(done, steps + snapshot.objects);
        }
        for file in &snapshot.files {
            let read = files::copy(self.repository, file, &mut std::io::sink()).await;
            report.note(read, &file.name, |report| report.files += 1)?;
        }
        self.check_objects(&snapshot, watch, &mut report).await?;
        Ok(report)
    }

    async fn check_objects(
        &self,
        snapshot: &Snapshot,
        watch: &Watch<'_>,
        report: &mut CheckReport,
    ) -> Result<(), BackupError> {
        let (vault, originals) = (self.repository.vault()?, self.repository.place.originals());
        let Some(mut rows) = ObjectRows::of(self.repository, &snapshot.tables) else {
            return Ok(());
        };
        let steps = snapshot.tables.len() as u64;
        // A table that cannot be read was noted already.
        while let Ok(Some(objects)) = rows.next().await {
            for object in objects {
                watch.go_on()?;
                if vault.is_whole_in(&originals, &object).await? {
                    report.objects += 1;
                } else {
                    report.harmed.push(object.hash);
                }
                (watch.progress)(steps + report.objects, steps + snapshot.objects);
            }
        }
        Ok(())
    }
}

async fn read_through(mut rows: DumpedRows<'_>) -> Result<(), BackupError> {
    while rows.next().await?.is_some() {}
    Ok(())
}

impl CheckReport {
    /// Counts what is whole and names what is damaged; anything else ends the check.
    fn note(
        &mut self,
        read: Result<(), BackupError>,
        name: &str,
        whole: impl FnOnce(&mut Self),
    ) -> Result<(), BackupError> {
        match read {
            Ok(()) => whole(self),
            Err(BackupError::Damaged { what }) => self.damaged.push(format!("{name}: {what}")),
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
