//! Fonds (全宗): all records of one creating body, with the code that the archives gave it.

use crate::ArchiveError;
use guildhall_identity::Rights;
use guildhall_kernel::{Actor, ContentHash, OrgPath};
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, Row, StoreError, Work, args};
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

/// How a fonds is named in the ledger.
const KIND: &str = "fonds";
/// Fonds in a page.
const PAGE: u32 = 500;

impl Fonds {
    fn digest(&self, id: Uuid) -> ContentHash {
        let state = serde_json::json!([id, self.code, self.name, self.org_path]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

/// The fonds of a realm, for comparing them with the ledger.
#[derive(Debug, Clone, Copy, Default)]
pub struct FondsSubjects;

#[async_trait::async_trait]
impl Subjects for FondsSubjects {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let values = args![connection.realm(), after.unwrap_or_default(), PAGE];
        let rows = connection.fetch_all(AFTER_ID, values).await?;
        let digest = |row: &Row| {
            let id = row.get("id")?;
            Ok((id, read(row)?.digest(id)))
        };
        rows.iter().map(digest).collect()
    }
}

const INSERT: &str =
    "INSERT INTO fonds (realm_id, id, code, name, org_path, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
const AFTER_ID: &str = "SELECT id, code, name, org_path FROM fonds
    WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";
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
        subject_kind: KIND,
        subject_id: id,
        digest: Some(fonds.digest(id)),
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
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Fonds, StoreError> {
    Ok(Fonds {
        code: row.get("code")?,
        name: row.get("name")?,
        org_path: row.get("org_path")?,
    })
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
