//! All SQL of devices.

use super::model::Device;
use guildhall_kernel::{AccountId, Timestamp};
use guildhall_store::{Connection, Row, StoreError, Work, args};

const FIND: &str = "SELECT seen_at FROM account_device
    WHERE realm_id = $1 AND account_id = $2 AND device_hash = $3";
const ANY: &str = "SELECT device_hash FROM account_device WHERE realm_id = $1 AND account_id = $2 LIMIT 1";
const PUT: &str = "INSERT INTO account_device
    (realm_id, account_id, device_hash, agent, address, first_seen_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (realm_id, account_id, device_hash)
    DO UPDATE SET agent = excluded.agent, address = excluded.address, seen_at = excluded.seen_at";
const SINCE: &str = "SELECT agent, address, first_seen_at FROM account_device
    WHERE realm_id = $1 AND account_id = $2 AND first_seen_at >= $3 AND device_hash <> $4
    ORDER BY first_seen_at DESC LIMIT $5";
const FORGET_ALL: &str = "DELETE FROM account_device WHERE realm_id = $1 AND account_id = $2";
const FORGET: &str = "DELETE FROM account_device WHERE realm_id = $1 AND account_id = $2 AND seen_at < $3";

/// Returns when a device of an account was last seen; nothing when it never was.
pub(super) async fn seen_at(
    connection: &mut Connection,
    account: AccountId,
    device_hash: &str,
) -> Result<Option<Timestamp>, StoreError> {
    let values = args![connection.realm(), account, device_hash];
    let row = connection.fetch_optional(FIND, values).await?;
    row.map(|row| row.get("seen_at")).transpose()
}

/// Says whether an account has any device.
pub(super) async fn any(connection: &mut Connection, account: AccountId) -> Result<bool, StoreError> {
    let values = args![connection.realm(), account];
    Ok(connection.fetch_optional(ANY, values).await?.is_some())
}

/// Forgets every device of an account, and returns how many there were.
pub(super) async fn forget_all(work: &mut Work, account: AccountId) -> Result<u64, StoreError> {
    let values = args![work.realm(), account];
    work.execute(FORGET_ALL, values).await
}

/// Writes down that a device was seen.
pub(super) async fn put(
    work: &mut Work,
    account: AccountId,
    device_hash: &str,
    (agent, address): (&str, String),
) -> Result<(), StoreError> {
    let (realm, now) = (work.realm(), work.now());
    let values = args![realm, account, device_hash, agent, address, now, now];
    work.execute(PUT, values).await.map(|_| ())
}

/// Returns the devices that first signed in at an instant or later, but for one, the newest first.
pub(super) async fn since(
    connection: &mut Connection,
    account: AccountId,
    (instant, but): (Timestamp, &str),
    limit: u32,
) -> Result<Vec<Device>, StoreError> {
    let values = args![connection.realm(), account, instant, but, limit];
    let rows = connection.fetch_all(SINCE, values).await?;
    rows.iter().map(read).collect()
}

/// Forgets the devices of an account that were not seen for long.
pub(super) async fn forget(work: &mut Work, account: AccountId, before: Timestamp) -> Result<(), StoreError> {
    let values = args![work.realm(), account, before];
    work.execute(FORGET, values).await.map(|_| ())
}

fn read(row: &Row) -> Result<Device, StoreError> {
    Ok(Device {
        agent: row.get("agent")?,
        address: row.get("address")?,
        first_seen_at: row.get("first_seen_at")?,
    })
}
