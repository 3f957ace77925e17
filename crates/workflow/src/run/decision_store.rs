//! All SQL of decisions.

use super::decision::Decided;
use guildhall_store::{Connection, Row, StoreError, Value, Work, args};
use uuid::Uuid;

/// Most decisions that a page shows; the engine takes no more in one run, handing on and withdrawing aside.
const PAGE_MAX: u32 = 500;

/// The columns of a decision.
macro_rules! columns {
    () => {
        "id, run_id, round, step, seat_id, by_id, by_name, verdict, to_step, opinion, decided_at"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO workflow_decision (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
);
const OF_RUN: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM workflow_decision WHERE realm_id = $1 AND run_id = $2 ORDER BY decided_at, id LIMIT $3"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM workflow_decision WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);

pub(super) async fn insert(work: &mut Work, decided: &Decided) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        decided.id,
        decided.run,
        decided.round,
        &decided.step,
        decided.seat,
        decided.by,
        &decided.by_name,
        &decided.what,
        decided.to.as_deref(),
        &decided.opinion,
        decided.at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Returns what was decided in a run, in the order of time.
pub(super) async fn of_run(connection: &mut Connection, run: Uuid) -> Result<Vec<Decided>, StoreError> {
    let values = args![connection.realm(), run, PAGE_MAX];
    read_all(connection, OF_RUN, values).await
}

pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Decided>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, AFTER_ID, values).await
}

async fn read_all(
    connection: &mut Connection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<Decided>, StoreError> {
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Decided, StoreError> {
    Ok(Decided {
        id: row.get("id")?,
        run: row.get("run_id")?,
        round: row.get("round")?,
        step: row.get("step")?,
        seat: row.get("seat_id")?,
        by: row.get("by_id")?,
        by_name: row.get("by_name")?,
        what: row.get("verdict")?,
        to: row.get("to_step")?,
        opinion: row.get("opinion")?,
        at: row.get("decided_at")?,
    })
}
