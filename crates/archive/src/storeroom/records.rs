//! What lies where: the records of a box, where a record lies, and what lies nowhere yet.

use super::model::{BoxQuery, BoxSet, Place};
use super::service::{KEEP_RECORD, KEEP_STOREROOM};
use super::{Storeroom, store};
use crate::ArchiveError;
use crate::record::{Record, store as records};
use guildhall_kernel::Actor;
use guildhall_store::Connection;
use uuid::Uuid;

/// Most records on a page: what one box holds.
const PAGE_MAX: u32 = 501;

impl Storeroom {
    /// Returns the records of a place that are in the actor's care, by archival code, behind a code.
    ///
    /// # Errors
    /// [`super::StoreroomError::NoSuchPlace`] unless she keeps the place.
    pub async fn records_in(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
        (after, limit): (&str, u32),
    ) -> Result<Vec<Record>, ArchiveError> {
        self.place(connection, actor, id).await?;
        let filter = self.rights.filter(actor, KEEP_RECORD);
        let page = (after, limit.clamp(1, PAGE_MAX));
        let ids = store::records_in(connection, &filter, id, page).await?;
        let mut found = records::get_many(connection, &ids).await?;
        found.sort_by(|one, other| one.archival_code.cmp(&other.archival_code));
        Ok(found)
    }

    /// Returns the boxes in use that the actor keeps and asks for, by code.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn boxes(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        asked: &BoxQuery,
        limit: u32,
    ) -> Result<Vec<Place>, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_STOREROOM);
        Ok(store::boxes(connection, &filter, asked, limit.clamp(1, PAGE_MAX)).await?)
    }

    /// Returns how much is in a place that the actor keeps: records in a box, else places.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn load(&self, connection: &mut Connection, place: &Place) -> Result<u32, ArchiveError> {
        Ok(match self.kinds.holds_records(&place.kind) {
            true => store::count_records(connection, place.id).await?,
            false => store::count_inside(connection, place.id).await?,
        })
    }

    /// Returns where a record lies, from the room to the box; nothing when it lies nowhere, or to who does not keep it.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn where_lies(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        record: &Record,
    ) -> Result<Vec<Place>, ArchiveError> {
        if !self.keeps_record(actor, record) {
            return Ok(Vec::new());
        }
        let found = store::placed(connection, &[record.id]).await?;
        let Some((_, id)) = found.first() else {
            return Ok(Vec::new());
        };
        match store::get(connection, *id).await? {
            Some(place) => self.way_to(connection, &place).await,
            None => Ok(Vec::new()),
        }
    }

    /// Returns the filed records of a set that lie nowhere and are in the actor's care, by archival code, behind a code.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn unplaced(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        set: &BoxSet,
        (after, limit): (&str, u32),
    ) -> Result<Vec<Record>, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_RECORD);
        let page = (after, limit.clamp(1, PAGE_MAX));
        Ok(store::unplaced(connection, &filter, set, page).await?)
    }
}
