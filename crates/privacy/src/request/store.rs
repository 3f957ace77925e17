//! All SQL of requests.

use super::model::{Request, RequestState};
use guildhall_identity::ListQuery;
use guildhall_kernel::{AccountId, Timestamp};
use guildhall_policy::{Filter, ORG_PATH};
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Work, args};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO privacy_request
    (realm_id, id, account_id, person_id, org_path, kind, wish, state, received_at, due_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const STEP: &str =
    "UPDATE privacy_request SET state = $1, officer_id = $2, begun_at = $3, outcome = $4, answer = $5,
    done = $6, answered_at = $7, closed_at = $8 WHERE realm_id = $9 AND id = $10 AND state = $11";
const LIST: &str =
    "SELECT id, account_id, person_id, org_path, kind, wish, state, received_at, due_at, officer_id,
    begun_at, outcome, answer, done, answered_at, closed_at FROM privacy_request WHERE realm_id = ?";
const COUNT: &str = "SELECT COUNT(id) AS requests FROM privacy_request WHERE realm_id = ?";
const AFTER_ID: &str =
    "SELECT id, account_id, person_id, org_path, kind, wish, state, received_at, due_at, officer_id,
    begun_at, outcome, answer, done, answered_at, closed_at FROM privacy_request
    WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";

const OPEN: [RequestState; 2] = [RequestState::Received, RequestState::InWork];
const PAST: [RequestState; 2] = [RequestState::Answered, RequestState::Closed];

pub(super) async fn insert(work: &mut Work, request: &Request) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        request.id,
        request.account,
        request.person,
        &request.org_path,
        request.kind,
        &request.wish,
        request.state,
        request.received_at,
        request.due_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes a step down; no when the request was no longer in the state from which it was taken.
pub(super) async fn step(work: &mut Work, request: &Request, from: RequestState) -> Result<bool, StoreError> {
    let values = args![
        request.state,
        request.officer,
        request.begun_at,
        request.outcome,
        request.answer.as_str(),
        serde_json::json!(request.done).to_string(),
        request.answered_at,
        request.closed_at,
        work.realm(),
        request.id,
        from
    ];
    Ok(work.execute(STEP, values).await? == 1)
}

/// Returns a request within a filter.
pub(super) async fn by_id(
    connection: &mut Connection,
    filter: &Filter,
    id: Uuid,
) -> Result<Option<Request>, StoreError> {
    let query = ListQuery::new(LIST, args![connection.realm()])
        .and("id = ?", args![id])
        .and_filter(filter, &column);
    one(connection, query).await
}

/// Returns a request of an account.
pub(super) async fn own(
    connection: &mut Connection,
    account: AccountId,
    id: Uuid,
) -> Result<Option<Request>, StoreError> {
    let query = ListQuery::new(LIST, args![connection.realm()])
        .and("id = ?", args![id])
        .and("account_id = ?", args![account]);
    one(connection, query).await
}

async fn one(connection: &mut Connection, query: ListQuery) -> Result<Option<Request>, StoreError> {
    let (sql, values) = query.finish("LIMIT 1", args![]);
    let row = connection.fetch_optional(sql, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns requests that wait, those due first.
pub(super) async fn open(
    connection: &mut Connection,
    filter: &Filter,
    limit: u32,
) -> Result<Vec<Request>, StoreError> {
    let (sql, values) = ListQuery::new(LIST, args![connection.realm()])
        .and_filter(filter, &column)
        .and_in("state", OPEN.map(RequestState::into_value).to_vec())
        .finish("ORDER BY due_at, id LIMIT ?", args![limit]);
    read_all(&connection.fetch_all(sql, values).await?)
}

/// Returns requests that were answered or closed, the newest first, behind `after`.
pub(super) async fn past(
    connection: &mut Connection,
    filter: &Filter,
    (after, limit): (Option<(Timestamp, Uuid)>, u32),
) -> Result<Vec<Request>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let (sql, values) = ListQuery::new(LIST, args![connection.realm()])
        .and_filter(filter, &column)
        .and_in("state", PAST.map(RequestState::into_value).to_vec())
        .and("(received_at, id) < (?, ?)", args![at, id])
        .finish("ORDER BY received_at DESC, id DESC LIMIT ?", args![limit]);
    read_all(&connection.fetch_all(sql, values).await?)
}

/// Returns the requests of an account, the newest first.
pub(super) async fn of_account(
    connection: &mut Connection,
    account: AccountId,
    limit: u32,
) -> Result<Vec<Request>, StoreError> {
    let (sql, values) = ListQuery::new(LIST, args![connection.realm()])
        .and("account_id = ?", args![account])
        .finish("ORDER BY received_at DESC, id DESC LIMIT ?", args![limit]);
    read_all(&connection.fetch_all(sql, values).await?)
}

/// Counts the requests that wait within a filter; not those of one account.
pub(super) async fn count_open(
    connection: &mut Connection,
    filter: &Filter,
    but: AccountId,
) -> Result<i64, StoreError> {
    let (sql, values) = ListQuery::new(COUNT, args![connection.realm()])
        .and_filter(filter, &column)
        .and_in("state", OPEN.map(RequestState::into_value).to_vec())
        .and("account_id <> ?", args![but])
        .finish("", args![]);
    connection.fetch_one(sql, values).await?.get("requests")
}

/// Counts the requests of an account that wait.
pub(super) async fn count_own_open(
    connection: &mut Connection,
    account: AccountId,
) -> Result<i64, StoreError> {
    let (sql, values) = ListQuery::new(COUNT, args![connection.realm()])
        .and_in("state", OPEN.map(RequestState::into_value).to_vec())
        .and("account_id = ?", args![account])
        .finish("", args![]);
    connection.fetch_one(sql, values).await?.get("requests")
}

pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Request>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(&connection.fetch_all(AFTER_ID, values).await?)
}

fn column(field: &str) -> Option<&'static str> {
    (field == ORG_PATH).then_some("org_path")
}

fn read_all(rows: &[Row]) -> Result<Vec<Request>, StoreError> {
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Request, StoreError> {
    let done: Option<String> = row.get("done")?;
    let done = serde_json::from_str(done.as_deref().unwrap_or("[]"))
        .map_err(|error| StoreError::inconsistent("privacy_request.done", error.to_string()))?;
    let outcome = match row.get::<Option<String>>("outcome")? {
        Some(_) => Some(row.get("outcome")?),
        None => None,
    };
    Ok(Request {
        id: row.get("id")?,
        account: row.get("account_id")?,
        person: row.get("person_id")?,
        org_path: row.get("org_path")?,
        kind: row.get("kind")?,
        wish: row.get("wish")?,
        state: row.get("state")?,
        received_at: row.get("received_at")?,
        due_at: row.get("due_at")?,
        officer: row.get("officer_id")?,
        begun_at: row.get("begun_at")?,
        outcome,
        answer: row.get::<Option<String>>("answer")?.unwrap_or_default(),
        done,
        answered_at: row.get("answered_at")?,
        closed_at: row.get("closed_at")?,
    })
}
