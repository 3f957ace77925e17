//! What the ledger compares with its entries: the changes of secrecy levels with their digests.

use super::model::RECLASSIFICATION;
use super::store;
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Changes in a page.
const PAGE: u32 = 500;

/// The changes of secrecy levels.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReclassificationSubjects;

#[async_trait]
impl Subjects for ReclassificationSubjects {
    fn kind(&self) -> &'static str {
        RECLASSIFICATION
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = store::after_id(connection, after, PAGE).await?;
        Ok(found.iter().map(|change| (change.id, change.digest())).collect())
    }
}
