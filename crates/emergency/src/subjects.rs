//! What the ledger compares with its entries: runs, case files, snapshots and letters with their digests.
//!
//! A row changed, added or deleted behind the program's back differs from what its last entry says.

use crate::{incident, run, subject_kind};
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Things in a page.
const PAGE: u32 = 500;
/// Snapshots in a page; each may hold thousands of looks.
const SNAPSHOTS: u32 = 5;

/// The runs of plans.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunSubjects;

/// The case files.
#[derive(Debug, Clone, Copy, Default)]
pub struct IncidentSubjects;

/// The snapshots of who saw what.
#[derive(Debug, Clone, Copy, Default)]
pub struct SightingSubjects;

/// The letters of case files.
#[derive(Debug, Clone, Copy, Default)]
pub struct LetterSubjects;

#[async_trait]
impl Subjects for RunSubjects {
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
impl Subjects for IncidentSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::INCIDENT
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = incident::store::after_id(connection, after, PAGE).await?;
        Ok(found
            .iter()
            .map(|incident| (incident.id, incident.digest()))
            .collect())
    }
}

#[async_trait]
impl Subjects for SightingSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::SIGHTING
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        incident::sighting_store::digests_after(connection, after, SNAPSHOTS).await
    }
}

#[async_trait]
impl Subjects for LetterSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::LETTER
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = incident::letter_store::after_id(connection, after, PAGE).await?;
        Ok(found.iter().map(|letter| (letter.id, letter.digest())).collect())
    }
}
