//! Holding a record back (扣留) on which a mark of state secrecy was found, and releasing it.
//!
//! State secrets may not be kept in this system (保守国家秘密法; 档案法 art. 20). A record that bears such a mark is
//! neither shown nor searched nor read on; it stays encrypted in the vault until a person takes it out of the inbox,
//! or another than the one who brought it in decides that it is no secret.

use super::model::{Hold, Record};
use super::service::Archive;
use super::store;
use crate::ArchiveError;
use guildhall_kernel::{Actor, RecordId};
use guildhall_store::{Connection, Work};
use serde_json::json;

impl Archive {
    /// Holds a record back. `level` is the word of the mark, such as `机密`; nothing else of it is kept.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], [`ArchiveError::Denied`] when the actor may not describe it.
    pub async fn hold(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: RecordId,
        level: &str,
    ) -> Result<Record, ArchiveError> {
        let record = store::get(work, id).await?.ok_or(ArchiveError::NoSuchRecord)?;
        self.rights
            .require(actor, "describeRecord", &record.as_resource())?;
        let mut record = record.changed(work.now());
        record.hold = Some(Hold::SecrecyMark);
        self.save(work, actor, &record, "record.held", json!({ "level": level }))
            .await?;
        Ok(record)
    }

    /// Decides that a record which was held back is no state secret (解除扣留).
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`] also when it is not held back, [`ArchiveError::Denied`],
    /// [`ArchiveError::OwnPaper`] for who brought it in herself.
    pub async fn release(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: RecordId,
    ) -> Result<Record, ArchiveError> {
        let record = self.held(work, actor, id).await?;
        if record.owner.is_some() && record.owner == actor.account() {
            return Err(ArchiveError::OwnPaper);
        }
        let mut record = record.changed(work.now());
        record.hold = Some(Hold::Released);
        self.save(work, actor, &record, "record.released", json!({}))
            .await?;
        Ok(record)
    }

    /// Returns a record that is held back, to who may decide about it.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`] also when it is not held back or discarded, [`ArchiveError::Denied`].
    pub async fn held(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: RecordId,
    ) -> Result<Record, ArchiveError> {
        let record = self.present(connection, actor, id).await?;
        if record.hold != Some(Hold::SecrecyMark) {
            return Err(ArchiveError::NoSuchRecord);
        }
        self.rights
            .require(actor, "describeRecord", &record.as_resource())?;
        Ok(record)
    }
}
