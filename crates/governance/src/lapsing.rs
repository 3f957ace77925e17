//! Ending proposals that nobody decided in time (逾期作废).
//!
//! They cannot be decided then anyway, so this may run late or never: it writes into the ledger that one has lapsed, and
//! makes room for the next.

use crate::{Governance, GovernanceError};
use async_trait::async_trait;
use guildhall_store::Database;
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};

/// Kind of the job.
pub const KIND: &str = "governance.lapse";

/// Every hour.
pub const SCHEDULE: Schedule = Schedule {
    name: "governance.lapse",
    cron: "41 * * * *",
    lane: LANE_QUICK,
    kind: KIND,
};

/// The job that ends what is late.
#[derive(Debug, Clone)]
pub struct Lapsing {
    database: Database,
    governance: Governance,
}

impl Lapsing {
    /// Makes the job.
    pub fn new(database: Database, governance: Governance) -> Self {
        Self { database, governance }
    }

    async fn lapse(&self, job: &JobContext) -> Result<(), GovernanceError> {
        let mut work = self.database.begin(job.job.realm).await?;
        self.governance.lapse(&mut work).await?;
        Ok(work.commit().await?)
    }
}

#[async_trait]
impl JobHandler for Lapsing {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        self.lapse(job)
            .await
            .map_err(|error| JobError::retry("lapse", error))
    }
}
