//! Staging: content is hashed, encrypted and written to the replicas while it streams in.

use crate::VaultError;
use crate::cipher::ObjectCipher;
use crate::object::{CHUNK_BYTES, Object, TAG_BYTES};
use crate::uploads::{Placed, Uploads};
use bytes::Bytes;
use guildhall_kernel::ContentHash;
use sha2::{Digest, Sha256};
use std::pin::pin;
use tokio::io::{AsyncRead, AsyncReadExt};

/// An object that was written to the staging of enough replicas. Dropping it takes it away again.
pub struct StagedObject {
    pub(crate) object: Object,
    /// Kept because dropping them clears the staging.
    uploads: Vec<Placed>,
}

impl StagedObject {
    pub(crate) fn new(object: Object, uploads: Vec<Placed>) -> Self {
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

    /// Says whether the replica of this number took it.
    pub(crate) fn lies_in(&self, replica: usize) -> bool {
        self.uploads.iter().any(|(index, _)| *index == replica)
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

/// Streams content into the uploads and returns its hash and length.
pub(crate) async fn stage(
    reader: impl AsyncRead,
    cipher: &ObjectCipher,
    uploads: &mut Uploads<'_>,
    limit: u64,
) -> Result<(ContentHash, u64), VaultError> {
    let mut reader = pin!(reader.take(limit.saturating_add(1)));
    let mut digest = Sha256::new();
    let (mut size, mut number) = (0u64, 0u64);
    uploads.write(Bytes::copy_from_slice(cipher.header())).await?;
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
        uploads.write(chunk.into()).await?;
        if last {
            break;
        }
        (chunk, number) = (next, number + 1);
    }
    Ok((ContentHash::from_bytes(digest.finalize().into()), size))
}

/// Reads a full chunk, or what is left; nothing at the end.
async fn next_chunk(reader: &mut (impl AsyncRead + Unpin)) -> Result<Vec<u8>, VaultError> {
    let mut chunk = Vec::with_capacity(CHUNK_BYTES + TAG_BYTES);
    let mut part = reader.take(CHUNK_BYTES as u64);
    while part.read_buf(&mut chunk).await.map_err(VaultError::Source)? > 0 {}
    Ok(chunk)
}
