//! All SQL of attempts to sign in: a table of this node alone, so that no realm is needed.

use guildhall_kernel::Timestamp;
use guildhall_store::{StoreError, Work, args};

const FORGET_ONE: &str = "DELETE FROM login_attempt WHERE login_hash = $1 AND address = $2 AND last_at < $3";
const COUNT: &str = "INSERT INTO login_attempt (login_hash, address, attempts, last_at, blocked_until)
    VALUES ($1, $2, 1, $3, 0)
    ON CONFLICT (login_hash, address)
    DO UPDATE SET attempts = login_attempt.attempts + excluded.attempts, last_at = excluded.last_at
    RETURNING attempts, blocked_until";
const BLOCK: &str = "UPDATE login_attempt SET blocked_until = $1 WHERE login_hash = $2 AND address = $3";
const CLEAR: &str = "DELETE FROM login_attempt WHERE login_hash = $1 AND address = $2";
const UNCOUNT: &str = "UPDATE login_attempt SET attempts = attempts - 1, blocked_until = 0
    WHERE login_hash = '' AND address = $1 AND attempts > 0";
const FORGET: &str = "DELETE FROM login_attempt WHERE last_at < $1";

/// What attempts are counted by; without a login, by the address alone. For a known device, its hash stands in place of
/// the address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted<'a> {
    pub(super) login_hash: &'a str,
    pub(super) address: &'a str,
}

/// Counts an attempt and returns how many there were with it, and until when none is let in.
///
/// The row stays locked until the unit of work ends, so attempts at the same moment are counted one by one.
pub(super) async fn count(
    work: &mut Work,
    by: Counted<'_>,
    forgotten_before: Timestamp,
) -> Result<(i64, Timestamp), StoreError> {
    work.execute(FORGET_ONE, args![by.login_hash, by.address, forgotten_before])
        .await?;
    let values = args![by.login_hash, by.address, work.now()];
    let row = work.fetch_one(COUNT, values).await?;
    Ok((row.get("attempts")?, row.get("blocked_until")?))
}

pub(super) async fn block(work: &mut Work, by: Counted<'_>, until: Timestamp) -> Result<(), StoreError> {
    work.execute(BLOCK, args![until, by.login_hash, by.address])
        .await
        .map(|_| ())
}

/// Forgets the attempts on a login name from an address, and takes the last one off the address.
pub(super) async fn clear(work: &mut Work, by: Counted<'_>) -> Result<(), StoreError> {
    work.execute(CLEAR, args![by.login_hash, by.address]).await?;
    work.execute(UNCOUNT, args![by.address]).await.map(|_| ())
}

/// Removes all attempts before an instant.
pub(crate) async fn across_realms_forget_before(
    work: &mut Work,
    before: Timestamp,
) -> Result<u64, StoreError> {
    work.execute(FORGET, args![before]).await
}
