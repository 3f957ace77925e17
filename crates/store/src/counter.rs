//! Numbers that people see, such as item 12 of 2026: a row raised in the transaction that uses the number.

use crate::{Connection, StoreError, Work, args};

const RAISE: &str = "INSERT INTO counter (realm_id, name, value) VALUES ($1, $2, $3)
    ON CONFLICT (realm_id, name) DO UPDATE SET value = counter.value + excluded.value
    RETURNING value";

const TAKEN: &str = "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS taken FROM counter
    WHERE realm_id = $1 AND name >= $2 AND name < $3";

/// Takes `count` numbers in a row from the named counter and returns the first; the first ever is 1.
///
/// Gapless: when the transaction is undone, so is the taking.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn take(work: &mut Work, name: &str, count: u32) -> Result<i64, StoreError> {
    let realm = work.realm();
    let row = work.fetch_one(RAISE, args![realm, name, count]).await?;
    Ok(row.get::<i64>("value")? - i64::from(count) + 1)
}

/// Raises the named counter until `number` counts as taken, for a number that was given elsewhere, and returns by how much;
/// 0 when it stood there already.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn raise_to(work: &mut Work, name: &str, number: i64) -> Result<i64, StoreError> {
    // Taking none locks the row, so what is read is true until the end of the transaction.
    let taken = take(work, name, 0).await? - 1;
    let realm = work.realm();
    let missing = (number - taken).max(0);
    if missing > 0 {
        work.fetch_one(RAISE, args![realm, name, missing]).await?;
    }
    Ok(missing)
}

/// Returns how many numbers were ever taken from all counters whose names begin so.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn taken(connection: &mut Connection, prefix: &str) -> Result<i64, StoreError> {
    let realm = connection.realm();
    let end = format!("{prefix}\u{10ffff}");
    connection
        .fetch_one(TAKEN, args![realm, prefix, end])
        .await?
        .get("taken")
}
