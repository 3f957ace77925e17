//! All SQL of snapshots.

use super::sighting::{KeptSightings, digest};
use guildhall_kernel::ContentHash;
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO incident_sighting
    (realm_id, id, incident_id, taken_by, taken_at, content) VALUES ($1, $2, $3, $4, $5, $6)";
const NEWEST: &str = "SELECT id, incident_id, taken_by, taken_at, content FROM incident_sighting
    WHERE realm_id = $1 AND incident_id = $2 ORDER BY taken_at DESC, id DESC LIMIT 1";
const AFTER_ID: &str = "SELECT id, incident_id, taken_by, taken_at, content FROM incident_sighting
    WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";

pub(super) async fn insert(work: &mut Work, kept: &KeptSightings) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        kept.id,
        kept.incident,
        kept.taken_by,
        kept.taken_at,
        &kept.text
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

pub(super) async fn newest(
    connection: &mut Connection,
    incident: Uuid,
) -> Result<Option<KeptSightings>, StoreError> {
    let values = args![connection.realm(), incident];
    let row = connection.fetch_optional(NEWEST, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns ids and digests of snapshots; what was spoiled so that it cannot be read has a digest all the same.
pub(crate) async fn digests_after(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    let pair = |row: &Row| {
        let id = row.get("id")?;
        let taken = (row.get("taken_by")?, row.get("taken_at")?);
        let text: String = row.get("content")?;
        Ok((id, digest((id, row.get("incident_id")?), taken, &text)))
    };
    rows.iter().map(pair).collect()
}

fn read(row: &Row) -> Result<KeptSightings, StoreError> {
    let text: String = row.get("content")?;
    let content = serde_json::from_str(&text)
        .map_err(|error| StoreError::inconsistent("incident_sighting.content", error.to_string()))?;
    Ok(KeptSightings {
        id: row.get("id")?,
        incident: row.get("incident_id")?,
        taken_by: row.get("taken_by")?,
        taken_at: row.get("taken_at")?,
        text,
        content,
    })
}
