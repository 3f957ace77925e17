//! The things whose present state is compared with the ledger.

use async_trait::async_trait;
use guildhall_archive::record::{SUBJECT_KIND, store as records};
use guildhall_kernel::{ContentHash, RecordId};
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Records looked at in one page.
const PAGE: u32 = 500;

/// Records.
pub struct RecordSubjects;

#[async_trait]
impl Subjects for RecordSubjects {
    fn kind(&self) -> &'static str {
        SUBJECT_KIND
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let page = records::page_by_id(connection, after.map(RecordId::from_uuid), PAGE).await?;
        Ok(page
            .iter()
            .map(|record| (record.id.uuid(), record.digest()))
            .collect())
    }
}
