//! All SQL of loans and of what is out.

use super::model::{CameBack, Loan};
use crate::record::Record;
use crate::record::store::{LIST, column, from_row, joined_column};
use guildhall_identity::ListQuery;
use guildhall_kernel::{Date, PersonId, RecordId, Timestamp};
use guildhall_policy::Filter;
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Value, Work, args};
use uuid::Uuid;

/// Most loans on one slip that are read; the rules allow fewer.
const SLIP_MAX: u32 = 100;

/// The columns of a loan.
macro_rules! columns {
    () => {
        "id, slip_id, year, number, record_id, archival_code, person_id, purpose, lent_by, lent_at, due_on, renewals, \
         returned_at, returned_to, came_back, note, revision"
    };
}

/// The columns of a loan, for statements in which the table stands as `l`.
macro_rules! joined_columns {
    () => {
        "l.id, l.slip_id, l.year, l.number, l.record_id, l.archival_code, l.person_id, l.purpose, l.lent_by, l.lent_at, \
         l.due_on, l.renewals, l.returned_at, l.returned_to, l.came_back, l.note, l.revision"
    };
}

const INSERT: &str = concat!("INSERT INTO loan (realm_id, ", columns!(), ") VALUES");
const CHANGE: &str =
    "UPDATE loan SET due_on = $1, renewals = $2, returned_at = $3, returned_to = $4, came_back = $5,
    note = $6, revision = $7 WHERE realm_id = $8 AND id = $9 AND revision = $10";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM loan WHERE realm_id = $1 AND id = $2"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM loan WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const OF_PERSON: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM loan WHERE realm_id = $1 AND person_id = $2 AND (lent_at, id) < ($3, $4)
    ORDER BY lent_at DESC, id DESC LIMIT $5"
);
const OUT_OF_RECORD: &str = concat!(
    "SELECT ",
    joined_columns!(),
    " FROM lent o JOIN loan l ON l.realm_id = o.realm_id AND l.id = o.loan_id
    WHERE o.realm_id = $1 AND o.record_id = $2"
);
const REGISTER: &str = concat!(
    "SELECT ",
    joined_columns!(),
    " FROM loan l JOIN record r ON r.realm_id = l.realm_id AND r.id = l.record_id WHERE l.realm_id = ?"
);
const OUT: &str = concat!(
    "SELECT ",
    joined_columns!(),
    " FROM lent o JOIN loan l ON l.realm_id = o.realm_id AND l.id = o.loan_id
    JOIN record r ON r.realm_id = o.realm_id AND r.id = o.record_id WHERE o.realm_id = ?"
);
const COUNT_OUT: &str = "SELECT COUNT(o.record_id) AS things FROM lent o
    JOIN record r ON r.realm_id = o.realm_id AND r.id = o.record_id WHERE o.realm_id = ?";
const CLAIM: &str = "INSERT INTO lent (realm_id, record_id, loan_id, due_on) VALUES";
const ONCE: &str = "ON CONFLICT (realm_id, record_id) DO NOTHING";
const POSTPONE: &str = "UPDATE lent SET due_on = $1 WHERE realm_id = $2 AND record_id = $3 AND loan_id = $4";
const RELEASE: &str = "DELETE FROM lent WHERE realm_id = $1 AND record_id = $2 AND loan_id = $3";
const LENT_OUT: &str = "SELECT record_id, loan_id FROM lent WHERE realm_id = $1 AND record_id IN";

/// Returns the filed records with these archival codes that pass the filter.
pub(super) async fn by_codes(
    connection: &mut Connection,
    filter: &Filter,
    codes: &[String],
) -> Result<Vec<Record>, StoreError> {
    let values: Vec<Value> = codes.iter().map(|code| code.as_str().into_value()).collect();
    let limit = u32::try_from(codes.len()).unwrap_or(u32::MAX);
    let (sql, values) = ListQuery::new(LIST, args![connection.realm()])
        .and("state = 'filed' AND discarded_at IS NULL", args![])
        .and_in("archival_code", values)
        .and_filter(filter, &column)
        .finish("ORDER BY archival_code LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(from_row).collect()
}

/// Notes that the originals of these loans are out. Returns how many were not.
pub(super) async fn claim(work: &mut Work, loans: &[Loan]) -> Result<u64, StoreError> {
    let realm = work.realm();
    // In one order for everybody, so that two slips wait for each other and never both.
    let mut sorted: Vec<&Loan> = loans.iter().collect();
    sorted.sort_unstable_by_key(|loan| loan.record);
    let row = |loan: &&Loan| args![realm, loan.record, loan.id, loan.due_on];
    let rows = sorted.iter().map(row).collect();
    work.insert_many(CLAIM, rows, ONCE).await
}

/// Keeps anybody from lending a record that is being destroyed; no when its original is out.
pub(crate) async fn claim_for_destruction(
    work: &mut Work,
    record: RecordId,
    on: Date,
) -> Result<bool, StoreError> {
    let row = args![work.realm(), record, record.uuid(), on];
    Ok(work.insert_many(CLAIM, vec![row], ONCE).await? == 1)
}

/// Takes away what [`claim_for_destruction`] put there.
pub(crate) async fn release_destroyed(work: &mut Work, record: RecordId) -> Result<(), StoreError> {
    let values = args![work.realm(), record, record.uuid()];
    work.execute(RELEASE, values).await.map(|_| ())
}

/// Notes that the original of a loan came back.
pub(super) async fn release(work: &mut Work, loan: &Loan) -> Result<(), StoreError> {
    let values = args![work.realm(), loan.record, loan.id];
    work.execute(RELEASE, values).await.map(|_| ())
}

/// Notes the new due date of a loan.
pub(super) async fn postpone(work: &mut Work, loan: &Loan) -> Result<(), StoreError> {
    let values = args![loan.due_on, work.realm(), loan.record, loan.id];
    work.execute(POSTPONE, values).await.map(|_| ())
}

/// Returns which of these records are lent out, at most 500, in no order.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn lent_out(
    connection: &mut Connection,
    records: &[RecordId],
) -> Result<Vec<RecordId>, StoreError> {
    let found = holders(connection, records).await?;
    Ok(found.into_iter().map(|(record, _)| record).collect())
}

/// Returns which of these records are lent out, at most 500, each with its loan.
pub(super) async fn holders(
    connection: &mut Connection,
    records: &[RecordId],
) -> Result<Vec<(RecordId, Uuid)>, StoreError> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("{LENT_OUT} ({})", in_list(2, records.len()));
    let mut values = args![connection.realm()];
    values.extend(records.iter().map(|id| id.into_value()));
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.get("record_id")?, row.get("loan_id")?)))
        .collect()
}

pub(super) async fn insert(work: &mut Work, loans: &[Loan]) -> Result<(), StoreError> {
    let realm = work.realm();
    let row = |loan: &Loan| {
        args![
            realm,
            loan.id,
            loan.slip,
            loan.year,
            loan.number,
            loan.record,
            &loan.archival_code,
            loan.person,
            &loan.purpose,
            loan.lent_by,
            loan.lent_at,
            loan.due_on,
            loan.renewals,
            loan.returned_at,
            loan.returned_to,
            loan.came_back,
            &loan.note,
            loan.revision
        ]
    };
    let rows = loans.iter().map(row).collect();
    work.insert_many(INSERT, rows, "").await.map(|_| ())
}

/// Writes a loan as its next revision; no when somebody changed it meanwhile.
pub(super) async fn change(work: &mut Work, loan: &Loan) -> Result<bool, StoreError> {
    let values = args![
        loan.due_on,
        loan.renewals,
        loan.returned_at,
        loan.returned_to,
        loan.came_back,
        &loan.note,
        loan.revision,
        work.realm(),
        loan.id,
        loan.revision - 1
    ];
    Ok(work.execute(CHANGE, values).await? == 1)
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Loan>, StoreError> {
    let values = args![connection.realm(), id];
    Ok(read_all(connection, GET, values).await?.pop())
}

/// Returns the loan by which the original of a record is out.
pub(super) async fn out_of_record(
    connection: &mut Connection,
    record: RecordId,
) -> Result<Option<Loan>, StoreError> {
    let values = args![connection.realm(), record];
    Ok(read_all(connection, OUT_OF_RECORD, values).await?.pop())
}

/// Returns the loans of a person, the newest first, behind `after`.
pub(super) async fn of_person(
    connection: &mut Connection,
    person: PersonId,
    (after, limit): (Option<(Timestamp, Uuid)>, u32),
) -> Result<Vec<Loan>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let values = args![connection.realm(), person, at, id, limit];
    read_all(connection, OF_PERSON, values).await
}

/// Returns the loans whose records pass the filter, the newest first, behind `after`.
pub(super) async fn register(
    connection: &mut Connection,
    filter: &Filter,
    (after, limit): (Option<(Timestamp, Uuid)>, u32),
) -> Result<Vec<Loan>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let (sql, values) = ListQuery::new(REGISTER, args![connection.realm()])
        .and_filter(filter, &joined_column)
        .and("(l.lent_at, l.id) < (?, ?)", args![at, id])
        .finish("ORDER BY l.lent_at DESC, l.id DESC LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

/// Returns the loans of a slip whose records pass the filter, by archival code.
pub(super) async fn of_slip(
    connection: &mut Connection,
    filter: &Filter,
    slip: Uuid,
) -> Result<Vec<Loan>, StoreError> {
    let (sql, values) = ListQuery::new(REGISTER, args![connection.realm()])
        .and("l.slip_id = ?", args![slip])
        .and_filter(filter, &joined_column)
        .finish("ORDER BY l.archival_code LIMIT ?", args![SLIP_MAX]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

/// Returns what is out and passes the filter, only what was due before a day when one is named; what is due first comes
/// first, behind `after`.
pub(super) async fn out(
    connection: &mut Connection,
    filter: &Filter,
    due_before: Option<Date>,
    (after, limit): (Option<(Date, Uuid)>, u32),
) -> Result<Vec<Loan>, StoreError> {
    let mut query = ListQuery::new(OUT, args![connection.realm()]).and_filter(filter, &joined_column);
    if let Some(day) = due_before {
        query = query.and("o.due_on < ?", args![day]);
    }
    if let Some((day, id)) = after {
        query = query.and("(o.due_on, o.loan_id) > (?, ?)", args![day, id]);
    }
    let (sql, values) = query.finish("ORDER BY o.due_on, o.loan_id LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

/// Returns how much is out, passes the filter and was due before a day.
pub(super) async fn count_overdue(
    connection: &mut Connection,
    filter: &Filter,
    today: Date,
) -> Result<u64, StoreError> {
    let (sql, values) = ListQuery::new(COUNT_OUT, args![connection.realm()])
        .and_filter(filter, &joined_column)
        .finish("AND o.due_on < ?", args![today]);
    let things: i64 = connection.fetch_one(sql, values).await?.get("things")?;
    Ok(u64::try_from(things).unwrap_or(0))
}

pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Loan>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, AFTER_ID, values).await
}

async fn read_all(
    connection: &mut Connection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<Loan>, StoreError> {
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Loan, StoreError> {
    let came_back: Option<String> = row.get("came_back")?;
    let came_back = came_back.map(|code| {
        CameBack::from_code(&code).ok_or_else(|| StoreError::inconsistent("came_back", "not a CameBack"))
    });
    Ok(Loan {
        id: row.get("id")?,
        slip: row.get("slip_id")?,
        year: row.get("year")?,
        number: row.get("number")?,
        record: row.get("record_id")?,
        archival_code: row.get("archival_code")?,
        person: row.get("person_id")?,
        purpose: row.get("purpose")?,
        lent_by: row.get("lent_by")?,
        lent_at: row.get("lent_at")?,
        due_on: row.get("due_on")?,
        renewals: row.get("renewals")?,
        returned_at: row.get("returned_at")?,
        returned_to: row.get("returned_to")?,
        came_back: came_back.transpose()?,
        note: row.get("note")?,
        revision: row.get("revision")?,
    })
}
