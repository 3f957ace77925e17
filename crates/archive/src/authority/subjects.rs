//! What the ledger compares with its entries: the authority records with their digests.

use super::model::SUBJECT_KIND;
use super::store;
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Lines in a page.
const PAGE: u32 = 500;

/// The authority records.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuthoritySubjects;

#[async_trait]
impl Subjects for AuthoritySubjects {
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
            .map(|authority| (authority.id, authority.digest()))
            .collect())
    }
}
