//! All SQL of dossiers, their papers and what is owed.

use super::model::{Dossier, DossierState, Owed, Paper};
use super::rules::Slot;
use crate::record::Record;
use crate::record::store::{LIST, column, from_row};
use guildhall_identity::ListQuery;
use guildhall_kernel::{Date, RecordId, Timestamp};
use guildhall_policy::Filter;
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Value, Work, args};
use uuid::Uuid;

/// Most papers of a dossier that are read: slots times what each takes is less.
const PAPERS_MAX: u32 = 4_000;

/// The columns of a dossier.
macro_rules! columns {
    () => {
        "id, kind, title, org_path, year, state, deadline, opened_by, opened_at, closed_at, batch_id, filed_by, filed_at, \
         receipt_year, receipt_number, revision"
    };
}

const INSERT: &str = concat!("INSERT INTO dossier (realm_id, ", columns!(), ") VALUES");
const CHANGE: &str =
    "UPDATE dossier SET state = $1, deadline = $2, closed_at = $3, batch_id = $4, filed_by = $5,
    filed_at = $6, receipt_year = $7, receipt_number = $8, revision = $9
    WHERE realm_id = $10 AND id = $11 AND revision = $12";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM dossier WHERE realm_id = $1 AND id = $2"
);
const OF_BATCH: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM dossier WHERE realm_id = $1 AND batch_id = $2 AND state = 'filing' LIMIT 1"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM dossier WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const OVERDUE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM dossier WHERE realm_id = $1 AND state = 'open' AND deadline < $2 ORDER BY deadline, id LIMIT $3"
);
const FILING: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM dossier WHERE realm_id = $1 AND state = 'filing' AND (opened_at, id) > ($2, $3)
    ORDER BY opened_at, id LIMIT $4"
);
const LIST_DOSSIERS: &str = concat!("SELECT ", columns!(), " FROM dossier WHERE realm_id = ?");
const COUNT_STATE: &str = "SELECT COUNT(id) AS things FROM dossier WHERE realm_id = ?";
const PAPERS: &str = "SELECT record_id, slot, put_by, put_at, archival_code, record_digest FROM dossier_paper
    WHERE realm_id = $1 AND dossier_id = $2 ORDER BY put_at, record_id LIMIT $3";
const PUT: &str = "INSERT INTO dossier_paper (realm_id, record_id, dossier_id, slot, put_by, put_at) VALUES";
const ONCE: &str = "ON CONFLICT (realm_id, record_id) DO NOTHING";
const TAKE_OUT: &str = "DELETE FROM dossier_paper WHERE realm_id = $1 AND dossier_id = $2 AND record_id = $3";
const TAKE_ALL: &str = "DELETE FROM dossier_paper WHERE realm_id = $1 AND dossier_id = $2";
const FREEZE: &str = "UPDATE dossier_paper SET archival_code = $1, record_digest = $2
    WHERE realm_id = $3 AND dossier_id = $4 AND record_id = $5";
const FORGIVE: &str = "DELETE FROM dossier_owed WHERE realm_id = $1 AND dossier_id = $2";
const OWE: &str = "INSERT INTO dossier_owed (realm_id, dossier_id, slot, post, org_path, deadline) VALUES";
const OWED: &str = "SELECT o.dossier_id, d.kind, d.title, o.slot, o.deadline FROM dossier_owed o
    JOIN dossier d ON d.realm_id = o.realm_id AND d.id = o.dossier_id WHERE o.realm_id = ?";
const COUNT_OWED: &str = "SELECT COUNT(o.slot) AS things FROM dossier_owed o WHERE o.realm_id = ?";

pub(super) async fn insert(work: &mut Work, dossier: &Dossier) -> Result<(), StoreError> {
    let row = args![
        work.realm(),
        dossier.id,
        &dossier.kind,
        &dossier.title,
        &dossier.org_path,
        dossier.year,
        dossier.state,
        dossier.deadline,
        dossier.opened_by,
        dossier.opened_at,
        dossier.closed_at,
        dossier.batch,
        dossier.filed_by,
        dossier.filed_at,
        dossier.receipt.map(|(year, _)| year),
        dossier.receipt.map(|(_, number)| number),
        dossier.revision
    ];
    work.insert_many(INSERT, vec![row], "").await.map(|_| ())
}

/// Writes a dossier as its next revision; no when somebody changed it meanwhile.
pub(super) async fn change(work: &mut Work, dossier: &Dossier) -> Result<bool, StoreError> {
    let values = args![
        dossier.state,
        dossier.deadline,
        dossier.closed_at,
        dossier.batch,
        dossier.filed_by,
        dossier.filed_at,
        dossier.receipt.map(|(year, _)| year),
        dossier.receipt.map(|(_, number)| number),
        dossier.revision,
        work.realm(),
        dossier.id,
        dossier.revision - 1
    ];
    Ok(work.execute(CHANGE, values).await? == 1)
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Dossier>, StoreError> {
    let values = args![connection.realm(), id];
    Ok(read_all(connection, GET, values).await?.pop())
}

/// Returns the dossier whose papers a batch files.
pub(super) async fn of_batch(
    connection: &mut Connection,
    batch: Uuid,
) -> Result<Option<Dossier>, StoreError> {
    let values = args![connection.realm(), batch];
    Ok(read_all(connection, OF_BATCH, values).await?.pop())
}

pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Dossier>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, AFTER_ID, values).await
}

/// Returns open dossiers whose last day is over, what should have fallen due first comes first.
pub(super) async fn overdue(
    connection: &mut Connection,
    today: Date,
    limit: u32,
) -> Result<Vec<Dossier>, StoreError> {
    let values = args![connection.realm(), today, limit];
    read_all(connection, OVERDUE, values).await
}

/// Returns dossiers that are being filed, the oldest first, behind one.
pub(super) async fn filing(
    connection: &mut Connection,
    (after, limit): (Option<(Timestamp, Uuid)>, u32),
) -> Result<Vec<Dossier>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MIN), Uuid::nil()));
    let values = args![connection.realm(), at, id, limit];
    read_all(connection, FILING, values).await
}

/// Returns the dossiers that pass the filter, only those in one state when one is named, the newest first, behind `after`.
pub(super) async fn list(
    connection: &mut Connection,
    (filter, state): (&Filter, Option<DossierState>),
    (after, limit): (Option<(Timestamp, Uuid)>, u32),
) -> Result<Vec<Dossier>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let mut query =
        ListQuery::new(LIST_DOSSIERS, args![connection.realm()]).and_filter(filter, &dossier_column);
    if let Some(state) = state {
        query = query.and("state = ?", args![state.code()]);
    }
    let (sql, values) = query
        .and("(opened_at, id) < (?, ?)", args![at, id])
        .finish("ORDER BY opened_at DESC, id DESC LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

/// Returns how many dossiers in a state pass the filter.
pub(super) async fn count(
    connection: &mut Connection,
    filter: &Filter,
    state: DossierState,
) -> Result<u64, StoreError> {
    let (sql, values) = ListQuery::new(COUNT_STATE, args![connection.realm()])
        .and_filter(filter, &dossier_column)
        .finish("AND state = ?", args![state.code()]);
    counted(connection, sql, values).await
}

async fn counted(connection: &mut Connection, sql: String, values: Vec<Value>) -> Result<u64, StoreError> {
    let things: i64 = connection.fetch_one(sql, values).await?.get("things")?;
    Ok(u64::try_from(things).unwrap_or(0))
}

/// Returns the papers of a dossier in the order in which they came, also those whose record is gone.
pub(super) async fn papers(connection: &mut Connection, dossier: Uuid) -> Result<Vec<Paper>, StoreError> {
    let values = args![connection.realm(), dossier, PAPERS_MAX];
    let rows = connection.fetch_all(PAPERS, values).await?;
    rows.iter().map(read_paper).collect()
}

/// Puts a record into a dossier; no when it lies in one.
pub(super) async fn put(work: &mut Work, dossier: Uuid, paper: &Paper) -> Result<bool, StoreError> {
    let row = args![
        work.realm(),
        paper.record,
        dossier,
        &paper.slot,
        paper.put_by,
        paper.put_at
    ];
    Ok(work.insert_many(PUT, vec![row], ONCE).await? == 1)
}

/// Takes a record out of a dossier; no when it was not in.
pub(super) async fn take_out(work: &mut Work, dossier: Uuid, record: RecordId) -> Result<bool, StoreError> {
    let values = args![work.realm(), dossier, record];
    Ok(work.execute(TAKE_OUT, values).await? == 1)
}

/// Takes the records out that are gone, that is all but these papers.
pub(super) async fn take_gone(work: &mut Work, dossier: Uuid, kept: &[Paper]) -> Result<(), StoreError> {
    if kept.is_empty() {
        return take_all(work, dossier).await;
    }
    let sql = format!("{TAKE_ALL} AND record_id NOT IN ({})", in_list(3, kept.len()));
    let mut values = args![work.realm(), dossier];
    values.extend(kept.iter().map(|paper| paper.record.into_value()));
    work.execute(sql, values).await.map(|_| ())
}

/// Takes all records out of a dossier that is given up, so that they can go into another one.
pub(super) async fn take_all(work: &mut Work, dossier: Uuid) -> Result<(), StoreError> {
    let values = args![work.realm(), dossier];
    work.execute(TAKE_ALL, values).await.map(|_| ())
}

/// Writes code and digest of a filed paper.
pub(super) async fn freeze(work: &mut Work, dossier: Uuid, record: &Record) -> Result<(), StoreError> {
    let values = args![
        record.archival_code.as_ref(),
        record.digest().to_hex(),
        work.realm(),
        dossier,
        record.id
    ];
    work.execute(FREEZE, values).await.map(|_| ())
}

/// Writes what is owed to a dossier in the place of what was.
pub(super) async fn owe(work: &mut Work, dossier: &Dossier, missing: &[&Slot]) -> Result<(), StoreError> {
    let realm = work.realm();
    work.execute(FORGIVE, args![realm, dossier.id]).await?;
    let (Some(deadline), false) = (dossier.deadline, missing.is_empty()) else {
        return Ok(());
    };
    let row = |slot: &&Slot| {
        args![
            realm,
            dossier.id,
            &slot.code,
            &slot.post,
            &dossier.org_path,
            deadline
        ]
    };
    let rows = missing.iter().map(row).collect();
    work.insert_many(OWE, rows, "").await.map(|_| ())
}

/// Returns what a post owes in the organisations that pass the filter, what is due first comes first, behind `after`.
pub(super) async fn owed(
    connection: &mut Connection,
    (filter, post): (&Filter, &str),
    (after, limit): (Option<(Date, Uuid, &str)>, u32),
) -> Result<Vec<Owed>, StoreError> {
    let mut query = ListQuery::new(OWED, args![connection.realm()])
        .and("o.post = ?", args![post])
        .and_filter(filter, &owed_column);
    if let Some((day, dossier, slot)) = after {
        query = query.and(
            "(o.deadline, o.dossier_id, o.slot) > (?, ?, ?)",
            args![day, dossier, slot],
        );
    }
    let (sql, values) = query.finish("ORDER BY o.deadline, o.dossier_id, o.slot LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read_owed).collect()
}

/// Returns how much a post owes in the organisations that pass the filter.
pub(super) async fn count_owed(
    connection: &mut Connection,
    (filter, post): (&Filter, &str),
) -> Result<u64, StoreError> {
    let (sql, values) = ListQuery::new(COUNT_OWED, args![connection.realm()])
        .and_filter(filter, &owed_column)
        .finish("AND o.post = ?", args![post]);
    counted(connection, sql, values).await
}

/// Returns described records in no dossier that pass the filter, the newest first.
pub(super) async fn candidates(
    connection: &mut Connection,
    filter: &Filter,
    limit: u32,
) -> Result<Vec<Record>, StoreError> {
    let realm = connection.realm();
    let (sql, values) = ListQuery::new(LIST, args![realm])
        .and("state = 'described' AND discarded_at IS NULL", args![])
        .and(
            "id NOT IN (SELECT p.record_id FROM dossier_paper p WHERE p.realm_id = ?)",
            args![realm],
        )
        .and_filter(filter, &column)
        .finish("ORDER BY captured_at DESC, id DESC LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(from_row).collect()
}

fn dossier_column(field: &str) -> Option<&'static str> {
    (field == "org_path").then_some("org_path")
}

fn owed_column(field: &str) -> Option<&'static str> {
    (field == "org_path").then_some("o.org_path")
}

async fn read_all(
    connection: &mut Connection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<Dossier>, StoreError> {
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Dossier, StoreError> {
    let year: Option<i64> = row.get("receipt_year")?;
    let number: Option<i64> = row.get("receipt_number")?;
    Ok(Dossier {
        id: row.get("id")?,
        kind: row.get("kind")?,
        title: row.get("title")?,
        org_path: row.get("org_path")?,
        year: row.get("year")?,
        state: row.get("state")?,
        deadline: row.get("deadline")?,
        opened_by: row.get("opened_by")?,
        opened_at: row.get("opened_at")?,
        closed_at: row.get("closed_at")?,
        batch: row.get("batch_id")?,
        filed_by: row.get("filed_by")?,
        filed_at: row.get("filed_at")?,
        receipt: year.zip(number),
        revision: row.get("revision")?,
    })
}

fn read_paper(row: &Row) -> Result<Paper, StoreError> {
    Ok(Paper {
        record: row.get("record_id")?,
        slot: row.get("slot")?,
        put_by: row.get("put_by")?,
        put_at: row.get("put_at")?,
        archival_code: row.get("archival_code")?,
        record_digest: row.get("record_digest")?,
    })
}

fn read_owed(row: &Row) -> Result<Owed, StoreError> {
    Ok(Owed {
        dossier: row.get("dossier_id")?,
        kind: row.get("kind")?,
        title: row.get("title")?,
        slot: row.get("slot")?,
        deadline: row.get("deadline")?,
    })
}
