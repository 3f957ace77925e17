//! All SQL of the organisation tree: a reference table, so statements name no realm unless they filter by it.

use super::model::Organisation;
use crate::rights::ListQuery;
use guildhall_kernel::{OrgId, OrgPath, RealmId};
use guildhall_language::pinyin;
use guildhall_policy::{Filter, ORG_PATH};
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Value, Work, args};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO organisation
    (id, realm_id, parent_id, path, depth, name, sort_key, kind, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const RENAME: &str = "UPDATE organisation SET name = $1, sort_key = $2 WHERE id = $3";
const SET_CODE: &str = "UPDATE organisation SET code = $1 WHERE id = $2";
// An ancestor's path is a beginning of the path: the nearest one is the last in order.
const NEAREST_CODE: &str = "SELECT code FROM organisation WHERE code IS NOT NULL AND path IN";
const BY_ID: &str =
    "SELECT id, realm_id, parent_id, path, name, kind, code, created_at FROM organisation WHERE id = $1";
const BY_PATH: &str =
    "SELECT id, realm_id, parent_id, path, name, kind, code, created_at FROM organisation WHERE path = $1";
const TOP: &str = "SELECT id, realm_id, parent_id, path, name, kind, code, created_at FROM organisation
    WHERE realm_id = $1 ORDER BY path LIMIT 1";
const CHILDREN: &str = "SELECT id, realm_id, parent_id, path, name, kind, code, created_at FROM organisation
    WHERE parent_id = $1 AND (sort_key, id) > ($2, $3) ORDER BY sort_key, id LIMIT $4";
const SUBTREE: &str = "SELECT id, realm_id, parent_id, path, name, kind, code, created_at FROM organisation
    WHERE path >= ? AND path < ?";
const BY_PATHS: &str =
    "SELECT id, realm_id, parent_id, path, name, kind, code, created_at FROM organisation WHERE path IN";
const BY_IDS: &str =
    "SELECT id, realm_id, parent_id, path, name, kind, code, created_at FROM organisation WHERE id IN";

const AFTER_ID: &str = "SELECT id, realm_id, parent_id, path, name, kind, code, created_at FROM organisation
    WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";

/// Most values in one IN list (schema rules, 4.5).
const LIST_MAX: usize = 500;

pub(crate) async fn insert(work: &mut Work, organisation: &Organisation) -> Result<(), StoreError> {
    let depth = i64::try_from(organisation.path.depth()).unwrap_or(i64::MAX);
    let values = args![
        organisation.id,
        organisation.realm,
        organisation.parent,
        &organisation.path,
        depth,
        &organisation.name,
        pinyin::sort_key(&organisation.name),
        organisation.kind,
        organisation.created_at
    ];
    // Readers remember which organisations lie under theirs.
    work.outdates();
    work.execute(INSERT, values).await.map(|_| ())
}

pub(crate) async fn rename(work: &mut Work, id: OrgId, name: &str) -> Result<(), StoreError> {
    work.execute(RENAME, args![name, pinyin::sort_key(name), id])
        .await
        .map(|_| ())
}

pub(crate) async fn set_code(work: &mut Work, id: OrgId, code: Option<&str>) -> Result<(), StoreError> {
    work.execute(SET_CODE, args![code, id]).await.map(|_| ())
}

/// Returns the code of the nearest unit at or above `path` that has one and lies below `top`.
pub(crate) async fn code_below(
    connection: &mut Connection,
    top: &OrgPath,
    path: &OrgPath,
) -> Result<Option<String>, StoreError> {
    let text = path.as_str();
    let ends = text.match_indices('/').map(|(at, _)| at + 1);
    let paths: Vec<Value> = ends
        .filter(|end| *end > top.as_str().len())
        .map(|end| text[..end].into_value())
        .collect();
    if paths.is_empty() || !top.contains(path) {
        return Ok(None);
    }
    let sql = format!(
        "{NEAREST_CODE} ({}) ORDER BY path DESC LIMIT 1",
        in_list(1, paths.len())
    );
    let row = connection.fetch_optional(sql, paths).await?;
    row.map(|row| row.get("code")).transpose()
}

pub(crate) async fn by_id(
    connection: &mut Connection,
    id: OrgId,
) -> Result<Option<Organisation>, StoreError> {
    connection
        .fetch_optional(BY_ID, args![id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

pub(crate) async fn by_path(
    connection: &mut Connection,
    path: &OrgPath,
) -> Result<Option<Organisation>, StoreError> {
    connection
        .fetch_optional(BY_PATH, args![path])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

pub(crate) async fn top(
    connection: &mut Connection,
    realm: RealmId,
) -> Result<Option<Organisation>, StoreError> {
    connection
        .fetch_optional(TOP, args![realm])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

pub(crate) async fn by_ids(
    connection: &mut Connection,
    ids: &[OrgId],
) -> Result<Vec<Organisation>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for part in ids.chunks(LIST_MAX) {
        let sql = format!("{BY_IDS} ({})", in_list(1, part.len()));
        let values: Vec<Value> = part.iter().map(|id| id.into_value()).collect();
        for row in connection.fetch_all(sql, values).await? {
            found.push(read(&row)?);
        }
    }
    Ok(found)
}

/// Returns the organisations at these paths, the top first.
pub(crate) async fn by_paths(
    connection: &mut Connection,
    paths: &[OrgPath],
) -> Result<Vec<Organisation>, StoreError> {
    let mut found = Vec::with_capacity(paths.len());
    for part in paths.chunks(LIST_MAX) {
        let sql = format!("{BY_PATHS} ({}) ORDER BY path", in_list(1, part.len()));
        let values: Vec<Value> = part.iter().map(guildhall_store::IntoValue::into_value).collect();
        for row in connection.fetch_all(sql, values).await? {
            found.push(read(&row)?);
        }
    }
    Ok(found)
}

/// Returns the organisations of the connection's realm by id, behind `after`.
pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Organisation>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    connection
        .fetch_all(AFTER_ID, values)
        .await?
        .iter()
        .map(read)
        .collect()
}

pub(crate) async fn children(
    connection: &mut Connection,
    parent: OrgId,
    after: Option<&Organisation>,
    limit: u32,
) -> Result<Vec<Organisation>, StoreError> {
    let key = after
        .map(|after| pinyin::sort_key(&after.name))
        .unwrap_or_default();
    let id = after.map_or(OrgId::from_uuid(Uuid::nil()), |after| after.id);
    let rows = connection
        .fetch_all(CHILDREN, args![parent, key, id, limit])
        .await?;
    rows.iter().map(read).collect()
}

pub(crate) async fn subtree(
    connection: &mut Connection,
    filter: &Filter,
    under: &OrgPath,
    after: Option<&OrgPath>,
    limit: u32,
) -> Result<Vec<Organisation>, StoreError> {
    let column = |field: &str| (field == ORG_PATH).then_some("path");
    let after = after.map_or("", OrgPath::as_str);
    let (sql, values) = ListQuery::new(SUBTREE, args![under, under.upper_bound()])
        .and_filter(filter, &column)
        .and("path > ?", args![after])
        .finish("ORDER BY path LIMIT ?", args![limit]);
    connection
        .fetch_all(sql, values)
        .await?
        .iter()
        .map(read)
        .collect()
}

fn read(row: &Row) -> Result<Organisation, StoreError> {
    Ok(Organisation {
        id: row.get("id")?,
        realm: row.get("realm_id")?,
        parent: row.get("parent_id")?,
        path: row.get("path")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        code: row.get("code")?,
        created_at: row.get("created_at")?,
    })
}
