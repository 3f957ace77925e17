//! Copying a whole vault into another replica: for backups, and for moving to a new disk.

use crate::replica::Replica;
use crate::vault::Vault;
use crate::{VaultError, repair, store};
use guildhall_kernel::{ContentHash, RealmId};
use guildhall_store::Database;

/// Objects that are made durable together.
const PAGE: u32 = 200;

/// What was copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopyReport {
    /// Objects that were copied.
    pub copied: u64,
    /// Objects that could not be, because a piece is harmed in every replica.
    pub lost: Vec<ContentHash>,
}

impl Vault {
    /// Copies every object of a realm into a replica that does not belong to this vault. Each piece is verified and
    /// taken from whatever replica has it whole. `progress` is told how many objects are done, of how many.
    ///
    /// # Errors
    /// [`VaultError::Store`], [`VaultError::Key`], or what the target says.
    pub async fn copy_to(
        &self,
        database: &Database,
        realm: RealmId,
        target: &dyn Replica,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<CopyReport, VaultError> {
        let failed = |error| VaultError::of_replica(target.name(), error);
        let total = store::count(&mut database.read(realm).await?).await?;
        let (mut report, mut after) = (CopyReport::default(), None);
        loop {
            let page = store::page(&mut database.read(realm).await?, after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(report);
            };
            after = Some(last.hash);
            let (mut ids, mut uploads) = (Vec::new(), Vec::new());
            for object in &page {
                let cipher = self.cipher(object)?;
                match repair::copy(&self.inner, target, object, &cipher).await {
                    Ok(upload) => {
                        ids.push(object.id);
                        uploads.push(upload);
                    }
                    Err(VaultError::Lost { hash }) => report.lost.push(hash),
                    Err(error) => return Err(error),
                }
            }
            target.seal(&ids).await.map_err(failed)?;
            report.copied += ids.len() as u64;
            progress(report.copied, total.max(report.copied));
        }
    }
}
