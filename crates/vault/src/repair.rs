//! Checking and repairing the copies of one object.
//!
//! A repair takes each piece from whatever replica still has it whole, the harmed one included, so an object
//! survives as long as no piece is harmed everywhere.

use crate::VaultError;
use crate::cipher::{DamagedChunk, ObjectCipher};
use crate::object::Object;
use crate::reader::{Harm, fetch_from, fetch_stored, open_stored};
use crate::replica::{Replica, Upload};
use crate::vault::Inner;
use bytes::Bytes;
use guildhall_kernel::ContentHash;
use sha2::{Digest, Sha256};
use std::ops::Range;

/// Chunks in a piece.
const CHUNKS_IN_PIECE: u64 = 8;

fn pieces(object: &Object) -> impl Iterator<Item = Range<u64>> + use<> {
    let chunks = object.layout().chunks();
    let starts = (0..chunks).step_by(CHUNKS_IN_PIECE as usize);
    starts.map(move |start| start..(start + CHUNKS_IN_PIECE).min(chunks))
}

/// Reads an object through in one replica; an error says how it is harmed.
pub(crate) async fn check(replica: &dyn Replica, object: &Object, cipher: &ObjectCipher) -> Result<(), Harm> {
    if replica.stored_bytes(object.id).await? != object.layout().stored_bytes() {
        return Err(Harm::Damaged(DamagedChunk));
    }
    let mut digest = Sha256::new();
    for piece in pieces(object) {
        digest.update(fetch_from(replica, object, cipher, piece).await?);
    }
    let same = ContentHash::from_bytes(digest.finalize().into()) == object.hash;
    if same {
        Ok(())
    } else {
        Err(Harm::Damaged(DamagedChunk))
    }
}

/// Writes the copy of an object in the replica at `to` anew, from pieces that are whole.
///
/// # Errors
/// [`VaultError::Lost`] when a piece is harmed in every replica, or what the target says.
pub(crate) async fn repair(
    vault: &Inner,
    to: usize,
    object: &Object,
    cipher: &ObjectCipher,
) -> Result<(), VaultError> {
    let target = &*vault.replicas[to];
    let failed = |error| VaultError::of_replica(target.name(), error);
    let upload = copy(vault, target, object, cipher).await?;
    target.seal(&[object.id]).await.map_err(failed)?;
    drop(upload);
    tracing::info!(replica = target.name(), object = %object.hash, "a copy was repaired");
    Ok(())
}

/// Writes an object into the staging of a replica, of this vault or another, from pieces that are whole. The upload
/// is returned because dropping it clears the staging.
///
/// # Errors
/// As [`repair`].
pub(crate) async fn copy(
    vault: &Inner,
    target: &dyn Replica,
    object: &Object,
    cipher: &ObjectCipher,
) -> Result<Box<dyn Upload>, VaultError> {
    let failed = |error| VaultError::of_replica(target.name(), error);
    let lost = || VaultError::Lost { hash: object.hash };
    let mut upload = target.create(object.id).await.map_err(failed)?;
    upload
        .write(Bytes::copy_from_slice(cipher.header()))
        .await
        .map_err(failed)?;
    let mut digest = Sha256::new();
    for piece in pieces(object) {
        let (stored, content) = whole_piece(vault, object, cipher, piece).await.ok_or_else(lost)?;
        digest.update(&content);
        upload.write(stored).await.map_err(failed)?;
    }
    if ContentHash::from_bytes(digest.finalize().into()) != object.hash {
        return Err(lost());
    }
    upload.finish().await.map_err(failed)?;
    Ok(upload)
}

/// Returns a piece as it is stored and its content, from the first replica that holds it whole.
async fn whole_piece(
    vault: &Inner,
    object: &Object,
    cipher: &ObjectCipher,
    piece: Range<u64>,
) -> Option<(Bytes, Vec<u8>)> {
    for index in vault.readable(0) {
        let replica = &*vault.replicas[index];
        if let Ok(stored) = fetch_stored(replica, object, cipher, piece.clone()).await
            && let Ok(content) = open_stored(object, cipher, piece.clone(), &stored)
        {
            return Some((stored, content));
        }
    }
    None
}
