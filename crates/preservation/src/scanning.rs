//! Having the files of records looked at by the virus scanner (查毒).

use crate::{Preservation, PreservationError};
use guildhall_archive::record::{scan_store, store as records};
use guildhall_archive::{ArchiveError, Component, ComponentRole, Scanned};
use guildhall_identity::organisation;
use guildhall_kernel::{Actor, RealmId, RecordId};
use guildhall_scanner::{ScanError, Scanner, Verdict};
use guildhall_vault::VaultError;

impl Preservation {
    /// Has the files of a record that no scanner has looked at scanned, where one is configured; copies that the program
    /// made are left out. Returns how many were scanned.
    ///
    /// # Errors
    /// [`PreservationError::Scan`] when the scanner does not answer; what it said before is kept.
    pub async fn scan(&self, realm: RealmId, record: RecordId) -> Result<usize, PreservationError> {
        let Some(scanner) = &self.scanner else {
            return Ok(0);
        };
        let (waiting, top) = {
            let mut connection = self.database.read(realm).await?;
            let known = self.archive.scans(&mut connection, record).await?;
            let mut files = records::components(&mut connection, record).await?;
            files.retain(|file| {
                file.role != ComponentRole::Searchable && !known.iter().any(|scan| scan.component == file.id)
            });
            let top = organisation::service::top(&mut connection, realm).await;
            (files, top.map_err(ArchiveError::from)?.path)
        };
        if waiting.is_empty() {
            return Ok(0);
        }
        let version = scanner.version().await?;
        let actor = Actor::program("preservation", realm, top);
        let mut scanned = 0;
        for file in &waiting {
            if let Some(said) = self.ask(realm, scanner, file).await? {
                let mut work = self.database.begin(realm).await?;
                self.archive
                    .keep_scan(&mut work, &actor, file, (said, &version))
                    .await?;
                work.commit().await?;
                scanned += 1;
            }
        }
        Ok(scanned)
    }

    /// Returns what the scanner says of a file; nothing of one that is lost, of which the four checks tell.
    async fn ask(
        &self,
        realm: RealmId,
        scanner: &Scanner,
        file: &Component,
    ) -> Result<Option<Scanned>, PreservationError> {
        let opened = {
            let mut connection = self.database.read(realm).await?;
            self.vault.open_object(&mut connection, file.hash).await
        };
        let mut reader = match opened {
            Ok(reader) => reader,
            Err(VaultError::NotFound { .. } | VaultError::Key(_) | VaultError::Lost { .. }) => {
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        match scanner.scan(&mut reader).await {
            Ok(Verdict::Clean) => Ok(Some(Scanned::Clean)),
            Ok(Verdict::Infected(finding)) => Ok(Some(Scanned::Infected(finding))),
            Ok(Verdict::TooLarge) => Ok(Some(Scanned::TooLarge)),
            Err(ScanError::File(error)) => {
                tracing::warn!(%error, "a file could not be read to its end");
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Returns records, behind one, with a file that no scanner has looked at; none when no scanner is configured.
    pub(crate) async fn unscanned(
        &self,
        realm: RealmId,
        after: Option<RecordId>,
        limit: u32,
    ) -> Result<Vec<RecordId>, PreservationError> {
        if self.scanner.is_none() {
            return Ok(Vec::new());
        }
        let mut connection = self.database.read(realm).await?;
        Ok(scan_store::unscanned(&mut connection, after, limit).await?)
    }
}
