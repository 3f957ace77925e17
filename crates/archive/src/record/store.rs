//! All SQL of records and their files.

use super::component::{Component, ComponentRole};
use super::model::{Discarded, Hold, Record, RecordState};
use guildhall_identity::{ListQuery, Places};
use guildhall_kernel::{ComponentId, ContentHash, RecordId, Timestamp};
use guildhall_policy::Filter;
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue, Row, StoreError, Value, Work, args};

/// The columns of a record, in the order in which [`values`] binds them behind the realm.
macro_rules! columns {
    () => {
        "id, version, state, org_path, type_code, dictionary_version, title, doc_number, responsible_party, doc_date, \
         year, retention, secrecy, department, fields, source, owner, page_count, fonds_code, item_number, \
         archival_code, captured_at, changed_at, filed_at, discarded_at, discard_reason, hold"
    };
}

const INSERT: &str = concat!("INSERT INTO record (realm_id, ", columns!(), ") VALUES");
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record WHERE realm_id = $1 AND id = $2"
);
const GET_MANY: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record WHERE realm_id = $1 AND id IN"
);
/// A statement that returns records of the realm of its first place.
pub(crate) const LIST: &str = concat!("SELECT ", columns!(), " FROM record WHERE realm_id = ?");
const BY_CODE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record WHERE realm_id = $1 AND archival_code = $2"
);
const PAGE_BY_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM record WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const UPDATE: &str = "UPDATE record SET version = $1, state = $2, org_path = $3, type_code = $4,
    dictionary_version = $5, title = $6, doc_number = $7, responsible_party = $8, doc_date = $9, year = $10,
    retention = $11, secrecy = $12, department = $13, fields = $14, page_count = $15, fonds_code = $16,
    item_number = $17, archival_code = $18, changed_at = $19, filed_at = $20, discarded_at = $21,
    discard_reason = $22, hold = $23 WHERE realm_id = $24 AND id = $25 AND version = $26";
const COUNTS: &str =
    "SELECT state, COUNT(id) AS records FROM record WHERE realm_id = ? AND discarded_at IS NULL";
const WAITING: &str = "SELECT state, COUNT(id) AS records FROM record
    WHERE realm_id = ? AND state IN ('captured', 'described') AND discarded_at IS NULL";
const COUNT_DISCARDED: &str =
    "SELECT COUNT(id) AS records FROM record WHERE realm_id = ? AND discarded_at IS NOT NULL";

fn values(record: &Record) -> Result<Vec<Value>, StoreError> {
    Ok(args![
        record.id,
        record.version,
        record.state.code(),
        &record.org_path,
        &record.type_code,
        record.dictionary_version,
        &record.title,
        &record.doc_number,
        &record.responsible_party,
        record.doc_date,
        record.year,
        &record.retention,
        record.secrecy,
        &record.department,
        fields_text(record)?,
        &record.source,
        record.owner,
        record.page_count,
        record.fonds_code.as_ref(),
        record.item_number,
        record.archival_code.as_ref(),
        record.captured_at,
        record.changed_at,
        record.filed_at,
        record.discarded.as_ref().map(|discarded| discarded.at),
        record.discarded.as_ref().map(|discarded| &discarded.reason),
        record.hold.map(Hold::code),
    ])
}

fn fields_text(record: &Record) -> Result<String, StoreError> {
    serde_json::to_string(&record.fields)
        .map_err(|error| StoreError::inconsistent("record.fields", error.to_string()))
}

/// Reads a record from a row with all its columns.
pub(crate) fn from_row(row: &Row) -> Result<Record, StoreError> {
    let state: String = row.get("state")?;
    let fields: String = row.get("fields")?;
    let discarded_at: Option<Timestamp> = row.get("discarded_at")?;
    let discard_reason: Option<String> = row.get("discard_reason")?;
    let hold: Option<String> = row.get("hold")?;
    Ok(Record {
        id: row.get("id")?,
        version: row.get("version")?,
        state: RecordState::parse(&state).ok_or_else(|| StoreError::inconsistent("record.state", state))?,
        org_path: row.get("org_path")?,
        type_code: row.get("type_code")?,
        dictionary_version: row.get("dictionary_version")?,
        title: row.get("title")?,
        doc_number: row.get("doc_number")?,
        responsible_party: row.get("responsible_party")?,
        doc_date: row.get("doc_date")?,
        year: row.get("year")?,
        retention: row.get("retention")?,
        secrecy: row.get("secrecy")?,
        department: row.get("department")?,
        fields: serde_json::from_str(&fields)
            .map_err(|error| StoreError::inconsistent("record.fields", error.to_string()))?,
        source: row.get("source")?,
        owner: row.get("owner")?,
        page_count: row.get("page_count")?,
        fonds_code: row.get("fonds_code")?,
        item_number: row.get("item_number")?,
        archival_code: row.get("archival_code")?,
        captured_at: row.get("captured_at")?,
        changed_at: row.get("changed_at")?,
        filed_at: row.get("filed_at")?,
        discarded: discarded_at.map(|at| Discarded {
            at,
            reason: discard_reason.unwrap_or_default(),
        }),
        hold: match hold {
            Some(code) => {
                Some(Hold::parse(&code).ok_or_else(|| StoreError::inconsistent("record.hold", code))?)
            }
            None => None,
        },
    })
}

pub(super) async fn insert_many(work: &mut Work, records: &[Record]) -> Result<(), StoreError> {
    let realm = work.realm();
    let mut rows = Vec::with_capacity(records.len());
    for record in records {
        let mut row = args![realm];
        row.extend(values(record)?);
        rows.push(row);
    }
    work.insert_many(INSERT, rows, "").await.map(|_| ())
}

/// Writes a record over its former version. Returns whether that version was still there.
pub(super) async fn update(work: &mut Work, record: &Record) -> Result<bool, StoreError> {
    let realm = work.realm();
    let bound = args![
        record.version,
        record.state.code(),
        &record.org_path,
        &record.type_code,
        record.dictionary_version,
        &record.title,
        &record.doc_number,
        &record.responsible_party,
        record.doc_date,
        record.year,
        &record.retention,
        record.secrecy,
        &record.department,
        fields_text(record)?,
        record.page_count,
        record.fonds_code.as_ref(),
        record.item_number,
        record.archival_code.as_ref(),
        record.changed_at,
        record.filed_at,
        record.discarded.as_ref().map(|discarded| discarded.at),
        record.discarded.as_ref().map(|discarded| &discarded.reason),
        record.hold.map(Hold::code),
        realm,
        record.id,
        record.version - 1
    ];
    Ok(work.execute(UPDATE, bound).await? == 1)
}

/// Returns a record of the connection's realm, also a discarded one, without asking for rights.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn get(connection: &mut Connection, id: RecordId) -> Result<Option<Record>, StoreError> {
    let realm = connection.realm();
    connection
        .fetch_optional(GET, args![realm, id])
        .await?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// Returns the record with an archival code, without asking for rights.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn by_archival_code(connection: &mut Connection, code: &str) -> Result<Option<Record>, StoreError> {
    let realm = connection.realm();
    connection
        .fetch_optional(BY_CODE, args![realm, code])
        .await?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// Returns the records with these ids, in any order, without asking for rights; for what is derived from them. From
/// a discarded record nothing may be derived: it is left out, as one that is gone.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn get_many(connection: &mut Connection, ids: &[RecordId]) -> Result<Vec<Record>, StoreError> {
    let mut records = with_discarded(connection, ids).await?;
    records.retain(|record| record.discarded.is_none());
    Ok(records)
}

/// Returns the records with these ids, in any order, the discarded ones among them.
pub(super) async fn with_discarded(
    connection: &mut Connection,
    ids: &[RecordId],
) -> Result<Vec<Record>, StoreError> {
    let realm = connection.realm();
    let mut records = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let sql = format!("{GET_MANY} ({})", in_list(2, chunk.len()));
        let mut bound = args![realm];
        bound.extend(chunk.iter().map(|id| id.into_value()));
        for row in connection.fetch_all(sql, bound).await? {
            records.push(from_row(&row)?);
        }
    }
    Ok(records)
}

/// Returns at most `limit` records behind an id, in the order of ids, the discarded ones among them; for passes over
/// everything.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn page_by_id(
    connection: &mut Connection,
    after: Option<RecordId>,
    limit: u32,
) -> Result<Vec<Record>, StoreError> {
    let realm = connection.realm();
    let after = after.unwrap_or(RecordId::from_uuid(uuid::Uuid::nil()));
    connection
        .fetch_all(PAGE_BY_ID, args![realm, after, limit])
        .await?
        .iter()
        .map(from_row)
        .collect()
}

/// Returns the column of an attribute of the policies.
pub(crate) fn column(field: &str) -> Option<&'static str> {
    Some(match field {
        "org_path" => "org_path",
        "state" => "state",
        "secrecy" => "secrecy",
        "type_code" => "type_code",
        "owner" => "owner",
        _ => return None,
    })
}

/// As [`column`], for statements in which the table stands as `r`.
pub(crate) fn joined_column(field: &str) -> Option<&'static str> {
    Some(match field {
        "org_path" => "r.org_path",
        "state" => "r.state",
        "secrecy" => "r.secrecy",
        "type_code" => "r.type_code",
        "owner" => "r.owner",
        _ => return None,
    })
}

/// A place in a list ordered by the time of capture.
pub type ListKey = (Timestamp, RecordId);

/// Which records a list holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Listed {
    /// All that are not discarded.
    Present,
    /// Those of one state that are not discarded.
    In(RecordState),
    /// The discarded ones.
    Discarded,
}

/// Returns the records that a filter admits, newest first, behind a key.
pub(super) async fn list(
    connection: &mut Connection,
    filter: &Filter,
    listed: Listed,
    after: Option<ListKey>,
    limit: u32,
) -> Result<Vec<Record>, StoreError> {
    let query = ListQuery::new(LIST, args![connection.realm()]).and_filter(filter, &column);
    let mut query = match listed {
        Listed::Present => query.and("discarded_at IS NULL", args![]),
        Listed::In(state) => query.and("state = ? AND discarded_at IS NULL", args![state.code()]),
        Listed::Discarded => query.and("discarded_at IS NOT NULL", args![]),
    };
    if let Some((time, id)) = after {
        query = query.and("(captured_at, id) < (?, ?)", args![time, id]);
    }
    let places = Places::of(connection, filter).await?;
    let order = "ORDER BY captured_at DESC, id DESC LIMIT ?";
    let (sql, bound) = query.finish_in(("org_path", &places), order, args![limit]);
    connection
        .fetch_all(sql, bound)
        .await?
        .iter()
        .map(from_row)
        .collect()
}

/// Returns how many records a filter admits in each state.
pub(super) async fn counts(
    connection: &mut Connection,
    filter: &Filter,
) -> Result<Vec<(RecordState, i64)>, StoreError> {
    count_in(connection, COUNTS, filter).await
}

/// Returns how many records a filter admits in each state before filing.
pub(super) async fn waiting(
    connection: &mut Connection,
    filter: &Filter,
) -> Result<Vec<(RecordState, i64)>, StoreError> {
    count_in(connection, WAITING, filter).await
}

async fn count_in(
    connection: &mut Connection,
    head: &'static str,
    filter: &Filter,
) -> Result<Vec<(RecordState, i64)>, StoreError> {
    let query = ListQuery::new(head, args![connection.realm()]).and_filter(filter, &column);
    let (sql, bound) = query.finish("GROUP BY state", args![]);
    let rows = connection.fetch_all(sql, bound).await?;
    rows.iter()
        .map(|row| {
            let state: String = row.get("state")?;
            let known =
                RecordState::parse(&state).ok_or_else(|| StoreError::inconsistent("record.state", state))?;
            Ok((known, row.get("records")?))
        })
        .collect()
}

/// Returns how many discarded records a filter admits.
pub(super) async fn count_discarded(connection: &mut Connection, filter: &Filter) -> Result<i64, StoreError> {
    let query = ListQuery::new(COUNT_DISCARDED, args![connection.realm()]).and_filter(filter, &column);
    let (sql, bound) = query.finish("", args![]);
    connection.fetch_one(sql, bound).await?.get("records")
}

const INSERT_COMPONENT: &str =
    "INSERT INTO component (realm_id, id, record_id, sequence, role, hash, size_bytes,
    file_name, media_type, created_at) VALUES";
const COMPONENTS: &str =
    "SELECT id, record_id, sequence, role, hash, size_bytes, file_name, media_type, created_at
    FROM component WHERE realm_id = $1 AND record_id = $2 ORDER BY sequence LIMIT 1000";
const COMPONENTS_OF: &str =
    "SELECT id, record_id, sequence, role, hash, size_bytes, file_name, media_type, created_at
    FROM component WHERE realm_id = $1 AND record_id IN";
const COMPONENT: &str =
    "SELECT id, record_id, sequence, role, hash, size_bytes, file_name, media_type, created_at
    FROM component WHERE realm_id = $1 AND id = $2";
const BY_HASH: &str = "SELECT record_id FROM component
    WHERE realm_id = $1 AND hash = $2 AND role = 'original' ORDER BY created_at LIMIT 1";
const CONTENTS: &str = "SELECT DISTINCT hash FROM component
    WHERE realm_id = $1 AND hash > $2 ORDER BY hash LIMIT $3";
const IS_KEPT: &str = "SELECT record_id FROM component WHERE realm_id = $1 AND hash = $2 LIMIT 1";
const TAKEN: &str = "SELECT COUNT(id) AS files FROM component WHERE realm_id = $1 AND id IN";
const DELETE_PAGES: &str = "DELETE FROM page WHERE realm_id = $1 AND record_id = $2";
const DELETE_FILES: &str = "DELETE FROM component WHERE realm_id = $1 AND record_id = $2";
const DELETE_SCANS: &str = "DELETE FROM file_scan WHERE realm_id = $1 AND record_id = $2";
const DELETE_PERMISSIONS: &str = "DELETE FROM clear_access WHERE realm_id = $1 AND record_id = $2";
const DELETE: &str = "DELETE FROM record WHERE realm_id = $1 AND id = $2";
const SET_MEDIA_TYPE: &str = "UPDATE component SET media_type = $1 WHERE realm_id = $2 AND id = $3";
const DELETE_SEARCHABLE: &str =
    "DELETE FROM component WHERE realm_id = $1 AND record_id = $2 AND role = 'searchable'";

pub(super) async fn insert_components(work: &mut Work, components: &[Component]) -> Result<(), StoreError> {
    let realm = work.realm();
    let rows = components
        .iter()
        .map(|component| {
            args![
                realm,
                component.id,
                component.record,
                component.sequence,
                component.role.code(),
                component.hash,
                component.size_bytes,
                &component.file_name,
                &component.media_type,
                component.created_at
            ]
        })
        .collect();
    work.insert_many(INSERT_COMPONENT, rows, "").await.map(|_| ())
}

/// Returns how many files have one of these ids.
pub(super) async fn components_taken(
    connection: &mut Connection,
    ids: &[ComponentId],
) -> Result<i64, StoreError> {
    let mut taken = 0;
    for part in ids.chunks(500) {
        let sql = format!("{TAKEN} ({})", in_list(2, part.len()));
        let mut values = args![connection.realm()];
        values.extend(part.iter().map(|id| id.into_value()));
        taken += connection.fetch_one(sql, values).await?.get::<i64>("files")?;
    }
    Ok(taken)
}

pub(super) fn component_from_row(row: &Row) -> Result<Component, StoreError> {
    let role: String = row.get("role")?;
    Ok(Component {
        id: row.get("id")?,
        record: row.get("record_id")?,
        sequence: row.get("sequence")?,
        role: ComponentRole::parse(&role).ok_or_else(|| StoreError::inconsistent("component.role", role))?,
        hash: row.get("hash")?,
        size_bytes: row.get("size_bytes")?,
        file_name: row.get("file_name")?,
        media_type: row.get("media_type")?,
        created_at: row.get("created_at")?,
    })
}

/// Returns the files of a record in their order, without asking for rights.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn components(connection: &mut Connection, record: RecordId) -> Result<Vec<Component>, StoreError> {
    let realm = connection.realm();
    connection
        .fetch_all(COMPONENTS, args![realm, record])
        .await?
        .iter()
        .map(component_from_row)
        .collect()
}

/// Returns the files of many records, by record and in their order, without asking for rights.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn components_of(
    connection: &mut Connection,
    records: &[RecordId],
) -> Result<Vec<Component>, StoreError> {
    let mut found = Vec::new();
    for part in records.chunks(500) {
        let sql = format!(
            "{COMPONENTS_OF} ({}) ORDER BY record_id, sequence",
            in_list(2, part.len())
        );
        let mut values = args![connection.realm()];
        values.extend(part.iter().map(|id| id.into_value()));
        for row in connection.fetch_all(sql, values).await? {
            found.push(component_from_row(&row)?);
        }
    }
    Ok(found)
}

/// Returns one file, without asking for rights.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn component(
    connection: &mut Connection,
    id: ComponentId,
) -> Result<Option<Component>, StoreError> {
    let realm = connection.realm();
    connection
        .fetch_optional(COMPONENT, args![realm, id])
        .await?
        .as_ref()
        .map(component_from_row)
        .transpose()
}

/// Returns the contents of files, each once, in the order of their hashes, behind the given one.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn contents_after(
    connection: &mut Connection,
    after: Option<ContentHash>,
    limit: u32,
) -> Result<Vec<ContentHash>, StoreError> {
    let after = after.map(ContentHash::to_hex).unwrap_or_default();
    let values = args![connection.realm(), after, limit];
    let rows = connection.fetch_all(CONTENTS, values).await?;
    rows.iter().map(|row| row.get("hash")).collect()
}

/// Returns the first record whose original has this content.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn record_with_original(
    connection: &mut Connection,
    hash: ContentHash,
) -> Result<Option<RecordId>, StoreError> {
    let realm = connection.realm();
    let row = connection.fetch_optional(BY_HASH, args![realm, hash]).await?;
    row.map(|row| row.get("record_id")).transpose()
}

/// Says whether any record has a file of this content.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn is_kept(connection: &mut Connection, hash: ContentHash) -> Result<bool, StoreError> {
    let values = args![connection.realm(), hash];
    Ok(connection.fetch_optional(IS_KEPT, values).await?.is_some())
}

/// Deletes the rows of a record: its pages, files, permissions to see it in clear, and itself.
pub(super) async fn delete(work: &mut Work, record: RecordId) -> Result<(), StoreError> {
    let values = args![work.realm(), record];
    for sql in [
        DELETE_PAGES,
        DELETE_SCANS,
        DELETE_FILES,
        DELETE_PERMISSIONS,
        DELETE,
    ] {
        work.execute(sql, values.clone()).await?;
    }
    Ok(())
}

pub(super) async fn set_media_type(
    work: &mut Work,
    id: ComponentId,
    media_type: &str,
) -> Result<(), StoreError> {
    let realm = work.realm();
    work.execute(SET_MEDIA_TYPE, args![media_type, realm, id])
        .await
        .map(|_| ())
}

pub(super) async fn delete_searchable(work: &mut Work, record: RecordId) -> Result<(), StoreError> {
    let realm = work.realm();
    work.execute(DELETE_SEARCHABLE, args![realm, record])
        .await
        .map(|_| ())
}
