//! All SQL of consignments and their lines.

use super::model::{Consignment, ConsignmentItem, ConsignmentKey, ConsignmentState, ItemOutcome};
use crate::{Format, Told};
use guildhall_archive::OutgoingLine;
use guildhall_kernel::{AccountId, RecordId, Timestamp};
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Work, args};
use uuid::Uuid;

/// The columns of a consignment.
macro_rules! columns {
    () => {
        "id, format, asked, purpose, reason, folder, made_by, made_at, state, records, packed, left_out, bytes, ended_at"
    };
}

/// The columns of a line.
macro_rules! item_columns {
    () => {
        "sequence, record_id, archival_code, outcome, place, files, bytes, digest, problem, detail, ended_at"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO consignment (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
);
const END: &str = "UPDATE consignment SET state = $1, packed = $2, left_out = $3, bytes = $4, ended_at = $5
    WHERE realm_id = $6 AND id = $7 AND state = 'packing'";
const CLEARED: &str = "UPDATE consignment SET state = 'cleared' WHERE realm_id = $1 AND id IN";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM consignment WHERE realm_id = $1 AND id = $2"
);
const OF_MAKER: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM consignment WHERE realm_id = $1 AND made_by = $2 AND (made_at, id) < ($3, $4)
    ORDER BY made_at DESC, id DESC LIMIT $5"
);
const OPEN_IN: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM consignment WHERE realm_id = $1 AND state = 'packing' AND format = $2 AND folder = $3
    ORDER BY made_at, id LIMIT 1"
);
const TO_CLEAR: &str = "SELECT id FROM consignment WHERE realm_id = $1 AND folder = ''
    AND (state = 'stopped' OR (state = 'done' AND made_at < $2))
    AND NOT EXISTS (SELECT 1 FROM handover h WHERE h.realm_id = consignment.realm_id
        AND h.consignment_id = consignment.id AND h.state IN ('deciding', 'approved'))
    ORDER BY id LIMIT $3";
const INSERT_ITEMS: &str = concat!(
    "INSERT INTO consignment_item (realm_id, consignment_id, ",
    item_columns!(),
    ") VALUES"
);
const ITEMS: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM consignment_item WHERE realm_id = $1 AND consignment_id = $2 AND sequence > $3
    ORDER BY sequence LIMIT $4"
);
const ITEMS_IN: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM consignment_item WHERE realm_id = $1 AND consignment_id = $2 AND outcome = $3 AND sequence > $4
    ORDER BY sequence LIMIT $5"
);
const END_ITEM: &str =
    "UPDATE consignment_item SET outcome = $1, place = $2, files = $3, bytes = $4, digest = $5,
    problem = $6, detail = $7, ended_at = $8 WHERE realm_id = $9 AND consignment_id = $10 AND sequence = $11";
const SUMS: &str =
    "SELECT outcome, COUNT(sequence) AS records, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes
    FROM consignment_item WHERE realm_id = $1 AND consignment_id = $2 GROUP BY outcome";
const WAITING_PACKAGES: &str = "SELECT i.consignment_id, i.place FROM consignment_item i
    JOIN consignment c ON c.realm_id = i.realm_id AND c.id = i.consignment_id
    WHERE i.realm_id = $1 AND i.record_id = $2 AND i.outcome = 'packed' AND c.folder = '' AND c.state <> 'cleared'
    ORDER BY i.consignment_id LIMIT 1000";
const DESTROYED: &str = "UPDATE consignment_item SET outcome = 'destroyed', digest = ''
    WHERE realm_id = $1 AND record_id = $2 AND outcome IN ('waiting', 'packed')
    AND consignment_id IN (SELECT id FROM consignment WHERE realm_id = $1 AND folder = '' AND state <> 'cleared')";

/// Counts and bytes of the lines of a consignment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    /// Not packed yet.
    pub waiting: u64,
    /// Packed.
    pub packed: u64,
    /// Left out, or destroyed meanwhile.
    pub left_out: u64,
    /// Bytes of what is packed.
    pub bytes: u64,
}

pub(super) async fn insert(work: &mut Work, one: &Consignment) -> Result<(), StoreError> {
    let asked = serde_json::to_string(&one.asked)
        .map_err(|error| StoreError::inconsistent("consignment.asked", error.to_string()))?;
    let values = args![
        work.realm(),
        one.id,
        one.format.code(),
        asked,
        &one.purpose,
        &one.reason,
        &one.folder,
        one.made_by,
        one.made_at,
        one.state,
        signed(one.records),
        signed(one.packed),
        signed(one.left_out),
        signed(one.bytes),
        one.ended_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes the lines of a consignment behind those that are there, all of them waiting.
pub(super) async fn insert_items(
    work: &mut Work,
    (id, first): (Uuid, u32),
    lines: &[OutgoingLine],
) -> Result<(), StoreError> {
    let realm = work.realm();
    let rows = lines.iter().zip(first..).map(|(line, sequence)| {
        args![
            realm,
            id,
            sequence,
            line.record,
            &line.archival_code,
            ItemOutcome::Waiting,
            "",
            0i64,
            0i64,
            "",
            "",
            "",
            None::<Timestamp>
        ]
    });
    work.insert_many(INSERT_ITEMS, rows.collect(), "")
        .await
        .map(|_| ())
}

/// Ends a consignment that is packed; says whether it still was.
pub(super) async fn end(
    work: &mut Work,
    (id, state): (Uuid, ConsignmentState),
    sums: Sums,
) -> Result<bool, StoreError> {
    let (realm, now) = (work.realm(), work.now());
    let values = args![
        state,
        signed(sums.packed),
        signed(sums.left_out),
        signed(sums.bytes),
        now,
        realm,
        id
    ];
    Ok(work.execute(END, values).await? == 1)
}

/// Returns a consignment, without asking for rights.
pub(crate) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Consignment>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the consignments that somebody asked for, the newest first, behind a key.
pub(super) async fn of_maker(
    connection: &mut Connection,
    account: AccountId,
    (after, limit): (Option<ConsignmentKey>, u32),
) -> Result<Vec<Consignment>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let values = args![connection.realm(), account, at, id, limit];
    let rows = connection.fetch_all(OF_MAKER, values).await?;
    rows.iter().map(read).collect()
}

/// Returns the consignment into a folder that was cut off.
pub(super) async fn open_in(
    connection: &mut Connection,
    format: Format,
    folder: &str,
) -> Result<Option<Consignment>, StoreError> {
    let values = args![connection.realm(), format.code(), folder];
    let row = connection.fetch_optional(OPEN_IN, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns consignments whose packages are to be taken away.
pub(crate) async fn to_clear(
    connection: &mut Connection,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Uuid>, StoreError> {
    let values = args![connection.realm(), before, limit];
    let rows = connection.fetch_all(TO_CLEAR, values).await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// Notes that the packages were taken away.
pub(crate) async fn cleared(work: &mut Work, ids: &[Uuid]) -> Result<(), StoreError> {
    let sql = format!("{CLEARED} ({})", in_list(2, ids.len()));
    let mut values = args![work.realm()];
    values.extend(ids.iter().map(|id| id.into_value()));
    work.execute(sql, values).await.map(|_| ())
}

/// Returns lines behind a place, in their order; only those of one outcome, when one is named.
pub(crate) async fn items(
    connection: &mut Connection,
    (id, outcome): (Uuid, Option<ItemOutcome>),
    (after, limit): (u32, u32),
) -> Result<Vec<ConsignmentItem>, StoreError> {
    let realm = connection.realm();
    let rows = match outcome {
        None => {
            connection
                .fetch_all(ITEMS, args![realm, id, after, limit])
                .await?
        }
        Some(outcome) => {
            let values = args![realm, id, outcome, after, limit];
            connection.fetch_all(ITEMS_IN, values).await?
        }
    };
    rows.iter().map(read_item).collect()
}

/// Writes what became of a line.
pub(super) async fn end_item(work: &mut Work, id: Uuid, item: &ConsignmentItem) -> Result<(), StoreError> {
    let problem = item.problem.as_ref();
    let values = args![
        item.outcome,
        &item.place,
        signed(item.files),
        signed(item.bytes),
        &item.digest,
        problem.map(|told| told.code.clone()).unwrap_or_default(),
        problem.map(Told::detail).unwrap_or_default(),
        item.ended_at,
        work.realm(),
        id,
        item.sequence
    ];
    work.execute(END_ITEM, values).await.map(|_| ())
}

/// Returns the counts of a consignment.
pub(super) async fn sums(connection: &mut Connection, id: Uuid) -> Result<Sums, StoreError> {
    let values = args![connection.realm(), id];
    let mut sums = Sums::default();
    for row in connection.fetch_all(SUMS, values).await? {
        let records = unsigned(&row, "records")?;
        match row.get("outcome")? {
            ItemOutcome::Waiting => sums.waiting += records,
            ItemOutcome::Packed => {
                sums.packed += records;
                sums.bytes += unsigned(&row, "bytes")?;
            }
            ItemOutcome::LeftOut | ItemOutcome::Destroyed => sums.left_out += records,
        }
    }
    Ok(sums)
}

/// Returns where packages of a record wait in the house to be fetched: consignment and place.
pub(crate) async fn waiting_packages(
    connection: &mut Connection,
    record: RecordId,
) -> Result<Vec<(Uuid, String)>, StoreError> {
    let values = args![connection.realm(), record];
    let rows = connection.fetch_all(WAITING_PACKAGES, values).await?;
    rows.iter()
        .map(|row| Ok((row.get("consignment_id")?, row.get("place")?)))
        .collect()
}

/// Notes that a record was destroyed before its packages were fetched.
pub(crate) async fn destroyed(work: &mut Work, record: RecordId) -> Result<(), StoreError> {
    let values = args![work.realm(), record];
    work.execute(DESTROYED, values).await.map(|_| ())
}

fn read(row: &Row) -> Result<Consignment, StoreError> {
    let (format, asked): (String, String) = (row.get("format")?, row.get("asked")?);
    Ok(Consignment {
        id: row.get("id")?,
        format: Format::parse(&format).map_err(|_| StoreError::inconsistent("consignment.format", format))?,
        asked: serde_json::from_str(&asked)
            .map_err(|error| StoreError::inconsistent("consignment.asked", error.to_string()))?,
        purpose: row.get("purpose")?,
        reason: row.get("reason")?,
        folder: row.get("folder")?,
        made_by: row.get("made_by")?,
        made_at: row.get("made_at")?,
        state: row.get("state")?,
        records: unsigned(row, "records")?,
        packed: unsigned(row, "packed")?,
        left_out: unsigned(row, "left_out")?,
        bytes: unsigned(row, "bytes")?,
        ended_at: row.get("ended_at")?,
    })
}

fn read_item(row: &Row) -> Result<ConsignmentItem, StoreError> {
    let detail: String = row.get("detail")?;
    Ok(ConsignmentItem {
        sequence: row.get("sequence")?,
        record: row.get("record_id")?,
        archival_code: row.get("archival_code")?,
        outcome: row.get("outcome")?,
        place: row.get("place")?,
        files: unsigned(row, "files")?,
        bytes: unsigned(row, "bytes")?,
        digest: row.get("digest")?,
        problem: Told::read(row.get("problem")?, &detail),
        ended_at: row.get("ended_at")?,
    })
}

/// Returns a count as the database keeps it.
pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Reads a count.
pub(crate) fn unsigned(row: &Row, column: &'static str) -> Result<u64, StoreError> {
    Ok(row.get::<i64>(column)?.unsigned_abs())
}
