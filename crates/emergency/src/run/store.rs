//! All SQL of runs.

use super::model::{Run, RunState};
use guildhall_kernel::Timestamp;
use guildhall_store::{Connection, Row, StoreError, Work, args};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The columns of a run.
macro_rules! columns {
    () => {
        "id, plan, plan_text, kind, incident_id, state, revision, started_by, started_at, steps, closed_by, closed_at, \
         findings, improvements"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO emergency_run (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
);
const CHANGE: &str =
    "UPDATE emergency_run SET state = $1, revision = $2, steps = $3, closed_by = $4, closed_at = $5,
    findings = $6, improvements = $7 WHERE realm_id = $8 AND id = $9 AND revision = $10";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM emergency_run WHERE realm_id = $1 AND id = $2"
);
const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM emergency_run WHERE realm_id = $1 AND (started_at, id) < ($2, $3)
    ORDER BY started_at DESC, id DESC LIMIT $4"
);
const OPEN: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM emergency_run WHERE realm_id = $1 AND state = 'open' ORDER BY started_at DESC, id DESC LIMIT $2"
);
const OF_INCIDENT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM emergency_run WHERE realm_id = $1 AND incident_id = $2 ORDER BY started_at DESC, id DESC LIMIT $3"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM emergency_run WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const LAST_CLOSED: &str = "SELECT plan, MAX(closed_at) AS closed_at FROM emergency_run
    WHERE realm_id = $1 AND state = 'closed' GROUP BY plan ORDER BY plan LIMIT $2";

pub(super) async fn insert(work: &mut Work, run: &Run) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        run.id,
        &run.plan.code,
        serde_json::json!(run.plan).to_string(),
        run.kind,
        run.incident,
        run.state,
        run.revision,
        run.started_by,
        run.started_at,
        serde_json::json!(run.steps).to_string(),
        run.closed.map(|(who, _)| who),
        run.closed.map(|(_, when)| when),
        &run.findings,
        &run.improvements
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes a run that was raised to its next revision; no when somebody else had done so.
pub(super) async fn change(work: &mut Work, run: &Run) -> Result<bool, StoreError> {
    let values = args![
        run.state,
        run.revision,
        serde_json::json!(run.steps).to_string(),
        run.closed.map(|(who, _)| who),
        run.closed.map(|(_, when)| when),
        &run.findings,
        &run.improvements,
        work.realm(),
        run.id,
        run.revision - 1
    ];
    Ok(work.execute(CHANGE, values).await? == 1)
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Run>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns runs, the newest first, behind `after`.
pub(super) async fn list(
    connection: &mut Connection,
    after: Option<(Timestamp, Uuid)>,
    limit: u32,
) -> Result<Vec<Run>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let values = args![connection.realm(), at, id, limit];
    read_all(connection, LIST, values).await
}

pub(super) async fn open(connection: &mut Connection, limit: u32) -> Result<Vec<Run>, StoreError> {
    let values = args![connection.realm(), limit];
    read_all(connection, OPEN, values).await
}

pub(super) async fn of_incident(
    connection: &mut Connection,
    incident: Uuid,
    limit: u32,
) -> Result<Vec<Run>, StoreError> {
    let values = args![connection.realm(), incident, limit];
    read_all(connection, OF_INCIDENT, values).await
}

/// Returns when each plan was last closed, for those that ever were.
pub(super) async fn last_closed(
    connection: &mut Connection,
    limit: u32,
) -> Result<BTreeMap<String, Timestamp>, StoreError> {
    let values = args![connection.realm(), limit];
    let rows = connection.fetch_all(LAST_CLOSED, values).await?;
    rows.iter()
        .map(|row| Ok((row.get("plan")?, row.get("closed_at")?)))
        .collect()
}

pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Run>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, AFTER_ID, values).await
}

async fn read_all(
    connection: &mut Connection,
    sql: &'static str,
    values: Vec<guildhall_store::Value>,
) -> Result<Vec<Run>, StoreError> {
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Run, StoreError> {
    let (plan, steps): (String, String) = (row.get("plan_text")?, row.get("steps")?);
    let wrong = |column: &'static str| {
        move |error: serde_json::Error| StoreError::inconsistent(column, error.to_string())
    };
    let closed_by: Option<_> = row.get("closed_by")?;
    let state: RunState = row.get("state")?;
    Ok(Run {
        id: row.get("id")?,
        plan: serde_json::from_str(&plan).map_err(wrong("emergency_run.plan_text"))?,
        kind: row.get("kind")?,
        incident: row.get("incident_id")?,
        state,
        revision: row.get("revision")?,
        started_by: row.get("started_by")?,
        started_at: row.get("started_at")?,
        steps: serde_json::from_str(&steps).map_err(wrong("emergency_run.steps"))?,
        closed: closed_by.zip(row.get::<Option<Timestamp>>("closed_at")?),
        findings: row.get("findings")?,
        improvements: row.get("improvements")?,
    })
}
