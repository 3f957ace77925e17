//! All SQL of batches.

use super::model::{
    Batch, BatchCounts, BatchItem, BatchKey, BatchState, Changes, ItemState, Refusal, RefusalDetails,
};
use crate::record::store::{LIST, column, from_row as record_from_row};
use crate::record::{Record, RecordState};
use guildhall_identity::ListQuery;
use guildhall_kernel::{AccountId, RecordId, Timestamp};
use guildhall_policy::Filter;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Value, Work, args};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The columns of a batch, without the time of the last work.
macro_rules! columns {
    () => {
        "id, kind, state, made_by, made_at, selection, changes, total, started_at, ended_at, done, refused, undoes"
    };
}

/// The columns of a record of a batch.
macro_rules! item_columns {
    () => {
        "sequence, record_id, version, state, former, changed_to, reason, details"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO record_batch (realm_id, ",
    columns!(),
    ", worked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
);
const CHANGE: &str =
    "UPDATE record_batch SET state = $1, changes = $2, started_at = $3, ended_at = $4, done = $5,
    refused = $6, worked_at = $7 WHERE realm_id = $8 AND id = $9 AND state = $10";
const KEEP_RUNNING: &str =
    "UPDATE record_batch SET worked_at = $1 WHERE realm_id = $2 AND id = $3 AND state = 'running'";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record_batch WHERE realm_id = $1 AND id = $2"
);
const OF_ACCOUNT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record_batch WHERE realm_id = $1 AND made_by = $2 AND (made_at, id) < ($3, $4)
    ORDER BY made_at DESC, id DESC LIMIT $5"
);
const OLD_DRAFTS: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record_batch WHERE realm_id = $1 AND made_by = $2 AND made_at < $3 AND state = 'draft'
    ORDER BY made_at LIMIT $4"
);
const UNDOING: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record_batch WHERE realm_id = $1 AND undoes = $2"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record_batch WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const DELETE: &str = "DELETE FROM record_batch WHERE realm_id = $1 AND id = $2 AND state = 'draft'";
const DELETE_ITEMS: &str = "DELETE FROM record_batch_item WHERE realm_id = $1 AND batch_id = $2";
const INSERT_ITEM: &str = concat!(
    "INSERT INTO record_batch_item (realm_id, batch_id, ",
    item_columns!(),
    ") VALUES"
);
const ITEMS: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM record_batch_item WHERE realm_id = $1 AND batch_id = $2 AND state = $3 AND sequence > $4
    ORDER BY sequence LIMIT $5"
);
const END_ITEM: &str =
    "UPDATE record_batch_item SET state = $1, former = $2, changed_to = $3, reason = $4, details = $5
    WHERE realm_id = $6 AND batch_id = $7 AND sequence = $8 AND state = 'waiting'";
const COUNTS: &str = "SELECT state, COUNT(sequence) AS records FROM record_batch_item
    WHERE realm_id = $1 AND batch_id = $2 GROUP BY state";
const FORGET: &str = "DELETE FROM record_batch_item WHERE realm_id = $1 AND record_id = $2";

fn as_text(what: &'static str, value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::inconsistent(what, error.to_string()))
}

fn as_changes(what: &'static str, text: &str) -> Result<Changes, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::inconsistent(what, error.to_string()))
}

pub(super) async fn insert(work: &mut Work, batch: &Batch) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        batch.id,
        batch.kind,
        batch.state,
        batch.made_by,
        batch.made_at,
        &batch.selection,
        as_text("record_batch.changes", &batch.changes)?,
        batch.total,
        batch.started_at,
        batch.ended_at,
        batch.done,
        batch.refused,
        batch.undoes,
        batch.made_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes how a batch stands now; no when it no longer stood as before.
pub(super) async fn change(work: &mut Work, before: BatchState, batch: &Batch) -> Result<bool, StoreError> {
    let values = args![
        batch.state,
        as_text("record_batch.changes", &batch.changes)?,
        batch.started_at,
        batch.ended_at,
        batch.done,
        batch.refused,
        work.now(),
        work.realm(),
        batch.id,
        before
    ];
    Ok(work.execute(CHANGE, values).await? == 1)
}

/// Holds a batch as running until the end of the unit of work; no when it no longer runs.
pub(super) async fn keep_running(work: &mut Work, id: Uuid) -> Result<bool, StoreError> {
    let values = args![work.now(), work.realm(), id];
    Ok(work.execute(KEEP_RUNNING, values).await? == 1)
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Batch>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the batches of an account, the newest first, behind `after`.
pub(super) async fn of_account(
    connection: &mut Connection,
    account: AccountId,
    (after, limit): (Option<BatchKey>, u32),
) -> Result<Vec<Batch>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let values = args![connection.realm(), account, at, id, limit];
    read_all(connection, OF_ACCOUNT, values).await
}

/// Returns drafts of an account that were made before an instant.
pub(super) async fn old_drafts(
    connection: &mut Connection,
    account: AccountId,
    (before, limit): (Timestamp, u32),
) -> Result<Vec<Batch>, StoreError> {
    let values = args![connection.realm(), account, before, limit];
    read_all(connection, OLD_DRAFTS, values).await
}

/// Returns the batch that puts back what another one changed.
pub(super) async fn undoing(connection: &mut Connection, id: Uuid) -> Result<Option<Batch>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(UNDOING, values).await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Batch>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, AFTER_ID, values).await
}

/// Takes a draft away with its records; no when it is none.
pub(super) async fn delete(work: &mut Work, id: Uuid) -> Result<bool, StoreError> {
    let values = args![work.realm(), id];
    let is_deleted = work.execute(DELETE, values.clone()).await? == 1;
    if is_deleted {
        work.execute(DELETE_ITEMS, values).await?;
    }
    Ok(is_deleted)
}

async fn read_all(
    connection: &mut Connection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<Batch>, StoreError> {
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Batch, StoreError> {
    let changes: String = row.get("changes")?;
    Ok(Batch {
        id: row.get("id")?,
        kind: row.get("kind")?,
        state: row.get("state")?,
        made_by: row.get("made_by")?,
        made_at: row.get("made_at")?,
        selection: row.get("selection")?,
        changes: as_changes("record_batch.changes", &changes)?,
        total: row.get("total")?,
        started_at: row.get("started_at")?,
        ended_at: row.get("ended_at")?,
        done: row.get("done")?,
        refused: row.get("refused")?,
        undoes: row.get("undoes")?,
    })
}

pub(super) async fn insert_items(
    work: &mut Work,
    batch: Uuid,
    items: &[BatchItem],
) -> Result<(), StoreError> {
    let realm = work.realm();
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        let (reason, details) = refusal_texts(item)?;
        rows.push(args![
            realm,
            batch,
            item.sequence,
            item.record,
            item.version,
            item.state,
            as_text("record_batch_item.former", &item.former)?,
            item.changed_to,
            reason,
            details
        ]);
    }
    work.insert_many(INSERT_ITEM, rows, "").await.map(|_| ())
}

/// Returns the records of a batch in one state, in their order, behind a place.
pub(super) async fn items(
    connection: &mut Connection,
    (batch, state): (Uuid, ItemState),
    (after, limit): (u32, u32),
) -> Result<Vec<BatchItem>, StoreError> {
    let values = args![connection.realm(), batch, state, after, limit];
    let rows = connection.fetch_all(ITEMS, values).await?;
    rows.iter().map(read_item).collect()
}

/// Writes what became of a record whose turn had not come; no when it had.
pub(super) async fn end_item(work: &mut Work, batch: Uuid, item: &BatchItem) -> Result<bool, StoreError> {
    let (reason, details) = refusal_texts(item)?;
    let values = args![
        item.state,
        as_text("record_batch_item.former", &item.former)?,
        item.changed_to,
        reason,
        details,
        work.realm(),
        batch,
        item.sequence
    ];
    Ok(work.execute(END_ITEM, values).await? == 1)
}

pub(super) async fn counts(connection: &mut Connection, batch: Uuid) -> Result<BatchCounts, StoreError> {
    let values = args![connection.realm(), batch];
    let mut counts = BatchCounts::default();
    for row in connection.fetch_all(COUNTS, values).await? {
        let records = u32::try_from(row.get::<i64>("records")?).unwrap_or(u32::MAX);
        match row.get::<ItemState>("state")? {
            ItemState::Waiting => counts.waiting = records,
            ItemState::Done => counts.done = records,
            ItemState::Refused => counts.refused = records,
        }
    }
    Ok(counts)
}

/// Takes what batches keep of a record away.
pub(super) async fn forget(work: &mut Work, record: RecordId) -> Result<(), StoreError> {
    let values = args![work.realm(), record];
    work.execute(FORGET, values).await.map(|_| ())
}

fn refusal_texts(item: &BatchItem) -> Result<(String, String), StoreError> {
    match &item.refusal {
        Some(refusal) => Ok((
            refusal.code.clone(),
            as_text("record_batch_item.details", &refusal.details)?,
        )),
        None => Ok((String::new(), String::new())),
    }
}

fn read_item(row: &Row) -> Result<BatchItem, StoreError> {
    let (former, reason): (String, String) = (row.get("former")?, row.get("reason")?);
    let details: String = row.get("details")?;
    let details: RefusalDetails = match details.is_empty() {
        true => RefusalDetails::default(),
        false => serde_json::from_str(&details)
            .map_err(|error| StoreError::inconsistent("record_batch_item.details", error.to_string()))?,
    };
    Ok(BatchItem {
        sequence: row.get("sequence")?,
        record: row.get("record_id")?,
        version: row.get("version")?,
        state: row.get("state")?,
        former: as_changes("record_batch_item.former", &former)?,
        changed_to: row.get("changed_to")?,
        refusal: (!reason.is_empty()).then_some(Refusal {
            code: reason,
            details,
        }),
    })
}

/// Returns those of these records that the filter admits, in the given order, the discarded ones left out.
pub(super) async fn chosen(
    connection: &mut Connection,
    filter: &Filter,
    ids: &[RecordId],
) -> Result<Vec<Record>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let values = chunk.iter().map(|id| id.into_value()).collect();
        let (sql, values) = ListQuery::new(LIST, args![connection.realm()])
            .and("discarded_at IS NULL", args![])
            .and_in("id", values)
            .and_filter(filter, &column)
            .finish("", args![]);
        for row in connection.fetch_all(sql, values).await? {
            let record = record_from_row(&row)?;
            found.insert(record.id, record);
        }
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Returns the records in one state that the filter admits, the oldest first.
pub(super) async fn waiting(
    connection: &mut Connection,
    filter: &Filter,
    (state, limit): (RecordState, u32),
) -> Result<Vec<Record>, StoreError> {
    let (sql, values) = ListQuery::new(LIST, args![connection.realm()])
        .and("state = ? AND discarded_at IS NULL", args![state.code()])
        .and_filter(filter, &column)
        .finish("ORDER BY captured_at, id LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(record_from_row).collect()
}
