//! Giving positions to committed events.

use crate::{Connection, Database, StoreError, args};
use guildhall_kernel::RealmId;

const ENSURE_HEAD: &str =
    "INSERT INTO event_head (realm_id, position) VALUES ($1, 0) ON CONFLICT (realm_id) DO NOTHING";
/// Touching the row takes its lock until the commit.
const LOCK_HEAD: &str = "UPDATE event_head SET position = position WHERE realm_id = $1 RETURNING position";
const WAITING: &str =
    "SELECT event_id FROM event_waiting WHERE realm_id = $1 ORDER BY recorded_at, event_id LIMIT $2";
const GIVE: &str = "INSERT INTO event_position (realm_id, position, event_id)
    SELECT w.realm_id, CAST($1 AS BIGINT) + ROW_NUMBER() OVER (ORDER BY w.recorded_at, w.event_id), w.event_id
    FROM (SELECT realm_id, recorded_at, event_id FROM event_waiting
          WHERE realm_id = $2 ORDER BY recorded_at, event_id LIMIT $3) w";
const TAKE_OUT: &str = "DELETE FROM event_waiting WHERE realm_id = $1 AND event_id IN
    (SELECT event_id FROM event_position WHERE realm_id = $1 AND position > $2)";
const RAISE_HEAD: &str = "UPDATE event_head SET position = $1 WHERE realm_id = $2";
const HEAD: &str = "SELECT position FROM event_head WHERE realm_id = $1";

/// Gives positions to at most `limit` waiting events of a realm and returns how many got one.
///
/// # Errors
/// [`StoreError`] when the database refuses; then no position was given.
pub async fn sequence(database: &Database, realm: RealmId, limit: u32) -> Result<u64, StoreError> {
    let mut connection = database.read(realm).await?;
    if connection
        .fetch_all(WAITING, args![realm, 1i64])
        .await?
        .is_empty()
    {
        return Ok(0);
    }
    drop(connection);
    let mut work = database.begin(realm).await?;
    work.execute(ENSURE_HEAD, args![realm]).await?;
    let head: i64 = work.fetch_one(LOCK_HEAD, args![realm]).await?.get("position")?;
    let given = work.execute(GIVE, args![head, realm, limit]).await?;
    work.execute(TAKE_OUT, args![realm, head]).await?;
    let raised = head + i64::try_from(given).unwrap_or(0);
    work.execute(RAISE_HEAD, args![raised, realm]).await?;
    work.commit().await?;
    Ok(given)
}

/// Returns the last position given in the connection's realm.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn head(connection: &mut Connection) -> Result<i64, StoreError> {
    let realm = connection.realm();
    let row = connection.fetch_optional(HEAD, args![realm]).await?;
    row.map_or(Ok(0), |row| row.get("position"))
}
