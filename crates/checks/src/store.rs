//! All SQL of checks.

use crate::rules::Stage;
use crate::run::{Cause, Run, Standing};
use guildhall_archive::{Archive, Record};
use guildhall_identity::ListQuery;
use guildhall_kernel::{Actor, RecordId, Timestamp};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

macro_rules! columns {
    () => {
        "id, record_id, stage, cause, actor, checked_at, rules, results"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO check_run (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const OF_RECORD: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM check_run WHERE realm_id = $1 AND record_id = $2 ORDER BY checked_at DESC, id DESC LIMIT $3"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM check_run WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const STAND: &str = "INSERT INTO check_standing (realm_id, record_id, run_id, checked_at, failed, to_look_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (realm_id, record_id) DO UPDATE SET run_id = excluded.run_id, checked_at = excluded.checked_at,
        failed = excluded.failed, to_look_at = excluded.to_look_at";
const NEVER: &str =
    "SELECT r.id FROM record r WHERE r.realm_id = $1 AND r.state = 'filed' AND r.discarded_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM check_standing s WHERE s.realm_id = r.realm_id AND s.record_id = r.id)
    ORDER BY r.captured_at LIMIT $2";
const DELETE_STANDING: &str = "DELETE FROM check_standing WHERE realm_id = $1 AND record_id = $2";
const BEFORE: &str = "SELECT record_id FROM check_standing WHERE realm_id = $1 AND checked_at < $2
    ORDER BY checked_at, record_id LIMIT $3";
const TWINS: &str =
    "SELECT archival_code FROM record WHERE realm_id = $1 AND doc_number = $2 AND state = 'filed'
    AND title = $3 AND responsible_party = $4 AND id <> $5 AND discarded_at IS NULL ORDER BY id LIMIT $6";
const NOT_IN_ORDER: &str = "SELECT s.record_id, s.run_id, s.checked_at, s.failed, s.to_look_at
    FROM check_standing s JOIN record r ON r.realm_id = s.realm_id AND r.id = s.record_id WHERE s.realm_id = ?";
const COUNTS: &str = "SELECT COUNT(s.record_id) AS checked,
    COALESCE(SUM(CASE WHEN s.failed > 0 THEN 1 ELSE 0 END), 0) AS failing,
    COALESCE(SUM(CASE WHEN s.failed = 0 AND s.to_look_at > 0 THEN 1 ELSE 0 END), 0) AS to_look_at
    FROM check_standing s JOIN record r ON r.realm_id = s.realm_id AND r.id = s.record_id WHERE s.realm_id = ?";

/// What does not stand in order, as its partial index says it.
const OPEN: &str = "(s.failed > 0 OR s.to_look_at > 0)";

/// How many records stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records that were checked.
    pub checked: u64,
    /// Those of which a test was not in order.
    pub failing: u64,
    /// Those of which nothing failed and a person has to look at something.
    pub to_look_at: u64,
}

/// Keeps a run, and how its record stands now.
pub(crate) async fn insert(work: &mut Work, run: &Run) -> Result<(), StoreError> {
    let realm = work.realm();
    let results = serde_json::to_string(&run.results)
        .map_err(|error| StoreError::inconsistent("check_run.results", error.to_string()))?;
    let values = args![
        realm,
        run.id,
        run.record,
        run.stage.code(),
        run.cause.code(),
        &run.actor,
        run.checked_at,
        &run.rules,
        results
    ];
    work.execute(INSERT, values).await?;
    let now = Standing::after(run);
    let values = args![
        realm,
        now.record,
        now.run,
        now.checked_at,
        now.failed,
        now.to_look_at
    ];
    work.execute(STAND, values).await.map(|_| ())
}

/// Returns the last runs of a record, the newest first.
pub(crate) async fn of_record(
    connection: &mut Connection,
    record: RecordId,
    limit: u32,
) -> Result<Vec<Run>, StoreError> {
    let values = args![connection.realm(), record, limit];
    let rows = connection.fetch_all(OF_RECORD, values).await?;
    rows.iter().map(from_row).collect()
}

/// Returns runs behind an id, in the order of ids.
pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Run>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(from_row).collect()
}

/// Returns filed records that were never checked, the oldest first.
pub(crate) async fn never_checked(
    connection: &mut Connection,
    limit: u32,
) -> Result<Vec<RecordId>, StoreError> {
    let rows = connection
        .fetch_all(NEVER, args![connection.realm(), limit])
        .await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// Returns records whose last check lies before an instant, the longest ago first.
pub(crate) async fn checked_before(
    connection: &mut Connection,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<RecordId>, StoreError> {
    let values = args![connection.realm(), before, limit];
    let rows = connection.fetch_all(BEFORE, values).await?;
    rows.iter().map(|row| row.get("record_id")).collect()
}

/// Returns the archival codes of other filed records with the same document number, title and responsible party.
pub(crate) async fn twins(
    connection: &mut Connection,
    record: &Record,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let values = args![
        connection.realm(),
        &record.doc_number,
        &record.title,
        &record.responsible_party,
        record.id,
        limit
    ];
    let rows = connection.fetch_all(TWINS, values).await?;
    rows.iter().map(|row| row.get("archival_code")).collect()
}

/// Returns the records that do not stand in order among those that the actor may list, behind an id.
pub(crate) async fn not_in_order(
    connection: &mut Connection,
    (archive, actor): (&Archive, &Actor),
    (after, limit): (Option<RecordId>, u32),
) -> Result<Vec<Standing>, StoreError> {
    let query = ListQuery::new(NOT_IN_ORDER, args![connection.realm()])
        .and(OPEN, args![])
        .and(
            "s.record_id > ?",
            args![after.map_or(Uuid::nil(), RecordId::uuid)],
        );
    let query = archive.and_listed(query, actor);
    let (sql, values) = query.finish("ORDER BY s.record_id LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(standing_from_row).collect()
}

/// Returns how many of the records that the actor may list stand how.
pub(crate) async fn counts(
    connection: &mut Connection,
    archive: &Archive,
    actor: &Actor,
) -> Result<Counts, StoreError> {
    let query = ListQuery::new(COUNTS, args![connection.realm()]);
    count(connection, archive.and_listed(query, actor)).await
}

/// Returns how many of the records that the actor may list do not stand in order; the others are not counted.
pub(crate) async fn waiting(
    connection: &mut Connection,
    archive: &Archive,
    actor: &Actor,
) -> Result<Counts, StoreError> {
    let query = ListQuery::new(COUNTS, args![connection.realm()]).and(OPEN, args![]);
    count(connection, archive.and_listed(query, actor)).await
}

async fn count(connection: &mut Connection, query: ListQuery) -> Result<Counts, StoreError> {
    let (sql, values) = query.finish("", args![]);
    let row = connection.fetch_one(sql, values).await?;
    let count = |column: &'static str| -> Result<u64, StoreError> {
        Ok(u64::try_from(row.get::<i64>(column)?).unwrap_or_default())
    };
    Ok(Counts {
        checked: count("checked")?,
        failing: count("failing")?,
        to_look_at: count("to_look_at")?,
    })
}

fn standing_from_row(row: &Row) -> Result<Standing, StoreError> {
    Ok(Standing {
        record: row.get("record_id")?,
        run: row.get("run_id")?,
        checked_at: row.get("checked_at")?,
        failed: row.get("failed")?,
        to_look_at: row.get("to_look_at")?,
    })
}

fn from_row(row: &Row) -> Result<Run, StoreError> {
    let (stage, cause): (String, String) = (row.get("stage")?, row.get("cause")?);
    let results: String = row.get("results")?;
    Ok(Run {
        id: row.get("id")?,
        record: row.get("record_id")?,
        stage: Stage::parse(&stage).ok_or_else(|| StoreError::inconsistent("check_run.stage", stage))?,
        cause: Cause::parse(&cause).ok_or_else(|| StoreError::inconsistent("check_run.cause", cause))?,
        actor: row.get("actor")?,
        checked_at: row.get("checked_at")?,
        rules: row.get("rules")?,
        results: serde_json::from_str(&results)
            .map_err(|error| StoreError::inconsistent("check_run.results", error.to_string()))?,
    })
}

/// Deletes how a record stands.
pub(crate) async fn delete_standing(work: &mut Work, record: RecordId) -> Result<(), StoreError> {
    let values = args![work.realm(), record];
    work.execute(DELETE_STANDING, values).await.map(|_| ())
}
