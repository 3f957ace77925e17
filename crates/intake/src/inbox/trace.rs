//! What the inbox keeps of a record goes when the record is destroyed: name, hash and what reading proposed.

use super::store;
use async_trait::async_trait;
use guildhall_archive::Trace;
use guildhall_kernel::RecordId;
use guildhall_store::{StoreError, Work};

/// The line of the inbox through which a record came in.
#[derive(Debug, Clone, Copy, Default)]
pub struct InboxTrace;

#[async_trait]
impl Trace for InboxTrace {
    async fn forget(&self, work: &mut Work, record: RecordId) -> Result<(), StoreError> {
        store::delete(work, record).await
    }
}
