//! Fonds (全宗): all records of one creating body, with the code that the archives gave it.

use crate::ArchiveError;
use guildhall_identity::Rights;
use guildhall_kernel::{Actor, OrgPath};
use guildhall_store::{Connection, StoreError, Work, args};
use uuid::Uuid;

/// A fonds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fonds {
    /// Code (全宗号), such as `Z109`.
    pub code: String,
    /// Name.
    pub name: String,
    /// The organisation whose records it holds, with all below.
    pub org_path: OrgPath,
}

const INSERT: &str =
    "INSERT INTO fonds (realm_id, id, code, name, org_path, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
const ALL: &str = "SELECT code, name, org_path FROM fonds WHERE realm_id = $1 ORDER BY code LIMIT 1000";

/// Opens a fonds for an organisation.
///
/// # Errors
/// [`ArchiveError::Denied`]; [`ArchiveError::Store`] with a conflict when the code is taken.
pub async fn open(
    work: &mut Work,
    actor: &Actor,
    rights: &Rights,
    fonds: &Fonds,
) -> Result<(), ArchiveError> {
    rights.require_in(actor, "manageSystem", &fonds.org_path)?;
    let (realm, id, now) = (work.realm(), work.new_id::<Uuid>(), work.now());
    work.execute(
        INSERT,
        args![realm, id, &fonds.code, &fonds.name, &fonds.org_path, now],
    )
    .await?;
    let entry = guildhall_ledger::NewEntry {
        action: "fonds.opened",
        subject_kind: "fonds",
        subject_id: id,
        digest: None,
        details: serde_json::json!({ "code": fonds.code }),
    };
    guildhall_ledger::append(work, actor, entry).await?;
    Ok(())
}

/// Returns all fonds of the realm, by code.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn list(connection: &mut Connection) -> Result<Vec<Fonds>, StoreError> {
    let realm = connection.realm();
    let rows = connection.fetch_all(ALL, args![realm]).await?;
    rows.iter()
        .map(|row| {
            Ok(Fonds {
                code: row.get("code")?,
                name: row.get("name")?,
                org_path: row.get("org_path")?,
            })
        })
        .collect()
}

/// Returns the fonds of the nearest organisation above (or at) a path.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn for_path(connection: &mut Connection, path: &OrgPath) -> Result<Option<Fonds>, StoreError> {
    let all = list(connection).await?;
    Ok(all
        .into_iter()
        .filter(|fonds| fonds.org_path.contains(path))
        .max_by_key(|fonds| fonds.org_path.depth()))
}
