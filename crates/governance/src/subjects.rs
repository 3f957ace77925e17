//! What this room keeps, for comparing it with the ledger.

use crate::edition::SUBJECT_KIND;
use crate::edition::store;
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Rows in a page; each holds the texts of an edition.
const PAGE: u32 = 50;

/// Editions of the policies, with their texts.
#[derive(Debug, Clone, Copy, Default)]
pub struct EditionSubjects;

#[async_trait]
impl Subjects for EditionSubjects {
    fn kind(&self) -> &'static str {
        SUBJECT_KIND
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = store::after_id(connection, after, PAGE).await?;
        Ok(found
            .iter()
            .map(|edition| (edition.id, edition.digest()))
            .collect())
    }
}
