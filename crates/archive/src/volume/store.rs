//! All SQL of volumes and of the papers in them.

use super::model::{NoteSheet, Totals, Volume, VolumeState};
use super::sight::{VolumeKey, VolumeQuery, VolumeSet};
use crate::record::Record;
use crate::record::store::{LIST, column, from_row, joined_column};
use guildhall_identity::ListQuery;
use guildhall_kernel::{RecordId, Timestamp};
use guildhall_policy::Filter;
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Value, Work, args};
use std::collections::HashMap;
use uuid::Uuid;

/// Most papers that are read of one volume; rules/numbering allows no more.
pub(super) const PAPERS_MAX: u32 = 500;

/// The columns of a volume.
macro_rules! columns {
    () => {
        "id, title, org_path, type_code, year, retention, state, secrecy, papers, pages, first_date, last_date, situation, \
         arranged_by, arranged_on, checked_by, checked_on, fonds_code, number, code, opened_by, opened_at, filed_by, filed_at, \
         revision"
    };
}

const INSERT: &str = concat!("INSERT INTO volume (realm_id, ", columns!(), ") VALUES");
const CHANGE: &str =
    "UPDATE volume SET title = $1, state = $2, secrecy = $3, papers = $4, pages = $5, first_date = $6, last_date = $7,
    situation = $8, arranged_by = $9, arranged_on = $10, checked_by = $11, checked_on = $12, fonds_code = $13, number = $14,
    code = $15, filed_by = $16, filed_at = $17, revision = $18 WHERE realm_id = $19 AND id = $20 AND revision = $21";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM volume WHERE realm_id = $1 AND id = $2"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM volume WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const LIST_VOLUMES: &str = concat!("SELECT ", columns!(), " FROM volume v WHERE realm_id = ?");
const OF_RECORD: &str = "SELECT volume_id, sequence FROM volume_paper WHERE realm_id = $1 AND record_id = $2";
const PAPERS: &str = "SELECT record_id, sequence FROM volume_paper WHERE realm_id = $1 AND volume_id = $2
    ORDER BY sequence, record_id LIMIT $3";
const PAPERS_OF: &str = "SELECT volume_id, record_id FROM volume_paper WHERE realm_id = $1 AND volume_id IN";
const PUT: &str = "INSERT INTO volume_paper (realm_id, record_id, volume_id, sequence) VALUES";
const ONCE: &str = "ON CONFLICT (realm_id, record_id) DO NOTHING";
const ANEW: &str = "ON CONFLICT (realm_id, record_id) DO UPDATE SET sequence = excluded.sequence";
const TAKE_OUT: &str = "DELETE FROM volume_paper WHERE realm_id = $1 AND volume_id = $2";
/// Opens the condition that no paper of the volume is out of sight; the filter of records follows, then [`closed!`].
const NONE_HIDDEN: &str =
    "NOT EXISTS (SELECT r.id FROM volume_paper p JOIN record r ON r.realm_id = p.realm_id
    AND r.id = p.record_id WHERE p.realm_id = v.realm_id AND p.volume_id = v.id AND NOT COALESCE((1 = 1";

/// Closes what [`NONE_HIDDEN`] opened, before the rest of the statement. What is neither true nor false hides the volume.
macro_rules! closed {
    ($rest:literal) => {
        concat!("), FALSE)) ", $rest)
    };
}

pub(super) async fn insert(work: &mut Work, volume: &Volume) -> Result<(), StoreError> {
    let (note, totals) = (&volume.note, &volume.totals);
    let row = args![
        work.realm(),
        volume.id,
        &volume.title,
        &volume.org_path,
        &volume.type_code,
        volume.year,
        &volume.retention,
        volume.state,
        totals.secrecy,
        totals.papers,
        totals.pages,
        totals.first,
        totals.last,
        &note.situation,
        &note.arranged_by,
        note.arranged_on,
        &note.checked_by,
        note.checked_on,
        volume.fonds_code.as_ref(),
        volume.number,
        volume.code.as_ref(),
        volume.opened_by,
        volume.opened_at,
        volume.filed_by,
        volume.filed_at,
        volume.revision
    ];
    work.insert_many(INSERT, vec![row], "").await.map(|_| ())
}

/// Writes a volume as its next revision; no when somebody changed it meanwhile.
pub(super) async fn change(work: &mut Work, volume: &Volume) -> Result<bool, StoreError> {
    let (note, totals) = (&volume.note, &volume.totals);
    let values = args![
        &volume.title,
        volume.state,
        totals.secrecy,
        totals.papers,
        totals.pages,
        totals.first,
        totals.last,
        &note.situation,
        &note.arranged_by,
        note.arranged_on,
        &note.checked_by,
        note.checked_on,
        volume.fonds_code.as_ref(),
        volume.number,
        volume.code.as_ref(),
        volume.filed_by,
        volume.filed_at,
        volume.revision,
        work.realm(),
        volume.id,
        volume.revision - 1
    ];
    Ok(work.execute(CHANGE, values).await? == 1)
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Volume>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Volume>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(read).collect()
}

/// Returns the volumes that the filter admits with all their papers, the newest first, behind a key.
pub(super) async fn list(
    connection: &mut Connection,
    (filter, wanted): (&Filter, &VolumeQuery),
    (after, limit): (Option<VolumeKey>, u32),
) -> Result<Vec<Volume>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let mut query =
        ListQuery::new(LIST_VOLUMES, args![connection.realm()]).and_filter(filter, &volume_column);
    if let Some(state) = wanted.state {
        query = query.and("v.state = ?", args![state.code()]);
    }
    if let Some(year) = wanted.year {
        query = query.and("v.year = ?", args![year]);
    }
    if let Some(type_code) = &wanted.type_code {
        query = query.and("v.type_code = ?", args![type_code]);
    }
    let (sql, values) = query
        .and("(v.opened_at, v.id) < (?, ?)", args![at, id])
        .and(NONE_HIDDEN, args![])
        .and_filter(filter, &joined_column)
        .finish(closed!("ORDER BY opened_at DESC, id DESC LIMIT ?"), args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

/// Returns the filed volumes of a set that the filter admits with all their papers, by code, behind one.
pub(super) async fn of_set(
    connection: &mut Connection,
    (filter, set): (&Filter, VolumeSet<'_>),
    limit: u32,
) -> Result<Vec<Volume>, StoreError> {
    let (sql, values) = ListQuery::new(LIST_VOLUMES, args![connection.realm()])
        .and_filter(filter, &volume_column)
        .and("v.state = 'filed' AND v.year = ?", args![set.year])
        .and(
            "v.type_code = ? AND v.retention = ?",
            args![set.type_code, set.retention],
        )
        .and("v.code > ?", args![set.after])
        .and(NONE_HIDDEN, args![])
        .and_filter(filter, &joined_column)
        .finish(closed!("ORDER BY code LIMIT ?"), args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

/// Says whether a record lies in a volume.
pub(crate) async fn holds(connection: &mut Connection, record: RecordId) -> Result<bool, StoreError> {
    Ok(of_record(connection, record).await?.is_some())
}

/// Returns the volume in which a record lies, and its place there.
pub(super) async fn of_record(
    connection: &mut Connection,
    record: RecordId,
) -> Result<Option<(Uuid, u32)>, StoreError> {
    let values = args![connection.realm(), record];
    let row = connection.fetch_optional(OF_RECORD, values).await?;
    row.map(|row| Ok((row.get("volume_id")?, row.get("sequence")?)))
        .transpose()
}

/// Returns what lies in a volume in its order, also what is gone, each with its place.
pub(super) async fn papers(
    connection: &mut Connection,
    volume: Uuid,
) -> Result<Vec<(RecordId, u32)>, StoreError> {
    let values = args![connection.realm(), volume, PAPERS_MAX];
    let rows = connection.fetch_all(PAPERS, values).await?;
    rows.iter()
        .map(|row| Ok((row.get("record_id")?, row.get("sequence")?)))
        .collect()
}

/// Returns what lies in volumes, in order.
pub(super) async fn papers_of(
    connection: &mut Connection,
    volumes: &[Uuid],
) -> Result<HashMap<Uuid, Vec<RecordId>>, StoreError> {
    let mut found: HashMap<Uuid, Vec<RecordId>> = HashMap::new();
    if volumes.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "{PAPERS_OF} ({}) ORDER BY volume_id, sequence, record_id",
        in_list(2, volumes.len())
    );
    let mut values = args![connection.realm()];
    values.extend(volumes.iter().map(|id| id.into_value()));
    for row in connection.fetch_all(sql, values).await? {
        found
            .entry(row.get("volume_id")?)
            .or_default()
            .push(row.get("record_id")?);
    }
    Ok(found)
}

/// Puts records into a volume; returns how many of them lay in none before.
pub(super) async fn put(work: &mut Work, volume: Uuid, records: &[Record]) -> Result<u64, StoreError> {
    let rows = lines(work, volume, records);
    work.insert_many(PUT, rows, ONCE).await
}

/// Writes the order of all papers of a volume.
pub(super) async fn arrange(work: &mut Work, volume: Uuid, records: &[Record]) -> Result<(), StoreError> {
    if records.is_empty() {
        return Ok(());
    }
    let rows = lines(work, volume, records);
    work.insert_many(PUT, rows, ANEW).await.map(|_| ())
}

fn lines(work: &Work, volume: Uuid, records: &[Record]) -> Vec<Vec<Value>> {
    let realm = work.realm();
    let line = |(record, sequence): (&Record, u32)| args![realm, record.id, volume, sequence];
    records.iter().zip(1_u32..).map(line).collect()
}

/// Takes out of a volume all records but these.
pub(super) async fn keep_only(work: &mut Work, volume: Uuid, kept: &[Record]) -> Result<(), StoreError> {
    let mut values = args![work.realm(), volume];
    let mut sql = TAKE_OUT.to_owned();
    if !kept.is_empty() {
        sql = format!("{sql} AND record_id NOT IN ({})", in_list(3, kept.len()));
        values.extend(kept.iter().map(|record| record.id.into_value()));
    }
    work.execute(sql, values).await.map(|_| ())
}

/// Returns described records that the filter admits, of the set of a volume and in none, by date.
pub(super) async fn candidates(
    connection: &mut Connection,
    (filter, volume): (&Filter, &Volume),
    limit: u32,
) -> Result<Vec<Record>, StoreError> {
    let realm = connection.realm();
    let path = (volume.org_path.as_str().to_owned(), volume.org_path.upper_bound());
    let (sql, values) = ListQuery::new(LIST, args![realm])
        .and("state = 'described' AND discarded_at IS NULL", args![])
        .and(
            "retention = ? AND year = ?",
            args![&volume.retention, volume.year],
        )
        .and("type_code = ?", args![&volume.type_code])
        .and("org_path >= ? AND org_path < ?", args![path.0, path.1])
        .and(
            "id NOT IN (SELECT p.record_id FROM volume_paper p WHERE p.realm_id = ?)",
            args![realm],
        )
        .and_filter(filter, &column)
        .finish("ORDER BY captured_at DESC, id DESC LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(from_row).collect()
}

/// Returns the column of an attribute of the policies, which see a volume as a record.
fn volume_column(field: &str) -> Option<&'static str> {
    Some(match field {
        "org_path" => "v.org_path",
        "state" => "CASE WHEN v.state = 'filed' THEN 'filed' ELSE 'described' END",
        "secrecy" => "v.secrecy",
        "type_code" => "v.type_code",
        "owner" => "v.opened_by",
        _ => return None,
    })
}

fn read(row: &Row) -> Result<Volume, StoreError> {
    Ok(Volume {
        id: row.get("id")?,
        title: row.get("title")?,
        org_path: row.get("org_path")?,
        type_code: row.get("type_code")?,
        year: row.get("year")?,
        retention: row.get("retention")?,
        state: row.get::<VolumeState>("state")?,
        totals: Totals {
            papers: row.get("papers")?,
            pages: row.get("pages")?,
            first: row.get("first_date")?,
            last: row.get("last_date")?,
            secrecy: row.get("secrecy")?,
        },
        note: NoteSheet {
            situation: row.get("situation")?,
            arranged_by: row.get("arranged_by")?,
            arranged_on: row.get("arranged_on")?,
            checked_by: row.get("checked_by")?,
            checked_on: row.get("checked_on")?,
        },
        fonds_code: row.get("fonds_code")?,
        number: row.get("number")?,
        code: row.get("code")?,
        opened_by: row.get("opened_by")?,
        opened_at: row.get("opened_at")?,
        filed_by: row.get("filed_by")?,
        filed_at: row.get("filed_at")?,
        revision: row.get("revision")?,
    })
}
