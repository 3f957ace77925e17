//! Filing for a batch: through the checks, and never past those whose yes a record needs (workflow `filing`).

use async_trait::async_trait;
use guildhall_archive::batch::{Filing, Refusal, Unfiled};
use guildhall_archive::{ArchiveError, Record};
use guildhall_checks::Checks;
use guildhall_kernel::{Actor, Explain as _, RecordId};
use guildhall_store::{Database, Work};
use guildhall_web::intake::filing::needs_approval;
use guildhall_workflow::Workflow;

/// Files the records of batches.
pub struct BatchFiling {
    /// Who files.
    pub checks: Checks,
    /// Says which records need a yes; those are left to be sent one by one.
    pub workflow: Workflow,
}

#[async_trait]
impl Filing for BatchFiling {
    async fn file(
        &self,
        database: &Database,
        actor: &Actor,
        (id, version): (RecordId, i64),
    ) -> Result<(Work, Record), Unfiled> {
        let failed = |error: &dyn std::error::Error| Unfiled::Failed(error.to_string());
        let mut connection = database.read(actor.realm).await.map_err(|error| failed(&error))?;
        let record = self.checks.archive.record(&mut connection, actor, id).await;
        drop(connection);
        let record = record.map_err(|error| match Refusal::of(error) {
            Ok(refusal) => Unfiled::Refused(refusal),
            Err(error) => failed(&error),
        })?;
        match needs_approval(&self.workflow, &record) {
            Ok(false) => Filing::file(&self.checks, database, actor, (id, version)).await,
            Ok(true) => Err(Unfiled::Refused(Refusal::saying(
                &ArchiveError::NeedsApproval,
                &[],
            ))),
            Err(error) => {
                tracing::warn!(code = error.code(), "nobody can say whether a record needs a yes");
                Err(failed(&error))
            }
        }
    }
}
