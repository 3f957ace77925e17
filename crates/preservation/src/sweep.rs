//! Looking again at files that were told by other rules, or never (重新识别), and having scanned what was not: a job of the
//! night.
//!
//! What was looked at is kept at once, so the job may be cancelled or killed and goes on the next night.

use crate::{Preservation, PreservationError};
use async_trait::async_trait;
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};

/// Kind of the job.
pub const KIND: &str = "preservation.sweep";
/// Records looked for at once.
const PAGE: u32 = 200;
/// Most records in one night.
const RECORDS_MAX: usize = 20_000;

/// Every night at three in China.
pub const SCHEDULE: Schedule<'static> = Schedule {
    name: "preservation.sweep",
    cron: "0 19 * * *",
    lane: LANE_QUICK,
    kind: KIND,
};

/// The job that looks again.
#[derive(Clone)]
pub struct Sweep(pub Preservation);

impl Sweep {
    async fn sweep(&self, job: &JobContext) -> Result<(), PreservationError> {
        self.look_again(job).await?;
        self.scan_rest(job).await
    }

    /// Has scanned what no scanner has looked at: from before one was configured, or while it did not answer.
    async fn scan_rest(&self, job: &JobContext) -> Result<(), PreservationError> {
        let (realm, mut after, mut done) = (job.job.realm, None, 0);
        while done < RECORDS_MAX {
            let page = self.0.unscanned(realm, after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = Some(*last);
            for record in &page {
                if job.is_cancelled() {
                    return Ok(());
                }
                self.0.scan(realm, *record).await?;
            }
            done += page.len();
        }
        Ok(())
    }

    async fn look_again(&self, job: &JobContext) -> Result<(), PreservationError> {
        let (realm, mut after, mut done) = (job.job.realm, None, 0);
        while done < RECORDS_MAX {
            let page = self.0.stale(realm, after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = Some(*last);
            for record in &page {
                if job.is_cancelled() {
                    return Ok(());
                }
                self.0.look_at(realm, *record).await?;
            }
            done += page.len();
            job.progress(i64::try_from(done).unwrap_or(i64::MAX), 0);
        }
        Ok(())
    }
}

#[async_trait]
impl JobHandler for Sweep {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        self.sweep(job)
            .await
            .map_err(|error| JobError::retry("sweep", error))
    }
}
