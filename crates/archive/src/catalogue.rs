//! Catalogues (归档文件目录): the sets of filed records of a year, and the records of one set in the order of their codes.
//!
//! A set is what is bound together: one type, one year, one retention period. Reads only.

use crate::record::Record;
use crate::record::store::{LIST, column, from_row};
use crate::{Archive, ArchiveError};
use guildhall_identity::ListQuery;
use guildhall_kernel::Actor;
use guildhall_policy::Filter;
use guildhall_store::{Connection, Row, StoreError, args};

/// Most records of one catalogue; a longer set is printed in parts.
pub const RECORDS_MAX: u32 = 2_000;

/// Up to here the records of a set are counted: a set may have a million, and its page should not wait for that.
pub const COUNTED_MAX: u32 = 10_000;

const END_OF_SET: &str = "SELECT type_code, archival_code FROM record WHERE realm_id = ?";
const COUNT: &str = "SELECT COUNT(id) AS records FROM (SELECT id FROM record WHERE realm_id = ?";

/// Filed records that are bound together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSet {
    /// Archive type.
    pub type_code: String,
    /// Retention code.
    pub retention: String,
    /// How many, at most [`COUNTED_MAX`].
    pub records: u64,
    /// Whether there are more than that.
    pub is_more: bool,
    /// The first archival code, in the order of the text.
    pub first_code: String,
    /// The last one.
    pub last_code: String,
}

/// Which set, and behind which archival code its part begins.
#[derive(Debug, Clone, Copy)]
pub struct SetQuery<'a> {
    /// Year.
    pub year: i64,
    /// Archive type.
    pub type_code: &'a str,
    /// Retention code.
    pub retention: &'a str,
    /// The last archival code of the part before; empty for the first.
    pub after: &'a str,
}

impl Archive {
    /// Returns the sets of a year among the filed records in the actor's care, by type and retention.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn sets(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        year: i64,
    ) -> Result<Vec<RecordSet>, ArchiveError> {
        let filter = self.rights.filter(actor, "fileRecord");
        let mut sets = Vec::new();
        // A few codes with a few types each: the index is asked for the next type behind the last one, and its records
        // are not read.
        for code in self.codes.table("RETENTION_CODE") {
            let mut behind = String::new();
            while let Some(set) = next_set(connection, &filter, (&code.code, year, &behind)).await? {
                behind.clone_from(&set.type_code);
                sets.push(set);
            }
        }
        sets.sort_by(|one, other| {
            (&one.type_code, &one.retention).cmp(&(&other.type_code, &other.retention))
        });
        Ok(sets)
    }

    /// Returns the records of a set in the actor's care, in the order of their archival codes, behind a code.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn records_of(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        asked: SetQuery<'_>,
        limit: u32,
    ) -> Result<Vec<Record>, ArchiveError> {
        let filter = self.rights.filter(actor, "fileRecord");
        let query = ListQuery::new(LIST, args![connection.realm()])
            .and("state = 'filed' AND discarded_at IS NULL", args![])
            .and("retention = ? AND year = ?", args![asked.retention, asked.year])
            .and(
                "type_code = ? AND archival_code > ?",
                args![asked.type_code, asked.after],
            )
            .and_filter(&filter, &column);
        let limit = limit.clamp(1, RECORDS_MAX + 1);
        let (sql, values) = query.finish("ORDER BY type_code, archival_code LIMIT ?", args![limit]);
        let rows = connection.fetch_all(sql, values).await?;
        Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
    }
}

/// Begins a statement about the filed records of a retention code and a year that the filter admits.
fn of_year(
    head: &'static str,
    connection: &Connection,
    (filter, retention, year): (&Filter, &str, i64),
) -> ListQuery {
    ListQuery::new(head, args![connection.realm()])
        .and("state = 'filed' AND discarded_at IS NULL", args![])
        .and("retention = ? AND year = ?", args![retention, year])
        .and_filter(filter, &column)
}

/// Returns the set of the next type behind one, with its first and last code and its count, each by the index.
async fn next_set(
    connection: &mut Connection,
    filter: &Filter,
    (retention, year, behind): (&str, i64, &str),
) -> Result<Option<RecordSet>, StoreError> {
    let of = (filter, retention, year);
    let (sql, values) = of_year(END_OF_SET, connection, of)
        .and("type_code > ?", args![behind])
        .finish("ORDER BY type_code, archival_code LIMIT 1", args![]);
    let Some(first) = connection.fetch_optional(sql, values).await? else {
        return Ok(None);
    };
    let type_code: String = first.get("type_code")?;
    let (sql, values) = of_year(END_OF_SET, connection, of)
        .and("type_code = ?", args![&type_code])
        .finish("ORDER BY type_code DESC, archival_code DESC LIMIT 1", args![]);
    let last = connection.fetch_one(sql, values).await?;
    let (sql, values) = of_year(COUNT, connection, of)
        .and("type_code = ?", args![&type_code])
        .finish("LIMIT ?) AS counted", args![COUNTED_MAX + 1]);
    let counted: i64 = connection.fetch_one(sql, values).await?.get("records")?;
    let records = u64::try_from(counted).unwrap_or_default();
    Ok(Some(RecordSet {
        type_code,
        retention: retention.to_owned(),
        records: records.min(u64::from(COUNTED_MAX)),
        is_more: records > u64::from(COUNTED_MAX),
        first_code: code(&first)?,
        last_code: code(&last)?,
    }))
}

fn code(row: &Row) -> Result<String, StoreError> {
    Ok(row.get::<Option<String>>("archival_code")?.unwrap_or_default())
}
