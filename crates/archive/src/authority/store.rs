//! All SQL of authority records.

use super::model::{Authority, key};
use crate::record::Record;
use crate::record::store::{LIST, ListKey, column, from_row};
use guildhall_identity::ListQuery;
use guildhall_policy::Filter;
use guildhall_store::{Connection, Row, StoreError, Value, Work, args};
use uuid::Uuid;

/// Most bodies that came from one, which are shown on its page.
const LATER_MAX: u32 = 50;
/// A name that stands there already stays with whom it leads to.
const ONCE: &str = "ON CONFLICT (realm_id, name_key) DO NOTHING";

/// The columns of an authority record.
macro_rules! columns {
    () => {
        "id, revision, kind, name, other_names, code, began, ended, earlier, history, is_retired, changed_by, changed_at"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO authority (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
);
const CHANGE: &str =
    "UPDATE authority SET revision = $1, kind = $2, name = $3, other_names = $4, code = $5, began = $6,
    ended = $7, earlier = $8, history = $9, is_retired = $10, changed_by = $11, changed_at = $12
    WHERE realm_id = $13 AND id = $14 AND revision = $15";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM authority WHERE realm_id = $1 AND id = $2"
);
const LATER: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM authority WHERE realm_id = $1 AND earlier = $2 ORDER BY id LIMIT $3"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM authority WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const INSERT_NAMES: &str =
    "INSERT INTO authority_name (realm_id, name_key, authority_id, name, is_main) VALUES";
const FORGET_NAMES: &str = "DELETE FROM authority_name WHERE realm_id = $1 AND authority_id = $2";
const OF_KEY: &str = "SELECT authority_id FROM authority_name WHERE realm_id = $1 AND name_key = $2";
const NAMES: &str =
    "SELECT n.name_key, n.name, n.is_main, n.authority_id, a.name AS main_name, a.kind, a.began, a.ended,
    a.is_retired FROM authority_name n JOIN authority a ON a.realm_id = n.realm_id AND a.id = n.authority_id
    WHERE n.realm_id = ?";
const OFFERED: &str = "SELECT n.name FROM authority_name n
    JOIN authority a ON a.realm_id = n.realm_id AND a.id = n.authority_id
    WHERE n.realm_id = $1 AND n.is_main = 1 AND a.is_retired = 0 ORDER BY n.name_key LIMIT $2";
const UNKNOWN: &str = "SELECT DISTINCT responsible_party FROM record
    WHERE realm_id = ? AND responsible_party > ? AND discarded_at IS NULL AND NOT EXISTS (SELECT 1 FROM authority_name n
    WHERE n.realm_id = record.realm_id AND n.name = record.responsible_party)";
/// A name of an authority record, as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownName {
    /// The key by which it is found; the place in the list.
    pub key: String,
    /// The name as it is written.
    pub name: String,
    /// Whether the record is kept under it.
    pub is_main: bool,
    /// The authority record.
    pub authority: Uuid,
    /// The name under which that is kept.
    pub main_name: String,
    /// The code of its kind.
    pub kind: String,
    /// The year in which it began.
    pub began: Option<i64>,
    /// The year in which it ended.
    pub ended: Option<i64>,
    /// Whether it is offered no more.
    pub is_retired: bool,
}

pub(super) async fn insert(work: &mut Work, authority: &Authority) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        authority.id,
        authority.revision,
        authority.kind,
        &authority.name,
        authority.other_names.join("\n"),
        &authority.code,
        authority.began,
        authority.ended,
        authority.earlier,
        &authority.history,
        authority.is_retired,
        authority.changed_by,
        authority.changed_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes an authority record as its next revision; no when somebody changed it meanwhile.
pub(super) async fn change(work: &mut Work, authority: &Authority) -> Result<bool, StoreError> {
    let values = args![
        authority.revision,
        authority.kind,
        &authority.name,
        authority.other_names.join("\n"),
        &authority.code,
        authority.began,
        authority.ended,
        authority.earlier,
        &authority.history,
        authority.is_retired,
        authority.changed_by,
        authority.changed_at,
        work.realm(),
        authority.id,
        authority.revision - 1
    ];
    Ok(work.execute(CHANGE, values).await? == 1)
}

/// Lets the names of an authority record lead to it and no other name of before. Returns a name that leads to another one, if
/// there is such a name; then nothing may be committed.
pub(super) async fn keep_names(work: &mut Work, authority: &Authority) -> Result<Option<String>, StoreError> {
    let realm = work.realm();
    work.execute(FORGET_NAMES, args![realm, authority.id]).await?;
    let names = authority.names();
    let rows = names
        .iter()
        .map(|(key, (name, is_main))| args![realm, key, authority.id, *name, *is_main])
        .collect();
    if work.insert_many(INSERT_NAMES, rows, ONCE).await? == names.len() as u64 {
        return Ok(None);
    }
    for (key, (name, _)) in &names {
        if of_key(work, key).await? != Some(authority.id) {
            return Ok(Some((*name).to_owned()));
        }
    }
    Ok(None)
}

async fn of_key(connection: &mut Connection, key: &str) -> Result<Option<Uuid>, StoreError> {
    let values = args![connection.realm(), key];
    let row = connection.fetch_optional(OF_KEY, values).await?;
    row.map(|row| row.get("authority_id")).transpose()
}

/// Returns the authority record to which a name leads.
pub(super) async fn of_name(connection: &mut Connection, name: &str) -> Result<Option<Uuid>, StoreError> {
    of_key(connection, &key(name)).await
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Authority>, StoreError> {
    let values = args![connection.realm(), id];
    Ok(read_all(connection, GET, values).await?.pop())
}

/// Returns the bodies that came from one, at most 50.
pub(super) async fn later(connection: &mut Connection, id: Uuid) -> Result<Vec<Authority>, StoreError> {
    let values = args![connection.realm(), id, LATER_MAX];
    read_all(connection, LATER, values).await
}

pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Authority>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, AFTER_ID, values).await
}

/// Returns the names that begin with a text, by their keys, behind the last one of the page before.
pub(super) async fn names(
    connection: &mut Connection,
    begin: &str,
    (after, limit): (Option<&str>, u32),
) -> Result<Vec<KnownName>, StoreError> {
    let begin = key(begin);
    let mut query = ListQuery::new(NAMES, args![connection.realm()]);
    if !begin.is_empty() {
        let end = format!("{begin}{}", char::MAX);
        query = query.and("n.name_key >= ? AND n.name_key < ?", args![begin, end]);
    }
    if let Some(after) = after {
        query = query.and("n.name_key > ?", args![after]);
    }
    let (sql, values) = query.finish("ORDER BY n.name_key LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read_name).collect()
}

/// Returns the names under which records are kept and which are still offered, by their keys.
pub(super) async fn offered(connection: &mut Connection, limit: u32) -> Result<Vec<String>, StoreError> {
    let values = args![connection.realm(), limit];
    let rows = connection.fetch_all(OFFERED, values).await?;
    rows.iter().map(|row| row.get("name")).collect()
}

/// Returns who is responsible for records that pass the filter and leads to no authority record, in the order of the
/// database, behind the last one of the page before.
pub(super) async fn unknown(
    connection: &mut Connection,
    filter: &Filter,
    (after, limit): (&str, u32),
) -> Result<Vec<String>, StoreError> {
    let (sql, values) = ListQuery::new(UNKNOWN, args![connection.realm(), after])
        .and_filter(filter, &column)
        .finish("ORDER BY responsible_party LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(|row| row.get("responsible_party")).collect()
}

/// Returns the filed records that pass the filter and for which one of these names is responsible, the newest first, behind
/// the last one of the page before.
pub(super) async fn records(
    connection: &mut Connection,
    filter: &Filter,
    names: Vec<Value>,
    (after, limit): (Option<ListKey>, u32),
) -> Result<Vec<Record>, StoreError> {
    let mut query = ListQuery::new(LIST, args![connection.realm()])
        .and("state = 'filed' AND discarded_at IS NULL", args![])
        .and_in("responsible_party", names)
        .and_filter(filter, &column);
    if let Some((at, id)) = after {
        query = query.and("(captured_at, id) < (?, ?)", args![at, id]);
    }
    let (sql, values) = query.finish("ORDER BY captured_at DESC, id DESC LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(from_row).collect()
}

async fn read_all(
    connection: &mut Connection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<Authority>, StoreError> {
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Authority, StoreError> {
    let other_names: String = row.get("other_names")?;
    Ok(Authority {
        id: row.get("id")?,
        revision: row.get("revision")?,
        kind: row.get("kind")?,
        name: row.get("name")?,
        other_names: other_names.lines().map(str::to_owned).collect(),
        code: row.get("code")?,
        began: row.get("began")?,
        ended: row.get("ended")?,
        earlier: row.get("earlier")?,
        history: row.get("history")?,
        is_retired: row.get("is_retired")?,
        changed_by: row.get("changed_by")?,
        changed_at: row.get("changed_at")?,
    })
}

fn read_name(row: &Row) -> Result<KnownName, StoreError> {
    Ok(KnownName {
        key: row.get("name_key")?,
        name: row.get("name")?,
        is_main: row.get("is_main")?,
        authority: row.get("authority_id")?,
        main_name: row.get("main_name")?,
        kind: row.get("kind")?,
        began: row.get("began")?,
        ended: row.get("ended")?,
        is_retired: row.get("is_retired")?,
    })
}
