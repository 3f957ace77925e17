//! Records of the archive as documents of the search index: the two rooms do not know each other.
//!
//! The index holds masked text only: a hit, a snippet, a facet or a file of the index on disk shows no personal data
//! in clear, and no question can guess it piece by piece.

use async_trait::async_trait;
use guildhall_archive::page::{self, PageBody};
use guildhall_archive::record::{scan_store, store as records};
use guildhall_archive::{Archive, FieldValue, Hold, Masks, Record, RecordChanged};
use guildhall_kernel::{RealmId, RecordId};
use guildhall_retrieval::{AttachedPage, DocumentSource, SearchDocument};
use guildhall_store::event::EventBody as _;
use guildhall_store::{Connection, StoreError};

/// Pages of one file that are indexed.
const PAGES_MAX: u32 = 2_000;

/// Reads records for the index.
pub struct ArchiveDocuments {
    archive: Archive,
}

impl ArchiveDocuments {
    /// Reads records of an archive, masked by its rules.
    pub fn new(archive: Archive) -> Self {
        Self { archive }
    }
}

#[async_trait]
impl DocumentSource for ArchiveDocuments {
    fn event_kind(&self) -> &'static str {
        RecordChanged::KIND
    }

    async fn documents(
        &self,
        connection: &mut Connection,
        ids: &[RecordId],
    ) -> Result<Vec<SearchDocument>, StoreError> {
        let mut found = records::get_many(connection, ids).await?;
        // What may be a state secret is not searched, not even by the name of its file.
        found.retain(|record| record.hold != Some(Hold::SecrecyMark));
        let quarantined = scan_store::in_quarantine(connection, ids).await?;
        found.retain(|record| !quarantined.contains(&record.id));
        let ids: Vec<RecordId> = found.iter().map(|record| record.id).collect();
        let mut bodies = page::bodies_of(connection, &ids, PAGES_MAX).await?;
        let (realm, archive) = (connection.realm(), self.archive.clone());
        let make = move || {
            let made = found.into_iter().map(|record| {
                let bodies = bodies.remove(&record.id).unwrap_or_default();
                document(realm, &archive, &record, bodies)
            });
            made.collect()
        };
        // Masking keeps a core busy.
        tokio::task::spawn_blocking(make)
            .await
            .map_err(|error| StoreError::inconsistent("document", error.to_string()))
    }
}

/// Divides the pages into those of the original and those of files inside it.
fn divided(masks: &Masks, bodies: Vec<PageBody>) -> (Vec<(u32, String)>, Vec<AttachedPage>) {
    let (mut pages, mut attached) = (Vec::new(), Vec::new());
    for body in bodies {
        match body.attachment {
            None => pages.push((body.number, masks.mask_text(&body.text).text)),
            Some((file, file_name)) => attached.push(AttachedPage {
                file,
                file_name: masks.mask_text(&file_name).text,
                number: body.number,
                text: masks.mask_text(&body.text).text,
            }),
        }
    }
    (pages, attached)
}

fn document(realm: RealmId, archive: &Archive, record: &Record, bodies: Vec<PageBody>) -> SearchDocument {
    let (pages, attached) = divided(&archive.masks, bodies);
    let record = archive.masks.mask_record(&archive.dictionary, record);
    let persons = record.persons();
    let fields = record
        .fields
        .iter()
        .filter(|(name, _)| name.as_str() != "persons")
        .map(|(name, value)| (name.clone(), FieldValue::display(value)))
        .chain([("responsible_party".to_owned(), record.responsible_party)])
        .filter(|(_, value)| !value.is_empty())
        .collect();
    SearchDocument {
        record_id: record.id,
        realm,
        org_path: record.org_path,
        state: record.state.code().to_owned(),
        secrecy: record.secrecy,
        type_code: record.type_code,
        year: i32::try_from(record.year).ok(),
        department: record.department,
        source: record.source,
        persons,
        title: record.title,
        doc_number: record.doc_number,
        archival_code: record.archival_code.unwrap_or_default(),
        doc_date: record.doc_date,
        captured_at: record.captured_at.as_micros(),
        fields,
        pages,
        attached,
        version: record.version,
    }
}
