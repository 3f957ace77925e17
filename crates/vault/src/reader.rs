//! Reading an object: every chunk verified, a damaged replica passed over, the hash compared at the end.

use crate::VaultError;
use crate::cipher::{DamagedChunk, ObjectCipher};
use crate::object::{CHUNK_BYTES, HEADER_BYTES, Object};
use crate::repair;
use crate::replica::Replica;
use crate::vault::Inner;
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use guildhall_kernel::ContentHash;
use sha2::{Digest, Sha256};
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf};
use tokio_util::io::StreamReader;

/// Chunks that are fetched at once.
const CHUNKS_AT_ONCE: u64 = 8;

type Chunks = Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>>;

/// The content of an object, or a range of it, as a stream of bytes.
pub struct VaultReader {
    hash: ContentHash,
    size: u64,
    range: Range<u64>,
    inner: StreamReader<Chunks, Bytes>,
}

impl VaultReader {
    pub(crate) fn new(vault: Arc<Inner>, object: Object, cipher: ObjectCipher, range: Range<u64>) -> Self {
        let (hash, size) = (object.hash, object.size);
        let source = Source::new(vault, object, cipher, range.clone());
        let chunks = stream::try_unfold(source, |mut source| async move {
            let bytes = source.next().await.map_err(std::io::Error::other)?;
            Ok(bytes.map(|bytes| (bytes, source)))
        });
        Self {
            hash,
            size,
            range,
            inner: StreamReader::new(Box::pin(chunks)),
        }
    }

    /// Returns the SHA-256 of the whole object.
    pub fn hash(&self) -> ContentHash {
        self.hash
    }

    /// Returns the length of the whole object in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Returns the range of bytes that this reader gives.
    pub fn range(&self) -> Range<u64> {
        self.range.clone()
    }
}

impl AsyncRead for VaultReader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

/// Gives the content piece by piece.
struct Source {
    vault: Arc<Inner>,
    object: Arc<Object>,
    cipher: Arc<ObjectCipher>,
    range: Range<u64>,
    next_chunk: u64,
    end_chunk: u64,
    /// Present when the whole object is read, so that its hash can be compared.
    digest: Option<Sha256>,
    /// The replica that is read from; it is changed when it fails.
    preferred: usize,
    /// Replicas whose repair was begun by this reading.
    repaired: Vec<usize>,
}

impl Source {
    fn new(vault: Arc<Inner>, object: Object, cipher: ObjectCipher, range: Range<u64>) -> Self {
        let whole = range == (0..object.size);
        let chunk = CHUNK_BYTES as u64;
        let end_chunk = if whole {
            object.layout().chunks()
        } else {
            range.end.div_ceil(chunk)
        };
        Self {
            vault,
            object: Arc::new(object),
            cipher: Arc::new(cipher),
            next_chunk: range.start / chunk,
            end_chunk,
            range,
            digest: whole.then(Sha256::new),
            preferred: 0,
            repaired: Vec::new(),
        }
    }

    /// Returns the next piece; nothing at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, VaultError> {
        if self.next_chunk >= self.end_chunk || self.range.is_empty() && self.digest.is_none() {
            return self.finish();
        }
        let chunks = self.next_chunk..(self.next_chunk + CHUNKS_AT_ONCE).min(self.end_chunk);
        let content = self.fetch(chunks.clone()).await?;
        if let Some(digest) = &mut self.digest {
            digest.update(&content);
        }
        self.next_chunk = chunks.end;
        let start = chunks.start * CHUNK_BYTES as u64;
        let from = self.range.start.saturating_sub(start).min(content.len() as u64);
        let to = (self.range.end - start).min(content.len() as u64);
        if from == to {
            return self.finish();
        }
        Ok(Some(Bytes::from(content).slice(from as usize..to as usize)))
    }

    fn finish(&mut self) -> Result<Option<Bytes>, VaultError> {
        let hash = self.object.hash;
        let read = self
            .digest
            .take()
            .map(|digest| ContentHash::from_bytes(digest.finalize().into()));
        if read.is_none_or(|read| read == hash) {
            Ok(None)
        } else {
            Err(VaultError::Lost { hash })
        }
    }

    /// Returns the content of some chunks from the first replica that holds them unharmed.
    async fn fetch(&mut self, chunks: Range<u64>) -> Result<Vec<u8>, VaultError> {
        let mut harmed = Vec::new();
        for index in self.vault.readable(self.preferred) {
            match fetch_from(
                &*self.vault.replicas[index],
                &self.object,
                &self.cipher,
                chunks.clone(),
            )
            .await
            {
                Ok(content) => {
                    self.preferred = index;
                    self.begin_repairs(harmed);
                    return Ok(content);
                }
                Err(problem) => {
                    if self.is_harm(index, &problem).await {
                        harmed.push(index);
                    }
                }
            }
        }
        Err(VaultError::Lost {
            hash: self.object.hash,
        })
    }

    /// Tells a harmed copy, which is repaired, from a replica that does not answer, which is left alone.
    async fn is_harm(&self, index: usize, problem: &Harm) -> bool {
        if let Harm::Replica(error) = problem
            && !self.vault.answers(index, error).await
        {
            return false;
        }
        let replica = self.vault.replicas[index].name();
        tracing::warn!(replica, object = %self.object.hash, %problem, "a copy is harmed");
        true
    }

    fn begin_repairs(&mut self, harmed: Vec<usize>) {
        for index in harmed {
            if self.repaired.contains(&index) {
                continue;
            }
            self.repaired.push(index);
            let (vault, object, cipher) = (
                Arc::clone(&self.vault),
                Arc::clone(&self.object),
                Arc::clone(&self.cipher),
            );
            self.vault.repairs.spawn(async move {
                if let Err(error) = repair::repair(&vault, index, &object, &cipher).await {
                    let replica = vault.replicas[index].name();
                    tracing::error!(replica, object = %object.hash, %error, "a repair failed");
                }
            });
        }
    }
}

/// Why a replica did not give a piece.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Harm {
    /// The replica does not give it out.
    #[error(transparent)]
    Replica(#[from] crate::ReplicaError),
    /// It is not what was written.
    #[error(transparent)]
    Damaged(#[from] DamagedChunk),
}

/// Returns the verified content of some chunks from one replica.
pub(crate) async fn fetch_from(
    replica: &dyn Replica,
    object: &Object,
    cipher: &ObjectCipher,
    chunks: Range<u64>,
) -> Result<Vec<u8>, Harm> {
    let stored = fetch_stored(replica, object, cipher, chunks.clone()).await?;
    Ok(open_stored(object, cipher, chunks, &stored)?)
}

/// Returns the content of some chunks from their stored form.
pub(crate) fn open_stored(
    object: &Object,
    cipher: &ObjectCipher,
    chunks: Range<u64>,
    stored: &[u8],
) -> Result<Vec<u8>, DamagedChunk> {
    let layout = object.layout();
    let start = layout.offset(chunks.start);
    let mut content = Vec::with_capacity(stored.len());
    for chunk in chunks {
        let from = (layout.offset(chunk) - start) as usize;
        let to = (layout.end(chunk) - start) as usize;
        content.extend_from_slice(&cipher.open(chunk, layout.is_last(chunk), &stored[from..to])?);
    }
    Ok(content)
}

/// Returns the stored form of some chunks; with the first one the header is fetched and compared.
pub(crate) async fn fetch_stored(
    replica: &dyn Replica,
    object: &Object,
    cipher: &ObjectCipher,
    chunks: Range<u64>,
) -> Result<Bytes, Harm> {
    let layout = object.layout();
    let start = if chunks.start == 0 {
        0
    } else {
        layout.offset(chunks.start)
    };
    let length = layout.end(chunks.end - 1) - start;
    let mut stored = replica.read(object.id, start, length as usize).await?;
    if chunks.start == 0 {
        let header = stored.split_to(HEADER_BYTES);
        if header[..] != cipher.header()[..] {
            return Err(Harm::Damaged(DamagedChunk));
        }
    }
    Ok(stored)
}
