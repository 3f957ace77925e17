//! All SQL of certificates of consultation.

use super::model::Attestation;
use guildhall_identity::ListQuery;
use guildhall_kernel::Timestamp;
use guildhall_policy::Filter;
use guildhall_store::{Connection, Row, StoreError, Value, Work, args};
use uuid::Uuid;

/// The columns of a certificate.
macro_rules! columns {
    () => {
        "id, year, number, numbered, code, record_id, org_path, type_code, secrecy, archival_code, title, doc_date, \
         retention, fonds, record_digest, recipient, purpose, excerpt, issued_by, issued_at, revoked_by, revoked_at, reason"
    };
}

/// The columns of a certificate, for statements in which the table stands as `a`.
macro_rules! joined_columns {
    () => {
        "a.id, a.year, a.number, a.numbered, a.code, a.record_id, a.org_path, a.type_code, a.secrecy, a.archival_code, \
         a.title, a.doc_date, a.retention, a.fonds, a.record_digest, a.recipient, a.purpose, a.excerpt, a.issued_by, \
         a.issued_at, a.revoked_by, a.revoked_at, a.reason"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO attestation (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)"
);
const REVOKE: &str = "UPDATE attestation SET revoked_by = $1, revoked_at = $2, reason = $3
    WHERE realm_id = $4 AND id = $5 AND revoked_at IS NULL";
const BY_CODE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM attestation WHERE realm_id = $1 AND code = $2 AND numbered = $3"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM attestation WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const LIST: &str = concat!(
    "SELECT ",
    joined_columns!(),
    " FROM attestation a LEFT JOIN record r ON r.realm_id = a.realm_id AND r.id = a.record_id WHERE a.realm_id = ?"
);

/// What a list is searched for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sought<'a> {
    /// Everything.
    All,
    /// The number as it is written.
    Numbered(&'a str),
    /// The number in its year, of any year.
    Number(i64),
}

/// Returns the column of an attribute of the policies: of the record as it is now, or as it was when it is destroyed.
pub(crate) fn column(field: &str) -> Option<&'static str> {
    Some(match field {
        "org_path" => "COALESCE(r.org_path, a.org_path)",
        "state" => "COALESCE(r.state, 'filed')",
        "secrecy" => "COALESCE(r.secrecy, a.secrecy)",
        "type_code" => "COALESCE(r.type_code, a.type_code)",
        "owner" => "r.owner",
        _ => return None,
    })
}

pub(super) async fn insert(work: &mut Work, one: &Attestation) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        one.id,
        one.year,
        one.number,
        &one.numbered,
        &one.code,
        one.record,
        &one.org_path,
        &one.type_code,
        one.secrecy,
        &one.archival_code,
        &one.title,
        one.doc_date,
        &one.retention,
        &one.fonds,
        &one.record_digest,
        &one.recipient,
        &one.purpose,
        &one.excerpt,
        one.issued_by,
        one.issued_at,
        one.revoked_by,
        one.revoked_at,
        &one.reason
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes that a certificate is revoked; no when it was before.
pub(super) async fn revoke(work: &mut Work, one: &Attestation) -> Result<bool, StoreError> {
    let values = args![one.revoked_by, one.revoked_at, &one.reason, work.realm(), one.id];
    Ok(work.execute(REVOKE, values).await? == 1)
}

/// Returns a certificate whose record passes the filter.
pub(super) async fn get(
    connection: &mut Connection,
    filter: &Filter,
    id: Uuid,
) -> Result<Option<Attestation>, StoreError> {
    let (sql, values) = ListQuery::new(LIST, args![connection.realm()])
        .and("a.id = ?", args![id])
        .and_filter(filter, &column)
        .finish("LIMIT 1", args![]);
    let row = connection.fetch_optional(sql, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns certificates whose records pass the filter, the newest first, behind `after`.
pub(super) async fn list(
    connection: &mut Connection,
    filter: &Filter,
    sought: Sought<'_>,
    (after, limit): (Option<(Timestamp, Uuid)>, u32),
) -> Result<Vec<Attestation>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let query = ListQuery::new(LIST, args![connection.realm()]).and_filter(filter, &column);
    let query = match sought {
        Sought::All => query,
        Sought::Numbered(numbered) => query.and("a.numbered = ?", args![numbered]),
        Sought::Number(number) => query.and("a.number = ?", args![number]),
    };
    let (sql, values) = query
        .and("(a.issued_at, a.id) < (?, ?)", args![at, id])
        .finish("ORDER BY a.issued_at DESC, a.id DESC LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

/// Returns the certificate with this code and this number, whoever asks.
pub(super) async fn by_code(
    connection: &mut Connection,
    code: &str,
    numbered: &str,
) -> Result<Option<Attestation>, StoreError> {
    let values = args![connection.realm(), code, numbered];
    let row = connection.fetch_optional(BY_CODE, values).await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Attestation>, StoreError> {
    let values: Vec<Value> = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Attestation, StoreError> {
    Ok(Attestation {
        id: row.get("id")?,
        year: row.get("year")?,
        number: row.get("number")?,
        numbered: row.get("numbered")?,
        code: row.get("code")?,
        record: row.get("record_id")?,
        org_path: row.get("org_path")?,
        type_code: row.get("type_code")?,
        secrecy: row.get("secrecy")?,
        archival_code: row.get("archival_code")?,
        title: row.get("title")?,
        doc_date: row.get("doc_date")?,
        retention: row.get("retention")?,
        fonds: row.get("fonds")?,
        record_digest: row.get("record_digest")?,
        recipient: row.get("recipient")?,
        purpose: row.get("purpose")?,
        excerpt: row.get("excerpt")?,
        issued_by: row.get("issued_by")?,
        issued_at: row.get("issued_at")?,
        revoked_by: row.get("revoked_by")?,
        revoked_at: row.get("revoked_at")?,
        reason: row.get("reason")?,
    })
}
