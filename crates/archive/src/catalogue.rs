//! Catalogues (归档文件目录): the sets of filed records of a year, and the records of one set in the order of their codes.
//!
//! A set is what is bound together: one type, one year, one retention period. Reads only.

use crate::record::Record;
use crate::record::store::{LIST, column, from_row};
use crate::{Archive, ArchiveError};
use guildhall_identity::ListQuery;
use guildhall_kernel::Actor;
use guildhall_store::{Connection, Row, StoreError, args};

/// Most records of one catalogue; a longer set is printed in parts.
pub const RECORDS_MAX: u32 = 2_000;

const SETS: &str = "SELECT type_code, retention, COUNT(id) AS records, MIN(archival_code) AS first_code,
    MAX(archival_code) AS last_code FROM record WHERE realm_id = ?";

/// Filed records that are bound together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSet {
    /// Archive type.
    pub type_code: String,
    /// Retention code.
    pub retention: String,
    /// How many.
    pub records: u64,
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
        // A few codes, each read by the index of what falls due.
        for code in self.codes.table("RETENTION_CODE") {
            let query = ListQuery::new(SETS, args![connection.realm()])
                .and("state = 'filed' AND discarded_at IS NULL", args![])
                .and("retention = ? AND year = ?", args![&code.code, year])
                .and_filter(&filter, &column);
            let (sql, values) = query.finish("GROUP BY type_code, retention", args![]);
            let rows = connection.fetch_all(sql, values).await?;
            sets.extend(rows.iter().map(set).collect::<Result<Vec<_>, _>>()?);
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
        let (sql, values) = query.finish("ORDER BY archival_code LIMIT ?", args![limit]);
        let rows = connection.fetch_all(sql, values).await?;
        Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
    }
}

fn set(row: &Row) -> Result<RecordSet, StoreError> {
    let text =
        |column| -> Result<String, StoreError> { Ok(row.get::<Option<String>>(column)?.unwrap_or_default()) };
    Ok(RecordSet {
        type_code: row.get("type_code")?,
        retention: row.get("retention")?,
        records: u64::try_from(row.get::<i64>("records")?).unwrap_or_default(),
        first_code: text("first_code")?,
        last_code: text("last_code")?,
    })
}
