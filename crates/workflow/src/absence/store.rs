//! All SQL of absences.

use super::model::Absence;
use guildhall_kernel::{AccountId, Timestamp};
use guildhall_store::{Connection, Row, StoreError, Value, Work, args};
use uuid::Uuid;

/// Most people for whom one stands in at a time, and most absences that a page shows.
const PAGE_MAX: u32 = 100;

/// The columns of an absence.
macro_rules! columns {
    () => {
        "id, account_id, substitute_id, from_at, until_at, made_at, ended_at"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO workflow_absence (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
);
const END: &str =
    "UPDATE workflow_absence SET ended_at = $1 WHERE realm_id = $2 AND id = $3 AND ended_at IS NULL";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM workflow_absence WHERE realm_id = $1 AND id = $2"
);
const AHEAD: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM workflow_absence WHERE realm_id = $1 AND account_id = $2 AND until_at > $3 AND ended_at IS NULL
    ORDER BY until_at, id LIMIT $4"
);
const STOOD_IN_FOR: &str = "SELECT account_id FROM workflow_absence
    WHERE realm_id = $1 AND substitute_id = $2 AND until_at > $3 AND from_at <= $4 AND ended_at IS NULL
    ORDER BY until_at, id LIMIT $5";
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM workflow_absence WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);

pub(super) async fn insert(work: &mut Work, absence: &Absence) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        absence.id,
        absence.account,
        absence.substitute,
        absence.from,
        absence.until,
        absence.made_at,
        absence.ended_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Ends an absence; no when it was ended before.
pub(super) async fn end(work: &mut Work, id: Uuid) -> Result<bool, StoreError> {
    let values = args![work.now(), work.realm(), id];
    Ok(work.execute(END, values).await? == 1)
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Absence>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the absences of an account that are not over, the first to end first.
pub(super) async fn ahead(
    connection: &mut Connection,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Absence>, StoreError> {
    let values = args![connection.realm(), account, now, PAGE_MAX];
    read_all(connection, AHEAD, values).await
}

/// Returns for whom an account stands in at an instant.
pub(crate) async fn stood_in_for(
    connection: &mut Connection,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<AccountId>, StoreError> {
    let values = args![connection.realm(), account, now, now, PAGE_MAX];
    let rows = connection.fetch_all(STOOD_IN_FOR, values).await?;
    rows.iter().map(|row| row.get("account_id")).collect()
}

pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Absence>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, AFTER_ID, values).await
}

async fn read_all(
    connection: &mut Connection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<Absence>, StoreError> {
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Absence, StoreError> {
    Ok(Absence {
        id: row.get("id")?,
        account: row.get("account_id")?,
        substitute: row.get("substitute_id")?,
        from: row.get("from_at")?,
        until: row.get("until_at")?,
        made_at: row.get("made_at")?,
        ended_at: row.get("ended_at")?,
    })
}
