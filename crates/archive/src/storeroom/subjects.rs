//! What the ledger compares with its entries: places with what lies in them, and moves.

use super::model::SUBJECT_KIND;
use super::{relocation, store, trace};
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use uuid::Uuid;

/// Things in a page; what lies in each is read besides.
const PAGE: u32 = 100;

/// The places of a storeroom.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlaceSubjects;

#[async_trait]
impl Subjects for PlaceSubjects {
    fn kind(&self) -> &'static str {
        SUBJECT_KIND
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let mut found = Vec::new();
        for place in store::after_id(connection, after, PAGE).await? {
            let records = store::contents(connection, place.id).await?;
            found.push((place.id, place.digest(&records)));
        }
        Ok(found)
    }
}

/// What was moved.
#[derive(Debug, Clone, Copy, Default)]
pub struct RelocationSubjects;

#[async_trait]
impl Subjects for RelocationSubjects {
    fn kind(&self) -> &'static str {
        relocation::SUBJECT_KIND
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let mut found = Vec::new();
        for one in trace::after_id(connection, after, PAGE).await? {
            let records = trace::records_of(connection, one.id).await?;
            found.push((one.id, one.digest(&records)));
        }
        Ok(found)
    }
}
