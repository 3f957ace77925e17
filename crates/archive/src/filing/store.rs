//! All SQL of filings that wait for a yes.

use super::model::Filing;
use guildhall_kernel::RecordId;
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Value, Work, args};
use uuid::Uuid;

/// The columns of a filing.
macro_rules! columns {
    () => {
        "id, record_id, account_id, state, asked_at, ended_at, blocked_by"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO filing (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
);
const CHANGE: &str = "UPDATE filing SET state = $1, ended_at = $2, blocked_by = $3
    WHERE realm_id = $4 AND id = $5 AND state = $6";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM filing WHERE realm_id = $1 AND id = $2"
);
const OPEN: &str = "SELECT id FROM filing WHERE realm_id = $1 AND record_id = $2 AND ended_at IS NULL";
const OPEN_AMONG: &str =
    "SELECT record_id FROM filing WHERE realm_id = $1 AND ended_at IS NULL AND record_id IN";
const LAST: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM filing WHERE realm_id = $1 AND record_id = $2 ORDER BY asked_at DESC, id DESC LIMIT 1"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM filing WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);

pub(super) async fn insert(work: &mut Work, filing: &Filing) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        filing.id,
        filing.record,
        filing.account,
        filing.state,
        filing.asked_at,
        filing.ended_at,
        &filing.blocked_by
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes how a filing stands now; no when it no longer stood as before.
pub(super) async fn change(work: &mut Work, before: &Filing, filing: &Filing) -> Result<bool, StoreError> {
    let values = args![
        filing.state,
        filing.ended_at,
        &filing.blocked_by,
        work.realm(),
        filing.id,
        before.state
    ];
    Ok(work.execute(CHANGE, values).await? == 1)
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Filing>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

/// Says whether a filing of a record waits.
pub(crate) async fn is_open(connection: &mut Connection, record: RecordId) -> Result<bool, StoreError> {
    let values = args![connection.realm(), record];
    Ok(connection.fetch_optional(OPEN, values).await?.is_some())
}

/// Returns those of some records whose filing waits.
pub(super) async fn open_among(
    connection: &mut Connection,
    records: &[RecordId],
) -> Result<Vec<RecordId>, StoreError> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = args![connection.realm()];
    values.extend(records.iter().map(|id| id.into_value()));
    let sql = format!("{OPEN_AMONG} ({})", in_list(2, records.len()));
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(|row| row.get("record_id")).collect()
}

/// Returns the newest filing of a record.
pub(super) async fn last(
    connection: &mut Connection,
    record: RecordId,
) -> Result<Option<Filing>, StoreError> {
    let values = args![connection.realm(), record];
    let row = connection.fetch_optional(LAST, values).await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Filing>, StoreError> {
    let values: Vec<Value> = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Filing, StoreError> {
    Ok(Filing {
        id: row.get("id")?,
        record: row.get("record_id")?,
        account: row.get("account_id")?,
        state: row.get("state")?,
        asked_at: row.get("asked_at")?,
        ended_at: row.get("ended_at")?,
        blocked_by: row.get("blocked_by")?,
    })
}
