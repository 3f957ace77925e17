//! Running jobs: takes them under a lease, renews it, retries with back-off, gives up after the last attempt.

use super::queue::{self, Job, JobState};
use crate::{Database, StoreError};
use async_trait::async_trait;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// How an attempt failed.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// A passing problem: try again later.
    #[error("{code}: {detail}")]
    Retry {
        /// Stable code.
        code: String,
        /// For the log.
        detail: String,
    },
    /// Trying again cannot help.
    #[error("{code}: {detail}")]
    Fail {
        /// Stable code.
        code: String,
        /// For the log.
        detail: String,
    },
    /// Stopped because somebody asked.
    #[error("stopped on request")]
    Cancelled,
}

impl JobError {
    /// A passing problem with the text of its cause.
    pub fn retry(code: &str, cause: impl std::fmt::Display) -> Self {
        Self::Retry {
            code: code.to_owned(),
            detail: cause.to_string(),
        }
    }

    /// A lasting problem with the text of its cause.
    pub fn fail(code: &str, cause: impl std::fmt::Display) -> Self {
        Self::Fail {
            code: code.to_owned(),
            detail: cause.to_string(),
        }
    }
}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        Self::retry("database", error)
    }
}

/// What a running job sees of its own row.
pub struct JobContext {
    /// The job.
    pub job: Job,
    done: AtomicI64,
    total: AtomicI64,
    cancelled: AtomicBool,
}

impl JobContext {
    /// Notes progress; it is written with the next renewal of the lease.
    pub fn progress(&self, done: i64, total: i64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Says whether somebody asked the job to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Says whether this is the last attempt.
    pub fn is_last_attempt(&self) -> bool {
        self.job.attempts >= self.job.attempts_max
    }
}

/// Implemented by what can be done in the background.
#[async_trait]
pub trait JobHandler: Send + Sync {
    /// Returns the kind of job it does; never changed once released.
    fn kind(&self) -> &'static str;

    /// Does the job. May run twice, late, or after a crash in the middle.
    async fn run(&self, context: &JobContext) -> Result<(), JobError>;
}

/// How a lane is run.
#[derive(Debug, Clone)]
pub struct RunnerConfig {
    /// The lane.
    pub lane: i64,
    /// Name of this runner; two runners must not share one.
    pub owner: String,
    /// Most jobs at once.
    pub parallel: u32,
    /// How long a lease lasts; it is renewed at a third of that.
    pub lease: Duration,
    /// How long to wait when there was nothing to do.
    pub poll: Duration,
}

/// Runs the jobs of one lane.
pub struct Runner {
    database: Database,
    config: RunnerConfig,
    handlers: HashMap<&'static str, Arc<dyn JobHandler>>,
}

/// First wait after a failed attempt; it doubles each time.
const BACK_OFF_SECS: i64 = 5;
/// Longest wait between attempts.
const BACK_OFF_SECS_MAX: i64 = 3_600;

impl Runner {
    /// Makes a runner for the given handlers.
    pub fn new(database: Database, config: RunnerConfig, handlers: Vec<Arc<dyn JobHandler>>) -> Self {
        let handlers = handlers
            .into_iter()
            .map(|handler| (handler.kind(), handler))
            .collect();
        Self {
            database,
            config,
            handlers,
        }
    }

    /// Runs jobs until the token is cancelled; jobs under way are given back when that happens.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        let places = Arc::new(Semaphore::new(self.config.parallel as usize));
        let tracker = tokio_util::task::TaskTracker::new();
        while !stop.is_cancelled() {
            let free = places.available_permits();
            let claimed = if free == 0 {
                Ok(Vec::new())
            } else {
                self.claim(free).await
            };
            let idle = match claimed {
                Ok(jobs) => {
                    let idle = jobs.is_empty();
                    for job in jobs {
                        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
                            return;
                        };
                        let runner = Arc::clone(&self);
                        tracker.spawn(async move {
                            runner.execute(job).await;
                            drop(place);
                            runner.database.wake();
                        });
                    }
                    idle
                }
                Err(error) => {
                    tracing::warn!(%error, lane = self.config.lane, "jobs could not be taken");
                    true
                }
            };
            if idle {
                tokio::select! {
                    () = self.database.changed(self.config.poll) => {}
                    () = stop.cancelled() => {}
                }
            }
        }
        tracker.close();
        // Whatever does not end now is taken up again after its lease; jobs are made for that.
        let _ = tokio::time::timeout(Duration::from_secs(5), tracker.wait()).await;
    }

    /// Runs everything that is due now, one after the other, and returns how many; for tests and commands.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses.
    pub async fn run_due(&self) -> Result<usize, StoreError> {
        let mut count = 0;
        loop {
            let jobs = self.claim(1).await?;
            if jobs.is_empty() {
                return Ok(count);
            }
            for job in jobs {
                self.execute(job).await;
                count += 1;
            }
        }
    }

    async fn claim(&self, limit: usize) -> Result<Vec<Job>, StoreError> {
        let until = self.lease_until();
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        queue::claim(&self.database, self.config.lane, &self.config.owner, until, limit).await
    }

    fn lease_until(&self) -> guildhall_kernel::Timestamp {
        self.database
            .clock()
            .now()
            .plus_secs(i64::try_from(self.config.lease.as_secs()).unwrap_or(60))
    }

    async fn execute(&self, job: Job) {
        let context = JobContext {
            done: AtomicI64::new(job.progress_done),
            total: AtomicI64::new(job.progress_total),
            cancelled: AtomicBool::new(job.cancel_requested),
            job,
        };
        let result = match self.handlers.get(context.job.kind.as_str()) {
            None => Err(JobError::fail(
                "unknown-job",
                "no part of this program does such a job",
            )),
            Some(_) if context.job.attempts > context.job.attempts_max => Err(JobError::fail(
                "interrupted",
                "the program ended during each attempt",
            )),
            Some(handler) => self.attend(handler.as_ref(), &context).await,
        };
        if let Err(error) = self.conclude(&context, result).await {
            tracing::error!(%error, job = %context.job.id, "the end of a job could not be written");
        }
    }

    /// Runs the handler and renews the lease beside it.
    async fn attend(&self, handler: &dyn JobHandler, context: &JobContext) -> Result<(), JobError> {
        let work = handler.run(context);
        tokio::pin!(work);
        loop {
            tokio::select! {
                result = &mut work => return result,
                () = tokio::time::sleep(self.config.lease / 3) => self.renew(context).await,
            }
        }
    }

    async fn renew(&self, context: &JobContext) {
        let progress = (
            context.done.load(Ordering::Relaxed),
            context.total.load(Ordering::Relaxed),
        );
        match queue::renew(
            &self.database,
            &context.job,
            &self.config.owner,
            self.lease_until(),
            progress,
        )
        .await
        {
            Ok(Some(false)) => {}
            // Asked to stop, or taken over by somebody else: either way this attempt should end.
            Ok(Some(true) | None) => context.cancelled.store(true, Ordering::Relaxed),
            Err(error) => tracing::warn!(%error, job = %context.job.id, "lease could not be renewed"),
        }
    }

    async fn conclude(&self, context: &JobContext, result: Result<(), JobError>) -> Result<(), StoreError> {
        let now = self.database.clock().now();
        self.renew(context).await;
        let end = match result {
            Ok(()) => (JobState::Done, None, now),
            Err(JobError::Cancelled) => (JobState::Cancelled, None, now),
            Err(JobError::Retry { code, detail }) if !context.is_last_attempt() => {
                tracing::info!(job = %context.job.id, kind = %context.job.kind, %code, %detail, "will be tried again");
                (
                    JobState::Queued,
                    Some(code),
                    now.plus_secs(back_off_secs(context.job.attempts)),
                )
            }
            Err(JobError::Retry { code, detail } | JobError::Fail { code, detail }) => {
                tracing::warn!(job = %context.job.id, kind = %context.job.kind, %code, %detail, "job failed");
                (JobState::Failed, Some(code), now)
            }
        };
        queue::finish(&self.database, &context.job, &self.config.owner, end).await
    }
}

/// Seconds to wait after the given number of attempts.
fn back_off_secs(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or(0);
    (BACK_OFF_SECS << doublings).min(BACK_OFF_SECS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        assert_eq!([1, 2, 3].map(back_off_secs), [5, 10, 20]);
        assert_eq!(back_off_secs(50), 3_600);
    }
}
