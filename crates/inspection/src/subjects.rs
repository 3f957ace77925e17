//! What this room keeps, for comparing it with the ledger.

use crate::{declaration, report};
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Rows in a page.
const PAGE: u32 = 200;

/// Kept inspections.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReportSubjects;

#[async_trait]
impl Subjects for ReportSubjects {
    fn kind(&self) -> &'static str {
        report::REPORT_SUBJECT
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        report::after_id(connection, after, PAGE).await
    }
}

/// Declarations.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeclarationSubjects;

#[async_trait]
impl Subjects for DeclarationSubjects {
    fn kind(&self) -> &'static str {
        declaration::DECLARATION_SUBJECT
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        declaration::after_id(connection, after, PAGE).await
    }
}
