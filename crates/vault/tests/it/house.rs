//! A vault on two real folders beside a test database.

use async_trait::async_trait;
use bytes::Bytes;
use guildhall_kernel::{Clock, ContentHash, SystemClock, SystemRandom};
use guildhall_keyring::KeyRing;
use guildhall_store::Migration;
use guildhall_store::testing::TestDatabase;
use guildhall_vault::object::ObjectId;
use guildhall_vault::replica::{FolderReplica, Found, Replica, Upload};
use guildhall_vault::{
    Algorithm, ReplicaError, ReplicaKind, ScrubReport, ScrubWatch, Vault, VaultConfig, VaultError,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub fn migrations() -> &'static [Migration] {
    static ALL: std::sync::LazyLock<Vec<Migration>> =
        std::sync::LazyLock::new(|| [guildhall_store::MIGRATIONS, guildhall_vault::MIGRATIONS].concat());
    &ALL
}

pub const LIMIT: u64 = 16 * 1024 * 1024;

pub struct House {
    pub folder: tempfile::TempDir,
    pub vault: Vault,
}

impl House {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let replicas = ["a", "b"].map(|name| open_folder(folder.path(), name)).to_vec();
        Self {
            vault: vault(folder.path(), replicas),
            folder,
        }
    }

    /// The file of the only object in a replica.
    pub fn file(&self, replica: &str) -> PathBuf {
        let files = self.files(replica);
        assert_eq!(files.len(), 1, "{files:?}");
        files[0].clone()
    }

    pub fn files(&self, replica: &str) -> Vec<PathBuf> {
        files_below(&self.folder.path().join(replica).join("objects"))
    }

    /// Files of all replicas, staging and all, apart from locks.
    pub fn leftovers(&self) -> usize {
        let files = ["a", "b"].map(|name| files_below(&self.folder.path().join(name)));
        files
            .iter()
            .flatten()
            .filter(|file| file.extension().is_none_or(|end| end != "lock"))
            .count()
    }
}

pub fn open_folder(folder: &Path, name: &str) -> Arc<dyn Replica> {
    Arc::new(FolderReplica::open(name, &folder.join(name), &SystemRandom).unwrap())
}

pub fn vault(folder: &Path, replicas: Vec<Arc<dyn Replica>>) -> Vault {
    vault_needing(folder, replicas, 2, Arc::new(SystemClock))
}

/// A vault in which an object counts as kept when so many replicas hold it.
pub fn vault_needing(
    folder: &Path,
    replicas: Vec<Arc<dyn Replica>>,
    replicas_needed: usize,
    clock: Arc<dyn Clock>,
) -> Vault {
    let config = VaultConfig {
        replicas,
        replicas_needed,
        keys: ring(folder),
        algorithm: Algorithm::default(),
        limit: LIMIT,
        clock,
    };
    Vault::open(config, Arc::new(SystemRandom)).unwrap()
}

fn ring(folder: &Path) -> Arc<KeyRing> {
    Arc::new(KeyRing::open_or_create(&folder.join("master.key"), &SystemRandom).unwrap())
}

/// A vault in two folders whose new objects have this cipher, and its keys.
pub fn vault_with(folder: &Path, algorithm: Algorithm) -> (Vault, Arc<KeyRing>) {
    let keys = ring(folder);
    let config = VaultConfig {
        replicas: ["a", "b"].map(|name| open_folder(folder, name)).to_vec(),
        replicas_needed: 2,
        keys: Arc::clone(&keys),
        algorithm,
        limit: LIMIT,
        clock: Arc::new(SystemClock),
    };
    (Vault::open(config, Arc::new(SystemRandom)).unwrap(), keys)
}

pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

pub fn content(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place * 31 % 251) as u8).collect()
}

pub async fn put(test: &TestDatabase, vault: &Vault, bytes: &[u8]) -> ContentHash {
    let mut work = test.database.begin(test.realm).await.unwrap();
    let sealed = vault.put(&mut work, bytes).await.unwrap();
    work.commit().await.unwrap();
    sealed.hash()
}

pub async fn read(test: &TestDatabase, vault: &Vault, hash: ContentHash) -> Result<Bytes, VaultError> {
    let mut connection = test.database.read(test.realm).await.unwrap();
    vault.read(&mut connection, hash, LIMIT).await
}

pub async fn scrub(test: &TestDatabase, vault: &Vault, orphan_grace_secs: i64) -> ScrubReport {
    let watch = ScrubWatch {
        progress: &|_, _| {},
        cancelled: &|| false,
        orphan_grace_secs,
    };
    vault.scrub(&test.database, test.realm, &watch).await.unwrap()
}

/// A replica on a disk that has room for so many bytes.
pub struct SmallDisk {
    pub inner: Arc<dyn Replica>,
    pub room: Arc<AtomicU64>,
}

struct SmallUpload {
    inner: Box<dyn Upload>,
    room: Arc<AtomicU64>,
}

#[async_trait]
impl Replica for SmallDisk {
    fn name(&self) -> &str {
        self.inner.name()
    }
    fn kind(&self) -> ReplicaKind {
        self.inner.kind()
    }
    async fn create(&self, id: ObjectId) -> Result<Box<dyn Upload>, ReplicaError> {
        Ok(Box::new(SmallUpload {
            inner: self.inner.create(id).await?,
            room: Arc::clone(&self.room),
        }))
    }
    async fn seal(&self, ids: &[ObjectId]) -> Result<(), ReplicaError> {
        self.inner.seal(ids).await
    }
    async fn read(&self, id: ObjectId, offset: u64, length: usize) -> Result<Bytes, ReplicaError> {
        self.inner.read(id, offset, length).await
    }
    async fn stored_bytes(&self, id: ObjectId) -> Result<u64, ReplicaError> {
        self.inner.stored_bytes(id).await
    }
    async fn remove(&self, id: ObjectId) -> Result<(), ReplicaError> {
        self.inner.remove(id).await
    }
    fn drawers(&self) -> u32 {
        self.inner.drawers()
    }
    async fn list(&self, drawer: u32) -> Result<Vec<Found>, ReplicaError> {
        self.inner.list(drawer).await
    }
}

#[async_trait]
impl Upload for SmallUpload {
    async fn write(&mut self, bytes: Bytes) -> Result<(), ReplicaError> {
        let taken = bytes.len() as u64;
        let enough = self
            .room
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |room| room.checked_sub(taken));
        if enough.is_err() {
            return Err(std::io::Error::from(std::io::ErrorKind::StorageFull).into());
        }
        self.inner.write(bytes).await
    }
    async fn finish(&mut self) -> Result<(), ReplicaError> {
        self.inner.finish().await
    }
}
