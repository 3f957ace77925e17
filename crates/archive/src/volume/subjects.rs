//! What the ledger compares with its entries: the volumes with their papers in order.

use super::model::SUBJECT_KIND;
use super::store;
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Volumes in a page.
const PAGE: u32 = 200;

/// The volumes.
#[derive(Debug, Clone, Copy, Default)]
pub struct VolumeSubjects;

#[async_trait]
impl Subjects for VolumeSubjects {
    fn kind(&self) -> &'static str {
        SUBJECT_KIND
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = store::after_id(connection, after, PAGE).await?;
        let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
        let mut papers = store::papers_of(connection, &ids).await?;
        let digest = |one: &super::Volume| {
            let records = papers.remove(&one.id).unwrap_or_default();
            (one.id, one.digest(&records))
        };
        Ok(found.iter().map(digest).collect())
    }
}
