//! The consumer of events that keeps the index up with the database.
//!
//! The index itself remembers how far it has read, in the same commit as its content: after a crash it goes on where
//! it stood, and an index that was deleted begins at the first event and arrives at the same answers.

use crate::index::{Index, SearchDocument, Writer};
use crate::{Finder, IndexError};
use async_trait::async_trait;
use guildhall_kernel::{RealmId, RecordId};
use guildhall_store::{Connection, Database, StoreError, event};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Events read at once.
const EVENTS: u32 = 500;

/// Where the texts come from: implemented over the archive, which this room may not know.
#[async_trait]
pub trait DocumentSource: Send + Sync {
    /// Returns the kind of event after which a record must be looked at again.
    fn event_kind(&self) -> &'static str;

    /// Returns the documents of these records as they are now; a record that is gone is left out.
    async fn documents(
        &self,
        connection: &mut Connection,
        records: &[RecordId],
    ) -> Result<Vec<SearchDocument>, StoreError>;
}

/// Why the index could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum IndexingError {
    /// The index refused.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The indexing thread died.
    #[error("the indexing thread ended")]
    Ended,
}

/// Keeps the indexes up to date.
pub struct Indexer {
    database: Database,
    finder: Finder,
    source: Arc<dyn DocumentSource>,
}

impl Indexer {
    /// Makes an indexer.
    pub fn new(database: Database, finder: Finder, source: Arc<dyn DocumentSource>) -> Self {
        Self {
            database,
            finder,
            source,
        }
    }

    /// Indexes everything that was told since the last time, and returns how many records were looked at.
    /// `progress` hears the position reached and the last one.
    ///
    /// # Errors
    /// [`IndexingError`]; what was committed until then stays.
    pub async fn catch_up(
        &self,
        realm: RealmId,
        progress: &(dyn Fn(i64, i64) + Send + Sync),
    ) -> Result<u64, IndexingError> {
        while event::sequence(&self.database, realm, 5_000).await? > 0 {}
        let index = self.finder.index(realm)?;
        let mut position = index.cursor()?;
        let head = event::head(&mut self.database.read(realm).await?).await?;
        if position >= head {
            return Ok(0);
        }
        let mut writer = open_writer(Arc::clone(&index)).await?;
        let mut looked_at = 0;
        loop {
            let mut connection = self.database.read(realm).await?;
            let events = event::read_after(&mut connection, position, EVENTS).await?;
            let Some(last) = events.last() else { break };
            position = last.position;
            let wanted = self.source.event_kind();
            let records: BTreeSet<RecordId> = events
                .iter()
                .filter(|event| event.kind == wanted)
                .map(|event| RecordId::from_uuid(event.subject))
                .collect();
            let records: Vec<RecordId> = records.into_iter().collect();
            let documents = self.source.documents(&mut connection, &records).await?;
            drop(connection);
            looked_at += records.len() as u64;
            writer = write(writer, records, documents, position).await?;
            index.reload()?;
            progress(position, head);
        }
        // A writer that is only dropped leaves its joining of segments to run for nothing, and the next one begins
        // it again.
        close_writer(writer).await?;
        Ok(looked_at)
    }

    /// Writes the index anew wherever it still holds what was deleted, so that nothing of that is left in its files.
    ///
    /// # Errors
    /// [`IndexingError`]; the index answers all the same.
    pub async fn purge(&self, realm: RealmId) -> Result<(), IndexingError> {
        let index = self.finder.index(realm)?;
        let purge = move || index.writer()?.purge();
        tokio::task::spawn_blocking(purge)
            .await
            .map_err(|_| IndexingError::Ended)?
            .map_err(Into::into)
    }

    /// Says whether the index holds a record.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn knows(&self, realm: RealmId, record: RecordId) -> Result<bool, IndexError> {
        self.finder.index(realm)?.knows(record)
    }
}

async fn open_writer(index: Arc<Index>) -> Result<Writer, IndexingError> {
    tokio::task::spawn_blocking(move || index.writer())
        .await
        .map_err(|_| IndexingError::Ended)?
        .map_err(Into::into)
}

/// Lets the writer join its segments to the end. What was committed is found already.
async fn close_writer(writer: Writer) -> Result<(), IndexingError> {
    tokio::task::spawn_blocking(move || writer.finish())
        .await
        .map_err(|_| IndexingError::Ended)?
        .map_err(Into::into)
}

/// Writes one batch and commits it with the position reached; off the async threads, for it keeps a core busy.
async fn write(
    mut writer: Writer,
    records: Vec<RecordId>,
    documents: Vec<SearchDocument>,
    position: i64,
) -> Result<Writer, IndexingError> {
    let write = move || {
        let present: BTreeSet<RecordId> = documents.iter().map(|document| document.record_id).collect();
        for gone in records.iter().filter(|record| !present.contains(record)) {
            writer.delete(*gone);
        }
        writer.upsert_batch(&documents)?;
        writer.commit(position)?;
        Ok::<_, IndexError>(writer)
    };
    tokio::task::spawn_blocking(write)
        .await
        .map_err(|_| IndexingError::Ended)?
        .map_err(Into::into)
}
