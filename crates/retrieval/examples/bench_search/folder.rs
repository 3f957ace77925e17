//! The same records in the database of a data folder, so that the program itself can be asked for them.
//!
//! Written in large batches past the services, without ledger entries and events: for measuring only. The union of
//! the folder must have the organisations to which the generator gives records.

use crate::Plan;
use crate::generate::{DEPARTMENTS, Generator, HOSPITALS};
use guildhall_kernel::{ContentHash, OrgPath, SystemClock, SystemRandom};
use guildhall_retrieval::SearchDocument;
use guildhall_store::{Database, DatabaseConfig, IntoValue, Realm, Value, Work, args, realm};
use serde_json::json;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// Records of one transaction.
const BATCH: usize = 5_000;
/// Records of one statement: binding costs the square of the number of placeholders in SQLite.
const PIECE: usize = 20;
const FONDS: &str = "Z001";

const LAST_ORGANISATION: &str = "SELECT id FROM organisation WHERE path = $1";
const RECORD_COUNT: &str = "SELECT COUNT(id) AS records FROM record WHERE realm_id = $1";
const INSERT_RECORDS: &str =
    "INSERT INTO record (realm_id, id, version, state, org_path, type_code, dictionary_version, title, doc_number,
    responsible_party, doc_date, year, retention, secrecy, department, fields, source, page_count, fonds_code,
    item_number, archival_code, captured_at, changed_at, filed_at) VALUES";
const INSERT_FILES: &str =
    "INSERT INTO component (realm_id, id, record_id, sequence, role, hash, size_bytes, file_name,
    media_type, created_at) VALUES";
const INSERT_PAGES: &str =
    "INSERT INTO page (realm_id, component_id, number, record_id, source, confidence_permille, body,
    layout) VALUES";

/// A data folder made by the program, with its union.
pub struct Folder {
    path: PathBuf,
    database: Database,
    realm: Realm,
}

impl Folder {
    pub async fn open(path: &Path) -> Result<Self, Box<dyn Error>> {
        let config = DatabaseConfig::sqlite(path.join("guildhall.db"));
        // The tables are there: the program made them.
        let database = Database::open(&config, &[], Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
        let mut connection = database.read_across_realms().await?;
        let realms = realm::across_realms_list(&mut connection).await?;
        let realm = realms.into_iter().next().ok_or("the folder has no union yet")?;
        let last = OrgPath::root(1).child(HOSPITALS).child(DEPARTMENTS);
        let found = connection.fetch_optional(LAST_ORGANISATION, args![&last]).await?;
        found.ok_or_else(|| format!("the union has no organisation {last}"))?;
        drop(connection);
        let path = path.to_owned();
        Ok(Self {
            path,
            database,
            realm,
        })
    }

    pub fn realm(&self) -> guildhall_kernel::RealmId {
        self.realm.id
    }

    /// Where the program looks for the index.
    pub fn index(&self) -> PathBuf {
        self.path.join("index").join(self.realm.id.to_string())
    }

    /// Writes the records unless they are there from an earlier run.
    pub async fn fill(&self, plan: &Plan, generator: &Generator) -> Result<(), Box<dyn Error>> {
        let mut connection = self.database.read(self.realm.id).await?;
        let row = connection.fetch_one(RECORD_COUNT, args![self.realm.id]).await?;
        let present: i64 = row.get("records")?;
        drop(connection);
        if present != 0 {
            return if usize::try_from(present)? == plan.records {
                Ok(())
            } else {
                Err(format!("the folder already holds {present} records").into())
            };
        }
        for start in (0..plan.records).step_by(BATCH) {
            let end = (start + BATCH).min(plan.records);
            let mut work = self.database.begin(self.realm.id).await?;
            for piece in (start..end).step_by(PIECE) {
                write(&mut work, generator, piece..(piece + PIECE).min(end)).await?;
            }
            work.commit().await?;
            if end.is_multiple_of(20 * BATCH) || end == plan.records {
                eprintln!("{end} records written");
            }
        }
        self.database.close().await;
        Ok(())
    }
}

async fn write(
    work: &mut Work,
    generator: &Generator,
    numbers: std::ops::Range<usize>,
) -> Result<(), Box<dyn Error>> {
    let (mut records, mut files, mut pages) = (Vec::new(), Vec::new(), Vec::new());
    for number in numbers {
        let record = generator.record(number);
        let file = Uuid::from_u128(!record.record_id.uuid().as_u128());
        let (page, body) = &record.pages[0];
        let layout = json!({ "aspect": 0.0, "lines": [{ "text": body, "confidence": 1.0, "place": null }] });
        pages.push(args![
            record.realm,
            file,
            *page,
            record.record_id,
            "text",
            1_000_i64,
            body,
            &layout
        ]);
        files.push(args![
            record.realm,
            file,
            record.record_id,
            1_i64,
            "original",
            ContentHash::of(record.title.as_bytes()),
            body.len() as i64,
            format!("{number:07}.txt"),
            "text/plain",
            record.captured_at
        ]);
        records.push(columns(&record, number));
    }
    work.insert_many(INSERT_RECORDS, records, "").await?;
    work.insert_many(INSERT_FILES, files, "").await?;
    work.insert_many(INSERT_PAGES, pages, "").await?;
    Ok(())
}

/// The columns of a record, as the archive writes them.
fn columns(record: &SearchDocument, number: usize) -> Vec<Value> {
    let filed = record.state == "filed";
    let when_filed = |value: Value, null: Value| if filed { value } else { null };
    args![
        record.realm,
        record.record_id,
        record.version,
        &record.state,
        &record.org_path,
        &record.type_code,
        1_i64,
        &record.title,
        &record.doc_number,
        "",
        record.doc_date,
        record.year.unwrap_or_default(),
        "D30",
        record.secrecy,
        &record.department,
        json!({ "persons": record.persons }).to_string(),
        &record.source,
        1_i64,
        when_filed(FONDS.into_value(), <&str>::null()),
        when_filed((number as i64).into_value(), i64::null()),
        when_filed((&record.archival_code).into_value(), <&str>::null()),
        record.captured_at,
        record.captured_at,
        when_filed(record.captured_at.into_value(), i64::null()),
    ]
}
