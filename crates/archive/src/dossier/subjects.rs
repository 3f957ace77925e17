//! What the ledger compares with its entries: the dossiers with their digests.

use super::model::SUBJECT_KIND;
use super::store;
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Lines in a page.
const PAGE: u32 = 500;

/// The dossiers.
#[derive(Debug, Clone, Copy, Default)]
pub struct DossierSubjects;

#[async_trait]
impl Subjects for DossierSubjects {
    fn kind(&self) -> &'static str {
        SUBJECT_KIND
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
