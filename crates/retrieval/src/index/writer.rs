//! The one writer of the index: batches of records in, one durable commit out.
//!
//! A commit holds the records and the event position together: after a crash the consumer goes on exactly
//! behind what the index holds. Writing a record twice leaves it there once.

use super::open::Commit;
use super::{Index, SearchDocument};
use crate::IndexError;
use guildhall_kernel::RecordId;
use std::sync::Arc;
use tantivy::{TantivyError, Term};

/// Memory that the engine demands for each writing thread, in bytes.
const THREAD_MEMORY_MIN_BYTES: usize = 15_000_000;

/// Writes records into the index; nothing is seen or kept before [`Writer::commit`].
pub struct Writer {
    index: Arc<Index>,
    engine: tantivy::IndexWriter,
}

impl Writer {
    pub(super) fn open(index: Arc<Index>) -> Result<Self, IndexError> {
        let threads = index.options.write_threads.max(1);
        let memory = index
            .options
            .write_memory_bytes
            .max(threads * THREAD_MEMORY_MIN_BYTES);
        let engine = index.engine.writer_with_num_threads(threads, memory)?;
        Ok(Self { index, engine })
    }

    /// Adds records, each in place of what the index has of it.
    ///
    /// # Errors
    /// When the index cannot be written; nothing of the batch is seen then.
    pub fn upsert_batch(&mut self, documents: &[SearchDocument]) -> Result<(), IndexError> {
        for document in documents {
            let fields = &self.index.fields;
            let made = document
                .to_tantivy(fields)
                .map_err(|error| TantivyError::InternalError(error.to_string()))?;
            self.engine.delete_term(self.term(document.record_id));
            self.engine.add_document(made)?;
        }
        Ok(())
    }

    /// Removes a record; one that is not there is no error.
    pub fn delete(&mut self, record: RecordId) {
        self.engine.delete_term(self.term(record));
    }

    /// Makes everything since the last commit durable and visible, together with the event position that it
    /// is complete up to.
    ///
    /// # Errors
    /// When the index cannot be written; the last commit stays as it was.
    pub fn commit(&mut self, cursor: i64) -> Result<(), IndexError> {
        let payload = serde_json::to_string(&Commit::at(cursor, self.index.options.content))
            .map_err(|error| TantivyError::InternalError(error.to_string()))?;
        let mut prepared = self.engine.prepare_commit()?;
        prepared.set_payload(&payload);
        prepared.commit()?;
        self.index.reload()
    }

    /// Forgets everything since the last commit.
    ///
    /// # Errors
    /// When the last commit cannot be read.
    pub fn rollback(&mut self) -> Result<(), IndexError> {
        self.engine.rollback()?;
        Ok(())
    }

    /// Waits until segments that are being joined in the background are joined, then closes the writer.
    ///
    /// # Errors
    /// When joining failed; the last commit is whole all the same.
    pub fn finish(self) -> Result<(), IndexError> {
        self.engine.wait_merging_threads()?;
        self.index.reload()
    }

    /// Writes segments that hold deleted records anew without them, and takes the old files away; then closes the writer.
    ///
    /// # Errors
    /// When the index cannot be written; what is deleted is found by no search all the same.
    pub(crate) fn purge(mut self) -> Result<(), IndexError> {
        let metas = self.index.engine.searchable_segment_metas()?;
        for meta in metas.iter().filter(|meta| meta.has_deletes()) {
            self.engine.merge(&[meta.id()]).wait()?;
        }
        drop(metas);
        self.index.reload()?;
        self.engine.garbage_collect_files().wait()?;
        self.finish()
    }

    fn term(&self, record: RecordId) -> Term {
        self.index.term(record)
    }
}
