//! All SQL that reads and writes the kept tree: leaves, tiles, head and checkpoints.

use crate::LedgerError;
use crate::entry::Entry;
use crate::tile::{Edge, TileId, Tiles};
use crate::tree::{HASH_SIZE, Hash};
use guildhall_kernel::{LedgerEntryId, RealmId, Timestamp};
use guildhall_store::{Connection, Row, StoreError, Work, args};

const ENSURE_HEAD: &str = "INSERT INTO ledger_head (realm_id, size, checkpoints) VALUES ($1, 0, 0)
    ON CONFLICT (realm_id) DO NOTHING";
/// Touching the row takes its lock until the commit.
const LOCK_HEAD: &str = "UPDATE ledger_head SET size = size WHERE realm_id = $1 RETURNING size, checkpoints";
const HEAD: &str = "SELECT size, checkpoints FROM ledger_head WHERE realm_id = $1";
const SET_SIZE: &str = "UPDATE ledger_head SET size = $1 WHERE realm_id = $2";
const SET_CHECKPOINTS: &str = "UPDATE ledger_head SET checkpoints = $1 WHERE realm_id = $2";
const WAITING: &str = "SELECT recorded_at, entry_id, leaf_hash FROM ledger_waiting
    WHERE realm_id = $1 ORDER BY recorded_at, entry_id LIMIT $2";
const INSERT_LEAVES: &str = "INSERT INTO ledger_leaf (realm_id, leaf_index, entry_id, leaf_hash) VALUES";
const TAKE_OUT: &str = "DELETE FROM ledger_waiting
    WHERE realm_id = $1 AND recorded_at >= $2 AND recorded_at <= $3 AND entry_id IN
    (SELECT entry_id FROM ledger_leaf WHERE realm_id = $1 AND leaf_index >= $4)";
const PUT_TILES: &str = "INSERT INTO ledger_tile (realm_id, level, tile_index, hashes) VALUES";
const REPLACE_TILE: &str = "ON CONFLICT (realm_id, level, tile_index) DO UPDATE SET hashes = excluded.hashes";
const TILE: &str = "SELECT hashes FROM ledger_tile WHERE realm_id = $1 AND level = $2 AND tile_index = $3";
const PLACE: &str = "SELECT leaf_index FROM ledger_leaf WHERE realm_id = $1 AND entry_id = $2";
const ENTRY: &str = "SELECT id, recorded_at, actor, action, subject_kind, subject_id, digest, details, nonce
    FROM ledger_entry WHERE realm_id = $1 AND id = $2";
const INSERT_CHECKPOINT: &str = "INSERT INTO ledger_checkpoint (realm_id, number, size, note, created_at)
    VALUES ($1, $2, $3, $4, $5)";
const CHECKPOINTS: &str = "SELECT number, size, note, created_at FROM ledger_checkpoint
    WHERE realm_id = $1 AND number > $2 ORDER BY number LIMIT $3";
const LAST_CHECKPOINT: &str = "SELECT number, size, note, created_at FROM ledger_checkpoint
    WHERE realm_id = $1 ORDER BY number DESC LIMIT 1";

/// The size of a log and the number of its last checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Head {
    /// Leaves in the tree.
    pub size: u64,
    /// Checkpoints that were made.
    pub checkpoints: u64,
}

/// An entry that waits for its place.
pub(crate) struct Waiting {
    pub(crate) recorded_at: Timestamp,
    pub(crate) entry: LedgerEntryId,
    pub(crate) leaf_hash: Hash,
}

/// A checkpoint as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// Its number, from 1.
    pub number: u64,
    /// Leaves that it speaks of.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub signed_at: Timestamp,
}

pub(crate) fn count(row: &Row, column: &'static str) -> Result<u64, StoreError> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| StoreError::inconsistent(column, "negative"))
}

pub(crate) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(crate) fn hash(row: &Row, column: &'static str) -> Result<Hash, StoreError> {
    let bytes: Vec<u8> = row.get(column)?;
    let wrong = || StoreError::inconsistent(column, "not 32 bytes");
    bytes.try_into().map(Hash).map_err(|_| wrong())
}

fn head_of(row: &Row) -> Result<Head, StoreError> {
    Ok(Head {
        size: count(row, "size")?,
        checkpoints: count(row, "checkpoints")?,
    })
}

/// Returns size and checkpoints of the connection's realm.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn head(connection: &mut Connection) -> Result<Head, LedgerError> {
    let realm = connection.realm();
    let row = connection.fetch_optional(HEAD, args![realm]).await?;
    Ok(row.as_ref().map(head_of).transpose()?.unwrap_or_default())
}

/// Locks the head until the commit and returns it.
pub(crate) async fn lock_head(work: &mut Work) -> Result<Head, LedgerError> {
    let realm = work.realm();
    work.execute(ENSURE_HEAD, args![realm]).await?;
    Ok(head_of(&work.fetch_one(LOCK_HEAD, args![realm]).await?)?)
}

/// Returns entries that wait, in the order in which they will get their places.
pub(crate) async fn waiting(connection: &mut Connection, limit: u32) -> Result<Vec<Waiting>, LedgerError> {
    let realm = connection.realm();
    let rows = connection.fetch_all(WAITING, args![realm, limit]).await?;
    let read = rows.iter().map(|row| {
        let (recorded_at, entry) = (row.get("recorded_at")?, row.get("entry_id")?);
        Ok(Waiting {
            recorded_at,
            entry,
            leaf_hash: hash(row, "leaf_hash")?,
        })
    });
    read.collect()
}

/// Writes leaves from index `from` on, takes them out of the waiting ones and raises the size.
pub(crate) async fn give_places(work: &mut Work, from: u64, given: &[Waiting]) -> Result<(), LedgerError> {
    let (Some(first), Some(last)) = (given.first(), given.last()) else {
        return Ok(());
    };
    let realm = work.realm();
    let rows = (from..)
        .zip(given)
        .map(|(index, waiting)| args![realm, number(index), waiting.entry, waiting.leaf_hash.0.to_vec()]);
    work.insert_many(INSERT_LEAVES, rows.collect(), "").await?;
    work.execute(
        TAKE_OUT,
        args![realm, first.recorded_at, last.recorded_at, number(from)],
    )
    .await?;
    work.execute(SET_SIZE, args![number(from + given.len() as u64), realm])
        .await?;
    Ok(())
}

/// Writes tiles, in place of what was there.
pub(crate) async fn put_tiles(work: &mut Work, tiles: Tiles) -> Result<(), LedgerError> {
    let realm = work.realm();
    let rows = tiles
        .into_iter()
        .map(|(tile, hashes)| args![realm, i64::from(tile.level), number(tile.index), hashes]);
    work.insert_many(PUT_TILES, rows.collect(), REPLACE_TILE).await?;
    Ok(())
}

/// Returns a tile as it is kept.
pub(crate) async fn tile(connection: &mut Connection, tile: TileId) -> Result<Option<Vec<u8>>, LedgerError> {
    let values = args![connection.realm(), i64::from(tile.level), number(tile.index)];
    let row = connection.fetch_optional(TILE, values).await?;
    Ok(row.map(|row| row.get("hashes")).transpose()?)
}

/// Returns those of the given tiles that are kept.
pub(crate) async fn tiles(
    connection: &mut Connection,
    wanted: impl IntoIterator<Item = TileId>,
) -> Result<Tiles, LedgerError> {
    let mut found = Tiles::new();
    for id in wanted {
        if let Some(hashes) = tile(connection, id).await? {
            found.insert(id, hashes);
        }
    }
    Ok(found)
}

/// Returns the growing edge of a log of the given size.
pub(crate) async fn edge(connection: &mut Connection, size: u64) -> Result<Edge, LedgerError> {
    let tiles = tiles(connection, Edge::tiles(size)).await?;
    Edge::load(size, tiles)
}

/// Returns the place of an entry in the tree; nothing when it waits for one.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn place(connection: &mut Connection, entry: LedgerEntryId) -> Result<Option<u64>, LedgerError> {
    let realm = connection.realm();
    let row = connection.fetch_optional(PLACE, args![realm, entry]).await?;
    Ok(row.map(|row| count(&row, "leaf_index")).transpose()?)
}

/// Returns an entry.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn entry(connection: &mut Connection, id: LedgerEntryId) -> Result<Option<Entry>, LedgerError> {
    let realm = connection.realm();
    let row = connection.fetch_optional(ENTRY, args![realm, id]).await?;
    Ok(row.map(|row| entry_of(realm, &row)).transpose()?)
}

/// Reads an entry from a row that has its columns.
pub(crate) fn entry_of(realm: RealmId, row: &Row) -> Result<Entry, StoreError> {
    Ok(Entry {
        realm,
        id: row.get("id")?,
        recorded_at: row.get("recorded_at")?,
        actor: row.get("actor")?,
        action: row.get("action")?,
        subject_kind: row.get("subject_kind")?,
        subject_id: row.get("subject_id")?,
        digest: row.get("digest")?,
        nonce: row.get("nonce")?,
        details: row.get("details")?,
    })
}

/// Writes a checkpoint and raises their number.
pub(crate) async fn insert_checkpoint(
    work: &mut Work,
    checkpoint: &KeptCheckpoint,
) -> Result<(), LedgerError> {
    let realm = work.realm();
    let KeptCheckpoint {
        number: nth,
        size,
        note,
        signed_at,
    } = checkpoint;
    let values = args![realm, number(*nth), number(*size), note, *signed_at];
    work.execute(INSERT_CHECKPOINT, values).await?;
    work.execute(SET_CHECKPOINTS, args![number(*nth), realm]).await?;
    Ok(())
}

fn checkpoint_of(row: &Row) -> Result<KeptCheckpoint, StoreError> {
    Ok(KeptCheckpoint {
        number: count(row, "number")?,
        size: count(row, "size")?,
        note: row.get("note")?,
        signed_at: row.get("created_at")?,
    })
}

/// Returns checkpoints after the given number, in order.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn checkpoints(
    connection: &mut Connection,
    after: u64,
    limit: u32,
) -> Result<Vec<KeptCheckpoint>, LedgerError> {
    let values = args![connection.realm(), number(after), limit];
    let rows = connection.fetch_all(CHECKPOINTS, values).await?;
    Ok(rows.iter().map(checkpoint_of).collect::<Result<_, _>>()?)
}

/// Returns the newest checkpoint.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn last_checkpoint(connection: &mut Connection) -> Result<Option<KeptCheckpoint>, LedgerError> {
    let realm = connection.realm();
    let row = connection.fetch_optional(LAST_CHECKPOINT, args![realm]).await?;
    Ok(row.as_ref().map(checkpoint_of).transpose()?)
}

/// Returns the hash at a place of a tile of leaves.
pub(crate) fn hash_in(tile: &[u8], place: usize) -> Option<Hash> {
    let bytes = tile.get(place * HASH_SIZE..(place + 1) * HASH_SIZE)?;
    bytes.try_into().map(Hash).ok()
}
