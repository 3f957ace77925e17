//! Cleaning up (定期清理): sessions and challenges that are over, attempts to sign in that count no more, and proposals
//! about the powers that nobody decided in time.
//!
//! All are also ignored wherever they are read, so this may run late or never: it saves room, and writes into the ledger
//! that a proposal has lapsed.

use crate::IdentityError;
use crate::passkey;
use crate::power;
use crate::session::{self, SessionConfig};
use crate::sign_in::{self, ThrottleConfig};
use async_trait::async_trait;
use guildhall_kernel::RealmId;
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
        let challenges = passkey::store::across_realms_forget_over(&mut work, now).await?;
        work.commit().await?;
        Ok(sessions + attempts + challenges)
    }

    /// Ends the proposals of a realm that nobody decided in time.
    ///
    /// # Errors
    /// [`IdentityError::Store`], [`IdentityError::Ledger`].
    pub async fn lapse(&self, realm: RealmId) -> Result<(), IdentityError> {
        let mut work = self.database.begin(realm).await?;
        power::service::lapse(&mut work).await?;
        Ok(work.commit().await?)
    }
}

#[async_trait]
impl JobHandler for Cleaning {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        self.clean().await?;
        self.lapse(context.job.realm)
            .await
            .map_err(|error| JobError::retry("lapse", error))
    }
}
