//! The vault itself: takes content in, gives it out.
//!
//! Content goes in by four steps, so that an import can share the costly one among many objects:
//! [`Vault::stage`] streams one object into the replicas, [`Vault::seal`] makes a whole batch durable,
//! [`register`] writes the rows in the caller's transaction, and the caller's commit makes the objects exist.
//! Whatever stops before that commit leaves nothing but files without a row, which the scrub takes away.
//! An object must lie durable in as many replicas as are needed; those that missed it get it from the scrub.

use crate::cipher::{Algorithm, ObjectCipher, ObjectKey};
use crate::health::{Health, Trouble};
use crate::object::{Object, ObjectId};
use crate::object_key;
use crate::reader::VaultReader;
use crate::replica::Replica;
use crate::staging::{StagedObject, stage};
use crate::uploads::Uploads;
use crate::{ReplicaError, VaultError, store};
use bytes::Bytes;
use futures_util::future::join_all;
use guildhall_kernel::{Clock, ContentHash, Random};
use guildhall_keyring::KeyRing;
use guildhall_store::{Connection, Work};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio_util::task::TaskTracker;

/// Where the objects lie and how they are locked.
pub struct VaultConfig {
    /// Every object belongs into each of them; two or more, best on different disks.
    pub replicas: Vec<Arc<dyn Replica>>,
    /// In how many of them an object must lie before it counts as kept; all of them when there are fewer.
    pub replicas_needed: usize,
    /// The keys that wrap the keys of the objects.
    pub keys: Arc<KeyRing>,
    /// The cipher of new objects; those that are there keep theirs.
    pub algorithm: Algorithm,
    /// Longest content that is taken, in bytes.
    pub limit: u64,
    /// Tells how long a replica that failed has rested.
    pub clock: Arc<dyn Clock>,
}

/// The content-addressed store of objects (对象库). Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) replicas: Vec<Arc<dyn Replica>>,
    /// The health of each replica, in their order.
    health: Vec<Health>,
    /// In how many replicas an object must lie; at least one, at most all.
    pub(crate) needed: usize,
    clock: Arc<dyn Clock>,
    pub(crate) keys: Arc<KeyRing>,
    algorithm: Algorithm,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) limit: u64,
    /// Repairs under way.
    pub(crate) repairs: TaskTracker,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let replicas: Vec<&str> = self.inner.replicas.iter().map(|replica| replica.name()).collect();
        f.debug_struct("Vault")
            .field("replicas", &replicas)
            .finish_non_exhaustive()
    }
}

/// Objects that lie durable in enough replicas and wait for their rows.
#[derive(Debug, Clone)]
pub struct SealedObject {
    pub(crate) object: Object,
}

impl SealedObject {
    /// Returns the SHA-256 of the content.
    pub fn hash(&self) -> ContentHash {
        self.object.hash
    }

    /// Returns the length of the content in bytes.
    pub fn size(&self) -> u64 {
        self.object.size
    }
}

/// An object whose key is gone; its bytes may still lie in the replicas, where nobody can read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShreddedObject {
    /// Where its bytes lie.
    pub id: ObjectId,
    /// Bytes of its content.
    pub size: u64,
}

impl Inner {
    /// Returns the replicas into which an object is written: those that do not rest, if they are enough.
    pub(crate) fn writable(&self) -> Vec<usize> {
        let now = self.clock.now();
        let all = 0..self.replicas.len();
        let rested: Vec<usize> = all
            .clone()
            .filter(|index| !self.health[*index].rests(now))
            .collect();
        if rested.len() < self.needed {
            all.collect()
        } else {
            rested
        }
    }

    /// Returns the replicas in the order in which they are asked: `first` and those behind it, then those that rest.
    pub(crate) fn readable(&self, first: usize) -> Vec<usize> {
        let (now, count) = (self.clock.now(), self.replicas.len());
        let mut order: Vec<usize> = (0..count).map(|step| (first + step) % count).collect();
        order.sort_by_key(|index| self.health[*index].rests(now));
        order
    }

    /// Remembers that a replica failed, and says so once at the beginning of its trouble.
    pub(crate) fn note_failure(&self, index: usize, error: &ReplicaError) {
        let (replica, health) = (self.replicas[index].name(), &self.health[index]);
        if health.trouble().is_none() {
            tracing::warn!(replica, %error, "a replica fails; what it misses is brought to it by the scrub");
        }
        health.failed(self.clock.now(), &in_full(error));
    }

    /// Remembers that a replica took what was written.
    pub(crate) fn note_success(&self, index: usize) {
        self.health[index].worked();
    }

    /// Says whether a replica that failed to give one object answers at all: an unreadable file is repaired, a dead
    /// disk or server is left alone.
    pub(crate) async fn answers(&self, index: usize, error: &ReplicaError) -> bool {
        if !error.is_outage() {
            return true;
        }
        match self.replicas[index].list(0).await {
            Ok(_) => true,
            Err(error) => {
                self.note_failure(index, &error);
                false
            }
        }
    }

    /// Returns what is wrong with a replica, if anything.
    pub(crate) fn trouble(&self, index: usize) -> Option<Trouble> {
        self.health[index].trouble()
    }

    /// Seals what a replica took of a batch; returns how it failed, if it did.
    async fn seal_in(&self, index: usize, ids: Vec<ObjectId>) -> Option<(usize, ReplicaError)> {
        if ids.is_empty() {
            return None;
        }
        match self.replicas[index].seal(&ids).await {
            Ok(()) => {
                self.note_success(index);
                None
            }
            Err(error) => {
                self.note_failure(index, &error);
                Some((index, error))
            }
        }
    }

    /// Returns in how many replicas an object lies, apart from those that failed.
    fn copies(&self, staged: &StagedObject, failed: &[usize]) -> usize {
        (0..self.replicas.len())
            .filter(|index| staged.lies_in(*index) && !failed.contains(index))
            .count()
    }
}

/// Returns an error with its cause, for a person.
fn in_full(error: &ReplicaError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

impl Vault {
    /// Opens the vault.
    ///
    /// # Errors
    /// [`VaultError::NoReplica`].
    pub fn open(config: VaultConfig, random: Arc<dyn Random>) -> Result<Self, VaultError> {
        if config.replicas.is_empty() {
            return Err(VaultError::NoReplica);
        }
        let repairs = TaskTracker::new();
        let needed = config.replicas_needed.clamp(1, config.replicas.len());
        let inner = Inner {
            health: config.replicas.iter().map(|_| Health::default()).collect(),
            needed,
            clock: config.clock,
            replicas: config.replicas,
            keys: config.keys,
            algorithm: config.algorithm,
            random,
            limit: config.limit,
            repairs,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Streams one object into the staging of the replicas: hashed and encrypted, never whole in memory.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`], [`VaultError::Source`] when the reader fails, [`VaultError::DiskFull`] or
    /// [`VaultError::Replica`] when too few replicas take it; then nothing stays behind.
    pub async fn stage(&self, reader: impl AsyncRead + Send) -> Result<StagedObject, VaultError> {
        let id = ObjectId::generate(&*self.inner.random);
        let key = ObjectKey::generate(self.inner.algorithm, &*self.inner.random);
        let mut uploads = Uploads::begin(&self.inner, id).await?;
        let cipher = ObjectCipher::new(&key, id);
        let (hash, size) = stage(reader, &cipher, &mut uploads, self.inner.limit).await?;
        let placed = uploads.finish().await?;
        Ok(StagedObject::new(self.object(id, hash, size, &key), placed))
    }

    fn object(&self, id: ObjectId, hash: ContentHash, size: u64, key: &ObjectKey) -> Object {
        let (key_id, key_wrapped) = object_key::wrap(&self.inner.keys, key, (id, hash), &*self.inner.random);
        Object {
            hash,
            id,
            size,
            key_id,
            key_wrapped,
        }
    }

    /// Makes a batch of staged objects durable in the replicas that took them, with few syncs for all of them.
    ///
    /// # Errors
    /// [`VaultError::DiskFull`] or [`VaultError::Replica`] when an object lies in too few replicas; then none of
    /// the batch may be registered.
    pub async fn seal(&self, batch: Vec<StagedObject>) -> Result<Vec<SealedObject>, VaultError> {
        let taken_by = |index: usize| {
            let taken = batch.iter().filter(|staged| staged.lies_in(index));
            taken.map(|staged| staged.object.id).collect::<Vec<_>>()
        };
        let shares: Vec<Vec<ObjectId>> = (0..self.inner.replicas.len()).map(taken_by).collect();
        let sealings = shares
            .into_iter()
            .enumerate()
            .map(|(index, ids)| self.inner.seal_in(index, ids));
        let failures: Vec<(usize, ReplicaError)> = join_all(sealings).await.into_iter().flatten().collect();
        let failed: Vec<usize> = failures.iter().map(|(index, _)| *index).collect();
        let lost = batch
            .iter()
            .any(|staged| self.inner.copies(staged, &failed) < self.inner.needed);
        if lost && let Some((index, error)) = failures.into_iter().next() {
            return Err(VaultError::of_replica(self.inner.replicas[index].name(), error));
        }
        Ok(batch
            .into_iter()
            .map(|staged| SealedObject {
                object: staged.into_object(),
            })
            .collect())
    }

    /// Stages, seals and registers one object; for single uploads.
    ///
    /// The object exists when the caller commits.
    ///
    /// # Errors
    /// As [`Vault::stage`], [`Vault::seal`] and [`register`].
    pub async fn put(
        &self,
        work: &mut Work,
        reader: impl AsyncRead + Send,
    ) -> Result<SealedObject, VaultError> {
        let staged = self.stage(reader).await?;
        let sealed = self.seal(vec![staged]).await?;
        register(work, &sealed).await?;
        Ok(sealed.into_iter().next().expect("a batch of one gives one"))
    }

    /// Opens an object for reading from its beginning to its end.
    ///
    /// Every chunk is verified, and the hash of the whole at its end. A replica that is damaged is passed over
    /// and repaired in the background. Errors on the way are [`std::io::Error`]s around a [`VaultError`].
    ///
    /// # Errors
    /// [`VaultError::NotFound`], [`VaultError::Key`].
    pub async fn open_object(
        &self,
        connection: &mut Connection,
        hash: ContentHash,
    ) -> Result<VaultReader, VaultError> {
        let object = self.row(connection, hash).await?;
        let range = 0..object.size;
        self.reader(object, range)
    }

    /// Opens a part of an object; the range is cut to the object's end.
    ///
    /// # Errors
    /// As [`Vault::open_object`].
    pub async fn open_range(
        &self,
        connection: &mut Connection,
        hash: ContentHash,
        range: Range<u64>,
    ) -> Result<VaultReader, VaultError> {
        let object = self.row(connection, hash).await?;
        let end = range.end.min(object.size);
        let range = range.start.min(end)..end;
        self.reader(object, range)
    }

    /// Returns the whole content, when it is not longer than `limit` bytes.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`], [`VaultError::Lost`], and as [`Vault::open_object`].
    pub async fn read(
        &self,
        connection: &mut Connection,
        hash: ContentHash,
        limit: u64,
    ) -> Result<Bytes, VaultError> {
        let mut reader = self.open_object(connection, hash).await?;
        if reader.size() > limit {
            return Err(VaultError::TooLarge { limit });
        }
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).await.map_err(unpacked)?;
        Ok(bytes.into())
    }

    /// Writes the whole content into a new scratch file that only its owner may read.
    ///
    /// # Errors
    /// [`VaultError::File`] when the file exists or cannot be written; otherwise as [`Vault::open_object`].
    pub async fn read_to_file(
        &self,
        connection: &mut Connection,
        hash: ContentHash,
        file: &Path,
    ) -> Result<(), VaultError> {
        let mut reader = self.open_object(connection, hash).await?;
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let mut written = options.open(file).await.map_err(VaultError::File)?;
        tokio::io::copy(&mut reader, &mut written)
            .await
            .map_err(unpacked)?;
        written.flush().await.map_err(VaultError::File)
    }

    /// Says whether an object of this content exists.
    ///
    /// # Errors
    /// [`VaultError::Store`].
    pub async fn contains(&self, connection: &mut Connection, hash: ContentHash) -> Result<bool, VaultError> {
        Ok(store::get(connection, hash).await?.is_some())
    }

    /// Takes the bytes of a shredded object out of every replica, and looks whether they are gone.
    ///
    /// # Errors
    /// [`VaultError::Replica`] when a replica does not answer or still gives bytes; then it is asked again later.
    pub async fn remove_copies(&self, id: ObjectId) -> Result<(), VaultError> {
        for replica in &self.inner.replicas {
            let fault = |error| VaultError::of_replica(replica.name(), error);
            replica.remove(id).await.map_err(fault)?;
            match replica.stored_bytes(id).await {
                Err(ReplicaError::Missing) => {}
                Err(error) => return Err(fault(error)),
                Ok(_) => return Err(fault(ReplicaError::Remains)),
            }
        }
        Ok(())
    }

    /// Waits until the repairs under way are done; for the end of the program and for tests.
    pub async fn wait_for_repairs(&self) {
        self.inner.repairs.close();
        self.inner.repairs.wait().await;
        self.inner.repairs.reopen();
    }

    async fn row(&self, connection: &mut Connection, hash: ContentHash) -> Result<Object, VaultError> {
        store::get(connection, hash)
            .await?
            .ok_or(VaultError::NotFound { hash })
    }

    fn reader(&self, object: Object, range: Range<u64>) -> Result<VaultReader, VaultError> {
        let cipher = self.cipher(&object)?;
        Ok(VaultReader::new(Arc::clone(&self.inner), object, cipher, range))
    }

    pub(crate) fn cipher(&self, object: &Object) -> Result<ObjectCipher, VaultError> {
        let of = (object.id, object.hash);
        let key = object_key::unwrap(&self.inner.keys, (&object.key_id, &object.key_wrapped), of)?;
        Ok(ObjectCipher::new(&key, object.id))
    }
}

/// Writes the rows of sealed objects in the caller's transaction. Content that exists already stays as it is.
///
/// # Errors
/// [`VaultError::Store`].
pub async fn register(work: &mut Work, sealed: &[SealedObject]) -> Result<(), VaultError> {
    let objects: Vec<Object> = sealed.iter().map(|sealed| sealed.object.clone()).collect();
    Ok(store::insert(work, &objects).await?)
}

/// Keeps everybody else from taking up or destroying an object until the unit of work ends.
///
/// Whoever registers the same content waits; so may be asked without haste whether anybody still needs it. Returns
/// whether there is such an object.
///
/// # Errors
/// [`VaultError::Store`].
pub async fn lock(work: &mut Work, hash: ContentHash) -> Result<bool, VaultError> {
    Ok(store::lock(work, hash).await?)
}

/// Destroys an object: its key goes with its row, so the bytes in the replicas can never be read again.
///
/// Returns where its bytes lie, for [`Vault::remove_copies`]; none when there was no such object. What is not taken away
/// thereby is taken away by the scrub.
///
/// # Errors
/// [`VaultError::Store`].
pub async fn shred(work: &mut Work, hash: ContentHash) -> Result<Option<ShreddedObject>, VaultError> {
    let Some(object) = store::get(work, hash).await? else {
        return Ok(None);
    };
    let is_gone = store::delete(work, hash).await?;
    Ok(is_gone.then_some(ShreddedObject {
        id: object.id,
        size: object.size,
    }))
}

/// Takes the vault's own error out of the error of a reader.
fn unpacked(error: std::io::Error) -> VaultError {
    match error.downcast::<VaultError>() {
        Ok(inner) => inner,
        Err(error) => VaultError::File(error),
    }
}
