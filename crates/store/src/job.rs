//! Jobs (后台任务): long work with progress, cancelling, retry and schedule, that survives a crash.
//!
//! A job is put in line in the transaction of the change that wants it. A runner takes it under a lease; when the
//! runner dies, the lease runs out and another takes over, so a job may run twice or late and must be harmless
//! then: it carries ids, reads the present state, and makes the rest match it.

mod queue;
mod runner;
mod schedule;

pub use queue::{
    Job, JobState, NewJob, cancel, counts, enqueue, enqueue_many, for_subject, get, list, list_after,
    progress_total, retry,
};
pub use runner::{JobContext, JobError, JobHandler, Runner, RunnerConfig};
pub use schedule::{Schedule, across_realms_start_due, due_at, ensure as ensure_schedule, next_after};

/// The lane of quick jobs.
pub const LANE_QUICK: i64 = 0;
/// The lane of jobs that keep a core busy for long, such as reading papers.
pub const LANE_HEAVY: i64 = 1;
