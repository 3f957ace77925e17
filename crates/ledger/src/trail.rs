//! The audit trail (审计): who did what, when, from where and on what, newest first, for those who may look.
//!
//! Reads only. Each filter is answered from an index; a page goes on behind the last entry of the one before.

use crate::LedgerError;
use crate::address;
use crate::entry::Entry;
use crate::log::entry_of;
use guildhall_kernel::{LedgerEntryId, Timestamp};
use guildhall_store::{Connection, IntoValue as _, Value, args};

const TRAIL: &str = "SELECT id, recorded_at, actor, action, subject_kind, subject_id, digest, details, nonce
    FROM ledger_entry WHERE realm_id = $1";

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrailQuery {
    /// Who acted, as entries write it.
    pub actor: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// What kind of thing it was done to.
    pub subject_kind: Option<String>,
    /// Not before this instant.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
    /// Behind this entry: when it was written, and its id.
    pub after: Option<(Timestamp, LedgerEntryId)>,
}

/// An entry with the address from which the act came, when one is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The entry.
    pub entry: Entry,
    /// The address.
    pub address: Option<String>,
}

impl TrailQuery {
    fn statement(&self, realm: Value, limit: u32) -> (String, Vec<Value>) {
        let mut conditions = vec![TRAIL.to_owned()];
        let mut values = vec![realm];
        let texts = [
            ("actor =", &self.actor),
            ("action =", &self.action),
            ("subject_kind =", &self.subject_kind),
        ];
        for (condition, text) in texts {
            if let Some(text) = text {
                values.push(text.into_value());
                conditions.push(format!("{condition} ${}", values.len()));
            }
        }
        for (condition, instant) in [("recorded_at >=", self.from), ("recorded_at <", self.until)] {
            if let Some(instant) = instant {
                values.push(instant.into_value());
                conditions.push(format!("{condition} ${}", values.len()));
            }
        }
        if let Some((at, id)) = self.after {
            values.extend(args![at, id]);
            let last = values.len();
            conditions.push(format!("(recorded_at, id) < (${}, ${last})", last - 1));
        }
        values.push(limit.into_value());
        let place = values.len();
        let sql = conditions.join(" AND ");
        (
            format!("{sql} ORDER BY recorded_at DESC, id DESC LIMIT ${place}"),
            values,
        )
    }
}

/// Returns a page of the trail, newest first.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn page(
    connection: &mut Connection,
    query: &TrailQuery,
    limit: u32,
) -> Result<Vec<Act>, LedgerError> {
    let realm = connection.realm();
    let (sql, values) = query.statement(realm.into_value(), limit);
    let rows = connection.fetch_all(sql, values).await?;
    let entries = rows
        .iter()
        .map(|row| entry_of(realm, row))
        .collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<LedgerEntryId> = entries.iter().map(|entry| entry.id).collect();
    let mut addresses = address::of_entries(connection, &ids).await?;
    let act = |entry: Entry| Act {
        address: addresses.remove(&entry.id),
        entry,
    };
    Ok(entries.into_iter().map(act).collect())
}

/// A column by which the trail is filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Who acted.
    Actor,
    /// What was done.
    Action,
    /// What kind of thing it was done to.
    SubjectKind,
}

const NEXT_ACTOR: &str = "SELECT actor AS value FROM ledger_entry
    WHERE realm_id = $1 AND actor > $2 ORDER BY actor LIMIT 1";
const NEXT_ACTION: &str = "SELECT action AS value FROM ledger_entry
    WHERE realm_id = $1 AND action > $2 ORDER BY action LIMIT 1";
const NEXT_KIND: &str = "SELECT subject_kind AS value FROM ledger_entry
    WHERE realm_id = $1 AND subject_kind > $2 ORDER BY subject_kind LIMIT 1";

/// Returns the values that a column has, each once, in order; one step into the index for each, however long the log.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn values(
    connection: &mut Connection,
    column: Column,
    most: u32,
) -> Result<Vec<String>, LedgerError> {
    let sql = match column {
        Column::Actor => NEXT_ACTOR,
        Column::Action => NEXT_ACTION,
        Column::SubjectKind => NEXT_KIND,
    };
    let (realm, mut values) = (connection.realm(), Vec::<String>::new());
    for _ in 0..most {
        let after = values.last().cloned().unwrap_or_default();
        match connection.fetch_optional(sql, args![realm, after]).await? {
            Some(row) => values.push(row.get("value")?),
            None => break,
        }
    }
    Ok(values)
}
