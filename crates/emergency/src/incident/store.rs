//! All SQL of case files.

use super::model::{FromAlert, Incident};
use guildhall_kernel::Timestamp;
use guildhall_store::{Connection, Row, StoreError, Value, Work, args};
use uuid::Uuid;

/// The columns of a case file.
macro_rules! columns {
    () => {
        "id, state, revision, known_at, opened_by, opened_at, alert_id, evidence, facts, clocks, closed_by, closed_at, \
         summary, reopened"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO incident (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
);
const CHANGE: &str = "UPDATE incident SET state = $1, revision = $2, facts = $3, clocks = $4, closed_by = $5,
    closed_at = $6, summary = $7, reopened = $8 WHERE realm_id = $9 AND id = $10 AND revision = $11";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM incident WHERE realm_id = $1 AND id = $2"
);
const OF_ALERT: &str = "SELECT id FROM incident WHERE realm_id = $1 AND alert_id = $2 ORDER BY id LIMIT 1";
const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM incident WHERE realm_id = $1 AND (opened_at, id) < ($2, $3) ORDER BY opened_at DESC, id DESC LIMIT $4"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM incident WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);

pub(super) async fn insert(work: &mut Work, incident: &Incident) -> Result<(), StoreError> {
    let alert = incident.alert.as_ref();
    let values = args![
        work.realm(),
        incident.id,
        incident.state,
        incident.revision,
        incident.known_at,
        incident.opened_by,
        incident.opened_at,
        alert.map(|alert| alert.id),
        alert.map_or("", |alert| alert.evidence.as_str()),
        serde_json::json!(incident.facts).to_string(),
        serde_json::json!(incident.clocks).to_string(),
        incident.closed.map(|(who, _)| who),
        incident.closed.map(|(_, when)| when),
        &incident.summary,
        &incident.reopened
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes a case file that was raised to its next revision; no when somebody else had done so.
pub(super) async fn change(work: &mut Work, incident: &Incident) -> Result<bool, StoreError> {
    let values = args![
        incident.state,
        incident.revision,
        serde_json::json!(incident.facts).to_string(),
        serde_json::json!(incident.clocks).to_string(),
        incident.closed.map(|(who, _)| who),
        incident.closed.map(|(_, when)| when),
        &incident.summary,
        &incident.reopened,
        work.realm(),
        incident.id,
        incident.revision - 1
    ];
    Ok(work.execute(CHANGE, values).await? == 1)
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Incident>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the first case file that was opened from an alert.
pub(super) async fn of_alert(connection: &mut Connection, alert: Uuid) -> Result<Option<Uuid>, StoreError> {
    let values = args![connection.realm(), alert];
    let row = connection.fetch_optional(OF_ALERT, values).await?;
    row.map(|row| row.get("id")).transpose()
}

/// Returns case files, the newest first, behind `after`.
pub(super) async fn list(
    connection: &mut Connection,
    after: Option<(Timestamp, Uuid)>,
    limit: u32,
) -> Result<Vec<Incident>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let values = args![connection.realm(), at, id, limit];
    read_all(connection, LIST, values).await
}

pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Incident>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, AFTER_ID, values).await
}

async fn read_all(
    connection: &mut Connection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<Incident>, StoreError> {
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Incident, StoreError> {
    let (facts, clocks): (String, String) = (row.get("facts")?, row.get("clocks")?);
    let wrong = |column: &'static str| {
        move |error: serde_json::Error| StoreError::inconsistent(column, error.to_string())
    };
    let evidence: String = row.get("evidence")?;
    let alert: Option<Uuid> = row.get("alert_id")?;
    let closed_by: Option<_> = row.get("closed_by")?;
    Ok(Incident {
        id: row.get("id")?,
        state: row.get("state")?,
        revision: row.get("revision")?,
        known_at: row.get("known_at")?,
        opened_by: row.get("opened_by")?,
        opened_at: row.get("opened_at")?,
        alert: alert.map(|id| FromAlert { id, evidence }),
        facts: serde_json::from_str(&facts).map_err(wrong("incident.facts"))?,
        clocks: serde_json::from_str(&clocks).map_err(wrong("incident.clocks"))?,
        closed: closed_by.zip(row.get::<Option<Timestamp>>("closed_at")?),
        summary: row.get("summary")?,
        reopened: row.get("reopened")?,
    })
}
