//! All SQL of requests to borrow.

use super::model::{LoanRequest, RequestState};
use crate::record::store::joined_column;
use guildhall_identity::ListQuery;
use guildhall_kernel::{AccountId, RecordId, Timestamp};
use guildhall_policy::Filter;
use guildhall_store::{Connection, Row, StoreError, Value, Work, args};
use uuid::Uuid;

/// Most living requests for one record that are ended with it; one that is left hands out nothing.
const ALIVE_MAX: u32 = 1_000;

/// The columns of a request, each with the alias of its table before it.
macro_rules! columns {
    () => {
        "q.id, q.record_id, q.archival_code, q.account_id, q.person_id, q.purpose, q.days, q.state, q.asked_at,
    q.decided_at, q.ended_at, q.loan_id"
    };
}

const INSERT: &str =
    "INSERT INTO loan_request (realm_id, id, record_id, archival_code, account_id, person_id, purpose, days,
    state, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const CHANGE: &str = "UPDATE loan_request SET state = $1, decided_at = $2, ended_at = $3, loan_id = $4
    WHERE realm_id = $5 AND id = $6 AND state = $7";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM loan_request q WHERE q.realm_id = $1 AND q.id = $2"
);
const ALIVE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM loan_request q WHERE q.realm_id = $1 AND q.record_id = $2 AND q.state IN ('asked', 'approved')
    ORDER BY q.state, q.id LIMIT $3"
);
const OF_ACCOUNT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM loan_request q WHERE q.realm_id = $1 AND q.account_id = $2 AND (q.asked_at, q.id) < ($3, $4)
    ORDER BY q.asked_at DESC, q.id DESC LIMIT $5"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM loan_request q WHERE q.realm_id = $1 AND q.id > $2 ORDER BY q.id LIMIT $3"
);
const TO_HAND_OUT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM loan_request q JOIN record r ON r.realm_id = q.realm_id AND r.id = q.record_id
    WHERE q.realm_id = ? AND q.state = 'approved'"
);
const COUNT_TO_HAND_OUT: &str = "SELECT COUNT(*) AS things FROM loan_request q
    JOIN record r ON r.realm_id = q.realm_id AND r.id = q.record_id WHERE q.realm_id = ? AND q.state = 'approved'";

pub(super) async fn insert(work: &mut Work, request: &LoanRequest) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        request.id,
        request.record,
        &request.archival_code,
        request.account,
        request.person,
        &request.purpose,
        request.days,
        request.state,
        request.asked_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes how a request stands now; no when it no longer stood as before.
pub(super) async fn change(
    work: &mut Work,
    before: RequestState,
    request: &LoanRequest,
) -> Result<bool, StoreError> {
    let values = args![
        request.state,
        request.decided_at,
        request.ended_at,
        request.loan,
        work.realm(),
        request.id,
        before
    ];
    Ok(work.execute(CHANGE, values).await? == 1)
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<LoanRequest>, StoreError> {
    let values = args![connection.realm(), id];
    Ok(read_all(connection, GET, values).await?.pop())
}

/// Returns the requests for a record that are being decided or wait at the desk.
pub(super) async fn alive(
    connection: &mut Connection,
    record: RecordId,
) -> Result<Vec<LoanRequest>, StoreError> {
    let values = args![connection.realm(), record, ALIVE_MAX];
    read_all(connection, ALIVE, values).await
}

/// Returns what an account asked for, the newest first, behind `after`.
pub(super) async fn of_account(
    connection: &mut Connection,
    account: AccountId,
    (after, limit): (Option<(Timestamp, Uuid)>, u32),
) -> Result<Vec<LoanRequest>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let values = args![connection.realm(), account, at, id, limit];
    read_all(connection, OF_ACCOUNT, values).await
}

/// Returns the requests that wait at the desk for records that pass the filter, what was approved first comes first, behind
/// `after`.
pub(super) async fn to_hand_out(
    connection: &mut Connection,
    filter: &Filter,
    (after, limit): (Option<(Timestamp, Uuid)>, u32),
) -> Result<Vec<LoanRequest>, StoreError> {
    let mut query = ListQuery::new(TO_HAND_OUT, args![connection.realm()]).and_filter(filter, &joined_column);
    if let Some((at, id)) = after {
        query = query.and("(q.decided_at, q.id) > (?, ?)", args![at, id]);
    }
    let (sql, values) = query.finish("ORDER BY q.decided_at, q.id LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

/// Returns how many requests wait at the desk for records that pass the filter.
pub(super) async fn count_to_hand_out(
    connection: &mut Connection,
    filter: &Filter,
) -> Result<u64, StoreError> {
    let (sql, values) = ListQuery::new(COUNT_TO_HAND_OUT, args![connection.realm()])
        .and_filter(filter, &joined_column)
        .finish("", args![]);
    let things: i64 = connection.fetch_one(sql, values).await?.get("things")?;
    Ok(u64::try_from(things).unwrap_or(0))
}

pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<LoanRequest>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, AFTER_ID, values).await
}

async fn read_all(
    connection: &mut Connection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<LoanRequest>, StoreError> {
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<LoanRequest, StoreError> {
    Ok(LoanRequest {
        id: row.get("id")?,
        record: row.get("record_id")?,
        archival_code: row.get("archival_code")?,
        account: row.get("account_id")?,
        person: row.get("person_id")?,
        purpose: row.get("purpose")?,
        days: row.get("days")?,
        state: row.get("state")?,
        asked_at: row.get("asked_at")?,
        decided_at: row.get("decided_at")?,
        ended_at: row.get("ended_at")?,
        loan: row.get("loan_id")?,
    })
}
