//! What the archive tells others.

use guildhall_kernel::RecordId;
use guildhall_store::event::EventBody;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A record was captured, read, described or filed: whoever keeps something derived from it must look again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordChanged {
    /// The record.
    pub record: RecordId,
}

impl EventBody for RecordChanged {
    const KIND: &'static str = "archive.record-changed.v1";

    fn subject(&self) -> Uuid {
        self.record.uuid()
    }
}
