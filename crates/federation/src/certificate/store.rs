//! All SQL of client certificates.

use super::model::{Certificate, Presented};
use guildhall_kernel::{AccountId, CertificateId, RealmId};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

const RESERVE: &str =
    "INSERT INTO client_certificate_key (fingerprint, realm_id, certificate_id) VALUES ($1, $2, $3)
    ON CONFLICT (fingerprint) DO NOTHING";
const RELEASE: &str = "DELETE FROM client_certificate_key WHERE fingerprint = $1";
const FIND: &str = "SELECT realm_id, certificate_id FROM client_certificate_key WHERE fingerprint = $1";
const INSERT: &str = "INSERT INTO client_certificate
    (realm_id, id, account_id, fingerprint, subject, issuer, number_at_issuer, expires_at, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const BY_ID: &str =
    "SELECT id, account_id, fingerprint, subject, issuer, number_at_issuer, expires_at, made_at, used_at
    FROM client_certificate WHERE realm_id = $1 AND id = $2";
const OF_ACCOUNT: &str =
    "SELECT id, account_id, fingerprint, subject, issuer, number_at_issuer, expires_at, made_at, used_at
    FROM client_certificate WHERE realm_id = $1 AND account_id = $2 ORDER BY made_at, id LIMIT 100";
const AFTER_ID: &str =
    "SELECT id, account_id, fingerprint, subject, issuer, number_at_issuer, expires_at, made_at, used_at
    FROM client_certificate WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";
const USED: &str = "UPDATE client_certificate SET used_at = $1 WHERE realm_id = $2 AND id = $3";
const RENEWED: &str =
    "UPDATE client_certificate SET subject = $1, issuer = $2, number_at_issuer = $3, expires_at = $4
    WHERE realm_id = $5 AND id = $6";
const REMOVE: &str = "DELETE FROM client_certificate WHERE realm_id = $1 AND id = $2";

/// Reserves the key and writes the certificate; no when it belongs to somebody.
pub(super) async fn insert(work: &mut Work, new: &Certificate) -> Result<bool, StoreError> {
    let realm = work.realm();
    let shown = &new.shown;
    if work
        .execute(RESERVE, args![&shown.fingerprint, realm, new.id])
        .await?
        == 0
    {
        return Ok(false);
    }
    let values = args![
        realm,
        new.id,
        new.account,
        &shown.fingerprint,
        &shown.subject,
        &shown.issuer,
        &shown.serial,
        shown.expires_at,
        new.made_at
    ];
    work.execute(INSERT, values).await.map(|_| true)
}

/// Returns realm and certificate of a public key: nobody has said yet who signs in.
///
/// A reservation that leads to the certificate of another key, which only somebody behind the program's back can have
/// made, leads nowhere.
pub(super) async fn across_realms_find(
    connection: &mut Connection,
    fingerprint: &str,
) -> Result<Option<(RealmId, Certificate)>, StoreError> {
    let Some(found) = connection.fetch_optional(FIND, args![fingerprint]).await? else {
        return Ok(None);
    };
    let (realm, id): (RealmId, CertificateId) = (found.get("realm_id")?, found.get("certificate_id")?);
    let row = connection.fetch_optional(BY_ID, args![realm, id]).await?;
    let certificate = row.as_ref().map(read).transpose()?;
    let certificate = certificate.filter(|certificate| certificate.shown.fingerprint == fingerprint);
    Ok(certificate.map(|certificate| (realm, certificate)))
}

/// Returns one certificate.
pub(super) async fn by_id(
    connection: &mut Connection,
    id: CertificateId,
) -> Result<Option<Certificate>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(BY_ID, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the certificates of an account, the oldest first.
pub(super) async fn of_account(
    connection: &mut Connection,
    account: AccountId,
) -> Result<Vec<Certificate>, StoreError> {
    let values = args![connection.realm(), account];
    let rows = connection.fetch_all(OF_ACCOUNT, values).await?;
    rows.iter().map(read).collect()
}

/// Returns certificates by id, behind `after`.
pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Certificate>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(read).collect()
}

/// Writes a use down.
pub(super) async fn used(work: &mut Work, id: CertificateId) -> Result<(), StoreError> {
    let values = args![work.now(), work.realm(), id];
    work.execute(USED, values).await.map(|_| ())
}

/// Writes down what a newer certificate for the same key says.
pub(super) async fn renewed(work: &mut Work, certificate: &Certificate) -> Result<(), StoreError> {
    let shown = &certificate.shown;
    let values = args![
        &shown.subject,
        &shown.issuer,
        &shown.serial,
        shown.expires_at,
        work.realm(),
        certificate.id
    ];
    work.execute(RENEWED, values).await.map(|_| ())
}

/// Removes a certificate and its reservation.
pub(super) async fn remove(work: &mut Work, certificate: &Certificate) -> Result<(), StoreError> {
    work.execute(RELEASE, args![&certificate.shown.fingerprint])
        .await?;
    let values = args![work.realm(), certificate.id];
    work.execute(REMOVE, values).await.map(|_| ())
}

fn read(row: &Row) -> Result<Certificate, StoreError> {
    Ok(Certificate {
        id: row.get("id")?,
        account: row.get("account_id")?,
        shown: Presented {
            fingerprint: row.get("fingerprint")?,
            subject: row.get("subject")?,
            issuer: row.get("issuer")?,
            serial: row.get("number_at_issuer")?,
            expires_at: row.get("expires_at")?,
        },
        made_at: row.get("made_at")?,
        used_at: row.get("used_at")?,
    })
}
