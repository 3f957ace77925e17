//! All SQL of the vault.

use crate::object::{Object, ObjectId};
use guildhall_kernel::{ContentHash, Timestamp};
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue, Row, StoreError, Work, args};
use std::collections::HashSet;

const INSERT: &str = "INSERT INTO vault_object
    (realm_id, hash, object_id, size, key_id, key_wrapped, created_at) VALUES";
/// The same content twice is one object; but an object that was lost is replaced by a fresh upload.
const UNLESS_KEPT: &str = "ON CONFLICT (realm_id, hash) DO UPDATE SET object_id = excluded.object_id,
    key_id = excluded.key_id, key_wrapped = excluded.key_wrapped, lost_at = NULL
    WHERE vault_object.lost_at IS NOT NULL";
const GET: &str = "SELECT hash, object_id, size, key_id, key_wrapped FROM vault_object
    WHERE realm_id = $1 AND hash = $2";
const PAGE: &str = "SELECT hash, object_id, size, key_id, key_wrapped FROM vault_object
    WHERE realm_id = $1 AND hash > $2 ORDER BY hash LIMIT $3";
const PAGE_OF_OLD_KEYS: &str = "SELECT hash, object_id, size, key_id, key_wrapped FROM vault_object
    WHERE realm_id = $1 AND hash > $2 AND key_id <> $3 ORDER BY hash LIMIT $4";
const REWRAP: &str = "UPDATE vault_object SET key_id = $1, key_wrapped = $2
    WHERE realm_id = $3 AND hash = $4 AND object_id = $5 AND key_id = $6";
const COUNT_OF_KEYS: &str =
    "SELECT key_id, COUNT(*) AS objects FROM vault_object WHERE realm_id = $1 GROUP BY key_id";
const COUNT: &str = "SELECT COUNT(*) AS objects FROM vault_object WHERE realm_id = $1";
const SET_LOST: &str = "UPDATE vault_object SET lost_at = $1
    WHERE realm_id = $2 AND hash = $3 AND object_id = $4 AND lost_at IS NULL";
/// Changes nothing, and takes the row for this unit of work.
const LOCK: &str = "UPDATE vault_object SET size = size WHERE realm_id = $1 AND hash = $2";
const DELETE: &str = "DELETE FROM vault_object WHERE realm_id = $1 AND hash = $2";
const ACROSS_REALMS_IDS: &str = "SELECT object_id FROM vault_object
    WHERE realm_id IN (SELECT realm_id FROM realm) AND object_id IN";
/// Most values in one IN list.
const IN_LIST_MAX: usize = 500;

fn read(row: &Row) -> Result<Object, StoreError> {
    let size: i64 = row.get("size")?;
    Ok(Object {
        hash: row.get("hash")?,
        id: ObjectId::from_uuid(row.get("object_id")?),
        size: u64::try_from(size).map_err(|_| StoreError::inconsistent("vault_object.size", "negative"))?,
        key_id: row.get("key_id")?,
        key_wrapped: row.get("key_wrapped")?,
    })
}

/// Writes rows of objects, except those whose content is kept already.
pub(crate) async fn insert(work: &mut Work, objects: &[Object]) -> Result<(), StoreError> {
    let (realm, now) = (work.realm(), work.now());
    let mut seen = HashSet::new();
    let rows = objects
        .iter()
        .filter(|object| seen.insert(object.hash))
        .map(|object| {
            let size = i64::try_from(object.size).unwrap_or(i64::MAX);
            args![
                realm,
                object.hash,
                object.id.uuid(),
                size,
                &object.key_id,
                object.key_wrapped.as_slice(),
                now
            ]
        });
    let rows = rows.collect();
    work.insert_many(INSERT, rows, UNLESS_KEPT).await.map(|_| ())
}

/// Returns the row of an object.
pub(crate) async fn get(
    connection: &mut Connection,
    hash: ContentHash,
) -> Result<Option<Object>, StoreError> {
    let realm = connection.realm();
    connection
        .fetch_optional(GET, args![realm, hash])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Returns rows in the order of their hashes, after the given one.
pub(crate) async fn page(
    connection: &mut Connection,
    after: Option<ContentHash>,
    limit: u32,
) -> Result<Vec<Object>, StoreError> {
    let realm = connection.realm();
    let after = after.map(ContentHash::to_hex).unwrap_or_default();
    let rows = connection.fetch_all(PAGE, args![realm, after, limit]).await?;
    rows.iter().map(read).collect()
}

/// Returns rows whose key another master key than this one wraps, in the order of their hashes.
pub(crate) async fn page_of_old_keys(
    connection: &mut Connection,
    after: Option<ContentHash>,
    (key_id, limit): (&str, u32),
) -> Result<Vec<Object>, StoreError> {
    let realm = connection.realm();
    let after = after.map(ContentHash::to_hex).unwrap_or_default();
    let values = args![realm, after, key_id, limit];
    let rows = connection.fetch_all(PAGE_OF_OLD_KEYS, values).await?;
    rows.iter().map(read).collect()
}

/// Writes the wrapped key of an object anew, unless the row is another one by now.
pub(crate) async fn rewrap(
    work: &mut Work,
    object: &Object,
    (key_id, key_wrapped): (String, Vec<u8>),
) -> Result<(), StoreError> {
    let values = args![
        key_id,
        key_wrapped,
        work.realm(),
        object.hash,
        object.id.uuid(),
        &object.key_id
    ];
    work.execute(REWRAP, values).await.map(|_| ())
}

/// Returns how many keys of objects each master key wraps.
pub(crate) async fn count_of_keys(connection: &mut Connection) -> Result<Vec<(String, u64)>, StoreError> {
    let rows = connection
        .fetch_all(COUNT_OF_KEYS, args![connection.realm()])
        .await?;
    let read = |row: &Row| {
        let objects: i64 = row.get("objects")?;
        Ok((row.get("key_id")?, u64::try_from(objects).unwrap_or(0)))
    };
    rows.iter().map(read).collect()
}

/// Returns how many objects there are.
pub(crate) async fn count(connection: &mut Connection) -> Result<u64, StoreError> {
    let realm = connection.realm();
    let objects: i64 = connection.fetch_one(COUNT, args![realm]).await?.get("objects")?;
    Ok(u64::try_from(objects).unwrap_or(0))
}

/// Notes that a piece of an object is harmed in every replica.
pub(crate) async fn set_lost(work: &mut Work, object: &Object, at: Timestamp) -> Result<(), StoreError> {
    let values = args![at, work.realm(), object.hash, object.id.uuid()];
    work.execute(SET_LOST, values).await.map(|_| ())
}

/// Takes the row of an object until the unit of work ends; returns whether there is one.
pub(crate) async fn lock(work: &mut Work, hash: ContentHash) -> Result<bool, StoreError> {
    let values = args![work.realm(), hash];
    Ok(work.execute(LOCK, values).await? > 0)
}

/// Deletes the row of an object and with it the only key; returns whether there was one.
pub(crate) async fn delete(work: &mut Work, hash: ContentHash) -> Result<bool, StoreError> {
    let values = args![work.realm(), hash];
    Ok(work.execute(DELETE, values).await? > 0)
}

/// Returns which of the given ids are named by a row of any realm.
pub(crate) async fn across_realms_known(
    connection: &mut Connection,
    ids: &[ObjectId],
) -> Result<HashSet<ObjectId>, StoreError> {
    let mut known = HashSet::new();
    for part in ids.chunks(IN_LIST_MAX) {
        let sql = format!("{ACROSS_REALMS_IDS} ({})", in_list(1, part.len()));
        let values = part.iter().map(|id| id.uuid().into_value()).collect();
        for row in connection.fetch_all(sql, values).await? {
            known.insert(ObjectId::from_uuid(row.get("object_id")?));
        }
    }
    Ok(known)
}

const HOLDINGS: &str = "SELECT COUNT(hash) AS objects, CAST(COALESCE(SUM(size), 0) AS BIGINT) AS bytes
    FROM vault_object WHERE realm_id = $1";

/// Returns the number of objects and the bytes of their content.
pub(crate) async fn holdings(connection: &mut Connection) -> Result<(u64, u64), StoreError> {
    let realm = connection.realm();
    let row = connection.fetch_one(HOLDINGS, args![realm]).await?;
    let count = |column| Ok::<_, StoreError>(u64::try_from(row.get::<i64>(column)?).unwrap_or(0));
    Ok((count("objects")?, count("bytes")?))
}
