//! Copying objects into a replica that is not of this vault, and checking them there: for backups, and for moving to a
//! new disk.
//!
//! Objects are named by their rows and not by the database, so that it can be done from the rows of a backup as well.

use crate::object::{Object, ObjectId};
use crate::replica::Replica;
use crate::vault::Vault;
use crate::{VaultError, repair};
use guildhall_kernel::ContentHash;
use guildhall_store::{ColumnShape, StoreError, Value};

/// The table in which the rows of objects stand.
pub const OBJECT_TABLE: &str = "vault_object";

/// What was copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopyReport {
    /// Objects that were copied.
    pub copied: u64,
    /// Bytes of their stored form.
    pub bytes: u64,
    /// Objects that could not be, because a piece is harmed in every replica.
    pub lost: Vec<ContentHash>,
}

impl Vault {
    /// Copies objects into a replica that does not belong to this vault and makes them durable there together. Each piece
    /// is verified and taken from whatever replica has it whole.
    ///
    /// # Errors
    /// [`VaultError::Key`], or what the target says.
    pub async fn copy_objects(
        &self,
        objects: &[Object],
        target: &dyn Replica,
    ) -> Result<CopyReport, VaultError> {
        let (mut report, mut ids, mut uploads) = (CopyReport::default(), Vec::new(), Vec::new());
        for object in objects {
            match repair::copy(&self.inner, target, object, &self.cipher(object)?).await {
                Ok(upload) => {
                    ids.push(object.id);
                    uploads.push(upload);
                    report.bytes += object.layout().stored_bytes();
                }
                Err(VaultError::Lost { hash }) => report.lost.push(hash),
                Err(error) => return Err(error),
            }
        }
        let sealed = target.seal(&ids).await;
        sealed.map_err(|error| VaultError::of_replica(target.name(), error))?;
        report.copied = ids.len() as u64;
        Ok(report)
    }

    /// Reads an object through in a replica and says whether it is whole there: every piece, and the hash of all of it.
    ///
    /// # Errors
    /// [`VaultError::Key`].
    pub async fn is_whole_in(&self, replica: &dyn Replica, object: &Object) -> Result<bool, VaultError> {
        let cipher = self.cipher(object)?;
        Ok(repair::check(replica, object, &cipher).await.is_ok())
    }
}

/// Reads an object from a row of [`OBJECT_TABLE`] that was carried here with its columns; nothing when the object was
/// lost before.
///
/// # Errors
/// [`StoreError::Inconsistent`] when it is no such row.
pub fn object_of_row(columns: &[ColumnShape], values: &[Value]) -> Result<Option<Object>, StoreError> {
    let wrong =
        |name: &str| StoreError::inconsistent(OBJECT_TABLE, format!("{name} is missing or of another type"));
    let value = |name: &str| {
        let place = columns.iter().position(|column| column.name == name);
        place
            .and_then(|place| values.get(place))
            .ok_or_else(|| wrong(name))
    };
    let text = |name: &str| match value(name)? {
        Value::Text(Some(text)) => Ok(text.clone()),
        _ => Err(wrong(name)),
    };
    if let Value::Int(Some(_)) = value("lost_at")? {
        return Ok(None);
    }
    let (Value::Id(Some(id)), Value::Int(Some(size))) = (value("object_id")?, value("size")?) else {
        return Err(wrong("object_id or size"));
    };
    let Value::Bytes(Some(key_wrapped)) = value("key_wrapped")? else {
        return Err(wrong("key_wrapped"));
    };
    Ok(Some(Object {
        hash: text("hash")?.parse().map_err(|_| wrong("hash"))?,
        id: ObjectId::from_uuid(*id),
        size: u64::try_from(*size).map_err(|_| wrong("size"))?,
        key_id: text("key_id")?,
        key_wrapped: key_wrapped.clone(),
    }))
}
