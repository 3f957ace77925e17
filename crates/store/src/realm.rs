//! Realms (数据域): sets of organisations whose data live together.

use crate::{Connection, StoreError, Work, args};
use guildhall_kernel::{OrgPath, RealmId, Timestamp};

/// A realm of this installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Realm {
    /// Its id.
    pub id: RealmId,
    /// Its name.
    pub name: String,
    /// Path of its top organisation.
    pub root_path: OrgPath,
    /// When it was made.
    pub created_at: Timestamp,
}

const INSERT: &str = "INSERT INTO realm (realm_id, name, root_path, created_at) VALUES ($1, $2, $3, $4)";
const ALL: &str = "SELECT realm_id, name, root_path, created_at FROM realm ORDER BY root_path LIMIT 100000";

/// Registers a realm.
///
/// # Errors
/// [`StoreError::Conflict`] when it exists.
pub async fn insert(work: &mut Work, realm: &Realm) -> Result<(), StoreError> {
    let values = args![realm.id, &realm.name, &realm.root_path, realm.created_at];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Returns all realms, in the order of their paths.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn across_realms_list(connection: &mut Connection) -> Result<Vec<Realm>, StoreError> {
    let rows = connection.fetch_all(ALL, args![]).await?;
    rows.iter()
        .map(|row| {
            Ok(Realm {
                id: row.get("realm_id")?,
                name: row.get("name")?,
                root_path: row.get("root_path")?,
                created_at: row.get("created_at")?,
            })
        })
        .collect()
}
