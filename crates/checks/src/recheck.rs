//! Checking what is kept, again and again (定期复检): a job of the night.
//!
//! Each record is a unit of work of its own, so the job may be cancelled or killed at any time and goes on the next night
//! with what was not reached.

use crate::run::Cause;
use crate::{Checks, ChecksError};
use async_trait::async_trait;
use guildhall_archive::ArchiveError;
use guildhall_identity::organisation;
use guildhall_kernel::{Actor, RecordId};
use guildhall_store::Database;
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};

/// Kind of the job.
pub const KIND: &str = "checks.recheck";

/// Every night at half past three in China.
pub const RECHECK: Schedule<'static> = Schedule {
    name: "checks.recheck",
    cron: "30 19 * * *",
    lane: LANE_QUICK,
    kind: KIND,
};

/// The job that checks what is due.
#[derive(Clone)]
pub struct Rechecking {
    database: Database,
    checks: Checks,
}

impl Rechecking {
    /// Makes the job.
    pub fn new(database: Database, checks: Checks) -> Self {
        Self { database, checks }
    }

    async fn recheck(&self, job: &JobContext) -> Result<(), ChecksError> {
        let realm = job.job.realm;
        let (due, top) = {
            let mut connection = self.database.read(realm).await?;
            let now = self.database.clock().now();
            let due = self.checks.due(&mut connection, now).await?;
            let top = organisation::service::top(&mut connection, realm).await;
            (due, top.map_err(ArchiveError::from)?.path)
        };
        let total = i64::try_from(due.len()).unwrap_or(i64::MAX);
        let actor = Actor::program("checks", realm, top);
        for (record, done) in due.into_iter().zip(1_i64..) {
            if job.is_cancelled() {
                return Ok(());
            }
            self.recheck_one(&actor, record).await?;
            job.progress(done, total);
        }
        Ok(())
    }

    async fn recheck_one(&self, actor: &Actor, record: RecordId) -> Result<(), ChecksError> {
        let seen = {
            let mut connection = self.database.read(actor.realm).await?;
            self.checks.look(&mut connection, record).await?
        };
        let mut work = self.database.begin(actor.realm).await?;
        match self
            .checks
            .check(&mut work, actor, (record, Cause::Schedule), &seen)
            .await
        {
            Ok(_) => Ok(work.commit().await?),
            // Held back or taken away since the list was made.
            Err(ChecksError::Archive(error)) => {
                tracing::info!(%record, %error, "a record was not checked");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl JobHandler for Rechecking {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        self.recheck(job)
            .await
            .map_err(|error| JobError::retry("recheck", error))
    }
}
