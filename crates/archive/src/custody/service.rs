//! Passing records on, and asking who keeps one.

use super::{Custody, store};
use crate::record::SUBJECT_KIND;
use crate::{Archive, ArchiveError};
use guildhall_kernel::{Actor, RecordId};
use guildhall_ledger::NewEntry;
use guildhall_store::{Connection, Work};
use serde_json::json;

impl Archive {
    /// Notes that another archives keeps these records from now on, with an entry in the history of each. What passed
    /// before stays as it was. Whether they may pass, the caller has asked.
    ///
    /// # Errors
    /// [`ArchiveError::Store`], [`ArchiveError::Ledger`].
    pub async fn hand_over(
        &self,
        work: &mut Work,
        actor: &Actor,
        (records, custody): (&[RecordId], &Custody),
    ) -> Result<(), ArchiveError> {
        store::insert(work, records, custody).await?;
        let entry = |record: &RecordId| NewEntry {
            action: "record.handed-over",
            subject_kind: SUBJECT_KIND,
            subject_id: record.uuid(),
            digest: None,
            details: json!({ "handover": custody.handover, "number": custody.number }),
        };
        let entries = records.iter().map(entry).collect();
        guildhall_ledger::append_many(work, actor, entries).await?;
        Ok(())
    }

    /// Returns who keeps a record that passed on, to whoever may see the record; nothing while it is kept here.
    ///
    /// # Errors
    /// As [`Archive::record`].
    pub async fn custody(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        record: RecordId,
    ) -> Result<Option<Custody>, ArchiveError> {
        self.record(connection, actor, record).await?;
        Ok(store::of_record(connection, record).await?)
    }
}
