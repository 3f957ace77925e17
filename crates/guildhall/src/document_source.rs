//! Records of the archive as documents of the search index: the two rooms do not know each other.

use async_trait::async_trait;
use guildhall_archive::page::{self, PageBody};
use guildhall_archive::record::store as records;
use guildhall_archive::{FieldValue, Record, RecordChanged};
use guildhall_kernel::RecordId;
use guildhall_retrieval::{AttachedPage, DocumentSource, SearchDocument};
use guildhall_store::event::EventBody as _;
use guildhall_store::{Connection, StoreError};

/// Pages of one file that are indexed.
const PAGES_MAX: u32 = 2_000;

/// Reads records for the index.
pub struct ArchiveDocuments;

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
        let found = records::get_many(connection, ids).await?;
        let ids: Vec<RecordId> = found.iter().map(|record| record.id).collect();
        let mut bodies = page::bodies_of(connection, &ids, PAGES_MAX).await?;
        Ok(found
            .into_iter()
            .map(|record| {
                let pages = bodies.remove(&record.id).unwrap_or_default();
                document(connection, record, pages)
            })
            .collect())
    }
}

/// Divides the pages into those of the original and those of files inside it.
fn divided(bodies: Vec<PageBody>) -> (Vec<(u32, String)>, Vec<AttachedPage>) {
    let (mut pages, mut attached) = (Vec::new(), Vec::new());
    for body in bodies {
        match body.attachment {
            None => pages.push((body.number, body.text)),
            Some((file, file_name)) => attached.push(AttachedPage {
                file,
                file_name,
                number: body.number,
                text: body.text,
            }),
        }
    }
    (pages, attached)
}

fn document(connection: &Connection, record: Record, bodies: Vec<PageBody>) -> SearchDocument {
    let (pages, attached) = divided(bodies);
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
        realm: connection.realm(),
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
