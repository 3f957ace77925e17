//! The index folder: made, opened, checked, read again after each commit.
//!
//! What is not surely a whole index of this layout and analysis is reported as
//! [`IndexError::NeedsRebuild`]; nothing is repaired here, because the database can always feed a new one.

use super::facets::SegmentFacets;
use super::schema::{self, Fields, LAYOUT};
use super::{FacetNames, Writer};
use crate::{IndexError, analyse};
use guildhall_kernel::RecordId;
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::collector::Count;
use tantivy::index::SegmentId;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{IndexReader, ReloadPolicy, Searcher, TantivyError, Term};

/// Decompressed blocks of shown records that are kept in memory, 16 KiB each.
const SHOWN_BLOCKS_CACHED: usize = 256;

/// Length and magic number that end every file of the engine, in bytes.
const FILE_ENDING_BYTES: u64 = 8;

/// How much of the machine the index may use.
#[derive(Debug, Clone, Copy)]
pub struct IndexOptions {
    /// Threads that share the work of one search.
    pub search_threads: usize,
    /// Threads that index, each with its own segment.
    pub write_threads: usize,
    /// Memory for records not yet written out, in bytes, over all writing threads; 15 MB each at least.
    pub write_memory_bytes: usize,
    /// Number of the rules by which the texts were made that are indexed; an index made by others must be rebuilt.
    pub content: u64,
}

impl Default for IndexOptions {
    fn default() -> Self {
        Self {
            search_threads: 2,
            write_threads: 2,
            write_memory_bytes: 128 << 20,
            content: 0,
        }
    }
}

/// What every commit says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Commit {
    layout: u32,
    analysis: u32,
    content: u64,
    cursor: i64,
}

impl Commit {
    pub fn at(cursor: i64, content: u64) -> Self {
        Self {
            layout: LAYOUT,
            analysis: analyse::VERSION,
            content,
            cursor,
        }
    }
}

/// A view of the index that stays the same while it is held.
pub(crate) struct Snapshot {
    pub searcher: Searcher,
    pub facets: Vec<Arc<SegmentFacets>>,
}

/// The search index (检索库): derived data that can be deleted and rebuilt to the same answers.
///
/// Cheap to share behind an [`Arc`]; searches run side by side with the one writer.
pub struct Index {
    pub(super) engine: tantivy::Index,
    pub(crate) fields: Fields,
    reader: IndexReader,
    pub(crate) names: RwLock<FacetNames>,
    current: RwLock<Arc<Snapshot>>,
    pub(super) options: IndexOptions,
}

impl Index {
    /// Opens the index in a folder, or makes an empty one in a missing or empty folder.
    ///
    /// # Errors
    /// [`IndexError::NeedsRebuild`] when the folder holds something else than a whole index of this version.
    pub fn open(dir: &Path, options: IndexOptions) -> Result<Arc<Self>, IndexError> {
        if is_empty(dir)? {
            return Self::create(dir, options);
        }
        let engine = tantivy::Index::open_in_dir(dir).map_err(damaged)?;
        if engine.schema() != schema::build().0 {
            return Err(IndexError::NeedsRebuild(
                "its fields are of another version".to_owned(),
            ));
        }
        let commit = read_commit(&engine)?;
        if commit != Commit::at(commit.cursor, options.content) {
            return Err(IndexError::NeedsRebuild(
                "it was made by another version or by other rules".to_owned(),
            ));
        }
        refuse_stumps(&engine, dir)?;
        Self::with_engine(engine, options).map_err(|error| match error {
            IndexError::Engine(inner) => damaged(inner),
            other => other,
        })
    }

    /// Deletes the index in a folder and makes an empty one; other files in the folder stay.
    ///
    /// # Errors
    /// When a file cannot be deleted or written.
    pub fn recreate(dir: &Path, options: IndexOptions) -> Result<Arc<Self>, IndexError> {
        if dir.is_dir() {
            for file in index_files(dir)? {
                std::fs::remove_file(file)?;
            }
        }
        Self::create(dir, options)
    }

    fn create(dir: &Path, options: IndexOptions) -> Result<Arc<Self>, IndexError> {
        std::fs::create_dir_all(dir)?;
        let engine = tantivy::Index::create_in_dir(dir, schema::build().0)?;
        let index = Self::with_engine(engine, options)?;
        index.writer()?.commit(0)?;
        Ok(index)
    }

    fn with_engine(mut engine: tantivy::Index, options: IndexOptions) -> Result<Arc<Self>, IndexError> {
        engine.set_tokenizers(schema::tokenizers());
        if options.search_threads > 1 {
            engine.set_multithread_executor(options.search_threads)?;
        }
        let reader = engine
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(SHOWN_BLOCKS_CACHED)
            .try_into()?;
        let mut names = FacetNames::default();
        let current = snapshot(&reader, &mut names)?;
        Ok(Arc::new(Self {
            engine,
            fields: schema::build().1,
            reader,
            names: RwLock::new(names),
            current: RwLock::new(current),
            options,
        }))
    }

    /// Opens the index for writing; there is one writer at a time over all processes.
    ///
    /// # Errors
    /// [`IndexError::Busy`] while another writer lives.
    pub fn writer(self: &Arc<Self>) -> Result<Writer, IndexError> {
        Writer::open(Arc::clone(self))
    }

    /// Returns the position in the stream of events up to which the last commit is complete.
    ///
    /// # Errors
    /// When the commit cannot be read.
    pub fn cursor(&self) -> Result<i64, IndexError> {
        read_commit(&self.engine).map(|commit| commit.cursor)
    }

    /// Lets searches see the last commit; a [`Writer`] of this process does it by itself.
    ///
    /// # Errors
    /// When a file of the index cannot be read.
    pub fn reload(&self) -> Result<(), IndexError> {
        self.reader.reload()?;
        let mut names = self.names.write();
        *self.current.write() = snapshot(&self.reader, &mut names)?;
        Ok(())
    }

    /// Returns the number of records in the index.
    pub fn record_count(&self) -> u64 {
        self.snapshot().searcher.num_docs()
    }

    /// Says whether a record is in the index, whatever anybody's rights.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn knows(&self, record: RecordId) -> Result<bool, IndexError> {
        let found = TermQuery::new(self.term(record), IndexRecordOption::Basic);
        Ok(self.snapshot().searcher.search(&found, &Count)? > 0)
    }

    /// Returns the term under which a record is found.
    pub(super) fn term(&self, record: RecordId) -> Term {
        Term::from_field_text(self.fields.record, &record.to_string())
    }

    /// Returns in how many records each word of the dictionary stands, for weighing keywords (关键词).
    ///
    /// Counts over all records whatever anybody's rights: never to be shown.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn record_counts_of_words<S: AsRef<str>>(&self, words: &[S]) -> Result<Vec<u64>, IndexError> {
        let snapshot = self.snapshot();
        let count = |word: &S| {
            let folded: String = analyse::Folded::of(word.as_ref()).chars.into_iter().collect();
            snapshot
                .searcher
                .doc_freq(&Term::from_field_text(self.fields.words, &folded))
        };
        Ok(words.iter().map(count).collect::<Result<_, _>>()?)
    }

    /// Reads every file of the index and returns those whose checksum is wrong.
    ///
    /// Costs as long as reading the folder takes.
    ///
    /// # Errors
    /// When a file cannot be read at all.
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>, IndexError> {
        let mut damaged: Vec<_> = self.engine.validate_checksum()?.into_iter().collect();
        damaged.sort();
        Ok(damaged)
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.read())
    }
}

fn snapshot(reader: &IndexReader, names: &mut FacetNames) -> Result<Arc<Snapshot>, IndexError> {
    let searcher = reader.searcher();
    let facets = names.learn(searcher.segment_readers())?;
    Ok(Arc::new(Snapshot { searcher, facets }))
}

fn read_commit(engine: &tantivy::Index) -> Result<Commit, IndexError> {
    let payload = engine.load_metas().map_err(damaged)?.payload.unwrap_or_default();
    serde_json::from_str(&payload)
        .map_err(|_| IndexError::NeedsRebuild("its last commit does not say what it holds".to_owned()))
}

/// Refuses files too short for their own ending: the engine would panic on them instead of saying so.
///
/// Only files of committed segments count; a killed writer leaves others behind in any state.
fn refuse_stumps(engine: &tantivy::Index, dir: &Path) -> Result<(), IndexError> {
    let segments = engine.searchable_segment_ids().map_err(damaged)?;
    let names: Vec<String> = segments.iter().map(SegmentId::uuid_string).collect();
    for file in index_files(dir)? {
        let committed = names.iter().any(|name| stem(&file) == name);
        if committed && std::fs::metadata(&file)?.len() < FILE_ENDING_BYTES {
            return Err(IndexError::NeedsRebuild(format!(
                "its file {} is cut short",
                file.display()
            )));
        }
    }
    Ok(())
}

fn damaged(error: TantivyError) -> IndexError {
    match error {
        TantivyError::LockFailure(..) => IndexError::Busy,
        other => IndexError::NeedsRebuild(other.to_string()),
    }
}

fn is_empty(dir: &Path) -> Result<bool, IndexError> {
    Ok(!dir.exists() || std::fs::read_dir(dir)?.next().is_none())
}

/// Lists the files that the engine made: its two lists, its locks, and files named by a segment's id.
fn index_files(dir: &Path) -> Result<Vec<PathBuf>, IndexError> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let stem = name.split('.').next().unwrap_or_default();
        let of_segment = stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
        if of_segment || matches!(name, "meta.json" | ".managed.json") || name.starts_with(".tantivy-") {
            files.push(path);
        }
    }
    Ok(files)
}

/// Returns the file's name up to its first dot: for a segment's file, the segment's id.
fn stem(file: &Path) -> &str {
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    name.split('.').next().unwrap_or_default()
}
