//! What the ledger compares with its entries: certificates with their digests, because one that was put there behind the
//! program's back would let a stranger in.

use super::store;
use crate::subject_kind::CERTIFICATE;
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Certificates in a page.
const PAGE: u32 = 500;

/// The client certificates of a realm's accounts.
#[derive(Debug, Clone, Copy, Default)]
pub struct CertificateSubjects;

#[async_trait]
impl Subjects for CertificateSubjects {
    fn kind(&self) -> &'static str {
        CERTIFICATE
    }

    fn ending_actions(&self) -> &'static [&'static str] {
        &[super::service::REMOVED]
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = store::after_id(connection, after, PAGE).await?;
        Ok(found
            .iter()
            .map(|certificate| (certificate.id.uuid(), certificate.digest()))
            .collect())
    }
}
