//! What the ledger compares with its entries: the batches with their digests.

use super::model::{BatchState, SUBJECT_KIND};
use super::store;
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Batches in a page.
const PAGE: u32 = 500;

/// The batches of records. A draft has changed nothing and stands in no ledger.
#[derive(Debug, Clone, Copy, Default)]
pub struct BatchSubjects;

#[async_trait]
impl Subjects for BatchSubjects {
    fn kind(&self) -> &'static str {
        SUBJECT_KIND
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let mut after = after;
        loop {
            let found = store::after_id(connection, after, PAGE).await?;
            let begun = found.iter().filter(|batch| batch.state != BatchState::Draft);
            let page: Vec<_> = begun.map(|batch| (batch.id, batch.digest())).collect();
            // An empty page means the end; one of drafts alone is not it.
            if !page.is_empty() || found.is_empty() {
                return Ok(page);
            }
            after = found.last().map(|batch| batch.id);
        }
    }
}
