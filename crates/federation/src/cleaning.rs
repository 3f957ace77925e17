//! Cleaning up (定期清理): ways to a provider from which nobody came back.
//!
//! They are also ignored where they are read, so this may run late or never: it saves room.

use crate::oidc;
use async_trait::async_trait;
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};
use guildhall_store::{Database, StoreError};

/// Kind of the job.
pub const KIND: &str = "federation.clean";

/// Every hour.
pub const SCHEDULE: Schedule = Schedule {
    name: "federation.clean",
    cron: "23 * * * *",
    lane: LANE_QUICK,
    kind: KIND,
};

/// The job that cleans up.
#[derive(Debug, Clone)]
pub struct Cleaning {
    database: Database,
}

impl Cleaning {
    /// Makes the job.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// Removes what is over and returns how many rows that were.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses.
    pub async fn clean(&self) -> Result<u64, StoreError> {
        let mut work = self.database.begin_outside_realms().await?;
        let now = work.now();
        let removed = oidc::across_realms_forget_over(&mut work, now).await?;
        work.commit().await?;
        Ok(removed)
    }
}

#[async_trait]
impl JobHandler for Cleaning {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, _: &JobContext) -> Result<(), JobError> {
        self.clean().await?;
        Ok(())
    }
}
