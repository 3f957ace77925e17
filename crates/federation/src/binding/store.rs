//! All SQL of bindings.

use super::model::{Binding, NewBinding, Outside};
use guildhall_kernel::{AccountId, BindingId, RealmId};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

const RESERVE: &str = "INSERT INTO outside_subject (subject_hash, realm_id, binding_id) VALUES ($1, $2, $3)
    ON CONFLICT (subject_hash) DO NOTHING";
const RELEASE: &str = "DELETE FROM outside_subject WHERE subject_hash = $1";
const FIND: &str = "SELECT realm_id, binding_id FROM outside_subject WHERE subject_hash = $1";
const INSERT: &str = "INSERT INTO outside_binding
    (realm_id, id, account_id, issuer, subject, label, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const BY_ID: &str = "SELECT id, account_id, issuer, subject, label, made_at, used_at
    FROM outside_binding WHERE realm_id = $1 AND id = $2";
const OF_ACCOUNT: &str = "SELECT id, account_id, issuer, subject, label, made_at, used_at
    FROM outside_binding WHERE realm_id = $1 AND account_id = $2 ORDER BY made_at, id LIMIT 100";
const AFTER_ID: &str = "SELECT id, account_id, issuer, subject, label, made_at, used_at
    FROM outside_binding WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";
const USED: &str = "UPDATE outside_binding SET used_at = $1 WHERE realm_id = $2 AND id = $3";
const REMOVE: &str = "DELETE FROM outside_binding WHERE realm_id = $1 AND id = $2";

/// Reserves the identity and writes the binding; no when it belongs to somebody.
pub(super) async fn insert(
    work: &mut Work,
    (id, account): (BindingId, AccountId),
    new: NewBinding<'_>,
) -> Result<bool, StoreError> {
    let (realm, now) = (work.realm(), work.now());
    if work.execute(RESERVE, args![new.outside.key(), realm, id]).await? == 0 {
        return Ok(false);
    }
    let outside = new.outside;
    let values = args![
        realm,
        id,
        account,
        outside.issuer,
        outside.subject,
        new.label,
        now
    ];
    work.execute(INSERT, values).await.map(|_| true)
}

/// Returns realm and binding of an identity: nobody has said yet who signs in.
///
/// A reservation that leads to the binding of another identity, which only somebody behind the program's back can have
/// made, leads nowhere.
pub(crate) async fn across_realms_find(
    connection: &mut Connection,
    outside: Outside<'_>,
) -> Result<Option<(RealmId, Binding)>, StoreError> {
    let key = outside.key();
    let Some(found) = connection.fetch_optional(FIND, args![&key]).await? else {
        return Ok(None);
    };
    let (realm, id): (RealmId, BindingId) = (found.get("realm_id")?, found.get("binding_id")?);
    let row = connection.fetch_optional(BY_ID, args![realm, id]).await?;
    let binding = row.as_ref().map(read).transpose()?;
    let binding = binding.filter(|binding| binding.outside().key() == key);
    Ok(binding.map(|binding| (realm, binding)))
}

/// Returns one binding.
pub(super) async fn by_id(connection: &mut Connection, id: BindingId) -> Result<Option<Binding>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(BY_ID, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the bindings of an account, the oldest first.
pub(super) async fn of_account(
    connection: &mut Connection,
    account: AccountId,
) -> Result<Vec<Binding>, StoreError> {
    let values = args![connection.realm(), account];
    let rows = connection.fetch_all(OF_ACCOUNT, values).await?;
    rows.iter().map(read).collect()
}

/// Returns bindings by id, behind `after`.
pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Binding>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(read).collect()
}

/// Writes a use down.
pub(super) async fn used(work: &mut Work, id: BindingId) -> Result<(), StoreError> {
    let values = args![work.now(), work.realm(), id];
    work.execute(USED, values).await.map(|_| ())
}

/// Removes a binding and its reservation.
pub(super) async fn remove(work: &mut Work, binding: &Binding) -> Result<(), StoreError> {
    work.execute(RELEASE, args![binding.outside().key()]).await?;
    let values = args![work.realm(), binding.id];
    work.execute(REMOVE, values).await.map(|_| ())
}

fn read(row: &Row) -> Result<Binding, StoreError> {
    Ok(Binding {
        id: row.get("id")?,
        account: row.get("account_id")?,
        issuer: row.get("issuer")?,
        subject: row.get("subject")?,
        label: row.get("label")?,
        made_at: row.get("made_at")?,
        used_at: row.get("used_at")?,
    })
}
