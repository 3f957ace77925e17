//! Cleaning up (定期清理): acts and counts that are older than rules/watching keeps them.

use crate::Watch;
use crate::activity;
use async_trait::async_trait;
use guildhall_kernel::RealmId;
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};
use guildhall_store::{Database, StoreError};

/// Kind of the job.
pub const KIND: &str = "watch.clean";
/// Seconds of a day.
const DAY: i64 = 86_400;

/// Every night.
pub const SCHEDULE: Schedule<'static> = Schedule {
    name: "watch.clean",
    cron: "41 18 * * *",
    lane: LANE_QUICK,
    kind: KIND,
};

/// The job that cleans up.
pub struct Cleaning {
    database: Database,
    watch: Watch,
}

impl Cleaning {
    /// Makes the job.
    pub fn new(database: Database, watch: Watch) -> Self {
        Self { database, watch }
    }

    /// Removes what is older than it is kept, of one realm, and returns how many acts that were.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses.
    pub async fn clean(&self, realm: RealmId) -> Result<u64, StoreError> {
        let limits = &self.watch.rules().limits;
        let mut work = self.database.begin(realm).await?;
        let now = work.now();
        let acts_before = now.plus_secs(-limits.keep_days * DAY);
        let hours_before = now.plus_secs(-limits.learn_days * DAY);
        let forgotten = activity::store::forget(&mut work, acts_before, hours_before).await?;
        work.commit().await?;
        Ok(forgotten)
    }
}

#[async_trait]
impl JobHandler for Cleaning {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        self.clean(context.job.realm).await?;
        Ok(())
    }
}
