//! All SQL of what falls due.

use super::model::{DueKey, DueYear};
use crate::record::Record;
use crate::record::store::{LIST, column, from_row};
use guildhall_identity::ListQuery;
use guildhall_policy::Filter;
use guildhall_store::{Connection, StoreError, args};

const YEARS: &str = "SELECT year, COUNT(id) AS records FROM record WHERE realm_id = ?";

/// What another archives keeps now falls due there, not here.
const KEPT_HERE: &str = "NOT EXISTS (SELECT 1 FROM custody
    WHERE custody.realm_id = record.realm_id AND custody.record_id = record.id)";

/// One retention code: `year` of the record plus `distance` is the year in which it falls due.
pub(super) struct Ending<'a> {
    pub(super) code: &'a str,
    pub(super) distance: i64,
}

/// Returns the filed records of one code that fall due by a year, the earliest first, behind a key.
pub(super) async fn due(
    connection: &mut Connection,
    (filter, ending): (&Filter, &Ending<'_>),
    by_year: i64,
    (after, limit): (Option<DueKey>, u32),
) -> Result<Vec<Record>, StoreError> {
    let mut query = ListQuery::new(LIST, args![connection.realm()])
        .and("state = 'filed' AND discarded_at IS NULL", args![])
        .and(KEPT_HERE, args![])
        .and(
            "retention = ? AND year <= ?",
            args![ending.code, by_year - ending.distance],
        )
        .and_filter(filter, &column);
    if let Some(DueKey { year, id }) = after {
        // A key comes from outside and may name any year.
        let of_record = year.saturating_sub(ending.distance);
        query = query.and("(year, id) > (?, ?)", args![of_record, id]);
    }
    let (sql, values) = query.finish("ORDER BY year, id LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(from_row).collect()
}

/// Returns how many filed records of one code fall due with each year up to one.
pub(super) async fn years(
    connection: &mut Connection,
    (filter, ending): (&Filter, &Ending<'_>),
    by_year: i64,
) -> Result<Vec<DueYear>, StoreError> {
    let query = ListQuery::new(YEARS, args![connection.realm()])
        .and("state = 'filed' AND discarded_at IS NULL", args![])
        .and(KEPT_HERE, args![])
        .and(
            "retention = ? AND year <= ?",
            args![ending.code, by_year - ending.distance],
        )
        .and_filter(filter, &column);
    let (sql, values) = query.finish("GROUP BY year", args![]);
    let rows = connection.fetch_all(sql, values).await?;
    let read = |row: &guildhall_store::Row| {
        let year: i64 = row.get("year")?;
        let records: i64 = row.get("records")?;
        Ok(DueYear {
            year: year + ending.distance,
            records: u64::try_from(records).unwrap_or(0),
        })
    };
    rows.iter().map(read).collect()
}
