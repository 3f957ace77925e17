//! What the ledger compares with its entries: the handovers with their digests.

use super::model::HANDOVER;
use super::store;
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Rows in a page.
const PAGE: u32 = 500;

/// The handovers.
#[derive(Debug, Clone, Copy, Default)]
pub struct HandoverSubjects;

#[async_trait]
impl Subjects for HandoverSubjects {
    fn kind(&self) -> &'static str {
        HANDOVER
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = store::after_id(connection, after, PAGE).await?;
        Ok(found.iter().map(|one| (one.id, one.digest())).collect())
    }
}
