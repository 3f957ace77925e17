//! All SQL of the copies whose keys are gone.

use guildhall_store::{Connection, StoreError, Work, args};
use guildhall_vault::ShreddedObject;
use guildhall_vault::object::ObjectId;
use uuid::Uuid;

const INSERT: &str = "INSERT INTO disposal_copy (realm_id, object_id, round_id, bytes) VALUES";
const WAITING: &str = "SELECT object_id FROM disposal_copy
    WHERE realm_id = $1 AND round_id = $2 AND removed_at IS NULL ORDER BY object_id LIMIT $3";
const REMOVED: &str = "UPDATE disposal_copy SET removed_at = $1 WHERE realm_id = $2 AND object_id = $3";
const OBJECTS: &str = "SELECT object_id FROM disposal_copy
    WHERE realm_id = $1 AND round_id = $2 AND object_id > $3 ORDER BY object_id LIMIT $4";
const COUNT: &str = "SELECT COUNT(object_id) AS copies, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes
    FROM disposal_copy WHERE realm_id = $1 AND round_id = $2";

pub(super) async fn insert(
    work: &mut Work,
    round: Uuid,
    objects: &[ShreddedObject],
) -> Result<(), StoreError> {
    let realm = work.realm();
    let row = |object: &ShreddedObject| {
        let bytes = i64::try_from(object.size).unwrap_or(i64::MAX);
        args![realm, object.id.uuid(), round, bytes]
    };
    let rows = objects.iter().map(row).collect();
    work.insert_many(INSERT, rows, "").await.map(|_| ())
}

/// Returns copies of a round that still lie in the replicas.
pub(super) async fn waiting(
    connection: &mut Connection,
    round: Uuid,
    limit: u32,
) -> Result<Vec<ObjectId>, StoreError> {
    let values = args![connection.realm(), round, limit];
    let rows = connection.fetch_all(WAITING, values).await?;
    rows.iter()
        .map(|row| row.get("object_id").map(ObjectId::from_uuid))
        .collect()
}

pub(super) async fn removed(work: &mut Work, object: ObjectId) -> Result<(), StoreError> {
    let values = args![work.now(), work.realm(), object.uuid()];
    work.execute(REMOVED, values).await.map(|_| ())
}

/// Returns the copies of a round in the order of their ids, behind one.
pub(super) async fn objects(
    connection: &mut Connection,
    round: Uuid,
    (after, limit): (Option<Uuid>, u32),
) -> Result<Vec<Uuid>, StoreError> {
    let values = args![connection.realm(), round, after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(OBJECTS, values).await?;
    rows.iter().map(|row| row.get("object_id")).collect()
}

/// Returns the number of copies of a round and their bytes.
pub(super) async fn count(connection: &mut Connection, round: Uuid) -> Result<(u64, u64), StoreError> {
    let values = args![connection.realm(), round];
    let row = connection.fetch_one(COUNT, values).await?;
    let count = |column| Ok::<_, StoreError>(u64::try_from(row.get::<i64>(column)?).unwrap_or(0));
    Ok((count("copies")?, count("bytes")?))
}
