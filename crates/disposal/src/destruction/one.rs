//! One record: destroyed, or kept by a hold, in one unit of work.

use super::store as copies;
use crate::hold::store as holds;
use crate::round::{Item, Outcome, noted_items, store};
use crate::{Disposal, DisposalError, take_turn};
use guildhall_archive::lending::lent_out;
use guildhall_archive::record::store as records;
use guildhall_archive::{Component, Hold as HeldBack, Record, Trace};
use guildhall_kernel::{Actor, ContentHash};
use guildhall_store::Work;
use guildhall_vault::ShreddedObject;
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

impl Disposal {
    /// Destroys the record of a line with its rows and the keys of its files, unless a hold covers it now or its original
    /// is lent out; does nothing to a line that has ended. The bytes stay behind, unreadable, until they are taken out of the replicas.
    ///
    /// # Errors
    /// [`DisposalError::NotFound`], [`DisposalError::Archive`] when the record is not there, [`DisposalError::Vault`].
    pub(super) async fn destroy_one(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, traces): (Uuid, &[Arc<dyn Trace>]),
    ) -> Result<(), DisposalError> {
        take_turn(work).await?;
        let item = store::item(work, id).await?.ok_or(DisposalError::NotFound)?;
        if !item.is_to_be_destroyed() {
            return Ok(());
        }
        let record = records::get(work, item.record).await?;
        let (action, outcome) = match &record {
            Some(record) if is_kept_back(work, record).await? => ("disposal.item-held", Outcome::Held),
            _ => {
                self.shred(work, actor, (&item, traces)).await?;
                ("disposal.item-destroyed", Outcome::Destroyed)
            }
        };
        let item = item.ended(outcome, work.now());
        store::change_item(work, &item).await?;
        noted_items(work, actor, action, std::slice::from_ref(&item)).await
    }

    async fn shred(
        &self,
        work: &mut Work,
        actor: &Actor,
        (item, traces): (&Item, &[Arc<dyn Trace>]),
    ) -> Result<(), DisposalError> {
        let destroyed = self.archive.destroy(work, actor, (item.record, traces)).await?;
        let objects = unneeded(work, &destroyed.files).await?;
        Ok(copies::insert(work, item.round, &objects).await?)
    }
}

/// Says whether a hold covers a record now, or its original was lent out since the destruction began.
async fn is_kept_back(work: &mut Work, record: &Record) -> Result<bool, DisposalError> {
    let is_out = !lent_out(work, &[record.id]).await?.is_empty();
    let standing = holds::standing(work).await?;
    let is_held_back = record.hold == Some(HeldBack::SecrecyMark);
    Ok(is_out || is_held_back || standing.iter().any(|hold| hold.covers(record)))
}

/// Destroys the keys of those contents that no record has any more.
async fn unneeded(work: &mut Work, files: &[Component]) -> Result<Vec<ShreddedObject>, DisposalError> {
    let contents: BTreeSet<ContentHash> = files.iter().map(|file| file.hash).collect();
    let mut objects = Vec::new();
    for hash in contents {
        // Taken before it is asked who else needs it: whoever brings the same content in waits until this is over, and then
        // brings it in anew.
        guildhall_vault::lock(work, hash).await?;
        if !records::is_kept(work, hash).await? {
            objects.extend(guildhall_vault::shred(work, hash).await?);
        }
    }
    Ok(objects)
}
