//! The key ring as its keepers see it (密钥管理): its keys and their age, turning it, sealing anew what this room keeps.
//!
//! The ring belongs to the installation; what is sealed with it belongs to realms. A turn is asked for by whoever
//! manages the system of a whole realm and is written into that realm's ledger.

use crate::rights::{MANAGE_SYSTEM, Rights};
use crate::{IdentityError, organisation, person, second_factor};
use guildhall_kernel::{Actor, RealmId};
use guildhall_keyring::{KeyDescription, KeyRing, RecoveryLock, RewrapReport, RewrapWatch, Share, Sharing};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Database, Work};
use serde_json::{Value, json};
use std::sync::Arc;

/// Kind of the key ring in the ledger; its id is that of the realm.
pub const KEY_RING: &str = "keyring";

/// What keepers may know of the ring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysState {
    /// The keys, the one that seals last.
    pub keys: Vec<KeyDescription>,
    /// How and when a recovery key was shared out.
    pub recovery: Option<RecoveryLock>,
}

/// Shows and turns the key ring. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Keys {
    ring: Arc<KeyRing>,
}

impl Keys {
    /// Makes the service.
    pub fn new(ring: Arc<KeyRing>) -> Self {
        Self { ring }
    }

    /// Returns what may be told of the ring.
    ///
    /// # Errors
    /// [`IdentityError::Denied`] unless the actor manages the whole system.
    pub async fn state(
        &self,
        connection: &mut Connection,
        rights: &Rights,
        actor: &Actor,
    ) -> Result<KeysState, IdentityError> {
        require(connection, rights, actor).await?;
        self.state_here()
    }

    /// As [`Self::state`], for a command: whoever gives one in the data folder could read the key file itself.
    ///
    /// # Errors
    /// [`IdentityError::Key`] when a file of the ring cannot be read.
    pub fn state_here(&self) -> Result<KeysState, IdentityError> {
        Ok(KeysState {
            keys: self.ring.describe(),
            recovery: self.ring.recovery()?,
        })
    }

    /// Adds a new master key that seals from now on; returns its name.
    ///
    /// # Errors
    /// [`IdentityError::Denied`] unless the actor manages the whole system, [`IdentityError::Key`].
    pub async fn turn(
        &self,
        work: &mut Work,
        rights: &Rights,
        actor: &Actor,
    ) -> Result<String, IdentityError> {
        require(work, rights, actor).await?;
        self.turn_here(work, actor).await
    }

    /// As [`Self::turn`], for a command.
    ///
    /// # Errors
    /// [`IdentityError::Key`], [`IdentityError::Store`].
    pub async fn turn_here(&self, work: &mut Work, actor: &Actor) -> Result<String, IdentityError> {
        let key = self.ring.turn(work.now(), work.random())?;
        note_ring(work, actor, "keys.turned", json!({ "key": key })).await?;
        Ok(key)
    }

    /// Takes away an old key, which the caller has found to be used nowhere; for a command.
    ///
    /// # Errors
    /// [`IdentityError::Key`], [`IdentityError::Store`].
    pub async fn remove_here(&self, work: &mut Work, actor: &Actor, key: &str) -> Result<(), IdentityError> {
        self.ring.remove(key, work.random())?;
        note_ring(work, actor, "keys.removed", json!({ "key": key })).await
    }

    /// Makes a recovery key and shares it out; for a command, because shares must not travel through a browser.
    ///
    /// # Errors
    /// [`IdentityError::Key`], [`IdentityError::Store`].
    pub async fn share_out_here(
        &self,
        work: &mut Work,
        actor: &Actor,
        sharing: Sharing,
    ) -> Result<Vec<Share>, IdentityError> {
        let shares = self.ring.share_out(sharing, work.now(), work.random())?;
        let set = shares.first().map(Share::set);
        let details = json!({ "set": set, "shares": sharing.shares, "threshold": sharing.threshold });
        note_ring(work, actor, "keys.shared-out", details).await?;
        Ok(shares)
    }

    /// Seals the secrets and columns of this room anew with the newest key.
    ///
    /// # Errors
    /// [`IdentityError::Store`]; what does not open is counted in the report, which ends where it was stopped.
    pub async fn rewrap(
        &self,
        database: &Database,
        realm: RealmId,
        watch: &RewrapWatch<'_>,
    ) -> Result<RewrapReport, IdentityError> {
        let mut report = second_factor::rewrap::rewrap(&self.ring, database, realm, watch).await?;
        report += person::rewrap::rewrap(&self.ring, database, realm, watch).await?;
        Ok(report)
    }

    /// Seals what versions before kept in the clear; to be called once when the database is opened, before anything
    /// is read. What was stopped goes on the next time.
    ///
    /// # Errors
    /// [`IdentityError::Store`].
    pub async fn seal_columns(&self, database: &Database, realm: RealmId) -> Result<(), IdentityError> {
        let watch = RewrapWatch {
            progress: &|_| {},
            cancelled: &|| false,
        };
        person::rewrap::rewrap(&self.ring, database, realm, &watch).await?;
        Ok(())
    }

    /// Returns how many things of this room each master key seals in a realm, by its name.
    ///
    /// # Errors
    /// [`IdentityError::Store`].
    pub async fn key_use(&self, connection: &mut Connection) -> Result<Vec<(String, u64)>, IdentityError> {
        let mut uses = second_factor::store::count_of_keys(connection).await?;
        uses.extend(person::store::count_of_keys(connection).await?);
        Ok(uses)
    }
}

async fn require(connection: &mut Connection, rights: &Rights, actor: &Actor) -> Result<(), IdentityError> {
    let realm = connection.realm();
    let top = organisation::service::top(connection, realm).await?;
    Ok(rights.require_in(actor, MANAGE_SYSTEM, &top.path)?)
}

async fn note_ring(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    details: Value,
) -> Result<(), IdentityError> {
    let subject = Subject {
        kind: KEY_RING,
        id: work.realm().uuid(),
        digest: None,
    };
    Ok(note(work, actor, action, subject, details).await?)
}
