//! All SQL of places and of what lies in them.

use super::model::{BoxQuery, BoxSet, Place, RECORDS_MAX};
use crate::record::Record;
use crate::record::store::{LIST, column, from_row, joined_column};
use guildhall_identity::ListQuery;
use guildhall_kernel::RecordId;
use guildhall_policy::Filter;
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Work, args};
use uuid::Uuid;

/// The columns of a place.
macro_rules! columns {
    () => {
        "id, parent_id, kind, code, name, org_path, capacity, type_code, year, retention, revision, made_at, closed_at"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO place (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
);
const LOCK: &str = concat!(
    "UPDATE place SET revision = revision + 1 WHERE realm_id = $1 AND id = $2 RETURNING ",
    columns!()
);
const WRITE: &str =
    "UPDATE place SET parent_id = $1, name = $2, org_path = $3, capacity = $4, type_code = $5, year = $6,
    retention = $7, closed_at = $8 WHERE realm_id = $9 AND id = $10";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM place WHERE realm_id = $1 AND id = $2"
);
const GET_MANY: &str = concat!("SELECT ", columns!(), " FROM place WHERE realm_id = $1 AND id IN");
const BY_CODE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM place WHERE realm_id = $1 AND code = $2"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM place WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const PLACES: &str = concat!("SELECT ", columns!(), " FROM place WHERE realm_id = ?");
const COUNT_INSIDE: &str = "SELECT COUNT(id) AS things FROM place
    WHERE realm_id = $1 AND parent_id = $2 AND closed_at IS NULL";
const COUNT_RECORDS: &str =
    "SELECT COUNT(record_id) AS things FROM placement WHERE realm_id = $1 AND place_id = $2";
const CONTENTS: &str = "SELECT record_id FROM placement WHERE realm_id = $1 AND place_id = $2
    ORDER BY record_id LIMIT $3";
const PLACED: &str = "SELECT record_id, place_id FROM placement WHERE realm_id = $1 AND record_id IN";
const PLACE_RECORDS: &str = "INSERT INTO placement (realm_id, record_id, place_id, archival_code) VALUES";
const ONCE: &str = "ON CONFLICT (realm_id, record_id) DO NOTHING";
const MOVE_RECORDS: &str =
    "UPDATE placement SET place_id = $1 WHERE realm_id = $2 AND place_id = $3 AND record_id IN";
const TAKE_RECORDS: &str = "DELETE FROM placement WHERE realm_id = $1 AND place_id = $2 AND record_id IN";
const RECORDS_IN: &str = "SELECT r.id, p.archival_code FROM placement p
    JOIN record r ON r.realm_id = p.realm_id AND r.id = p.record_id WHERE p.realm_id = ?";

pub(super) async fn insert(work: &mut Work, place: &Place) -> Result<(), StoreError> {
    let set = place.set.as_ref();
    let values = args![
        work.realm(),
        place.id,
        place.parent,
        &place.kind,
        &place.code,
        &place.name,
        &place.org_path,
        place.capacity,
        set.map(|set| &set.type_code),
        set.map(|set| set.year),
        set.map(|set| &set.retention),
        place.revision,
        place.made_at,
        place.closed_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Returns a place one revision further; until the unit of work ends nobody else gets it.
pub(super) async fn lock(work: &mut Work, id: Uuid) -> Result<Option<Place>, StoreError> {
    let values = args![work.realm(), id];
    let row = work.fetch_optional(LOCK, values).await?;
    row.as_ref().map(read).transpose()
}

/// Writes a place that was locked before.
pub(super) async fn write(work: &mut Work, place: &Place) -> Result<(), StoreError> {
    let set = place.set.as_ref();
    let values = args![
        place.parent,
        &place.name,
        &place.org_path,
        place.capacity,
        set.map(|set| &set.type_code),
        set.map(|set| set.year),
        set.map(|set| &set.retention),
        place.closed_at,
        work.realm(),
        place.id
    ];
    work.execute(WRITE, values).await.map(|_| ())
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Place>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the places with these ids, at most 500, in no order.
pub(super) async fn get_many(connection: &mut Connection, ids: &[Uuid]) -> Result<Vec<Place>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("{GET_MANY} ({})", in_list(2, ids.len()));
    let mut values = args![connection.realm()];
    values.extend(ids.iter().map(|id| id.into_value()));
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

pub(super) async fn by_code(connection: &mut Connection, code: &str) -> Result<Option<Place>, StoreError> {
    let values = args![connection.realm(), code];
    let row = connection.fetch_optional(BY_CODE, values).await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Place>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(read).collect()
}

/// Returns the places in use that stand in one, or in nothing, and pass the filter, by code, behind a code.
pub(super) async fn inside(
    connection: &mut Connection,
    filter: &Filter,
    parent: Option<Uuid>,
    (after, limit): (&str, u32),
) -> Result<Vec<Place>, StoreError> {
    let query = ListQuery::new(PLACES, args![connection.realm()]);
    let query = match parent {
        Some(parent) => query.and("parent_id = ?", args![parent]),
        None => query.and("parent_id IS NULL", args![]),
    };
    let (sql, values) = query
        .and("closed_at IS NULL AND code > ?", args![after])
        .and_filter(filter, &place_column)
        .finish("ORDER BY code LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

/// Returns the boxes in use that are asked for and pass the filter, by code.
pub(super) async fn boxes(
    connection: &mut Connection,
    filter: &Filter,
    asked: &BoxQuery,
    limit: u32,
) -> Result<Vec<Place>, StoreError> {
    let mut query = ListQuery::new(PLACES, args![connection.realm()])
        .and("closed_at IS NULL AND capacity > 0", args![])
        .and_filter(filter, &place_column);
    if let Some(year) = asked.year {
        query = query.and("year = ?", args![year]);
    }
    if let Some(retention) = &asked.retention {
        query = query.and("retention = ?", args![retention]);
    }
    if let Some(first) = &asked.first {
        query = query.and("code >= ?", args![first]);
    }
    if let Some(last) = &asked.last {
        query = query.and("code <= ?", args![last]);
    }
    let (sql, values) = query.finish("ORDER BY code LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

/// Returns how many places in use stand in one.
pub(super) async fn count_inside(connection: &mut Connection, id: Uuid) -> Result<u32, StoreError> {
    count(connection, COUNT_INSIDE, id).await
}

/// Returns how many records lie in a place.
pub(super) async fn count_records(connection: &mut Connection, id: Uuid) -> Result<u32, StoreError> {
    count(connection, COUNT_RECORDS, id).await
}

async fn count(connection: &mut Connection, sql: &'static str, id: Uuid) -> Result<u32, StoreError> {
    let values = args![connection.realm(), id];
    let things: i64 = connection.fetch_one(sql, values).await?.get("things")?;
    Ok(u32::try_from(things).unwrap_or(u32::MAX))
}

/// Returns the ids of all records in a place, in their own order.
pub(super) async fn contents(connection: &mut Connection, id: Uuid) -> Result<Vec<RecordId>, StoreError> {
    let values = args![connection.realm(), id, RECORDS_MAX];
    let rows = connection.fetch_all(CONTENTS, values).await?;
    rows.iter().map(|row| row.get("record_id")).collect()
}

/// Returns in which place each of these records lies, at most 500; those without a place are left out.
pub(super) async fn placed(
    connection: &mut Connection,
    ids: &[RecordId],
) -> Result<Vec<(RecordId, Uuid)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("{PLACED} ({})", in_list(2, ids.len()));
    let mut values = args![connection.realm()];
    values.extend(ids.iter().map(|id| id.into_value()));
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.get("record_id")?, row.get("place_id")?)))
        .collect()
}

/// Puts records without a place into one. Returns how many had none.
pub(super) async fn place_records(work: &mut Work, to: Uuid, records: &[Record]) -> Result<u64, StoreError> {
    let realm = work.realm();
    let row = |record: &Record| {
        let code = record.archival_code.clone().unwrap_or_default();
        args![realm, record.id, to, code]
    };
    let rows = records.iter().map(row).collect();
    work.insert_many(PLACE_RECORDS, rows, ONCE).await
}

/// Moves records from one place to another. Returns how many were in the first.
pub(super) async fn move_records(
    work: &mut Work,
    (from, to): (Uuid, Uuid),
    records: &[Record],
) -> Result<u64, StoreError> {
    let sql = format!("{MOVE_RECORDS} ({})", in_list(4, records.len()));
    let mut values = args![to, work.realm(), from];
    values.extend(records.iter().map(|record| record.id.into_value()));
    work.execute(sql, values).await
}

/// Takes records out of a place. Returns how many were in it.
pub(super) async fn take_records(work: &mut Work, from: Uuid, records: &[Record]) -> Result<u64, StoreError> {
    let sql = format!("{TAKE_RECORDS} ({})", in_list(3, records.len()));
    let mut values = args![work.realm(), from];
    values.extend(records.iter().map(|record| record.id.into_value()));
    work.execute(sql, values).await
}

/// Returns the ids of the records in a place that pass the filter, by archival code, behind a code.
pub(super) async fn records_in(
    connection: &mut Connection,
    filter: &Filter,
    id: Uuid,
    (after, limit): (&str, u32),
) -> Result<Vec<RecordId>, StoreError> {
    let (sql, values) = ListQuery::new(RECORDS_IN, args![connection.realm()])
        .and("p.place_id = ? AND p.archival_code > ?", args![id, after])
        .and_filter(filter, &joined_column)
        .finish("ORDER BY p.archival_code LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// Returns the filed records between two archival codes that pass the filter, in their order.
pub(super) async fn range(
    connection: &mut Connection,
    filter: &Filter,
    (first, last): (&str, &str),
    limit: u32,
) -> Result<Vec<Record>, StoreError> {
    let (sql, values) = ListQuery::new(LIST, args![connection.realm()])
        .and("state = 'filed' AND discarded_at IS NULL", args![])
        .and("archival_code >= ? AND archival_code <= ?", args![first, last])
        .and_filter(filter, &column)
        .finish("ORDER BY archival_code LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(from_row).collect()
}

/// Returns the filed records of a set that lie nowhere and pass the filter, in the order of their codes, behind one.
pub(super) async fn unplaced(
    connection: &mut Connection,
    filter: &Filter,
    set: &BoxSet,
    (after, limit): (&str, u32),
) -> Result<Vec<Record>, StoreError> {
    let (sql, values) = ListQuery::new(LIST, args![connection.realm()])
        .and(
            "type_code = ? AND year = ? AND retention = ?",
            args![&set.type_code, set.year, &set.retention],
        )
        .and("archival_code > ?", args![after])
        .and("state = 'filed' AND discarded_at IS NULL", args![])
        .and(
            "NOT EXISTS (SELECT p.record_id FROM placement p
             WHERE p.realm_id = record.realm_id AND p.record_id = record.id)",
            args![],
        )
        .and_filter(filter, &column)
        .finish("ORDER BY archival_code LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(from_row).collect()
}

fn place_column(field: &str) -> Option<&'static str> {
    (field == "org_path").then_some("org_path")
}

fn read(row: &Row) -> Result<Place, StoreError> {
    let type_code: Option<String> = row.get("type_code")?;
    let year: Option<i64> = row.get("year")?;
    let retention: Option<String> = row.get("retention")?;
    let set = type_code.zip(year).zip(retention);
    Ok(Place {
        id: row.get("id")?,
        parent: row.get("parent_id")?,
        kind: row.get("kind")?,
        code: row.get("code")?,
        name: row.get("name")?,
        org_path: row.get("org_path")?,
        capacity: row.get("capacity")?,
        set: set.map(|((type_code, year), retention)| BoxSet {
            type_code,
            year,
            retention,
        }),
        revision: row.get("revision")?,
        made_at: row.get("made_at")?,
        closed_at: row.get("closed_at")?,
    })
}
