//! What the ledger compares with its entries: runs, decisions and absences with their digests.
//!
//! A row changed, added or deleted behind the program's back differs from what its last entry says. Tasks are made from
//! the state of their run and decide nothing.

use crate::{absence, run, subject_kind};
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Things in a page.
const PAGE: u32 = 500;

/// The runs.
#[derive(Debug, Clone, Copy, Default)]
pub struct WorkflowRunSubjects;

/// What was decided.
#[derive(Debug, Clone, Copy, Default)]
pub struct DecisionSubjects;

/// The absences.
#[derive(Debug, Clone, Copy, Default)]
pub struct AbsenceSubjects;

#[async_trait]
impl Subjects for WorkflowRunSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::RUN
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = run::store::after_id(connection, after, PAGE).await?;
        Ok(found.iter().map(|run| (run.id, run.digest())).collect())
    }
}

#[async_trait]
impl Subjects for DecisionSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::DECISION
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = run::decisions_after(connection, after, PAGE).await?;
        Ok(found
            .iter()
            .map(|decided| (decided.id, decided.digest()))
            .collect())
    }
}

#[async_trait]
impl Subjects for AbsenceSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::ABSENCE
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = absence::store::after_id(connection, after, PAGE).await?;
        Ok(found
            .iter()
            .map(|absence| (absence.id, absence.digest()))
            .collect())
    }
}
