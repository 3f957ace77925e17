//! What the ledger compares with its entries: the filings that waited for a yes, with their digests.

use super::model::FILING;
use super::store;
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Filings in a page.
const PAGE: u32 = 500;

/// The filings that needed a yes.
#[derive(Debug, Clone, Copy, Default)]
pub struct FilingSubjects;

#[async_trait]
impl Subjects for FilingSubjects {
    fn kind(&self) -> &'static str {
        FILING
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = store::after_id(connection, after, PAGE).await?;
        Ok(found.iter().map(|filing| (filing.id, filing.digest())).collect())
    }
}
