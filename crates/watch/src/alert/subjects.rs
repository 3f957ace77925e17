//! What the ledger compares with its entries about alerts: nobody hides one by changing or deleting its row.

use super::store;
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Kind of an alert in the ledger.
pub(crate) const ALERT: &str = "alert";
/// Things in a page.
const PAGE: u32 = 500;

/// The alerts of a realm, without what grows while they are open.
#[derive(Debug, Clone, Copy, Default)]
pub struct AlertSubjects;

#[async_trait]
impl Subjects for AlertSubjects {
    fn kind(&self) -> &'static str {
        ALERT
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = store::after_id(connection, after, PAGE).await?;
        Ok(found.iter().map(|alert| (alert.id, alert.digest())).collect())
    }
}
