//! All SQL of impact assessments.

use super::model::{Assessment, AssessmentState};
use guildhall_kernel::Timestamp;
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO impact_assessment
    (realm_id, id, activity, activity_version, revision, content, state, drafted_by, drafted_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const STEP: &str =
    "UPDATE impact_assessment SET activity_version = $1, revision = $2, content = $3, state = $4,
    drafted_at = $5, decided_by = $6, decided_at = $7, decision = $8, keep_until = $9
    WHERE realm_id = $10 AND id = $11 AND state = $12 AND revision = $13";
const BY_ID: &str = "SELECT id, activity, activity_version, revision, content, state, drafted_by, drafted_at,
    decided_by, decided_at, decision, keep_until FROM impact_assessment WHERE realm_id = $1 AND id = $2";
const LIST: &str = "SELECT id, activity, activity_version, revision, content, state, drafted_by, drafted_at,
    decided_by, decided_at, decision, keep_until FROM impact_assessment
    WHERE realm_id = $1 AND (drafted_at, id) < ($2, $3) ORDER BY drafted_at DESC, id DESC LIMIT $4";
const ASSESSED: &str = "SELECT activity, MAX(activity_version) AS version FROM impact_assessment
    WHERE realm_id = $1 AND state = $2 GROUP BY activity ORDER BY activity LIMIT $3";
const AFTER_ID: &str =
    "SELECT id, activity, activity_version, revision, content, state, drafted_by, drafted_at,
    decided_by, decided_at, decision, keep_until FROM impact_assessment
    WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";

pub(super) async fn insert(work: &mut Work, assessment: &Assessment) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        assessment.id,
        &assessment.activity,
        assessment.activity_version,
        assessment.revision,
        serde_json::json!(assessment.content).to_string(),
        assessment.state,
        assessment.drafted_by,
        assessment.drafted_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes a step down; no when the assessment was changed since state and revision from which it was taken.
pub(super) async fn step(
    work: &mut Work,
    assessment: &Assessment,
    (from, revision): (AssessmentState, u32),
) -> Result<bool, StoreError> {
    let values = args![
        assessment.activity_version,
        assessment.revision,
        serde_json::json!(assessment.content).to_string(),
        assessment.state,
        assessment.drafted_at,
        assessment.decided_by,
        assessment.decided_at,
        assessment.decision.as_str(),
        assessment.keep_until,
        work.realm(),
        assessment.id,
        from,
        revision
    ];
    Ok(work.execute(STEP, values).await? == 1)
}

pub(super) async fn by_id(connection: &mut Connection, id: Uuid) -> Result<Option<Assessment>, StoreError> {
    let row = connection
        .fetch_optional(BY_ID, args![connection.realm(), id])
        .await?;
    row.as_ref().map(read).transpose()
}

/// Returns assessments, those drafted last first, behind `after`.
pub(super) async fn list(
    connection: &mut Connection,
    (after, limit): (Option<(Timestamp, Uuid)>, u32),
) -> Result<Vec<Assessment>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let values = args![connection.realm(), at, id, limit];
    let rows = connection.fetch_all(LIST, values).await?;
    rows.iter().map(read).collect()
}

/// Returns the codes of entries with an approved assessment, and the newest version that was assessed.
pub(super) async fn assessed(
    connection: &mut Connection,
    limit: u32,
) -> Result<Vec<(String, u32)>, StoreError> {
    let values = args![connection.realm(), AssessmentState::Approved, limit];
    let rows = connection.fetch_all(ASSESSED, values).await?;
    rows.iter()
        .map(|row| Ok((row.get("activity")?, row.get("version")?)))
        .collect()
}

pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Assessment>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Assessment, StoreError> {
    let content: String = row.get("content")?;
    let content = serde_json::from_str(&content)
        .map_err(|error| StoreError::inconsistent("impact_assessment.content", error.to_string()))?;
    Ok(Assessment {
        id: row.get("id")?,
        activity: row.get("activity")?,
        activity_version: row.get("activity_version")?,
        revision: row.get("revision")?,
        content,
        state: row.get("state")?,
        drafted_by: row.get("drafted_by")?,
        drafted_at: row.get("drafted_at")?,
        decided_by: row.get("decided_by")?,
        decided_at: row.get("decided_at")?,
        decision: row.get::<Option<String>>("decision")?.unwrap_or_default(),
        keep_until: row.get("keep_until")?,
    })
}
