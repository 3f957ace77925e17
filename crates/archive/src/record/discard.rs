//! Taking papers out of the inbox and putting them back (弃置、放回).
//!
//! A discarded record stays with its files and its place in the ledger; it is only left out of everything that is
//! listed, found or opened. Nothing here destroys anything.

use super::model::{Discarded, Record, RecordState};
use super::service::Archive;
use super::store::{self, ListKey, Listed};
use crate::dictionary::TEXT_CHARS_MAX;
use crate::error::FieldProblem;
use crate::{ArchiveError, filing};
use guildhall_kernel::{Actor, RecordId};
use guildhall_store::{Connection, Work};
use serde_json::json;

/// What an actor may hear about a record to which something else refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is here, and she may see it.
    Present,
    /// It is discarded, and she may see it among the discarded ones.
    Discarded,
    /// She may not know which one it is.
    Hidden,
}

impl Archive {
    /// Takes a paper out of the inbox (弃置): only one that is not filed yet. The reason may be empty.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], [`ArchiveError::Denied`] when the actor may not describe it,
    /// [`ArchiveError::AlreadyFiled`], [`ArchiveError::FilingAsked`], [`ArchiveError::Fields`] when the reason is too long.
    pub async fn discard(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: RecordId,
        reason: &str,
    ) -> Result<Record, ArchiveError> {
        let record = self.present(work, actor, id).await?;
        self.rights
            .require(actor, "describeRecord", &record.as_resource())?;
        if record.state == RecordState::Filed {
            return Err(ArchiveError::AlreadyFiled);
        }
        if filing::is_open(work, id).await? {
            return Err(ArchiveError::FilingAsked);
        }
        let reason = reason.trim().to_owned();
        if reason.chars().count() > TEXT_CHARS_MAX {
            let field = "reason".to_owned();
            let code = "too-long";
            return Err(ArchiveError::Fields(vec![FieldProblem { field, code }]));
        }
        let now = work.now();
        let mut record = record.changed(now);
        record.discarded = Some(Discarded { at: now, reason });
        // The reason may name people; the ledger, from which nothing can be taken out again, keeps only the digest.
        self.save(work, actor, &record, "record.discarded", json!({}))
            .await?;
        Ok(record)
    }

    /// Puts a discarded paper back into the inbox (放回), as it was.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`] also when it is not discarded, [`ArchiveError::Denied`].
    pub async fn restore(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: RecordId,
    ) -> Result<Record, ArchiveError> {
        let record = self.discarded(work, actor, id).await?;
        self.rights
            .require(actor, "describeRecord", &record.as_resource())?;
        let mut record = record.changed(work.now());
        record.discarded = None;
        self.save(work, actor, &record, "record.restored", json!({}))
            .await?;
        Ok(record)
    }

    /// Returns a discarded record that the actor may see.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], also when the actor may not know of it and when it is not discarded.
    pub async fn discarded(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: RecordId,
    ) -> Result<Record, ArchiveError> {
        let record = store::get(connection, id)
            .await?
            .ok_or(ArchiveError::NoSuchRecord)?;
        match self.standing(actor, &record) {
            Standing::Discarded => Ok(record),
            Standing::Present | Standing::Hidden => Err(ArchiveError::NoSuchRecord),
        }
    }

    /// Returns the discarded records that the actor may list, those that came in last first.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn list_discarded(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<ListKey>, u32),
    ) -> Result<Vec<Record>, ArchiveError> {
        let filter = self.rights.filter(actor, "listRecords");
        let limit = limit.clamp(1, 500);
        Ok(store::list(connection, &filter, Listed::Discarded, after, limit).await?)
    }

    /// Returns how many discarded records the actor may list.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn count_discarded(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<i64, ArchiveError> {
        let filter = self.rights.filter(actor, "listRecords");
        Ok(store::count_discarded(connection, &filter).await?)
    }

    /// Says of each of these records what the actor may hear about it; one that is gone is hidden.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn standings(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        ids: &[RecordId],
    ) -> Result<Vec<(RecordId, Standing)>, ArchiveError> {
        let records = store::with_discarded(connection, ids).await?;
        let standing = |id: &RecordId| {
            let record = records.iter().find(|record| record.id == *id);
            record.map_or(Standing::Hidden, |record| self.standing(actor, record))
        };
        Ok(ids.iter().map(|id| (*id, standing(id))).collect())
    }

    fn standing(&self, actor: &Actor, record: &Record) -> Standing {
        if !self.rights.allows(actor, "viewRecord", &record.as_resource()) {
            Standing::Hidden
        } else if record.discarded.is_some() {
            Standing::Discarded
        } else {
            Standing::Present
        }
    }
}
