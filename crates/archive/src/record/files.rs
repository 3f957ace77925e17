//! What the ledger is told of a record's files and of what was read on them, so that a row changed behind the
//! program's back is found.
//!
//! One digest for each record over all its files and pages, read back from the database, so that it cannot differ
//! from what is kept. Which files they are and what was read is not in the ledger, only the digest.

use guildhall_kernel::{Actor, ComponentId, ContentHash, RecordId};
use guildhall_ledger::{LedgerError, NewEntry, Subjects};
use guildhall_store::job::{self, LANE_QUICK, NewJob};
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Work, args};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How the files of a record are named in the ledger; the id is that of the record.
pub const FILES_KIND: &str = "record-files";
/// That the files of a record were destroyed with it.
pub(super) const FILES_DESTROYED: &str = "record.files-destroyed";
/// Kind of the job that is put in line when files come in, on the record: whoever looks at files does it.
pub const FILES_ARRIVED: &str = "archive.files-arrived";
/// Attempts to look at files before somebody has to see to it.
const ATTEMPTS_MAX: u32 = 5;
/// Records looked at in one page: each may have hundreds of pages.
const PAGE: u32 = 20;

const WITH_FILES: &str = "SELECT DISTINCT record_id FROM component
    WHERE realm_id = $1 AND record_id > $2 ORDER BY record_id LIMIT $3";
const FILES: &str = "SELECT record_id, id, sequence, role, hash, size_bytes, file_name, media_type
    FROM component WHERE realm_id = $1 AND record_id IN";
const PAGES: &str = "SELECT record_id, component_id, number, source, confidence_permille, body, layout
    FROM page WHERE realm_id = $1 AND record_id IN";

/// The files of records, with what was read on them.
#[derive(Debug, Clone, Copy, Default)]
pub struct RecordFilesSubjects;

#[async_trait::async_trait]
impl Subjects for RecordFilesSubjects {
    fn kind(&self) -> &'static str {
        FILES_KIND
    }

    fn ending_actions(&self) -> &'static [&'static str] {
        &[FILES_DESTROYED]
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let values = args![connection.realm(), after.unwrap_or_default(), PAGE];
        let rows = connection.fetch_all(WITH_FILES, values).await?;
        let ids: Vec<RecordId> = rows
            .iter()
            .map(|row| row.get("record_id"))
            .collect::<Result<_, _>>()?;
        let digests = digests(connection, &ids).await?;
        Ok(digests
            .into_iter()
            .map(|(id, digest)| (id.uuid(), digest))
            .collect())
    }
}

/// Tells the ledger how the files of these records are now.
pub(super) async fn note_files(
    work: &mut Work,
    actor: &Actor,
    records: &[RecordId],
) -> Result<(), LedgerError> {
    let entry = |(id, digest): (RecordId, ContentHash)| NewEntry {
        action: "record.files-kept",
        subject_kind: FILES_KIND,
        subject_id: id.uuid(),
        digest: Some(digest),
        details: serde_json::json!({}),
    };
    let entries = digests(work, records).await?.into_iter().map(entry).collect();
    guildhall_ledger::append_many(work, actor, entries)
        .await
        .map(|_| ())
}

/// Puts in line that the files of these records are looked at.
pub(super) async fn tell_of_arrival(work: &mut Work, records: &[RecordId]) -> Result<(), StoreError> {
    let look = |record: &RecordId| NewJob {
        lane: LANE_QUICK,
        kind: FILES_ARRIVED,
        subject: record.uuid(),
        payload: serde_json::json!({}),
        attempts_max: ATTEMPTS_MAX,
        run_at: None,
    };
    job::enqueue_many(work, records.iter().map(look).collect())
        .await
        .map(|_| ())
}

/// Returns the digests of the files of these records; a record without any has none.
pub(super) async fn digests(
    connection: &mut Connection,
    records: &[RecordId],
) -> Result<BTreeMap<RecordId, ContentHash>, StoreError> {
    let realm = connection.realm();
    let mut texts: BTreeMap<RecordId, Vec<u8>> = BTreeMap::new();
    for part in records.chunks(PAGE as usize) {
        let mut values = args![realm];
        values.extend(part.iter().map(|id| id.into_value()));
        let listed = in_list(2, part.len());
        let files = format!("{FILES} ({listed}) ORDER BY record_id, sequence, id");
        let pages = format!("{PAGES} ({listed}) ORDER BY record_id, component_id, number");
        for row in connection.fetch_all(files, values.clone()).await? {
            texts
                .entry(row.get("record_id")?)
                .or_default()
                .extend(file_line(&row)?);
        }
        for row in connection.fetch_all(pages, values).await? {
            // A page without any file of its record is shown nowhere.
            if let Some(text) = texts.get_mut(&row.get("record_id")?) {
                text.extend(page_line(&row)?);
            }
        }
    }
    Ok(texts
        .into_iter()
        .map(|(id, text)| (id, ContentHash::of(&text)))
        .collect())
}

fn file_line(row: &Row) -> Result<Vec<u8>, StoreError> {
    let (id, sequence, size): (ComponentId, i64, i64) =
        (row.get("id")?, row.get("sequence")?, row.get("size_bytes")?);
    let [role, hash, name, media] = texts(row, ["role", "hash", "file_name", "media_type"])?;
    let line = serde_json::json!(["file", id, sequence, role, hash, size, name, media]);
    Ok(format!("{line}\n").into_bytes())
}

fn page_line(row: &Row) -> Result<Vec<u8>, StoreError> {
    let (component, number, confidence): (ComponentId, i64, i64) = (
        row.get("component_id")?,
        row.get("number")?,
        row.get("confidence_permille")?,
    );
    let [source, body, layout] = texts(row, ["source", "body", "layout"])?;
    let line = serde_json::json!(["page", component, number, source, confidence, body, layout]);
    Ok(format!("{line}\n").into_bytes())
}

fn texts<const N: usize>(row: &Row, columns: [&'static str; N]) -> Result<[String; N], StoreError> {
    let mut texts = [const { String::new() }; N];
    for (text, column) in texts.iter_mut().zip(columns) {
        *text = row.get(column)?;
    }
    Ok(texts)
}
