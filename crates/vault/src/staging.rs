//! Staging: content is hashed, encrypted and written to every replica while it streams in.

use crate::VaultError;
use crate::cipher::ObjectCipher;
use crate::object::{CHUNK_BYTES, Object, TAG_BYTES};
use crate::replica::Upload;
use bytes::Bytes;
use futures_util::future::try_join_all;
use guildhall_kernel::ContentHash;
use sha2::{Digest, Sha256};
use std::pin::pin;
use tokio::io::{AsyncRead, AsyncReadExt};

/// An object that was written to the staging of every replica. Dropping it takes it away again.
pub struct StagedObject {
    pub(crate) object: Object,
    /// Kept because dropping them clears the staging.
    uploads: Vec<Box<dyn Upload>>,
}

impl StagedObject {
    pub(crate) fn new(object: Object, uploads: Vec<Box<dyn Upload>>) -> Self {
        Self { object, uploads }
    }

    /// Returns the SHA-256 of the content.
    pub fn hash(&self) -> ContentHash {
        self.object.hash
    }

    /// Returns the length of the content in bytes.
    pub fn size(&self) -> u64 {
        self.object.size
    }

    pub(crate) fn into_object(self) -> Object {
        drop(self.uploads);
        self.object
    }
}

impl std::fmt::Debug for StagedObject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StagedObject")
            .field("hash", &self.hash())
            .field("size", &self.size())
            .finish()
    }
}

type Uploads = [(String, Box<dyn Upload>)];

/// Streams content into the uploads and returns its hash and length.
pub(crate) async fn stage(
    reader: impl AsyncRead,
    cipher: &ObjectCipher,
    uploads: &mut Uploads,
    limit: u64,
) -> Result<(ContentHash, u64), VaultError> {
    let mut reader = pin!(reader.take(limit.saturating_add(1)));
    let mut digest = Sha256::new();
    let (mut size, mut number) = (0u64, 0u64);
    write(uploads, Bytes::copy_from_slice(cipher.header())).await?;
    let mut chunk = next_chunk(&mut reader).await?;
    loop {
        // Only the chunk after it tells whether a full chunk is the last one.
        let next = if chunk.len() == CHUNK_BYTES {
            next_chunk(&mut reader).await?
        } else {
            Vec::new()
        };
        digest.update(&chunk);
        size += chunk.len() as u64;
        if size > limit {
            return Err(VaultError::TooLarge { limit });
        }
        let last = next.is_empty();
        cipher
            .seal(number, last, &mut chunk)
            .map_err(|_| VaultError::TooLarge { limit })?;
        write(uploads, chunk.into()).await?;
        if last {
            break;
        }
        (chunk, number) = (next, number + 1);
    }
    try_join_all(uploads.iter_mut().map(|(name, upload)| async move {
        upload
            .finish()
            .await
            .map_err(|error| VaultError::of_replica(name, error))
    }))
    .await?;
    Ok((ContentHash::from_bytes(digest.finalize().into()), size))
}

/// Reads a full chunk, or what is left; nothing at the end.
async fn next_chunk(reader: &mut (impl AsyncRead + Unpin)) -> Result<Vec<u8>, VaultError> {
    let mut chunk = Vec::with_capacity(CHUNK_BYTES + TAG_BYTES);
    let mut part = reader.take(CHUNK_BYTES as u64);
    while part.read_buf(&mut chunk).await.map_err(VaultError::Source)? > 0 {}
    Ok(chunk)
}

async fn write(uploads: &mut Uploads, bytes: Bytes) -> Result<(), VaultError> {
    let writes = uploads.iter_mut().map(|(name, upload)| {
        let bytes = bytes.clone();
        async move {
            upload
                .write(bytes)
                .await
                .map_err(|error| VaultError::of_replica(name, error))
        }
    });
    try_join_all(writes).await.map(|_| ())
}
