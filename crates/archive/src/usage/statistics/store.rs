//! All SQL of the statistics of use. Each statement counts one table over one year, by its index of time.

use super::{MONTHS, UseCounts, UseYear};
use crate::record::store::joined_column;
use guildhall_identity::ListQuery;
use guildhall_kernel::{OrgPath, Timestamp};
use guildhall_policy::Filter;
use guildhall_store::{Connection, IntoValue as _, StoreError, Value, args};

/// The beginning of a statement that counts by month; the ends of the first eleven months come first.
macro_rules! by_month {
    ($at:literal, $sums:literal, $from:literal) => {
        concat!(
            "SELECT CAST(CASE WHEN ",
            $at,
            " < ? THEN 1 WHEN ",
            $at,
            " < ? THEN 2 WHEN ",
            $at,
            " < ? THEN 3 WHEN ",
            $at,
            " < ? THEN 4 WHEN ",
            $at,
            " < ? THEN 5 WHEN ",
            $at,
            " < ? THEN 6 WHEN ",
            $at,
            " < ? THEN 7 WHEN ",
            $at,
            " < ? THEN 8 WHEN ",
            $at,
            " < ? THEN 9 WHEN ",
            $at,
            " < ? THEN 10 WHEN ",
            $at,
            " < ? THEN 11 ELSE 12 END AS BIGINT) AS month_of_year, ",
            $sums,
            " FROM ",
            $from
        )
    };
}

const USES: &str = by_month!(
    "u.asked_at",
    "COUNT(u.id) AS things, CAST(COALESCE(SUM(u.looks), 0) AS BIGINT) AS looks",
    "record_use u JOIN record r ON r.realm_id = u.realm_id AND r.id = u.record_id WHERE u.realm_id = ?"
);
const LOANS: &str = by_month!(
    "l.lent_at",
    "COUNT(l.id) AS things",
    "loan l JOIN record r ON r.realm_id = l.realm_id AND r.id = l.record_id WHERE l.realm_id = ?"
);
const CERTIFICATES: &str = by_month!(
    "a.issued_at",
    "COUNT(a.id) AS things",
    "attestation a LEFT JOIN record r ON r.realm_id = a.realm_id AND r.id = a.record_id WHERE a.realm_id = ?"
);
const WHO_AND_WHAT: &str =
    "SELECT COUNT(DISTINCT u.account_id) AS people, COUNT(DISTINCT u.record_id) AS records
    FROM record_use u JOIN record r ON r.realm_id = u.realm_id AND r.id = u.record_id WHERE u.realm_id = ?";
const TYPES: &str = "SELECT r.type_code AS name, COUNT(u.id) AS things
    FROM record_use u JOIN record r ON r.realm_id = u.realm_id AND r.id = u.record_id WHERE u.realm_id = ?";
const ORGANISATIONS: &str = "SELECT r.org_path AS name, COUNT(u.id) AS things
    FROM record_use u JOIN record r ON r.realm_id = u.realm_id AND r.id = u.record_id WHERE u.realm_id = ?";
const IN_MONTHS: &str = "GROUP BY month_of_year ORDER BY month_of_year LIMIT 12";

type Span = [Timestamp; MONTHS + 1];

/// What was counted of a month: its place in the year, how many things, how many looks.
type Month = (usize, u64, u64);

pub(super) async fn year(
    connection: &mut Connection,
    filter: &Filter,
    year: i64,
    span: &Span,
) -> Result<UseYear, StoreError> {
    let mut months = [UseCounts::default(); MONTHS];
    let uses = counted(connection, USES, span)
        .and_filter(filter, &joined_column)
        .and("u.asked_at >= ? AND u.asked_at < ?", within(span));
    for (place, things, looks) in by_month(connection, uses, true).await? {
        months[place].requests = things;
        months[place].looks = looks;
    }
    let loans = counted(connection, LOANS, span)
        .and_filter(filter, &joined_column)
        .and("l.lent_at >= ? AND l.lent_at < ?", within(span));
    for (place, things, _) in by_month(connection, loans, false).await? {
        months[place].loans = things;
    }
    let certificates = counted(connection, CERTIFICATES, span)
        .and_filter(filter, &crate::attestation::column)
        .and("a.issued_at >= ? AND a.issued_at < ?", within(span));
    for (place, things, _) in by_month(connection, certificates, false).await? {
        months[place].certificates = things;
    }
    let (people, records) = who_and_what(connection, filter, span).await?;
    Ok(UseYear {
        year,
        months,
        people,
        records,
    })
}

/// Begins a statement that counts by month.
fn counted(connection: &Connection, head: &'static str, span: &Span) -> ListQuery {
    let mut values: Vec<Value> = span[1..MONTHS].iter().map(|end| end.into_value()).collect();
    values.extend(args![connection.realm()]);
    ListQuery::new(head, values)
}

fn within(span: &Span) -> Vec<Value> {
    args![span[0], span[MONTHS]]
}

async fn by_month(
    connection: &mut Connection,
    query: ListQuery,
    has_looks: bool,
) -> Result<Vec<Month>, StoreError> {
    let (sql, values) = query.finish(IN_MONTHS, args![]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter()
        .map(|row| {
            let month: i64 = row.get("month_of_year")?;
            let things: i64 = row.get("things")?;
            let looks: i64 = if has_looks { row.get("looks")? } else { 0 };
            let place = usize::try_from(month - 1).unwrap_or(0).min(MONTHS - 1);
            Ok((place, whole(things), whole(looks)))
        })
        .collect()
}

async fn who_and_what(
    connection: &mut Connection,
    filter: &Filter,
    span: &Span,
) -> Result<(u64, u64), StoreError> {
    let (sql, values) = ListQuery::new(WHO_AND_WHAT, args![connection.realm()])
        .and_filter(filter, &joined_column)
        .finish("AND u.asked_at >= ? AND u.asked_at < ?", within(span));
    let row = connection.fetch_one(sql, values).await?;
    Ok((whole(row.get("people")?), whole(row.get("records")?)))
}

/// Returns the requests of a year by the type of their records, the most first.
pub(super) async fn by_type(
    connection: &mut Connection,
    filter: &Filter,
    span: &Span,
    limit: u32,
) -> Result<Vec<(String, u64)>, StoreError> {
    let (sql, values) = grouped(connection, (TYPES, filter), span).finish(
        "GROUP BY r.type_code ORDER BY things DESC, name LIMIT ?",
        args![limit],
    );
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.get("name")?, whole(row.get("things")?))))
        .collect()
}

/// Returns the requests of a year by the organisation of their records, the most first.
pub(super) async fn by_organisation(
    connection: &mut Connection,
    filter: &Filter,
    span: &Span,
    limit: u32,
) -> Result<Vec<(OrgPath, u64)>, StoreError> {
    let (sql, values) = grouped(connection, (ORGANISATIONS, filter), span).finish(
        "GROUP BY r.org_path ORDER BY things DESC, name LIMIT ?",
        args![limit],
    );
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.get("name")?, whole(row.get("things")?))))
        .collect()
}

fn grouped(connection: &Connection, (head, filter): (&'static str, &Filter), span: &Span) -> ListQuery {
    ListQuery::new(head, args![connection.realm()])
        .and_filter(filter, &joined_column)
        .and("u.asked_at >= ? AND u.asked_at < ?", within(span))
}

fn whole(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
