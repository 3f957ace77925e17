//! How much the vault holds and how its replicas are: for the people who look after the disks.

use crate::health::Trouble;
use crate::replica::ReplicaKind;
use crate::{Vault, VaultError, store};
use guildhall_store::Connection;

/// What lies in the vault of a realm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holdings {
    /// Objects, each of which belongs into every replica.
    pub objects: u64,
    /// Bytes of their content, before encryption.
    pub bytes: u64,
    /// The replicas.
    pub replicas: Vec<ReplicaState>,
    /// In how many replicas an object must lie before it counts as kept.
    pub needed: usize,
}

/// A replica and how it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplicaState {
    /// Its name.
    pub name: String,
    /// What kind of place it is.
    pub kind: ReplicaKind,
    /// What is wrong with it, as far as this running program knows.
    pub trouble: Option<Trouble>,
}

impl Vault {
    /// Returns what lies in the vault of the connection's realm.
    ///
    /// # Errors
    /// [`VaultError::Store`].
    pub async fn holdings(&self, connection: &mut Connection) -> Result<Holdings, VaultError> {
        let (objects, bytes) = store::holdings(connection).await?;
        let replicas = self.inner.replicas.iter().enumerate();
        let replicas = replicas.map(|(index, replica)| ReplicaState {
            name: replica.name().to_owned(),
            kind: replica.kind(),
            trouble: self.inner.trouble(index),
        });
        Ok(Holdings {
            objects,
            bytes,
            replicas: replicas.collect(),
            needed: self.inner.needed,
        })
    }
}
