//! All SQL of sessions, a key table: found by the hash of the token alone, before any realm is known.

use super::model::Session;
use guildhall_kernel::{AccountId, SessionId, Timestamp};
use guildhall_store::{Connection, Row, StoreError, Work, args};

const INSERT: &str = "INSERT INTO session
    (token_hash, id, realm_id, account_id, address, created_at, seen_at, expires_at, pending, confirmed_at, agent,
    device_hash, news_since, is_whole) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const BY_TOKEN: &str = "SELECT id, realm_id, account_id, address, created_at, seen_at, expires_at, pending,
    confirmed_at, agent, device_hash, news_since, is_whole FROM session WHERE token_hash = $1";
const SEEN: &str = "UPDATE session SET seen_at = $1 WHERE token_hash = $2 AND seen_at < $3";
const CONFIRMED: &str = "UPDATE session SET confirmed_at = $1 WHERE account_id = $2 AND id = $3";
const PROVED_WHOLE: &str = "UPDATE session SET is_whole = 1 WHERE account_id = $1 AND id = $2";
const DEMAND_PROOF: &str = "UPDATE session SET confirmed_at = 0 WHERE account_id = $1 AND pending = 0";
const OF_ACCOUNT: &str = "SELECT id, realm_id, account_id, address, created_at, seen_at, expires_at, pending,
    confirmed_at, agent, device_hash, news_since, is_whole FROM session WHERE account_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2";
const TELL_NEWS: &str = "UPDATE session SET news_since = $1 WHERE account_id = $2 AND news_since IS NULL";
const FORGET_NEWS: &str = "UPDATE session SET news_since = NULL WHERE account_id = $1 AND id = $2";
const DELETE_ONE: &str = "DELETE FROM session WHERE account_id = $1 AND id = $2";
const DELETE_ALL: &str = "DELETE FROM session WHERE account_id = $1";
const DELETE_OTHERS: &str = "DELETE FROM session WHERE account_id = $1 AND id <> $2";
const DELETE_EXPIRED: &str = "DELETE FROM session WHERE expires_at <= $1 OR seen_at <= $2";

pub(crate) async fn insert(work: &mut Work, token_hash: &str, session: &Session) -> Result<(), StoreError> {
    let values = args![
        token_hash,
        session.id,
        session.realm,
        session.account,
        &session.address,
        session.created_at,
        session.seen_at,
        session.expires_at,
        session.pending,
        session.confirmed_at,
        &session.agent,
        &session.device_hash,
        session.news_since,
        session.is_whole
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

pub(crate) async fn across_realms_by_token(
    connection: &mut Connection,
    token_hash: &str,
) -> Result<Option<Session>, StoreError> {
    connection
        .fetch_optional(BY_TOKEN, args![token_hash])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

pub(crate) async fn seen(work: &mut Work, token_hash: &str) -> Result<(), StoreError> {
    let now = work.now();
    work.execute(SEEN, args![now, token_hash, now]).await.map(|_| ())
}

/// Writes down that the owner of a session proved who she is.
pub(crate) async fn confirmed(work: &mut Work, account: AccountId, id: SessionId) -> Result<(), StoreError> {
    let now = work.now();
    work.execute(CONFIRMED, args![now, account, id]).await.map(|_| ())
}

/// Writes down that the owner of a session was known by two factors when she signed in.
pub(crate) async fn proved_whole(
    work: &mut Work,
    account: AccountId,
    id: SessionId,
) -> Result<(), StoreError> {
    work.execute(PROVED_WHOLE, args![account, id]).await.map(|_| ())
}

/// Takes it that the owner of an account proved nothing yet, in any of its sessions.
pub(crate) async fn demand_proof(work: &mut Work, account: AccountId) -> Result<(), StoreError> {
    work.execute(DEMAND_PROOF, args![account]).await.map(|_| ())
}

/// Has all sessions of an account told that a new device signs in at this moment.
pub(crate) async fn tell_news(work: &mut Work, account: AccountId) -> Result<(), StoreError> {
    let values = args![work.now(), account];
    work.execute(TELL_NEWS, values).await.map(|_| ())
}

/// Writes down that a session was told.
pub(crate) async fn forget_news(
    work: &mut Work,
    account: AccountId,
    id: SessionId,
) -> Result<(), StoreError> {
    work.execute(FORGET_NEWS, args![account, id]).await.map(|_| ())
}

/// Returns the sessions of an account, the newest first, those that are over included.
pub(crate) async fn of_account(
    connection: &mut Connection,
    account: AccountId,
    limit: u32,
) -> Result<Vec<Session>, StoreError> {
    connection
        .fetch_all(OF_ACCOUNT, args![account, limit])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// Ends one session of an account; no when there is none.
pub(crate) async fn delete(work: &mut Work, account: AccountId, id: SessionId) -> Result<bool, StoreError> {
    Ok(work.execute(DELETE_ONE, args![account, id]).await? > 0)
}

/// Ends the sessions of an account, but for one if told.
pub(crate) async fn delete_of_account(
    work: &mut Work,
    account: AccountId,
    keep: Option<SessionId>,
) -> Result<u64, StoreError> {
    match keep {
        Some(keep) => work.execute(DELETE_OTHERS, args![account, keep]).await,
        None => work.execute(DELETE_ALL, args![account]).await,
    }
}

/// Removes the sessions that ended before `now` or were not used since `idle_since`.
pub(crate) async fn across_realms_delete_over(
    work: &mut Work,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<u64, StoreError> {
    work.execute(DELETE_EXPIRED, args![now, idle_since]).await
}

fn read(row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.get("id")?,
        realm: row.get("realm_id")?,
        account: row.get("account_id")?,
        address: row.get("address")?,
        created_at: row.get("created_at")?,
        seen_at: row.get("seen_at")?,
        expires_at: row.get("expires_at")?,
        pending: row.get("pending")?,
        confirmed_at: row.get("confirmed_at")?,
        agent: row.get("agent")?,
        device_hash: row.get("device_hash")?,
        news_since: row.get("news_since")?,
        is_whole: row.get("is_whole")?,
    })
}
