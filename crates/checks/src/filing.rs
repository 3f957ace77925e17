//! Filing what others approved (审批后归档): a job, because its files are read through before they are checked.
//!
//! The approval and this job stand in one unit of work, so neither is ever without the other. What is filed is filed once: the
//! filing says so, and the job that comes again finds nothing to do.

use crate::{Checks, ChecksError};
use async_trait::async_trait;
use guildhall_archive::{ArchiveError, Record};
use guildhall_kernel::Actor;
use guildhall_store::Database;
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, NewJob};
use serde_json::json;
use uuid::Uuid;

/// Kind of the job.
pub(crate) const KIND: &str = "checks.file";
/// Attempts, when vault or database cannot be asked.
const ATTEMPTS: u32 = 20;

/// Returns the job that files what was approved, to be put in line with the approval.
pub fn filing_job(filing: Uuid) -> NewJob {
    NewJob {
        lane: LANE_QUICK,
        kind: KIND,
        subject: filing,
        payload: json!({}),
        attempts_max: ATTEMPTS,
        run_at: None,
    }
}

/// The job that files what was approved.
#[derive(Clone)]
pub struct FilingJob {
    database: Database,
    checks: Checks,
}

impl FilingJob {
    /// Makes the job.
    pub fn new(database: Database, checks: Checks) -> Self {
        Self { database, checks }
    }

    /// Files the record of an approved filing, or gives the filing up and keeps which checks were in the way.
    ///
    /// # Errors
    /// What vault or database refuse; then nothing has happened.
    pub async fn file(&self, job: &JobContext) -> Result<(), ChecksError> {
        let (realm, filing) = (job.job.realm, job.job.subject);
        let mut connection = self.database.read(realm).await?;
        let Some(record) = self
            .checks
            .archive
            .approved_record(&mut connection, filing)
            .await?
        else {
            return Ok(());
        };
        let seen = self.checks.look(&mut connection, record).await?;
        drop(connection);
        let mut work = self.database.begin(realm).await?;
        let top = guildhall_identity::organisation::service::top(&mut work, realm).await;
        let actor = Actor::program("filing", realm, top.map_err(ArchiveError::from)?.path);
        let filed: Result<Record, ChecksError> = self
            .checks
            .file_approved(&mut work, &actor, (filing, &seen))
            .await;
        let blocked = match filed {
            Ok(_) => return Ok(work.commit().await?),
            Err(ChecksError::Blocked(checks)) => checks,
            Err(error) => return Err(error),
        };
        drop(work);
        let mut work = self.database.begin(realm).await?;
        let archive = &self.checks.archive;
        archive
            .block_filing(&mut work, &actor, (filing, &blocked))
            .await?;
        Ok(work.commit().await?)
    }
}

#[async_trait]
impl JobHandler for FilingJob {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        self.file(job)
            .await
            .map_err(|error| JobError::retry("file", error))
    }
}
