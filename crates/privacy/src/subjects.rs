//! What the ledger compares with its entries: the register, requests, consents and assessments with their digests.
//!
//! A row changed, added or deleted behind the program's back differs from what its last entry says.

use crate::{assessment, consent, register, request, subject_kind};
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Things in a page.
const PAGE: u32 = 500;

/// The union's own versions of the register.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProcessingSubjects;

/// What people asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct RequestSubjects;

/// What people consented to.
#[derive(Debug, Clone, Copy, Default)]
pub struct ConsentSubjects;

/// The impact assessments.
#[derive(Debug, Clone, Copy, Default)]
pub struct AssessmentSubjects;

#[async_trait]
impl Subjects for ProcessingSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::PROCESSING
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = register::store::after_id(connection, after, PAGE).await?;
        let kept = found
            .iter()
            .filter_map(|entry| Some((entry.kept.as_ref()?.id, entry.digest())));
        Ok(kept.collect())
    }
}

#[async_trait]
impl Subjects for RequestSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::REQUEST
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = request::store::after_id(connection, after, PAGE).await?;
        Ok(found
            .iter()
            .map(|request| (request.id, request.digest()))
            .collect())
    }
}

#[async_trait]
impl Subjects for ConsentSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::CONSENT
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = consent::store::after_id(connection, after, PAGE).await?;
        Ok(found.iter().map(|act| (act.id, act.digest())).collect())
    }
}

#[async_trait]
impl Subjects for AssessmentSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::ASSESSMENT
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = assessment::store::after_id(connection, after, PAGE).await?;
        Ok(found
            .iter()
            .map(|assessment| (assessment.id, assessment.digest()))
            .collect())
    }
}
