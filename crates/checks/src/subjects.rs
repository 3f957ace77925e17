//! What the ledger compares with its entries: each run with its digest.

use crate::store;
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Kind of a run in the ledger.
pub(crate) const RUN: &str = "check-run";
/// Runs in a page.
const PAGE: u32 = 500;

/// The checks that were made.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunSubjects;

#[async_trait]
impl Subjects for RunSubjects {
    fn kind(&self) -> &'static str {
        RUN
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = store::after_id(connection, after, PAGE).await?;
        Ok(found.iter().map(|run| (run.id, run.digest())).collect())
    }
}
