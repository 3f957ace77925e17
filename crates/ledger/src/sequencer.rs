//! The sequencer: gives committed entries their places in the tree, and signs checkpoints of it.
//!
//! Places are given under the lock of the head row, so two sequencers cannot give one place twice; entries
//! that were committed late come after those that are placed. Both are cheap whatever the size of the log: they
//! touch the open tile of each level.

use crate::LedgerError;
use crate::checkpoint::{Checkpoint, origin};
use crate::log::{self, KeptCheckpoint};
use crate::signing_key::SigningKey;
use crate::tile::Tiles;
use guildhall_kernel::RealmId;
use guildhall_store::{Database, Work};

/// Entries that [`seal`] places in one transaction.
const SEAL_AT_ONCE: u32 = 2_000;

/// Gives places to at most `limit` waiting entries of a realm and returns how many got one.
///
/// # Errors
/// [`LedgerError::Damaged`] when the kept edge of the tree is not what its size asks for, or what the database
/// says; then no place was given.
pub async fn sequence(database: &Database, realm: RealmId, limit: u32) -> Result<u64, LedgerError> {
    let mut connection = database.read(realm).await?;
    if log::waiting(&mut connection, 1).await?.is_empty() {
        return Ok(0);
    }
    drop(connection);
    let mut work = database.begin(realm).await?;
    let head = log::lock_head(&mut work).await?;
    let mut edge = log::edge(&mut work, head.size).await?;
    let given = log::waiting(&mut work, limit).await?;
    log::give_places(&mut work, head.size, &given).await?;
    let mut tiles = Tiles::new();
    for waiting in &given {
        edge.push(waiting.leaf_hash, &mut tiles);
    }
    tiles.extend(edge.open_tiles());
    log::put_tiles(&mut work, tiles).await?;
    work.commit().await?;
    Ok(given.len() as u64)
}

/// Gives places to everything that waits and signs a checkpoint over it, if the log has grown since the last one.
///
/// # Errors
/// As [`sequence`] and [`checkpoint_now`].
pub async fn seal(
    database: &Database,
    realm: RealmId,
    key: &SigningKey,
) -> Result<Option<KeptCheckpoint>, LedgerError> {
    while sequence(database, realm, SEAL_AT_ONCE).await? > 0 {}
    checkpoint_if_grown(database, realm, key).await
}

/// Signs and keeps a checkpoint if the log has grown since the last one; otherwise nothing is written at all.
///
/// # Errors
/// As [`checkpoint_now`].
pub async fn checkpoint_if_grown(
    database: &Database,
    realm: RealmId,
    key: &SigningKey,
) -> Result<Option<KeptCheckpoint>, LedgerError> {
    let mut connection = database.read(realm).await?;
    let head = log::head(&mut connection).await?;
    let stated = log::last_checkpoint(&mut connection)
        .await?
        .map_or(0, |last| last.size);
    drop(connection);
    if head.size == stated {
        return Ok(None);
    }
    let mut work = database.begin(realm).await?;
    let kept = checkpoint_now(&mut work, key).await?;
    work.commit().await?;
    Ok(Some(kept))
}

/// Signs and keeps a checkpoint of the log as it is; when nothing was added since the last one, returns that.
///
/// # Errors
/// [`LedgerError::Damaged`], or what the database says; then nothing is kept.
pub async fn checkpoint_now(work: &mut Work, key: &SigningKey) -> Result<KeptCheckpoint, LedgerError> {
    let head = log::lock_head(work).await?;
    if let Some(last) = log::last_checkpoint(work).await?
        && last.size == head.size
    {
        return Ok(last);
    }
    let root = log::edge(work, head.size).await?.root();
    let stated = Checkpoint {
        origin: origin(key.name(), work.realm()),
        size: head.size,
        root,
    };
    let kept = KeptCheckpoint {
        number: head.checkpoints + 1,
        size: head.size,
        note: key.sign(&stated)?,
        signed_at: work.now(),
    };
    log::insert_checkpoint(work, &kept).await?;
    Ok(kept)
}
