//! All SQL of the inbox.

use super::model::{InboxItem, ItemState, StoredProposal};
use guildhall_archive::{Archive, Record};
use guildhall_identity::ListQuery;
use guildhall_kernel::{Actor, ContentHash, RecordId, Timestamp};
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue, Row, StoreError, Work, args};
use std::collections::HashMap;

const INSERT: &str =
    "INSERT INTO inbox_item (realm_id, id, record_id, component_id, hash, file_name, size_bytes,
    format, source, state, problem, proposal, job_id, received_at, read_at) VALUES";
const OF_RECORD: &str =
    "SELECT id, record_id, component_id, hash, file_name, size_bytes, format, source, state,
    problem, proposal, job_id, received_at, read_at FROM inbox_item WHERE realm_id = $1 AND record_id = $2";
const OF_RECORDS: &str =
    "SELECT id, record_id, component_id, hash, file_name, size_bytes, format, source, state,
    problem, proposal, job_id, received_at, read_at FROM inbox_item WHERE realm_id = $1 AND record_id IN";
const KNOWN: &str = "SELECT hash, record_id FROM inbox_item WHERE realm_id = $1 AND hash IN";
const CONCLUDE: &str =
    "UPDATE inbox_item SET state = $1, problem = $2, proposal = $3, format = $4, read_at = $5
    WHERE realm_id = $6 AND record_id = $7";
const WAIT_AGAIN: &str = "UPDATE inbox_item SET state = 'waiting', problem = $1, job_id = $2
    WHERE realm_id = $3 AND record_id = $4";
// Who may know of a paper is decided by its record, so the archive's table stands beside ours here.
const COUNTS: &str = "SELECT i.state AS item_state, COUNT(i.id) AS items FROM inbox_item i
    JOIN record r ON r.realm_id = i.realm_id AND r.id = i.record_id
    WHERE i.realm_id = ?";

const DELETE: &str = "DELETE FROM inbox_item WHERE realm_id = $1 AND record_id = $2";

fn proposal_text(proposal: &StoredProposal) -> Result<String, StoreError> {
    serde_json::to_string(proposal)
        .map_err(|error| StoreError::inconsistent("inbox_item.proposal", error.to_string()))
}

/// Deletes the line of a record.
pub(super) async fn delete(work: &mut Work, record: RecordId) -> Result<(), StoreError> {
    let values = args![work.realm(), record];
    work.execute(DELETE, values).await.map(|_| ())
}

pub(super) async fn insert_many(work: &mut Work, items: &[InboxItem]) -> Result<(), StoreError> {
    let realm = work.realm();
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        rows.push(args![
            realm,
            item.id,
            item.record,
            item.component,
            item.hash,
            &item.file_name,
            item.size_bytes,
            &item.format,
            &item.source,
            item.state.code(),
            item.problem.as_ref(),
            proposal_text(&item.proposal)?,
            item.job,
            item.received_at,
            item.read_at
        ]);
    }
    work.insert_many(INSERT, rows, "").await.map(|_| ())
}

fn from_row(row: &Row) -> Result<InboxItem, StoreError> {
    let state: String = row.get("state")?;
    let proposal: String = row.get("proposal")?;
    Ok(InboxItem {
        id: row.get("id")?,
        record: row.get("record_id")?,
        component: row.get("component_id")?,
        hash: row.get("hash")?,
        file_name: row.get("file_name")?,
        size_bytes: row.get("size_bytes")?,
        format: row.get("format")?,
        source: row.get("source")?,
        state: ItemState::parse(&state).ok_or_else(|| StoreError::inconsistent("inbox_item.state", state))?,
        problem: row.get("problem")?,
        proposal: serde_json::from_str(&proposal)
            .map_err(|error| StoreError::inconsistent("inbox_item.proposal", error.to_string()))?,
        job: row.get("job_id")?,
        received_at: row.get("received_at")?,
        read_at: row.get("read_at")?,
    })
}

pub(crate) async fn of_record(
    connection: &mut Connection,
    record: RecordId,
) -> Result<Option<InboxItem>, StoreError> {
    let realm = connection.realm();
    connection
        .fetch_optional(OF_RECORD, args![realm, record])
        .await?
        .as_ref()
        .map(from_row)
        .transpose()
}

async fn of_records(connection: &mut Connection, records: &[RecordId]) -> Result<Vec<InboxItem>, StoreError> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = args![connection.realm()];
    values.extend(records.iter().map(|id| id.into_value()));
    let sql = format!("{OF_RECORDS} ({})", in_list(2, records.len()));
    connection
        .fetch_all(sql, values)
        .await?
        .iter()
        .map(from_row)
        .collect()
}

/// Puts beside each record its paper, if it came through the inbox.
pub(super) async fn with_items(
    connection: &mut Connection,
    records: Vec<Record>,
) -> Result<Vec<(Record, Option<InboxItem>)>, StoreError> {
    let ids: Vec<RecordId> = records.iter().map(|record| record.id).collect();
    let items = of_records(connection, &ids).await?;
    let mut by_record: HashMap<RecordId, InboxItem> =
        items.into_iter().map(|item| (item.record, item)).collect();
    let pair = |record: Record| {
        let item = by_record.remove(&record.id);
        (record, item)
    };
    Ok(records.into_iter().map(pair).collect())
}

/// Returns which of these contents are already here, with the record that holds them.
pub(super) async fn known(
    connection: &mut Connection,
    hashes: &[ContentHash],
) -> Result<Vec<(ContentHash, RecordId)>, StoreError> {
    let mut found = Vec::new();
    for chunk in hashes.chunks(500) {
        let mut values = args![connection.realm()];
        values.extend(chunk.iter().map(|hash| (*hash).into_value()));
        let sql = format!("{KNOWN} ({})", in_list(2, chunk.len()));
        for row in connection.fetch_all(sql, values).await? {
            found.push((row.get("hash")?, row.get("record_id")?));
        }
    }
    Ok(found)
}

/// How a reading ended.
pub(crate) struct Conclusion<'a> {
    pub(crate) state: ItemState,
    pub(crate) problem: Option<&'a str>,
    pub(crate) proposal: &'a StoredProposal,
    pub(crate) format: &'a str,
}

pub(crate) async fn conclude(
    work: &mut Work,
    record: RecordId,
    end: Conclusion<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let realm = work.realm();
    let proposal = proposal_text(end.proposal)?;
    work.execute(
        CONCLUDE,
        args![
            end.state.code(),
            end.problem,
            proposal,
            end.format,
            now,
            realm,
            record
        ],
    )
    .await
    .map(|_| ())
}

pub(super) async fn wait_again(
    work: &mut Work,
    record: RecordId,
    job: guildhall_kernel::JobId,
) -> Result<(), StoreError> {
    let realm = work.realm();
    work.execute(WAIT_AGAIN, args![None::<String>, job, realm, record])
        .await
        .map(|_| ())
}

/// Counts, by state, the papers whose records the actor may list.
pub(super) async fn counts(
    connection: &mut Connection,
    archive: &Archive,
    actor: &Actor,
    only: Option<ItemState>,
) -> Result<Vec<(ItemState, i64)>, StoreError> {
    let mut query = archive.and_listed(ListQuery::new(COUNTS, args![connection.realm()]), actor);
    if let Some(only) = only {
        query = query.and("i.state = ?", args![only.code()]);
    }
    let (sql, bound) = query.finish("GROUP BY i.state", args![]);
    let rows = connection.fetch_all(sql, bound).await?;
    rows.iter()
        .map(|row| {
            let state: String = row.get("item_state")?;
            let known = ItemState::parse(&state)
                .ok_or_else(|| StoreError::inconsistent("inbox_item.state", state))?;
            Ok((known, row.get("items")?))
        })
        .collect()
}
