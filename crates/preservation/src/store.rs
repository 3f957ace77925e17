//! All SQL of preservation.

use crate::file_format::{FileFormat, FormatCount};
use guildhall_archive::Archive;
use guildhall_formats::Basis;
use guildhall_identity::ListQuery;
use guildhall_kernel::{Actor, ComponentId, RecordId};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

const KEEP: &str = "INSERT INTO file_format (realm_id, component_id, record_id, puid, basis, encoding,
        name_disagrees, rules, identified_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (realm_id, component_id) DO UPDATE SET record_id = excluded.record_id, puid = excluded.puid,
        basis = excluded.basis, encoding = excluded.encoding, name_disagrees = excluded.name_disagrees,
        rules = excluded.rules, identified_at = excluded.identified_at";
const OF_RECORD: &str =
    "SELECT component_id, record_id, puid, basis, encoding, name_disagrees, rules, identified_at
    FROM file_format WHERE realm_id = $1 AND record_id = $2 ORDER BY component_id";
const DELETE: &str = "DELETE FROM file_format WHERE realm_id = $1 AND record_id = $2";
const STALE: &str = "SELECT DISTINCT c.record_id FROM component c WHERE c.realm_id = $1 AND c.record_id > $2
    AND NOT EXISTS (SELECT 1 FROM file_format f WHERE f.realm_id = c.realm_id AND f.component_id = c.id
        AND f.rules = $3)
    ORDER BY c.record_id LIMIT $4";
// A copy that was made anew has another id; what was told of the former one is not counted.
const COUNTS: &str = "SELECT f.puid, COUNT(f.component_id) AS files,
        CAST(COALESCE(SUM(c.size_bytes), 0) AS BIGINT) AS bytes
    FROM file_format f
    JOIN component c ON c.realm_id = f.realm_id AND c.id = f.component_id
    JOIN record r ON r.realm_id = f.realm_id AND r.id = f.record_id WHERE f.realm_id = ?";
const FILES: &str =
    "SELECT f.component_id, f.record_id, f.puid, f.basis, f.encoding, f.name_disagrees, f.rules,
        f.identified_at, c.sequence, c.size_bytes
    FROM file_format f
    JOIN component c ON c.realm_id = f.realm_id AND c.id = f.component_id
    JOIN record r ON r.realm_id = f.realm_id AND r.id = f.record_id WHERE f.realm_id = ?";

/// A place in the list of the files of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileKey {
    /// The record.
    pub record: RecordId,
    /// The file.
    pub component: ComponentId,
}

/// A file with its place in the record and its size.
pub(crate) type Placed = (FileFormat, u32, u64);

/// Keeps what a file is; what was told before is replaced.
pub(crate) async fn keep(work: &mut Work, format: &FileFormat) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        format.component,
        format.record,
        &format.puid,
        format.basis.code(),
        &format.encoding,
        format.name_disagrees,
        &format.rules,
        format.identified_at
    ];
    work.execute(KEEP, values).await.map(|_| ())
}

/// Returns what the files of a record are, as far as they were looked at.
pub(crate) async fn of_record(
    connection: &mut Connection,
    record: RecordId,
) -> Result<Vec<FileFormat>, StoreError> {
    let values = args![connection.realm(), record];
    let rows = connection.fetch_all(OF_RECORD, values).await?;
    rows.iter().map(from_row).collect()
}

/// Returns records, behind one, with a file that was not looked at under these rules.
pub(crate) async fn stale(
    connection: &mut Connection,
    (after, rules): (Option<RecordId>, &str),
    limit: u32,
) -> Result<Vec<RecordId>, StoreError> {
    let after = after.map_or(Uuid::nil(), RecordId::uuid);
    let values = args![connection.realm(), after, rules, limit];
    let rows = connection.fetch_all(STALE, values).await?;
    rows.iter().map(|row| row.get("record_id")).collect()
}

/// Returns how much is held in each format among the records that the actor may list.
pub(crate) async fn counts(
    connection: &mut Connection,
    (archive, actor): (&Archive, &Actor),
) -> Result<Vec<FormatCount>, StoreError> {
    let query = archive.and_listed(ListQuery::new(COUNTS, args![connection.realm()]), actor);
    let (sql, values) = query.finish("GROUP BY f.puid ORDER BY f.puid", args![]);
    let rows = connection.fetch_all(sql, values).await?;
    let count = |row: &Row| {
        Ok(FormatCount {
            puid: row.get("puid")?,
            files: unsigned(row, "files")?,
            bytes: unsigned(row, "bytes")?,
        })
    };
    rows.iter().map(count).collect()
}

/// Returns the files in a format among the records that the actor may list, behind a key.
pub(crate) async fn files(
    connection: &mut Connection,
    (archive, actor): (&Archive, &Actor),
    puid: &str,
    (after, limit): (Option<FileKey>, u32),
) -> Result<Vec<Placed>, StoreError> {
    let (record, component) = after.map_or((Uuid::nil(), Uuid::nil()), |key| {
        (key.record.uuid(), key.component.uuid())
    });
    let query = ListQuery::new(FILES, args![connection.realm()])
        .and("f.puid = ?", args![puid])
        .and("(f.record_id, f.component_id) > (?, ?)", args![record, component]);
    let query = archive.and_listed(query, actor);
    let tail = "ORDER BY f.record_id, f.component_id LIMIT ?";
    let (sql, values) = query.finish(tail, args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    let placed = |row: &Row| Ok((from_row(row)?, row.get("sequence")?, unsigned(row, "size_bytes")?));
    rows.iter().map(placed).collect()
}

fn unsigned(row: &Row, column: &'static str) -> Result<u64, StoreError> {
    Ok(u64::try_from(row.get::<i64>(column)?).unwrap_or_default())
}

fn from_row(row: &Row) -> Result<FileFormat, StoreError> {
    let basis: String = row.get("basis")?;
    Ok(FileFormat {
        component: row.get("component_id")?,
        record: row.get("record_id")?,
        puid: row.get("puid")?,
        basis: Basis::parse(&basis).ok_or_else(|| StoreError::inconsistent("file_format.basis", basis))?,
        encoding: row.get("encoding")?,
        name_disagrees: row.get("name_disagrees")?,
        rules: row.get("rules")?,
        identified_at: row.get("identified_at")?,
    })
}

/// Deletes what was told of the files of a record.
pub(crate) async fn delete(work: &mut Work, record: RecordId) -> Result<(), StoreError> {
    let values = args![work.realm(), record];
    work.execute(DELETE, values).await.map(|_| ())
}
