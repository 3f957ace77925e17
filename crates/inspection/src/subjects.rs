//! What this room keeps, for comparing it with the ledger.

use crate::{declaration, report};
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, Row, StoreError, args};
use uuid::Uuid;

/// Rows in a page.
const PAGE: u32 = 200;

/// Returns a page of ids with the digest of each row; `sql` asks for realm, last id and limit, and gives `id` among
/// its columns.
pub(crate) async fn digests(
    connection: &mut Connection,
    sql: &'static str,
    after: Option<Uuid>,
    digest: impl Fn(&Row, Uuid) -> Result<ContentHash, StoreError>,
) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), PAGE];
    let rows = connection.fetch_all(sql, values).await?;
    let with_id = |row: &Row| {
        let id = row.get("id")?;
        Ok((id, digest(row, id)?))
    };
    rows.iter().map(with_id).collect()
}

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
        report::after_id(connection, after).await
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
        declaration::after_id(connection, after).await
    }
}
