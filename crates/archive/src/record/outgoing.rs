//! Which filed records an actor may take out of the house, many at once (批量移交的范围).
//!
//! Reads only. All rights that a package of one record asks for stand in the query itself.

use super::model::RecordState;
use super::store::column;
use crate::{Archive, ArchiveError};
use guildhall_identity::ListQuery;
use guildhall_kernel::{Actor, RecordId};
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, args};

/// Most records named in one question.
const NAMED_MAX: usize = 500;
/// What a person needs for each record that she takes along whole: to find it, to export it, to download its files.
const WHOLE: [&str; 3] = ["listRecords", "exportRecords", "downloadContent"];
/// Files cannot be masked, so she must be let see clear text for the purpose that she states.
const CLEAR: &str = "viewClear";

const LIST: &str = "SELECT id, archival_code FROM record WHERE realm_id = ?";
const COUNT: &str = "SELECT COUNT(id) AS records FROM record WHERE realm_id = ?";

/// Which records are wanted; what is left open does not narrow the choice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutgoingQuery {
    /// Archive type.
    pub type_code: Option<String>,
    /// Year.
    pub year: Option<i64>,
    /// Retention code.
    pub retention: Option<String>,
    /// Only these, at most 500.
    pub records: Option<Vec<RecordId>>,
    /// The purpose that the person states, a code of rules/masking.
    pub purpose: String,
}

/// A record that may go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingLine {
    /// The record.
    pub record: RecordId,
    /// Its archival code.
    pub archival_code: String,
}

impl Archive {
    /// Returns the filed records that the actor may take along whole, in the order of their codes and behind one.
    ///
    /// A person needs every right that a package of one record asks for; a command at the machine sees what it may see.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn outgoing(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        wanted: &OutgoingQuery,
        (after, limit): (&str, u32),
    ) -> Result<Vec<OutgoingLine>, ArchiveError> {
        let query = ListQuery::new(LIST, args![connection.realm()]).and("archival_code > ?", args![after]);
        let (sql, values) = self
            .allowed(query, actor, wanted)
            .finish("ORDER BY archival_code LIMIT ?", args![limit]);
        let rows = connection.fetch_all(sql, values).await?;
        Ok(rows.iter().map(line).collect::<Result<_, _>>()?)
    }

    /// Returns how many of the wanted records the actor may take along whole.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn count_outgoing(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        wanted: &OutgoingQuery,
    ) -> Result<u64, ArchiveError> {
        let query = ListQuery::new(COUNT, args![connection.realm()]);
        let (sql, values) = self.allowed(query, actor, wanted).finish("", args![]);
        let count: i64 = connection.fetch_one(sql, values).await?.get("records")?;
        Ok(count.unsigned_abs())
    }

    fn allowed(&self, query: ListQuery, actor: &Actor, wanted: &OutgoingQuery) -> ListQuery {
        let filed = args![RecordState::Filed.code()];
        let mut query = query
            .and("state = ? AND discarded_at IS NULL", filed)
            .and("(hold IS NULL OR hold = 'released')", args![]);
        let rights: &[&str] = match actor.account() {
            Some(_) => &WHOLE,
            None => &WHOLE[..1],
        };
        for action in rights {
            query = query.and_filter(&self.rights.filter(actor, action), &column);
        }
        if actor.account().is_some() {
            let stating = actor.stating(&wanted.purpose);
            query = query.and_filter(&self.rights.filter(&stating, CLEAR), &column);
        }
        if let Some(code) = &wanted.type_code {
            query = query.and("type_code = ?", args![code]);
        }
        if let Some(year) = wanted.year {
            query = query.and("year = ?", args![year]);
        }
        if let Some(code) = &wanted.retention {
            query = query.and("retention = ?", args![code]);
        }
        if let Some(named) = &wanted.records {
            let ids = named.iter().take(NAMED_MAX).map(|id| id.into_value());
            query = query.and_in("id", ids.collect());
        }
        query
    }

    /// Says whether the actor may take one record along whole for a purpose, by the policies alone.
    pub fn may_take_along(&self, actor: &Actor, record: &super::Record, purpose: &str) -> bool {
        if actor.account().is_none() {
            return self.rights.allows(actor, "viewContent", &record.as_resource());
        }
        let resource = record.as_resource();
        WHOLE
            .iter()
            .all(|action| self.rights.allows(actor, action, &resource))
            && self.rights.allows(&actor.stating(purpose), CLEAR, &resource)
    }
}

fn line(row: &Row) -> Result<OutgoingLine, StoreError> {
    Ok(OutgoingLine {
        record: row.get("id")?,
        archival_code: row.get::<Option<String>>("archival_code")?.unwrap_or_default(),
    })
}
