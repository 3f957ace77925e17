//! A repository (备份库): the snapshots of one house, with the key that opens them.
//!
//! `keys/<id>` holds the repository's secret, sealed by the master key of that id; `key-ring.wrapped` the key ring for
//! whoever has the shares of the recovery key; `pieces/ab/<name>` rows and small
//! files; `originals/` what the vault keeps, as the vault keeps it; `snapshots/<moment>` the sealed manifests.

use crate::BackupError;
use crate::cipher::{KEY_BYTES, RepositoryCipher, Secret};
use crate::piece::{PieceName, pack, unpack};
use crate::place::Place;
use crate::snapshot::{Snapshot, SnapshotId, VERSION};
use guildhall_kernel::{Clock, Random, Timestamp, chance};
use guildhall_keyring::{KeyError, KeyRing, Purpose};
use guildhall_vault::replica::Replica;
use guildhall_vault::{Algorithm, Vault, VaultConfig};
use std::collections::BTreeSet;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The copy of the key ring that only the recovery key opens.
const WRAPPED_RING: &str = "key-ring.wrapped";
/// What the secret is bound to.
const BOUND_TO: &[u8] = b"guildhall backup repository";

/// An opened repository. Cheap to clone.
#[derive(Clone)]
pub struct Repository {
    pub(crate) place: Place,
    cipher: Arc<RepositoryCipher>,
    ring: Arc<KeyRing>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

impl std::fmt::Debug for Repository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repository")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

impl Repository {
    /// Opens the repository at a place.
    ///
    /// # Errors
    /// [`BackupError::NoRepository`] when there is none, [`BackupError::WrongKey`] when no key of the ring opens it.
    pub async fn open(
        place: Place,
        ring: Arc<KeyRing>,
        (clock, random): (Arc<dyn Clock>, Arc<dyn Random>),
    ) -> Result<Self, BackupError> {
        let secret = secret(&place, &ring).await?;
        Ok(Self {
            place,
            cipher: Arc::new(RepositoryCipher::new(&secret)),
            ring,
            clock,
            random,
        })
    }

    /// Opens the repository at a place, making it when nothing is there. The secret is sealed with the ring's present
    /// key too, so that it opens when the older ones are gone.
    ///
    /// # Errors
    /// [`BackupError::WrongKey`] when the repository there is that of another house.
    pub async fn open_or_create(
        place: Place,
        ring: Arc<KeyRing>,
        (clock, random): (Arc<dyn Clock>, Arc<dyn Random>),
    ) -> Result<Self, BackupError> {
        let secret = match secret(&place, &ring).await {
            Err(BackupError::NoRepository) => Zeroizing::new(chance::random_bytes(&*random)),
            other => other?,
        };
        if place.get(&key_path(&ring.sealing_id())).await?.is_none() {
            let sealed = ring.seal(Purpose::Backup, BOUND_TO, &secret[..], &*random);
            place.put(&key_path(&sealed.key_id), sealed.bytes).await?;
        }
        if let Some(wrapped) = ring.wrapped(&*random).map_err(BackupError::WrongKey)? {
            place.put(WRAPPED_RING, wrapped.into_bytes()).await?;
        }
        Self::open(place, ring, (clock, random)).await
    }

    /// Returns the names of the finished snapshots, the oldest first.
    ///
    /// # Errors
    /// [`BackupError::Place`].
    pub async fn snapshots(&self) -> Result<Vec<SnapshotId>, BackupError> {
        let names = self.place.list("snapshots").await?;
        let mut ids: Vec<SnapshotId> = names.iter().filter_map(|name| name.parse().ok()).collect();
        ids.sort();
        Ok(ids)
    }

    /// Returns the newest snapshot of that moment or an earlier one.
    ///
    /// # Errors
    /// [`BackupError::NoSnapshot`] when all are later.
    pub async fn snapshot_at(&self, moment: Timestamp) -> Result<SnapshotId, BackupError> {
        let ids = self.snapshots().await?;
        let found = ids.into_iter().rfind(|id| id.made_at() <= moment);
        found.ok_or(BackupError::NoSnapshot)
    }

    /// Opens the manifest of a snapshot.
    ///
    /// # Errors
    /// [`BackupError::NoSnapshot`], [`BackupError::Damaged`], or [`BackupError::Newer`] when its form is not known.
    pub async fn snapshot(&self, id: &SnapshotId) -> Result<Snapshot, BackupError> {
        let stored = self.place.get(&id.path()).await?.ok_or(BackupError::NoSnapshot)?;
        let damaged = || BackupError::damaged(format!("snapshot {id}"));
        let text = self.cipher.open(&id.path(), &stored).map_err(|_| damaged())?;
        let snapshot: Snapshot = serde_json::from_slice(&text).map_err(|_| damaged())?;
        if snapshot.version == VERSION && snapshot.id == *id {
            Ok(snapshot)
        } else {
            Err(BackupError::Newer {
                what: format!("version {} of the manifest", snapshot.version),
            })
        }
    }

    /// Makes a snapshot visible, when everything that it needs is durable.
    pub(crate) async fn publish(&self, snapshot: &Snapshot) -> Result<(), BackupError> {
        self.place.make_durable().await?;
        let text = serde_json::to_vec(snapshot).expect("texts, numbers and names always become JSON");
        let path = snapshot.id.path();
        let sealed = self.cipher.seal(&path, &text, &*self.random);
        self.place.put(&path, sealed).await?;
        self.place.make_durable().await
    }

    /// Returns the names of all pieces that lie here.
    pub(crate) async fn known_pieces(&self) -> Result<BTreeSet<PieceName>, BackupError> {
        let names = self.place.list("pieces").await?;
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// Returns the name that content has here.
    pub(crate) fn name(&self, content: &[u8]) -> PieceName {
        self.cipher.name(content)
    }

    /// Writes a piece, reads it again and returns the length of its stored form.
    pub(crate) async fn write_piece(&self, name: PieceName, content: Vec<u8>) -> Result<u64, BackupError> {
        let (cipher, random) = (Arc::clone(&self.cipher), Arc::clone(&self.random));
        let packed = tokio::task::spawn_blocking(move || pack(&cipher, name, &content, &*random)).await;
        let packed = packed.map_err(|_| BackupError::damaged("a piece in memory"))?;
        let bytes = packed.len() as u64;
        self.place.put(&name.path(), packed).await?;
        self.read_piece(name).await?;
        Ok(bytes)
    }

    /// Returns the content of a piece.
    pub(crate) async fn read_piece(&self, name: PieceName) -> Result<Vec<u8>, BackupError> {
        let damaged = || BackupError::damaged(format!("piece {name}"));
        let stored = self.place.get(&name.path()).await?.ok_or_else(damaged)?;
        let cipher = Arc::clone(&self.cipher);
        let content = tokio::task::spawn_blocking(move || unpack(&cipher, name, &stored)).await;
        content.map_err(|_| damaged())?.map_err(|_| damaged())
    }

    /// Returns the originals of the repository as a vault, for reading: it gives what a house would give.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn vault(&self) -> Result<Vault, BackupError> {
        self.vault_opened_by(Arc::clone(&self.ring))
    }

    /// Returns the originals as a vault that other keys open: those of the time of an older snapshot.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn vault_opened_by(&self, keys: Arc<KeyRing>) -> Result<Vault, BackupError> {
        let replica: Arc<dyn Replica> = Arc::new(self.place.originals());
        let config = VaultConfig {
            replicas: vec![replica],
            replicas_needed: 1,
            keys,
            algorithm: Algorithm::default(),
            limit: u64::MAX,
            clock: Arc::clone(&self.clock),
        };
        Ok(Vault::open(config, Arc::clone(&self.random))?)
    }
}

fn key_path(key_id: &str) -> String {
    format!("keys/{key_id}")
}

/// Opens the secret with whichever key of the ring opens it.
async fn secret(place: &Place, ring: &KeyRing) -> Result<Secret, BackupError> {
    let ids = place.list("keys").await?;
    let mut problem = None;
    for id in &ids {
        let Some(sealed) = place.get(&key_path(id)).await? else {
            continue;
        };
        match ring.open(Purpose::Backup, BOUND_TO, (id, &sealed)) {
            Ok(opened) => {
                let secret: [u8; KEY_BYTES] = opened
                    .as_slice()
                    .try_into()
                    .map_err(|_| BackupError::damaged("the key of the repository"))?;
                return Ok(Zeroizing::new(secret));
            }
            Err(error) => problem = Some(error),
        }
    }
    Err(problem.map_or(BackupError::NoRepository, |problem: KeyError| {
        BackupError::WrongKey(problem)
    }))
}
