//! All SQL of who keeps records now.

use super::Custody;
use guildhall_kernel::RecordId;
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, StoreError, Work, args};
use std::collections::BTreeSet;

const INSERT: &str = "INSERT INTO custody (realm_id, record_id, handover_id, number, receiver, since) VALUES";
const ONCE: &str = "ON CONFLICT (realm_id, record_id) DO NOTHING";
const OF_RECORD: &str = "SELECT handover_id, number, receiver, since FROM custody
    WHERE realm_id = $1 AND record_id = $2";
const HANDED_OVER: &str = "SELECT record_id FROM custody WHERE realm_id = $1 AND record_id IN";

/// Writes who keeps these records; those that passed on before stay as they are.
pub(super) async fn insert(
    work: &mut Work,
    records: &[RecordId],
    custody: &Custody,
) -> Result<(), StoreError> {
    let realm = work.realm();
    let row = |record: &RecordId| {
        args![
            realm,
            *record,
            custody.handover,
            &custody.number,
            &custody.receiver,
            custody.since
        ]
    };
    let rows = records.iter().map(row).collect();
    work.insert_many(INSERT, rows, ONCE).await.map(|_| ())
}

/// Returns who keeps a record that passed on.
pub(super) async fn of_record(
    connection: &mut Connection,
    record: RecordId,
) -> Result<Option<Custody>, StoreError> {
    let values = args![connection.realm(), record];
    let row = connection.fetch_optional(OF_RECORD, values).await?;
    let read = |row: &guildhall_store::Row| {
        Ok(Custody {
            handover: row.get("handover_id")?,
            number: row.get("number")?,
            receiver: row.get("receiver")?,
            since: row.get("since")?,
        })
    };
    row.as_ref().map(read).transpose()
}

/// Returns which of these records another archives keeps now.
///
/// # Errors
/// When the database refuses.
pub async fn handed_over(
    connection: &mut Connection,
    records: &[RecordId],
) -> Result<BTreeSet<RecordId>, StoreError> {
    let mut found = BTreeSet::new();
    for part in records.chunks(500) {
        let sql = format!("{HANDED_OVER} ({})", in_list(2, part.len()));
        let mut values = args![connection.realm()];
        values.extend(part.iter().map(|id| id.into_value()));
        for row in connection.fetch_all(sql, values).await? {
            found.insert(row.get("record_id")?);
        }
    }
    Ok(found)
}
