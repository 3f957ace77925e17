//! Batches (批量处理): one change of the description made to many records, or many records filed, and the way back.
//!
//! Begin at [`Batches`]: which records are taken up is fixed when a batch is made and kept with it; a preview says what
//! would become of each; once begun, a job works it through. Each record is changed by the same services as alone, with
//! the rights that its maker has at that moment. Must not change a record by any other way, and not touch one that
//! somebody changed since it was taken up.

pub mod error;
mod job;
mod model;
mod preview;
mod rules;
mod service;
mod store;
mod subjects;
mod trace;

pub use error::BatchError;
pub use job::{BatchJob, Filing, Unfiled};
pub use model::{
    Batch, BatchCounts, BatchItem, BatchKey, BatchKind, BatchState, Changes, ItemState, Refusal, SUBJECT_KIND,
};
pub use preview::{Preview, PreviewLine, RefusedLine};
pub use rules::{BatchFiles, BatchRules};
pub(crate) use service::is_running;
pub use service::{Batches, Chosen, NewBatch};
pub use subjects::BatchSubjects;
pub use trace::BatchTrace;
