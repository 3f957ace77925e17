//! All SQL of consents.

use super::model::ConsentAct;
use guildhall_kernel::{AccountId, ContentHash};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

const INSERT: &str =
    "INSERT INTO consent_act (realm_id, id, account_id, code, version, is_given, text_digest, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const OF_ACCOUNT: &str = "SELECT id, account_id, code, version, is_given, text_digest, at FROM consent_act
    WHERE realm_id = $1 AND account_id = $2 ORDER BY at DESC, id DESC LIMIT $3";
const AFTER_ID: &str = "SELECT id, account_id, code, version, is_given, text_digest, at FROM consent_act
    WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";

pub(super) async fn insert(work: &mut Work, act: &ConsentAct) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        act.id,
        act.account,
        &act.code,
        act.version,
        act.is_given,
        act.text_digest.to_hex(),
        act.at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Returns what an account did about any consent, the newest first.
pub(super) async fn of_account(
    connection: &mut Connection,
    account: AccountId,
    limit: u32,
) -> Result<Vec<ConsentAct>, StoreError> {
    let values = args![connection.realm(), account, limit];
    let rows = connection.fetch_all(OF_ACCOUNT, values).await?;
    rows.iter().map(read).collect()
}

pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<ConsentAct>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<ConsentAct, StoreError> {
    Ok(ConsentAct {
        id: row.get("id")?,
        account: row.get("account_id")?,
        code: row.get("code")?,
        version: row.get("version")?,
        is_given: row.get("is_given")?,
        text_digest: row.get::<ContentHash>("text_digest")?,
        at: row.get("at")?,
    })
}
