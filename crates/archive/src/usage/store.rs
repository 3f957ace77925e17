//! All SQL of uses.

use super::model::Use;
use crate::record::store::joined_column;
use guildhall_identity::ListQuery;
use guildhall_kernel::{AccountId, OrgPath, RecordId, Timestamp};
use guildhall_policy::Filter;
use guildhall_store::{Connection, Row, StoreError, Value, Work, args};
use uuid::Uuid;

/// Most uses of one record by one person that are looked at; one is alive at a time.
const SAME_MAX: u32 = 50;

/// Most uses of one record that are ended with it; one that is left opens nothing, for there is nothing to open.
const ALIVE_MAX: u32 = 1_000;

/// The columns of a use.
macro_rules! columns {
    () => {
        "id, record_id, account_id, purpose, days, state, asked_at, opened_at, until_at, ended_at, looks, last_look_at"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO record_use (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
);
const CHANGE: &str = "UPDATE record_use SET state = $1, opened_at = $2, until_at = $3, ended_at = $4
    WHERE realm_id = $5 AND id = $6 AND state = $7";
const LOOK: &str = "UPDATE record_use SET looks = $1, last_look_at = $2
    WHERE realm_id = $3 AND id = $4 AND looks = $5 AND state = 'open'";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record_use WHERE realm_id = $1 AND id = $2"
);
const OF_ACCOUNT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record_use WHERE realm_id = $1 AND account_id = $2 AND (asked_at, id) < ($3, $4)
    ORDER BY asked_at DESC, id DESC LIMIT $5"
);
const SAME: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record_use WHERE realm_id = $1 AND record_id = $2 AND account_id = $3
    ORDER BY asked_at DESC, id DESC LIMIT $4"
);
const ALIVE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record_use WHERE realm_id = $1 AND record_id = $2 AND state IN ('asked', 'open')
    ORDER BY asked_at, id LIMIT $3"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record_use WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const REGISTER: &str =
    "SELECT u.id, u.record_id, u.account_id, u.purpose, u.days, u.state, u.asked_at, u.opened_at,
    u.until_at, u.ended_at, u.looks, u.last_look_at, r.archival_code, r.org_path FROM record_use u
    JOIN record r ON r.realm_id = u.realm_id AND r.id = u.record_id WHERE u.realm_id = ?";

/// A use with the record as the register names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseOfRecord {
    /// The use.
    pub line: Use,
    /// The archival code of the record.
    pub archival_code: String,
    /// The organisation to which it belongs.
    pub org_path: OrgPath,
}

pub(super) async fn insert(work: &mut Work, line: &Use) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        line.id,
        line.record,
        line.account,
        &line.purpose,
        line.days,
        line.state,
        line.asked_at,
        line.opened_at,
        line.until,
        line.ended_at,
        line.looks,
        line.last_look_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes how a use stands now; no when it no longer stood as before.
pub(super) async fn change(work: &mut Work, before: &Use, line: &Use) -> Result<bool, StoreError> {
    let values = args![
        line.state,
        line.opened_at,
        line.until,
        line.ended_at,
        work.realm(),
        line.id,
        before.state
    ];
    Ok(work.execute(CHANGE, values).await? == 1)
}

/// Counts one more look; no when somebody counted meanwhile or the use is no longer open.
pub(super) async fn look(work: &mut Work, line: &Use) -> Result<bool, StoreError> {
    let values = args![
        line.looks,
        line.last_look_at,
        work.realm(),
        line.id,
        line.looks - 1
    ];
    Ok(work.execute(LOOK, values).await? == 1)
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Use>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the uses that somebody asked for, the newest first, behind `after`.
pub(super) async fn of_account(
    connection: &mut Connection,
    account: AccountId,
    (after, limit): (Option<(Timestamp, Uuid)>, u32),
) -> Result<Vec<Use>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let values = args![connection.realm(), account, at, id, limit];
    read_all(connection, OF_ACCOUNT, values).await
}

/// Returns what one person asked for of one record, the newest first.
pub(super) async fn same(
    connection: &mut Connection,
    record: RecordId,
    account: AccountId,
) -> Result<Vec<Use>, StoreError> {
    let values = args![connection.realm(), record, account, SAME_MAX];
    read_all(connection, SAME, values).await
}

/// Returns the uses of a record that are asked for or open; one whose days are over may be among them.
pub(super) async fn alive(connection: &mut Connection, record: RecordId) -> Result<Vec<Use>, StoreError> {
    let values = args![connection.realm(), record, ALIVE_MAX];
    read_all(connection, ALIVE, values).await
}

/// Returns the lines of the register whose records pass the filter, the newest first, behind `after`.
pub(super) async fn register(
    connection: &mut Connection,
    filter: &Filter,
    (after, limit): (Option<(Timestamp, Uuid)>, u32),
) -> Result<Vec<UseOfRecord>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let (sql, values) = ListQuery::new(REGISTER, args![connection.realm()])
        .and_filter(filter, &joined_column)
        .and("(u.asked_at, u.id) < (?, ?)", args![at, id])
        .finish("ORDER BY u.asked_at DESC, u.id DESC LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(UseOfRecord {
                line: read(row)?,
                archival_code: row.get::<Option<String>>("archival_code")?.unwrap_or_default(),
                org_path: row.get("org_path")?,
            })
        })
        .collect()
}

pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Use>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, AFTER_ID, values).await
}

async fn read_all(
    connection: &mut Connection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<Use>, StoreError> {
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Use, StoreError> {
    Ok(Use {
        id: row.get("id")?,
        record: row.get("record_id")?,
        account: row.get("account_id")?,
        purpose: row.get("purpose")?,
        days: row.get("days")?,
        state: row.get("state")?,
        asked_at: row.get("asked_at")?,
        opened_at: row.get("opened_at")?,
        until: row.get("until_at")?,
        ended_at: row.get("ended_at")?,
        looks: row.get("looks")?,
        last_look_at: row.get("last_look_at")?,
    })
}
