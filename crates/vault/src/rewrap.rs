//! Wrapping the keys of objects anew (密钥轮换): after the ring turned, the new master key takes them over.
//!
//! The objects themselves are not touched. Objects that are wrapped anew drop out of the search for old ones, so
//! what was stopped goes on where it stood.

use crate::{Vault, VaultError, object_key, store};
use guildhall_kernel::RealmId;
use guildhall_keyring::{RewrapReport, RewrapWatch};
use guildhall_store::{Connection, Database};

/// Objects in one unit of work.
const PAGE: u32 = 500;

impl Vault {
    /// Wraps the key of every object of a realm with the master key that seals now.
    ///
    /// # Errors
    /// [`VaultError::Store`]; keys that do not open are counted in the report, which ends where it was stopped.
    pub async fn rewrap(
        &self,
        database: &Database,
        realm: RealmId,
        watch: &RewrapWatch<'_>,
    ) -> Result<RewrapReport, VaultError> {
        let (ring, random) = (&self.inner.keys, &*self.inner.random);
        let (mut report, mut after) = (RewrapReport::default(), None);
        loop {
            let mut work = database.begin(realm).await?;
            let page = store::page_of_old_keys(&mut work, after, (&ring.sealing_id(), PAGE)).await?;
            let Some(last) = page.last().filter(|_| !(watch.cancelled)()) else {
                return Ok(report);
            };
            after = Some(last.hash);
            for object in &page {
                let of = (object.id, object.hash);
                match object_key::unwrap(ring, (&object.key_id, &object.key_wrapped), of) {
                    Ok(key) => {
                        store::rewrap(&mut work, object, object_key::wrap(ring, &key, of, random)).await?;
                        report.rewrapped += 1;
                    }
                    Err(error) => {
                        tracing::warn!(object = %object.hash, %error, "the key of an object does not open");
                        report.failed += 1;
                    }
                }
            }
            work.commit().await?;
            (watch.progress)(page.len() as u64);
        }
    }

    /// Returns how many keys of objects each master key wraps, by its name.
    ///
    /// # Errors
    /// [`VaultError::Store`].
    pub async fn key_use(&self, connection: &mut Connection) -> Result<Vec<(String, u64)>, VaultError> {
        Ok(store::count_of_keys(connection).await?)
    }
}
