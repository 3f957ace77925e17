//! The vault itself: takes content in, gives it out.
//!
//! Content goes in by four steps, so that an import can share the costly one among many objects:
//! [`Vault::stage`] streams one object into every replica, [`Vault::seal`] makes a whole batch durable,
//! [`register`] writes the rows in the caller's transaction, and the caller's commit makes the objects exist.
//! Whatever stops before that commit leaves nothing but files without a row, which the scrub takes away.

use crate::cipher::{Key, ObjectCipher, new_key};
use crate::master_key::MasterKeys;
use crate::object::{Object, ObjectId};
use crate::reader::VaultReader;
use crate::replica::{Replica, Upload};
use crate::staging::{StagedObject, stage};
use crate::{VaultError, store};
use bytes::Bytes;
use futures_util::future::try_join_all;
use guildhall_kernel::{ContentHash, Random};
use guildhall_store::{Connection, Work};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio_util::task::TaskTracker;

/// Where the objects lie and how they are locked.
pub struct VaultConfig {
    /// Every object lies in each of them; two or more, best on different disks.
    pub replicas: Vec<Arc<dyn Replica>>,
    /// The file of the master keys; made when there is none.
    pub key_file: PathBuf,
    /// Longest content that is taken, in bytes.
    pub limit: u64,
}

/// The content-addressed store of objects (对象库). Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) replicas: Vec<Arc<dyn Replica>>,
    pub(crate) keys: MasterKeys,
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

/// Objects that lie durable in every replica and wait for their rows.
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

impl Vault {
    /// Opens the vault.
    ///
    /// # Errors
    /// [`VaultError::Key`] when the key file is wrong or no replica was given, [`VaultError::File`] when the key
    /// file cannot be read or made.
    pub fn open(config: VaultConfig, random: Arc<dyn Random>) -> Result<Self, VaultError> {
        if config.replicas.is_empty() {
            return Err(VaultError::Key("a vault needs a replica".to_owned()));
        }
        let keys = MasterKeys::open_or_create(&config.key_file, &*random)?;
        let repairs = TaskTracker::new();
        let inner = Inner {
            replicas: config.replicas,
            keys,
            random,
            limit: config.limit,
            repairs,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Streams one object into the staging of every replica: hashed and encrypted, never whole in memory.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`], [`VaultError::Source`] when the reader fails, [`VaultError::DiskFull`] or
    /// [`VaultError::Replica`]; then nothing stays behind.
    pub async fn stage(&self, reader: impl AsyncRead + Send) -> Result<StagedObject, VaultError> {
        let id = ObjectId::generate(&*self.inner.random);
        let key = new_key(&*self.inner.random);
        let mut uploads = self.uploads(id).await?;
        let cipher = ObjectCipher::new(&key, id);
        let (hash, size) = stage(reader, &cipher, &mut uploads, self.inner.limit).await?;
        let uploads = uploads.into_iter().map(|(_, upload)| upload).collect();
        Ok(StagedObject::new(self.object(id, hash, size, &key), uploads))
    }

    async fn uploads(&self, id: ObjectId) -> Result<Vec<(String, Box<dyn Upload>)>, VaultError> {
        let creations = self.inner.replicas.iter().map(|replica| async move {
            let upload = replica
                .create(id)
                .await
                .map_err(|error| VaultError::of_replica(replica.name(), error))?;
            Ok((replica.name().to_owned(), upload))
        });
        try_join_all(creations).await
    }

    fn object(&self, id: ObjectId, hash: ContentHash, size: u64, key: &Key) -> Object {
        let (key_id, key_wrapped) = self.inner.keys.wrap(key, (id, hash), &*self.inner.random);
        Object {
            hash,
            id,
            size,
            key_id,
            key_wrapped,
        }
    }

    /// Makes a batch of staged objects durable in every replica, with few syncs for all of them.
    ///
    /// # Errors
    /// [`VaultError::DiskFull`] or [`VaultError::Replica`]; then none of the batch may be registered.
    pub async fn seal(&self, batch: Vec<StagedObject>) -> Result<Vec<SealedObject>, VaultError> {
        let ids: Vec<ObjectId> = batch.iter().map(|staged| staged.object.id).collect();
        let sealings = self.inner.replicas.iter().map(|replica| async {
            replica
                .seal(&ids)
                .await
                .map_err(|error| VaultError::of_replica(replica.name(), error))
        });
        try_join_all(sealings).await?;
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
        let key = self.inner.keys.unwrap(&object.key_id, &object.key_wrapped, of)?;
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

/// Destroys an object: its key goes with its row, so the bytes in the replicas can never be read again.
///
/// The scrub takes the bytes away later. Returns whether there was such an object.
///
/// # Errors
/// [`VaultError::Store`].
pub async fn shred(work: &mut Work, hash: ContentHash) -> Result<bool, VaultError> {
    Ok(store::delete(work, hash).await?)
}

/// Takes the vault's own error out of the error of a reader.
fn unpacked(error: std::io::Error) -> VaultError {
    match error.downcast::<VaultError>() {
        Ok(inner) => inner,
        Err(error) => VaultError::File(error),
    }
}
