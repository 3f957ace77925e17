//! All SQL of runs.

use super::engine::State;
use super::model::{Run, RunKey, Subject};
use guildhall_kernel::{AccountId, Timestamp};
use guildhall_store::{Connection, Row, StoreError, Value, Work, args};
use uuid::Uuid;

/// The columns of a run.
macro_rules! columns {
    () => {
        "id, definition_text, subject_kind, subject_id, subject_name, org_path, secrecy, about, facts, started_by, started_at, \
         revision, state, due_at, next_at, reminders, ended_at"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO workflow_run (realm_id, definition, definition_digest, status, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)"
);
const CHANGE: &str =
    "UPDATE workflow_run SET status = $1, revision = $2, state = $3, due_at = $4, next_at = $5, reminders = $6,
    ended_at = $7 WHERE realm_id = $8 AND id = $9 AND revision = $10";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM workflow_run WHERE realm_id = $1 AND id = $2"
);
const STARTED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM workflow_run WHERE realm_id = $1 AND started_by = $2 AND (started_at, id) < ($3, $4)
    ORDER BY started_at DESC, id DESC LIMIT $5"
);
const OF_SUBJECT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM workflow_run WHERE realm_id = $1 AND subject_id = $2 ORDER BY started_at DESC, id DESC LIMIT 1"
);
const DUE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM workflow_run WHERE realm_id = $1 AND status = 'running' AND next_at <= $2
    ORDER BY next_at, id LIMIT $3"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM workflow_run WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);

pub(super) async fn insert(work: &mut Work, run: &Run) -> Result<(), StoreError> {
    let (text, digest) = run.definition.pinned();
    let values = args![
        work.realm(),
        &run.definition.code,
        digest,
        run.state.status,
        run.id,
        text,
        &run.subject.kind,
        run.subject.id,
        &run.subject.name,
        &run.org_path,
        run.secrecy,
        &run.about,
        serde_json::json!(run.facts).to_string(),
        run.started_by,
        run.started_at,
        run.revision,
        serde_json::json!(run.state).to_string(),
        run.due_at,
        run.next_at,
        run.reminders,
        run.ended_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes a run that was raised to its next revision; no when somebody else had done so.
pub(super) async fn change(work: &mut Work, run: &Run) -> Result<bool, StoreError> {
    let values = args![
        run.state.status,
        run.revision,
        serde_json::json!(run.state).to_string(),
        run.due_at,
        run.next_at,
        run.reminders,
        run.ended_at,
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

/// Returns the newest run about a subject.
pub(super) async fn of_subject(
    connection: &mut Connection,
    subject: Uuid,
) -> Result<Option<Run>, StoreError> {
    let values = args![connection.realm(), subject];
    let row = connection.fetch_optional(OF_SUBJECT, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the runs that somebody started, the newest first, behind `after`.
pub(super) async fn started(
    connection: &mut Connection,
    account: AccountId,
    (after, limit): (Option<RunKey>, u32),
) -> Result<Vec<Run>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let values = args![connection.realm(), account, at, id, limit];
    read_all(connection, STARTED, values).await
}

/// Returns running runs whose clock has run out, the earliest first.
pub(super) async fn due(
    connection: &mut Connection,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Run>, StoreError> {
    let values = args![connection.realm(), now, limit];
    read_all(connection, DUE, values).await
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
    values: Vec<Value>,
) -> Result<Vec<Run>, StoreError> {
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

/// Reads a run out of a row that holds all its columns.
pub(super) fn read(row: &Row) -> Result<Run, StoreError> {
    let text = |column: &'static str| row.get::<String>(column);
    let wrong = |column: &'static str| {
        move |error: serde_json::Error| StoreError::inconsistent(column, error.to_string())
    };
    let state: State = serde_json::from_str(&text("state")?).map_err(wrong("workflow_run.state"))?;
    Ok(Run {
        id: row.get("id")?,
        definition: serde_json::from_str(&text("definition_text")?)
            .map_err(wrong("workflow_run.definition_text"))?,
        subject: Subject {
            kind: row.get("subject_kind")?,
            id: row.get("subject_id")?,
            name: row.get("subject_name")?,
        },
        org_path: row.get("org_path")?,
        secrecy: row.get("secrecy")?,
        about: row.get("about")?,
        facts: serde_json::from_str(&text("facts")?).map_err(wrong("workflow_run.facts"))?,
        started_by: row.get("started_by")?,
        started_at: row.get("started_at")?,
        revision: row.get("revision")?,
        state,
        due_at: row.get("due_at")?,
        next_at: row.get("next_at")?,
        reminders: row.get("reminders")?,
        ended_at: row.get("ended_at")?,
    })
}
