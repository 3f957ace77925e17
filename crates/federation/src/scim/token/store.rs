//! All SQL of tokens.

use super::model::ScimToken;
use guildhall_kernel::{RealmId, ScimTokenId};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO scim_token
    (realm_id, id, name, org_path, token_hash, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const RESERVE: &str = "INSERT INTO scim_token_hash (token_hash, realm_id, token_id) VALUES ($1, $2, $3)";
const FIND: &str = "SELECT realm_id, token_id FROM scim_token_hash WHERE token_hash = $1";
const BY_ID: &str = "SELECT id, name, org_path, token_hash, made_by, made_at, expires_at, used_at, revoked_at
    FROM scim_token WHERE realm_id = $1 AND id = $2";
const NEWEST: &str = "SELECT id, name, org_path, token_hash, made_by, made_at, expires_at, used_at, revoked_at
    FROM scim_token WHERE realm_id = $1 AND org_path >= $2 AND org_path < $3 ORDER BY made_at DESC, id DESC LIMIT $4";
const AFTER_ID: &str =
    "SELECT id, name, org_path, token_hash, made_by, made_at, expires_at, used_at, revoked_at
    FROM scim_token WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";
const USED: &str = "UPDATE scim_token SET used_at = $1 WHERE realm_id = $2 AND id = $3";
const REVOKE: &str =
    "UPDATE scim_token SET revoked_at = $1 WHERE realm_id = $2 AND id = $3 AND revoked_at IS NULL";

/// Writes a new token.
pub(super) async fn insert(work: &mut Work, token: &ScimToken) -> Result<(), StoreError> {
    let realm = work.realm();
    work.execute(RESERVE, args![&token.hash, realm, token.id]).await?;
    let values = args![
        realm,
        token.id,
        &token.name,
        &token.branch,
        &token.hash,
        token.made_by,
        token.made_at,
        token.expires_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Returns realm and token of a digest: nobody has said yet which directory asks.
pub(super) async fn across_realms_find(
    connection: &mut Connection,
    hash: &str,
) -> Result<Option<(RealmId, ScimToken)>, StoreError> {
    let Some(found) = connection.fetch_optional(FIND, args![hash]).await? else {
        return Ok(None);
    };
    let (realm, id): (RealmId, ScimTokenId) = (found.get("realm_id")?, found.get("token_id")?);
    let row = connection.fetch_optional(BY_ID, args![realm, id]).await?;
    let token = row.as_ref().map(read).transpose()?;
    Ok(token
        .filter(|token| token.hash == hash)
        .map(|token| (realm, token)))
}

/// Returns one token.
pub(super) async fn by_id(
    connection: &mut Connection,
    id: ScimTokenId,
) -> Result<Option<ScimToken>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(BY_ID, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the tokens of a branch and those below it, the newest first.
pub(super) async fn of_branch(
    connection: &mut Connection,
    (from, below): (&str, &str),
    limit: u32,
) -> Result<Vec<ScimToken>, StoreError> {
    let values = args![connection.realm(), from, below, limit];
    let rows = connection.fetch_all(NEWEST, values).await?;
    rows.iter().map(read).collect()
}

/// Returns tokens by id, behind `after`.
pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<ScimToken>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(read).collect()
}

/// Writes a use down.
pub(super) async fn used(work: &mut Work, id: ScimTokenId) -> Result<(), StoreError> {
    let values = args![work.now(), work.realm(), id];
    work.execute(USED, values).await.map(|_| ())
}

/// Revokes a token; no when it was revoked before.
pub(super) async fn revoke(work: &mut Work, id: ScimTokenId) -> Result<bool, StoreError> {
    let values = args![work.now(), work.realm(), id];
    Ok(work.execute(REVOKE, values).await? == 1)
}

fn read(row: &Row) -> Result<ScimToken, StoreError> {
    Ok(ScimToken {
        id: row.get("id")?,
        name: row.get("name")?,
        branch: row.get("org_path")?,
        hash: row.get("token_hash")?,
        made_by: row.get("made_by")?,
        made_at: row.get("made_at")?,
        expires_at: row.get("expires_at")?,
        used_at: row.get("used_at")?,
        revoked_at: row.get("revoked_at")?,
    })
}
