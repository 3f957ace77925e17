//! What the ledger compares with its entries: the requests with their digests.

use super::{LOAN_REQUEST, store};
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Lines in a page.
const PAGE: u32 = 500;

/// The requests to borrow originals.
#[derive(Debug, Clone, Copy, Default)]
pub struct LoanRequestSubjects;

#[async_trait]
impl Subjects for LoanRequestSubjects {
    fn kind(&self) -> &'static str {
        LOAN_REQUEST
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = store::after_id(connection, after, PAGE).await?;
        Ok(found
            .iter()
            .map(|request| (request.id, request.digest()))
            .collect())
    }
}
