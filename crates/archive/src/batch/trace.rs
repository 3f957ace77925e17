//! What batches keep of a record when it is destroyed: the line with its former values goes, the batch and its counts stay.

use super::store;
use crate::record::Trace;
use async_trait::async_trait;
use guildhall_kernel::RecordId;
use guildhall_store::{StoreError, Work};

/// The lines of batches that name a record.
#[derive(Debug, Clone, Copy, Default)]
pub struct BatchTrace;

#[async_trait]
impl Trace for BatchTrace {
    async fn forget(&self, work: &mut Work, record: RecordId) -> Result<(), StoreError> {
        store::forget(work, record).await
    }
}
