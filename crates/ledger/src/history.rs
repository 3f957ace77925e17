//! Reading the log for people: what was done to one thing, and what was done last.

use crate::LedgerError;
use crate::entry::Entry;
use crate::log::entry_of;
use guildhall_store::{Connection, args};
use uuid::Uuid;

/// An entry with its place in the tree; none while it waits for one.
pub type Placed = (Entry, Option<u64>);

const OF_SUBJECT: &str =
    "SELECT e.id, e.recorded_at, e.actor, e.action, e.subject_kind, e.subject_id, e.digest,
    e.details, e.nonce, l.leaf_index
    FROM ledger_entry e LEFT JOIN ledger_leaf l ON l.realm_id = e.realm_id AND l.entry_id = e.id
    WHERE e.realm_id = $1 AND e.subject_kind = $2 AND e.subject_id = $3
    ORDER BY e.recorded_at DESC, e.id DESC LIMIT $4";
const BEFORE: &str = "SELECT e.id, e.recorded_at, e.actor, e.action, e.subject_kind, e.subject_id, e.digest,
    e.details, e.nonce, l.leaf_index
    FROM ledger_leaf l JOIN ledger_entry e ON e.realm_id = l.realm_id AND e.id = l.entry_id
    WHERE l.realm_id = $1 AND l.leaf_index < $2 ORDER BY l.leaf_index DESC LIMIT $3";

const COUNT: &str = "SELECT COUNT(id) AS entries FROM ledger_entry WHERE realm_id = $1 AND action = $2";

/// Returns how many entries tell of an action.
///
/// # Errors
/// [`LedgerError`] when the database refuses.
pub async fn count(connection: &mut Connection, action: &str) -> Result<i64, LedgerError> {
    let realm = connection.realm();
    Ok(connection
        .fetch_one(COUNT, args![realm, action])
        .await?
        .get("entries")?)
}

const MENTIONS: &str = "SELECT id FROM ledger_entry
    WHERE realm_id = $1 AND subject_kind = $2 AND subject_id = $3 AND action = $4 AND details LIKE $5 LIMIT 1";

/// Says whether an entry about a thing tells of an action and has a text in its details, which must be free of `%`
/// and `_`.
///
/// # Errors
/// [`LedgerError`] when the database refuses.
pub async fn mentions(
    connection: &mut Connection,
    (kind, subject, action): (&str, Uuid, &str),
    text: &str,
) -> Result<bool, LedgerError> {
    let values = args![connection.realm(), kind, subject, action, format!("%{text}%")];
    Ok(connection.fetch_optional(MENTIONS, values).await?.is_some())
}

const DETAILS: &str = "SELECT id, details FROM ledger_entry
    WHERE realm_id = $1 AND action = $2 AND id > $3 ORDER BY id LIMIT $4";

/// Returns the details of the entries that tell of an action, by id and behind one; for sums over all of them.
///
/// # Errors
/// [`LedgerError`] when the database refuses.
pub async fn details_of(
    connection: &mut Connection,
    action: &str,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<(Uuid, String)>, LedgerError> {
    let values = args![connection.realm(), action, after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(DETAILS, values).await?;
    rows.iter()
        .map(|row| Ok((row.get("id")?, row.get("details")?)))
        .collect()
}

/// Returns the newest entries about one thing, newest first.
///
/// # Errors
/// [`LedgerError`] when the database refuses.
pub async fn of_subject(
    connection: &mut Connection,
    kind: &str,
    subject: Uuid,
    limit: u32,
) -> Result<Vec<Placed>, LedgerError> {
    let realm = connection.realm();
    let rows = connection
        .fetch_all(OF_SUBJECT, args![realm, kind, subject, limit])
        .await?;
    rows.iter()
        .map(|row| Ok((entry_of(realm, row)?, index(row)?)))
        .collect()
}

/// Returns the entries before a place in the tree, newest first; from the end when no place is given.
///
/// # Errors
/// [`LedgerError`] when the database refuses.
pub async fn before(
    connection: &mut Connection,
    place: Option<u64>,
    limit: u32,
) -> Result<Vec<Placed>, LedgerError> {
    let realm = connection.realm();
    let place = place.map_or(i64::MAX, |place| i64::try_from(place).unwrap_or(i64::MAX));
    let rows = connection.fetch_all(BEFORE, args![realm, place, limit]).await?;
    rows.iter()
        .map(|row| Ok((entry_of(realm, row)?, index(row)?)))
        .collect()
}

fn index(row: &guildhall_store::Row) -> Result<Option<u64>, LedgerError> {
    let index: Option<i64> = row.get("leaf_index")?;
    Ok(index.and_then(|index| u64::try_from(index).ok()))
}
