//! All SQL of exports by day and of lifted limits.

use guildhall_kernel::{AccountId, Timestamp};
use guildhall_store::{Connection, StoreError, Work, args};
use uuid::Uuid;

const RAISE: &str = "INSERT INTO export_day (realm_id, account_id, day, records) VALUES ($1, $2, $3, $4)
    ON CONFLICT (realm_id, account_id, day) DO UPDATE SET records = export_day.records + excluded.records
    RETURNING records";
const OF_DAY: &str = "SELECT records FROM export_day WHERE realm_id = $1 AND account_id = $2 AND day = $3";
const LIFT: &str = "INSERT INTO export_lift (realm_id, id, account_id, given_by, given_at, until_at, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const LIFTED: &str = "SELECT MAX(until_at) AS until_at FROM export_lift
    WHERE realm_id = $1 AND account_id = $2 AND until_at > $3";

/// A limit that is lifted.
pub(crate) struct Lift<'a> {
    pub id: Uuid,
    pub account: AccountId,
    pub given_by: AccountId,
    pub until: Timestamp,
    pub reason: &'a str,
}

/// Adds to what an account exported on a day and returns the sum. The row stays locked until the unit of work ends.
pub(crate) async fn raise(
    work: &mut Work,
    account: AccountId,
    day: &str,
    records: i64,
) -> Result<i64, StoreError> {
    let values = args![work.realm(), account, day, records];
    work.fetch_one(RAISE, values).await?.get("records")
}

pub(crate) async fn of_day(
    connection: &mut Connection,
    account: AccountId,
    day: &str,
) -> Result<i64, StoreError> {
    let values = args![connection.realm(), account, day];
    let row = connection.fetch_optional(OF_DAY, values).await?;
    row.map_or(Ok(0), |row| row.get("records"))
}

pub(crate) async fn lift(work: &mut Work, lift: &Lift<'_>) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        lift.id,
        lift.account,
        lift.given_by,
        work.now(),
        lift.until,
        lift.reason
    ];
    work.execute(LIFT, values).await.map(|_| ())
}

/// Returns until when the limit is lifted, when it is.
pub(crate) async fn lifted_until(
    connection: &mut Connection,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let values = args![connection.realm(), account, now];
    connection.fetch_one(LIFTED, values).await?.get("until_at")
}
