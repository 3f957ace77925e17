//! What houses before this one did with a received record (接收前历史), kept as it came.

use crate::PriorHistory;
use guildhall_kernel::RecordId;
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

/// Houses before this one whose word is read.
const HOUSES_MAX: u32 = 100;

const INSERT: &str =
    "INSERT INTO prior_history (realm_id, id, record_id, sequence, accession_id, sender, log, log_key,
    state_digest, entries, received_at, history, proof) VALUES";
const OF_RECORD: &str =
    "SELECT sender, log, log_key, state_digest, entries, received_at, history, proof FROM prior_history
    WHERE realm_id = $1 AND record_id = $2 ORDER BY sequence LIMIT $3";
const DELETE: &str = "DELETE FROM prior_history WHERE realm_id = $1 AND record_id = $2";

/// Keeps what houses before this one told of a record, the first one first.
pub(crate) async fn keep(
    work: &mut Work,
    (record, accession): (RecordId, Uuid),
    histories: &[PriorHistory],
) -> Result<(), StoreError> {
    let realm = work.realm();
    let mut rows = Vec::with_capacity(histories.len());
    for (prior, sequence) in histories.iter().zip(1_u32..) {
        let id: Uuid = work.new_id();
        rows.push(args![
            realm,
            id,
            record,
            sequence,
            accession,
            &prior.sender,
            &prior.log,
            &prior.log_key,
            &prior.state_digest,
            prior.entries,
            prior.received_at,
            &prior.history,
            &prior.proof
        ]);
    }
    work.insert_many(INSERT, rows, "").await.map(|_| ())
}

/// Returns what houses before this one told of a record, the first one first, without asking for rights.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn of_record(
    connection: &mut Connection,
    record: RecordId,
) -> Result<Vec<PriorHistory>, StoreError> {
    let values = args![connection.realm(), record, HOUSES_MAX];
    let rows = connection.fetch_all(OF_RECORD, values).await?;
    rows.iter().map(read).collect()
}

/// Takes away what is kept of a record.
pub(crate) async fn forget(work: &mut Work, record: RecordId) -> Result<(), StoreError> {
    let values = args![work.realm(), record];
    work.execute(DELETE, values).await.map(|_| ())
}

fn read(row: &Row) -> Result<PriorHistory, StoreError> {
    Ok(PriorHistory {
        sender: row.get("sender")?,
        log: row.get("log")?,
        log_key: row.get("log_key")?,
        state_digest: row.get("state_digest")?,
        entries: row.get("entries")?,
        received_at: row.get("received_at")?,
        history: row.get("history")?,
        proof: row.get("proof")?,
    })
}
