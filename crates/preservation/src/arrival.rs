//! Looking at files that came in: the job that the archive puts in line with them.

use crate::Preservation;
use async_trait::async_trait;
use guildhall_archive::record::FILES_ARRIVED;
use guildhall_kernel::RecordId;
use guildhall_store::job::{JobContext, JobError, JobHandler};

/// The job that looks at the files of a record.
#[derive(Clone)]
pub struct Arrival(pub Preservation);

#[async_trait]
impl JobHandler for Arrival {
    fn kind(&self) -> &'static str {
        FILES_ARRIVED
    }

    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        let record = RecordId::from_uuid(job.job.subject);
        let realm = job.job.realm;
        let failed = |error| JobError::retry("look-at-files", error);
        self.0.look_at(realm, record).await.map_err(failed)?;
        let scanned = self.0.scan(realm, record).await;
        scanned
            .map(|_| ())
            .map_err(|error| JobError::retry("scan-files", error))
    }
}
