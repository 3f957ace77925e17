//! All SQL of changes of a secrecy level.

use super::model::Reclassification;
use guildhall_kernel::RecordId;
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

/// The columns of a change.
macro_rules! columns {
    () => {
        "id, record_id, account_id, level_before, level_after, basis, state, asked_at, ended_at"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO reclassification (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
);
const END: &str = "UPDATE reclassification SET state = $1, ended_at = $2
    WHERE realm_id = $3 AND id = $4 AND ended_at IS NULL";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM reclassification WHERE realm_id = $1 AND id = $2"
);
const OPEN: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM reclassification WHERE realm_id = $1 AND record_id = $2 AND ended_at IS NULL"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM reclassification WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);

pub(super) async fn insert(work: &mut Work, change: &Reclassification) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        change.id,
        change.record,
        change.account,
        change.before,
        change.after,
        &change.basis,
        change.state,
        change.asked_at,
        change.ended_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes that a change ended; no when it had ended before.
pub(super) async fn end(work: &mut Work, change: &Reclassification) -> Result<bool, StoreError> {
    let values = args![change.state, change.ended_at, work.realm(), change.id];
    Ok(work.execute(END, values).await? == 1)
}

pub(super) async fn get(
    connection: &mut Connection,
    id: Uuid,
) -> Result<Option<Reclassification>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the change of a record about which others are deciding.
pub(super) async fn open(
    connection: &mut Connection,
    record: RecordId,
) -> Result<Option<Reclassification>, StoreError> {
    let values = args![connection.realm(), record];
    let row = connection.fetch_optional(OPEN, values).await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Reclassification>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Reclassification, StoreError> {
    Ok(Reclassification {
        id: row.get("id")?,
        record: row.get("record_id")?,
        account: row.get("account_id")?,
        before: row.get("level_before")?,
        after: row.get("level_after")?,
        basis: row.get("basis")?,
        state: row.get("state")?,
        asked_at: row.get("asked_at")?,
        ended_at: row.get("ended_at")?,
    })
}
