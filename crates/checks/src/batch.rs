//! Filing for a batch: the files of the record are looked at, then it is filed through the checks, as a single one is.

use crate::{Checks, ChecksError};
use async_trait::async_trait;
use guildhall_archive::Record;
use guildhall_archive::batch::{Filing, Refusal, Unfiled};
use guildhall_kernel::{Actor, Explain as _, RecordId};
use guildhall_store::{Database, Work};

#[async_trait]
impl Filing for Checks {
    async fn file(
        &self,
        database: &Database,
        actor: &Actor,
        record: (RecordId, i64),
    ) -> Result<(Work, Record), Unfiled> {
        self.file_alone(database, actor, record).await.map_err(unfiled)
    }
}

impl Checks {
    async fn file_alone(
        &self,
        database: &Database,
        actor: &Actor,
        (id, version): (RecordId, i64),
    ) -> Result<(Work, Record), ChecksError> {
        let mut connection = database.read(actor.realm).await?;
        // Nobody's files are read for who may not know of the record.
        self.archive.record(&mut connection, actor, id).await?;
        let seen = self.look(&mut connection, id).await?;
        drop(connection);
        let mut work = database.begin(actor.realm).await?;
        let record = Self::file(self, &mut work, actor, (id, version), &seen).await?;
        Ok((work, record))
    }
}

fn unfiled(error: ChecksError) -> Unfiled {
    let failed = |error: &dyn std::error::Error| Unfiled::Failed(error.to_string());
    match error {
        ChecksError::Archive(error) => match Refusal::of(error) {
            Ok(refusal) => Unfiled::Refused(refusal),
            Err(error) => failed(&error),
        },
        ChecksError::Blocked(_) | ChecksError::Denied(_) => Unfiled::Refused(Refusal::saying(&error, &[])),
        error => {
            tracing::warn!(code = error.code(), "a record of a batch could not be filed now");
            failed(&error)
        }
    }
}
