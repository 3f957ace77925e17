//! What the checks keep of a record when it is destroyed: their runs stay, which name files by number only; how it stands
//! goes, for there is nothing left to stand.

use crate::store;
use async_trait::async_trait;
use guildhall_archive::Trace;
use guildhall_kernel::RecordId;
use guildhall_store::{StoreError, Work};

/// How a record stands by its last check.
#[derive(Debug, Clone, Copy, Default)]
pub struct CheckTrace;

#[async_trait]
impl Trace for CheckTrace {
    async fn forget(&self, work: &mut Work, record: RecordId) -> Result<(), StoreError> {
        store::delete_standing(work, record).await
    }
}
