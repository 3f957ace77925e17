//! All SQL of legal holds.

use super::model::Hold;
use guildhall_kernel::Timestamp;
use guildhall_store::{Connection, Row, StoreError, Value, Work, args};
use uuid::Uuid;

/// The columns of a hold.
macro_rules! columns {
    () => {
        "id, name, reason, org_path, scope, set_by, set_at, lifted_by, lifted_at, lift_reason"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO disposal_hold (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
);
const LIFT: &str = "UPDATE disposal_hold SET lifted_by = $1, lifted_at = $2, lift_reason = $3
    WHERE realm_id = $4 AND id = $5 AND lifted_at IS NULL";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM disposal_hold WHERE realm_id = $1 AND id = $2"
);
const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM disposal_hold WHERE realm_id = $1 AND (set_at, id) < ($2, $3) ORDER BY set_at DESC, id DESC LIMIT $4"
);
const STANDING: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM disposal_hold WHERE realm_id = $1 AND lifted_at IS NULL AND (set_at, id) > ($2, $3)
    ORDER BY set_at, id LIMIT $4"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM disposal_hold WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
/// Holds in a page.
const PAGE: u32 = 500;

pub(super) async fn insert(work: &mut Work, hold: &Hold) -> Result<(), StoreError> {
    let scope = serde_json::to_string(&hold.scope)
        .map_err(|error| StoreError::inconsistent("disposal_hold.scope", error.to_string()))?;
    let values = args![
        work.realm(),
        hold.id,
        &hold.name,
        &hold.reason,
        &hold.org_path,
        scope,
        hold.set_by,
        hold.set_at,
        hold.lifted_by,
        hold.lifted_at,
        &hold.lift_reason
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes that a hold was lifted; no when it was lifted before.
pub(super) async fn lift(work: &mut Work, hold: &Hold) -> Result<bool, StoreError> {
    let values = args![
        hold.lifted_by,
        hold.lifted_at,
        &hold.lift_reason,
        work.realm(),
        hold.id
    ];
    Ok(work.execute(LIFT, values).await? == 1)
}

/// Returns a hold, without asking for rights.
pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Hold>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns holds, the newest first, behind `after`.
pub(super) async fn list(
    connection: &mut Connection,
    (after, limit): (Option<(Timestamp, Uuid)>, u32),
) -> Result<Vec<Hold>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let values = args![connection.realm(), at, id, limit];
    read_all(connection, LIST, values).await
}

/// Returns all holds that stand.
pub(crate) async fn standing(connection: &mut Connection) -> Result<Vec<Hold>, StoreError> {
    let mut all: Vec<Hold> = Vec::new();
    loop {
        let (at, id) = all
            .last()
            .map_or((Timestamp::from_micros(0), Uuid::nil()), |hold| {
                (hold.set_at, hold.id)
            });
        let values = args![connection.realm(), at, id, PAGE];
        let page = read_all(connection, STANDING, values).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// Returns holds behind an id, in the order of ids.
pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Hold>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, AFTER_ID, values).await
}

async fn read_all(
    connection: &mut Connection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<Hold>, StoreError> {
    connection
        .fetch_all(sql, values)
        .await?
        .iter()
        .map(read)
        .collect()
}

fn read(row: &Row) -> Result<Hold, StoreError> {
    let scope: String = row.get("scope")?;
    Ok(Hold {
        id: row.get("id")?,
        name: row.get("name")?,
        reason: row.get("reason")?,
        org_path: row.get("org_path")?,
        scope: serde_json::from_str(&scope)
            .map_err(|error| StoreError::inconsistent("disposal_hold.scope", error.to_string()))?,
        set_by: row.get("set_by")?,
        set_at: row.get("set_at")?,
        lifted_by: row.get("lifted_by")?,
        lifted_at: row.get("lifted_at")?,
        lift_reason: row.get("lift_reason")?,
    })
}
