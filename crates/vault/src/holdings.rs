//! How much the vault holds: for the people who look after the disks.

use crate::{Vault, VaultError, store};
use guildhall_store::Connection;

/// What lies in the vault of a realm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holdings {
    /// Objects, each of which lies in every replica.
    pub objects: u64,
    /// Bytes of their content, before encryption.
    pub bytes: u64,
    /// Names of the replicas.
    pub replicas: Vec<String>,
}

impl Vault {
    /// Returns what lies in the vault of the connection's realm.
    ///
    /// # Errors
    /// [`VaultError::Store`].
    pub async fn holdings(&self, connection: &mut Connection) -> Result<Holdings, VaultError> {
        let (objects, bytes) = store::holdings(connection).await?;
        let replicas = self
            .inner
            .replicas
            .iter()
            .map(|replica| replica.name().to_owned())
            .collect();
        Ok(Holdings {
            objects,
            bytes,
            replicas,
        })
    }
}
