//! All SQL of editions.

use super::model::{Draft, Edition};
use guildhall_identity::power::ChangeState;
use guildhall_store::{Connection, Row, StoreError, Work, args};
use serde::de::DeserializeOwned;
use uuid::Uuid;

const INSERT: &str =
    "INSERT INTO policy_edition (realm_id, id, number, files, cases, effects, reason, proposed_by,
    proposed_at, lapses_at, state, decided_by, decided_at, decision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const DECIDE: &str = "UPDATE policy_edition SET number = $1, state = $2, decided_by = $3, decided_at = $4,
    decision = $5 WHERE realm_id = $6 AND id = $7 AND state = $8";
const BY_ID: &str =
    "SELECT id, number, files, cases, effects, reason, proposed_by, proposed_at, lapses_at, state,
    decided_by, decided_at, decision FROM policy_edition WHERE realm_id = $1 AND id = $2";
const IN_FORCE: &str =
    "SELECT id, number, files, cases, effects, reason, proposed_by, proposed_at, lapses_at, state,
    decided_by, decided_at, decision FROM policy_edition
    WHERE realm_id = $1 AND state = $2 ORDER BY number DESC LIMIT 1";
const BEFORE: &str =
    "SELECT id, number, files, cases, effects, reason, proposed_by, proposed_at, lapses_at, state,
    decided_by, decided_at, decision FROM policy_edition
    WHERE realm_id = $1 AND state = $2 AND number < $3 ORDER BY number DESC LIMIT 1";
const NUMBER_IN_FORCE: &str =
    "SELECT number FROM policy_edition WHERE realm_id = $1 AND state = $2 ORDER BY number DESC LIMIT 1";
const NEWEST: &str =
    "SELECT id, number, files, cases, effects, reason, proposed_by, proposed_at, lapses_at, state,
    decided_by, decided_at, decision FROM policy_edition WHERE realm_id = $1
    ORDER BY proposed_at DESC, id DESC LIMIT $2";
const AFTER_ID: &str = "SELECT id, number, files, cases, effects, reason, proposed_by, proposed_at, lapses_at, state,
    decided_by, decided_at, decision FROM policy_edition WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";
const WAITING: &str =
    "SELECT id, number, files, cases, effects, reason, proposed_by, proposed_at, lapses_at, state,
    decided_by, decided_at, decision FROM policy_edition WHERE realm_id = $1 AND state = $2 LIMIT 1";

pub(super) async fn insert(work: &mut Work, edition: &Edition) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        edition.id,
        edition.number,
        serde_json::json!(edition.draft.files).to_string(),
        &edition.draft.cases,
        serde_json::json!(edition.effects).to_string(),
        &edition.reason,
        edition.proposed_by,
        edition.proposed_at,
        edition.lapses_at,
        edition.state,
        edition.decided_by,
        edition.decided_at,
        &edition.decision
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes the end of a proposal down; no when it does not wait any more.
pub(super) async fn decide(work: &mut Work, edition: &Edition) -> Result<bool, StoreError> {
    let values = args![
        edition.number,
        edition.state,
        edition.decided_by,
        edition.decided_at,
        &edition.decision,
        work.realm(),
        edition.id,
        ChangeState::Proposed
    ];
    Ok(work.execute(DECIDE, values).await? == 1)
}

pub(super) async fn by_id(connection: &mut Connection, id: Uuid) -> Result<Option<Edition>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(BY_ID, values).await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn in_force(connection: &mut Connection) -> Result<Option<Edition>, StoreError> {
    let values = args![connection.realm(), ChangeState::Approved];
    let row = connection.fetch_optional(IN_FORCE, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the edition that was in force before one of this number.
pub(super) async fn before(connection: &mut Connection, number: u32) -> Result<Option<Edition>, StoreError> {
    let values = args![connection.realm(), ChangeState::Approved, number];
    let row = connection.fetch_optional(BEFORE, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the number of the edition in force, without its texts.
pub(super) async fn number_in_force(connection: &mut Connection) -> Result<Option<u32>, StoreError> {
    let values = args![connection.realm(), ChangeState::Approved];
    let row = connection.fetch_optional(NUMBER_IN_FORCE, values).await?;
    row.map(|row| row.get("number")).transpose()
}

/// Returns the proposal that waits.
pub(super) async fn waiting(connection: &mut Connection) -> Result<Option<Edition>, StoreError> {
    let values = args![connection.realm(), ChangeState::Proposed];
    let row = connection.fetch_optional(WAITING, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns editions of any state, the newest first.
pub(super) async fn newest(connection: &mut Connection, limit: u32) -> Result<Vec<Edition>, StoreError> {
    let values = args![connection.realm(), limit];
    let rows = connection.fetch_all(NEWEST, values).await?;
    rows.iter().map(read).collect()
}

pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Edition>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Edition, StoreError> {
    Ok(Edition {
        id: row.get("id")?,
        number: row.get("number")?,
        draft: Draft {
            files: json(row, "files")?,
            cases: row.get("cases")?,
        },
        effects: json(row, "effects")?,
        reason: row.get("reason")?,
        proposed_by: row.get("proposed_by")?,
        proposed_at: row.get("proposed_at")?,
        lapses_at: row.get("lapses_at")?,
        state: row.get("state")?,
        decided_by: row.get("decided_by")?,
        decided_at: row.get("decided_at")?,
        decision: row.get::<Option<String>>("decision")?.unwrap_or_default(),
    })
}

fn json<T: DeserializeOwned>(row: &Row, column: &'static str) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| StoreError::inconsistent(column, error.to_string()))
}
