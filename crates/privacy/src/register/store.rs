//! All SQL of the register.

use super::model::{Entry, Kept};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO processing
    (realm_id, id, code, version, activity, has_ended, kept_by, kept_at, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const LATEST: &str = "SELECT p.id, p.code, p.version, p.activity, p.has_ended, p.kept_by, p.kept_at, p.reason
    FROM processing p WHERE p.realm_id = $1 AND NOT EXISTS
    (SELECT n.id FROM processing n WHERE n.realm_id = p.realm_id AND n.code = p.code AND n.version > p.version)
    ORDER BY p.code LIMIT $2";
const VERSIONS: &str = "SELECT id, code, version, activity, has_ended, kept_by, kept_at, reason
    FROM processing WHERE realm_id = $1 AND code = $2 ORDER BY version DESC LIMIT $3";
const AFTER_ID: &str = "SELECT id, code, version, activity, has_ended, kept_by, kept_at, reason
    FROM processing WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";

pub(super) async fn insert(work: &mut Work, entry: &Entry, kept: &Kept) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        kept.id,
        &entry.code,
        entry.version,
        serde_json::json!(entry.activity).to_string(),
        entry.has_ended,
        kept.by,
        kept.at,
        &kept.reason
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Returns the newest version of each entry that the union kept, by code.
pub(super) async fn latest(connection: &mut Connection, limit: u32) -> Result<Vec<Entry>, StoreError> {
    let values = args![connection.realm(), limit];
    let rows = connection.fetch_all(LATEST, values).await?;
    rows.iter().map(read).collect()
}

/// Returns the versions of one entry that the union kept, the newest first.
pub(super) async fn versions(
    connection: &mut Connection,
    code: &str,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let values = args![connection.realm(), code, limit];
    let rows = connection.fetch_all(VERSIONS, values).await?;
    rows.iter().map(read).collect()
}

pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Entry, StoreError> {
    let activity: String = row.get("activity")?;
    let activity = serde_json::from_str(&activity)
        .map_err(|error| StoreError::inconsistent("processing.activity", error.to_string()))?;
    Ok(Entry {
        code: row.get("code")?,
        version: row.get("version")?,
        activity,
        has_ended: row.get("has_ended")?,
        kept: Some(Kept {
            id: row.get("id")?,
            by: row.get("kept_by")?,
            at: row.get("kept_at")?,
            reason: row.get("reason")?,
        }),
    })
}
