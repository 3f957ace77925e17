//! Cleaning up (定期清理): sessions that are over, and attempts to sign in that count no more.
//!
//! Both are also ignored wherever they are read, so this may run late or never and only saves room.

use crate::session::{self, SessionConfig};
use crate::sign_in::{self, ThrottleConfig};
use async_trait::async_trait;
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};
use guildhall_store::{Database, StoreError};

/// Kind of the job.
pub const KIND: &str = "identity.clean";

/// Every hour.
pub const SCHEDULE: Schedule = Schedule {
    name: "identity.clean",
    cron: "17 * * * *",
    lane: LANE_QUICK,
    kind: KIND,
};

/// The job that cleans up.
#[derive(Debug, Clone)]
pub struct Cleaning {
    database: Database,
    sessions: SessionConfig,
    throttle: ThrottleConfig,
}

impl Cleaning {
    /// Makes the job.
    pub fn new(database: Database, sessions: SessionConfig, throttle: ThrottleConfig) -> Self {
        Self {
            database,
            sessions,
            throttle,
        }
    }

    /// Removes what is over and returns how many rows that were.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses.
    pub async fn clean(&self) -> Result<u64, StoreError> {
        let mut work = self.database.begin_outside_realms().await?;
        let now = work.now();
        let idle_since = now.plus_secs(-self.sessions.idle_secs);
        let sessions = session::store::across_realms_delete_over(&mut work, now, idle_since).await?;
        let before = self.throttle.forgotten_before(now);
        let attempts = sign_in::across_realms_forget_before(&mut work, before).await?;
        work.commit().await?;
        Ok(sessions + attempts)
    }
}

#[async_trait]
impl JobHandler for Cleaning {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, _context: &JobContext) -> Result<(), JobError> {
        self.clean().await?;
        Ok(())
    }
}
