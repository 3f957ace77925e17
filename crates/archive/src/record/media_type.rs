//! The media type of a file, which is told from its first bytes when it comes in and known only when it is read.

use super::files::note_files;
use super::service::Archive;
use super::store;
use crate::ArchiveError;
use guildhall_kernel::{Actor, ComponentId};
use guildhall_ledger::NewEntry;
use guildhall_store::Work;
use serde_json::json;

impl Archive {
    /// Keeps the media type that reading found for a file, where it was told wrongly when the file came in. It is
    /// description: bytes and hash of the file stay, and the ledger says what it was called before.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], [`ArchiveError::Denied`].
    pub async fn correct_media_type(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: ComponentId,
        media_type: &str,
    ) -> Result<(), ArchiveError> {
        let component = store::component(work, id)
            .await?
            .ok_or(ArchiveError::NoSuchRecord)?;
        let record = store::get(work, component.record)
            .await?
            .ok_or(ArchiveError::NoSuchRecord)?;
        self.rights
            .require(actor, "describeRecord", &record.as_resource())?;
        if component.media_type == media_type {
            return Ok(());
        }
        store::set_media_type(work, id, media_type).await?;
        let details =
            json!({ "hash": component.hash, "media_type": media_type, "before": component.media_type });
        let corrected = NewEntry {
            action: "record.file-identified",
            subject_kind: "component",
            subject_id: id.uuid(),
            digest: None,
            details,
        };
        guildhall_ledger::append(work, actor, corrected).await?;
        note_files(work, actor, &[component.record]).await?;
        Ok(())
    }
}
