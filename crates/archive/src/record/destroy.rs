//! Destroying a record (销毁) with all that was kept of it, and keeping one longer (续存).
//!
//! Whether a record may be destroyed is decided in another room, which keeps the line that stays of it. Here its rows go,
//! in one unit of work with the entry that says so; whoever keeps something else of a record hands in a [`Trace`].

use super::component::Component;
use super::event::RecordChanged;
use super::files::{FILES_DESTROYED, FILES_KIND};
use super::model::{Record, RecordState};
use super::service::{Archive, SUBJECT_KIND};
use super::store;
use crate::lending::request::end_requests;
use crate::lending::{LendingError, claim_for_destruction, release_destroyed};
use crate::storeroom::take_out_destroyed;
use crate::{ArchiveError, FieldProblem};
use async_trait::async_trait;
use guildhall_kernel::{Actor, RecordId};
use guildhall_ledger::NewEntry;
use guildhall_store::{StoreError, Work, event};
use serde_json::json;
use std::sync::Arc;

/// What is written down when a record was destroyed.
pub const RECORD_DESTROYED: &str = "record.destroyed";

/// Implemented by each room above this one that keeps something of a record (痕迹).
#[async_trait]
pub trait Trace: Send + Sync {
    /// Takes away what the room keeps of a record that is being destroyed, in the same unit of work.
    async fn forget(&self, work: &mut Work, record: RecordId) -> Result<(), StoreError>;
}

/// A record that was destroyed in this unit of work.
#[derive(Debug, Clone)]
pub struct DestroyedRecord {
    /// As it was.
    pub record: Record,
    /// Its files as they were.
    pub files: Vec<Component>,
}

impl Archive {
    /// Keeps a filed record longer, or for ever, by another retention code (续存).
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`] unless it is there and filed; [`ArchiveError::Fields`] for a code that is none.
    pub async fn extend_retention(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, retention): (RecordId, &str),
    ) -> Result<Record, ArchiveError> {
        let record = filed(store::get(work, id).await?)?;
        if !self.retention.knows(retention) {
            return Err(ArchiveError::Fields(vec![FieldProblem {
                field: "retention".to_owned(),
                code: "unknown-code",
            }]));
        }
        let before = record.retention.clone();
        let mut record = record.changed(work.now());
        retention.clone_into(&mut record.retention);
        let details = json!({ "from": before, "to": retention });
        self.save(work, actor, &record, "record.kept-longer", details)
            .await?;
        Ok(record)
    }

    /// Destroys a filed record: its row, its files, what was read on them, what a scanner said of them, permissions, open
    /// uses, and its place in a box.
    ///
    /// The register of use, who looked at it and the ledger stay: they say what people did. The bytes of its files are
    /// the vault's: whoever destroys them asks [`store::is_kept`] first.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`] unless it is there and filed; [`LendingError::Out`] while its original is lent out.
    pub async fn destroy(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, traces): (RecordId, &[Arc<dyn Trace>]),
    ) -> Result<DestroyedRecord, ArchiveError> {
        let record = filed(store::get(work, id).await?)?;
        if !claim_for_destruction(work, id, work.now().date_in("UTC")).await? {
            return Err(LendingError::Out(record.archival_code.unwrap_or_default()).into());
        }
        let files = store::components(work, id).await?;
        self.end_uses(work, actor, id).await?;
        end_requests(work, actor, id).await?;
        take_out_destroyed(work, actor, &record).await?;
        for trace in traces {
            trace.forget(work, id).await?;
        }
        store::delete(work, id).await?;
        release_destroyed(work, id).await?;
        let entry = |action, subject_kind| NewEntry {
            action,
            subject_kind,
            subject_id: id.uuid(),
            digest: None,
            details: json!({}),
        };
        let entries = vec![
            entry(RECORD_DESTROYED, SUBJECT_KIND),
            entry(FILES_DESTROYED, FILES_KIND),
        ];
        guildhall_ledger::append_many(work, actor, entries).await?;
        event::append(work, &RecordChanged { record: id }).await?;
        Ok(DestroyedRecord { record, files })
    }
}

fn filed(found: Option<Record>) -> Result<Record, ArchiveError> {
    found
        .filter(|record| record.state == RecordState::Filed)
        .ok_or(ArchiveError::NoSuchRecord)
}
