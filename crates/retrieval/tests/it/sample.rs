//! Records to search in, with only the fields that matter to a test.

use guildhall_kernel::{OrgPath, RealmId, RecordId};
use guildhall_policy::Filter;
use guildhall_retrieval::{Index, IndexOptions, Order, SearchDocument, SearchPage, SearchRequest};
use std::sync::Arc;
use uuid::Uuid;

/// Little memory and one thread: enough for a test.
pub const SMALL: IndexOptions = IndexOptions {
    search_threads: 1,
    write_threads: 1,
    write_memory_bytes: 15_000_000,
    content: 0,
};

/// Returns a record with the given number in its id, and nothing else of its own.
pub fn a_record(number: u128) -> SearchDocument {
    SearchDocument {
        record_id: id(number),
        realm: RealmId::from_uuid(Uuid::from_u128(1)),
        org_path: OrgPath::root(1),
        state: "filed".to_owned(),
        secrecy: 0,
        type_code: "WS".to_owned(),
        year: Some(2024),
        department: "办公室".to_owned(),
        source: "inbox".to_owned(),
        persons: Vec::new(),
        title: String::new(),
        doc_number: String::new(),
        archival_code: String::new(),
        doc_date: None,
        captured_at: 1_700_000_000_000_000,
        fields: Vec::new(),
        pages: Vec::new(),
        attached: Vec::new(),
        version: 1,
    }
}

pub fn titled(number: u128, title: &str) -> SearchDocument {
    SearchDocument {
        title: title.to_owned(),
        ..a_record(number)
    }
}

pub fn id(number: u128) -> RecordId {
    RecordId::from_uuid(Uuid::from_u128(number))
}

/// An index in a folder of its own.
pub struct Shelf {
    pub dir: tempfile::TempDir,
    pub index: Arc<Index>,
}

impl Shelf {
    pub fn with(documents: &[SearchDocument]) -> Self {
        Self::in_batches(documents, documents.len().max(1))
    }

    /// Commits after each batch, so that the index gets several segments.
    pub fn in_batches(documents: &[SearchDocument], batch: usize) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open(dir.path(), SMALL).unwrap();
        let mut writer = index.writer().unwrap();
        for (number, batch) in documents.chunks(batch).enumerate() {
            writer.upsert_batch(batch).unwrap();
            writer.commit(i64::try_from(number).unwrap() + 1).unwrap();
        }
        drop(writer);
        Self { dir, index }
    }

    pub fn best(&self, text: &str) -> SearchPage {
        self.index.search(&asking(text, Order::Best)).unwrap()
    }

    /// Returns the numbers in the ids of all hits, sorted; none when the words were taken loosely.
    #[track_caller]
    pub fn strict(&self, text: &str) -> Vec<u128> {
        let page = self.best(text);
        let mut found = numbers(&page);
        found.sort_unstable();
        if page.relaxed { Vec::new() } else { found }
    }
}

pub fn asking(text: &str, order: Order) -> SearchRequest<'_> {
    SearchRequest {
        text,
        selections: &[],
        rights: &Filter::Everything,
        order,
        after: None,
        limit: 100,
    }
}

pub fn numbers(page: &SearchPage) -> Vec<u128> {
    page.hits
        .iter()
        .map(|hit| hit.record_id.uuid().as_u128())
        .collect()
}
