//! What was told of a record's files goes when the record is destroyed.

use crate::store;
use async_trait::async_trait;
use guildhall_archive::Trace;
use guildhall_kernel::RecordId;
use guildhall_store::{StoreError, Work};

/// The formats of a record's files.
#[derive(Debug, Clone, Copy, Default)]
pub struct FormatTrace;

#[async_trait]
impl Trace for FormatTrace {
    async fn forget(&self, work: &mut Work, record: RecordId) -> Result<(), StoreError> {
        store::delete(work, record).await
    }
}
