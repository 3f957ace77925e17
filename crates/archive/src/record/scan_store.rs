//! All SQL of scans.

use super::scan::{FileScan, ScanVerdict};
use guildhall_kernel::RecordId;
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Work, args};
use uuid::Uuid;

const KEEP: &str = "INSERT INTO file_scan (realm_id, component_id, record_id, verdict, finding, scanner, scanned_at,
        reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (realm_id, component_id) DO UPDATE SET record_id = excluded.record_id, verdict = excluded.verdict,
        finding = excluded.finding, scanner = excluded.scanner, scanned_at = excluded.scanned_at,
        reason = excluded.reason";
const OF_RECORD: &str = "SELECT component_id, record_id, verdict, finding, scanner, scanned_at, reason
    FROM file_scan WHERE realm_id = $1 AND record_id = $2 ORDER BY component_id";
const INFECTED: &str = "SELECT record_id FROM file_scan
    WHERE realm_id = $1 AND verdict = 'infected' AND record_id IN";
const UNSCANNED: &str =
    "SELECT DISTINCT c.record_id FROM component c WHERE c.realm_id = $1 AND c.record_id > $2
    AND c.role <> 'searchable' AND NOT EXISTS (SELECT 1 FROM file_scan s WHERE s.realm_id = c.realm_id
        AND s.component_id = c.id)
    ORDER BY c.record_id LIMIT $3";

/// Keeps what is known of a file; what was known before is replaced.
pub(super) async fn keep(work: &mut Work, scan: &FileScan) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        scan.component,
        scan.record,
        scan.verdict.code(),
        &scan.finding,
        &scan.scanner,
        scan.scanned_at,
        &scan.reason
    ];
    work.execute(KEEP, values).await.map(|_| ())
}

/// Returns what is known of the files of a record.
pub(super) async fn of_record(
    connection: &mut Connection,
    record: RecordId,
) -> Result<Vec<FileScan>, StoreError> {
    let values = args![connection.realm(), record];
    let rows = connection.fetch_all(OF_RECORD, values).await?;
    rows.iter().map(from_row).collect()
}

/// Returns those of these records that are in quarantine, without asking for rights.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn in_quarantine(
    connection: &mut Connection,
    records: &[RecordId],
) -> Result<Vec<RecordId>, StoreError> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = args![connection.realm()];
    values.extend(records.iter().map(|id| id.into_value()));
    let sql = format!("{INFECTED} ({})", in_list(2, records.len()));
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(|row| row.get("record_id")).collect()
}

/// Returns records, behind one, with a file that no scanner has looked at, without asking for rights.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn unscanned(
    connection: &mut Connection,
    after: Option<RecordId>,
    limit: u32,
) -> Result<Vec<RecordId>, StoreError> {
    let after = after.map_or(Uuid::nil(), RecordId::uuid);
    let values = args![connection.realm(), after, limit];
    let rows = connection.fetch_all(UNSCANNED, values).await?;
    rows.iter().map(|row| row.get("record_id")).collect()
}

fn from_row(row: &Row) -> Result<FileScan, StoreError> {
    let verdict: String = row.get("verdict")?;
    Ok(FileScan {
        component: row.get("component_id")?,
        record: row.get("record_id")?,
        verdict: ScanVerdict::parse(&verdict)
            .ok_or_else(|| StoreError::inconsistent("file_scan.verdict", verdict))?,
        finding: row.get("finding")?,
        scanner: row.get("scanner")?,
        scanned_at: row.get("scanned_at")?,
        reason: row.get("reason")?,
    })
}
