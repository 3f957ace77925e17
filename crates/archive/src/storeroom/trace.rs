//! The line of a place and of a record: all moves, kept and never changed.

use super::relocation::{Relocation, SUBJECT_KIND};
use super::{Storeroom, store};
use crate::ArchiveError;
use crate::record::Record;
use guildhall_kernel::{Actor, RecordId, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Row, StoreError, Value, Work, args};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Most moves on a page.
const PAGE_MAX: u32 = 100;

/// The columns of a move.
macro_rules! columns {
    () => {
        "id, at, account_id, place_id, from_id, to_id, records, first_code, last_code, undoes"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO relocation (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
);
const INSERT_RECORDS: &str = "INSERT INTO relocated (realm_id, relocation_id, record_id) VALUES";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM relocation WHERE realm_id = $1 AND id = $2"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM relocation WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
/// What a place took part in, each by its own index: moved itself, something taken from it, something brought to it.
const OF_PLACE: [&str; 3] = [
    concat!(
        "SELECT ",
        columns!(),
        " FROM relocation WHERE realm_id = $1 AND place_id = $2 AND (at, id) < ($3, $4)
        ORDER BY at DESC, id DESC LIMIT $5"
    ),
    concat!(
        "SELECT ",
        columns!(),
        " FROM relocation WHERE realm_id = $1 AND from_id = $2 AND (at, id) < ($3, $4)
        ORDER BY at DESC, id DESC LIMIT $5"
    ),
    concat!(
        "SELECT ",
        columns!(),
        " FROM relocation WHERE realm_id = $1 AND to_id = $2 AND (at, id) < ($3, $4)
        ORDER BY at DESC, id DESC LIMIT $5"
    ),
];
const OF_RECORD: &str = "SELECT m.id, m.at, m.account_id, m.place_id, m.from_id, m.to_id, m.records, m.first_code,
    m.last_code, m.undoes FROM relocated d JOIN relocation m ON m.realm_id = d.realm_id AND m.id = d.relocation_id
    WHERE d.realm_id = $1 AND d.record_id = $2 ORDER BY m.at DESC, m.id DESC LIMIT $3";
const RECORDS: &str = "SELECT record_id FROM relocated WHERE realm_id = $1 AND relocation_id = $2
    ORDER BY record_id LIMIT 500";
const UNDONE: &str = "SELECT id FROM relocation WHERE realm_id = $1 AND undoes = $2";

/// A move with the codes of the places that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The move.
    pub relocation: Relocation,
    /// The code of the place that it came from.
    pub from: Option<String>,
    /// The code of the place that it went to.
    pub to: Option<String>,
    /// Whether another move undid it.
    pub is_undone: bool,
}

impl Storeroom {
    /// Returns the line of a place, the newest move first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`super::StoreroomError::NoSuchPlace`] unless the actor keeps it.
    pub async fn trace(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
        (before, limit): (Option<(Timestamp, Uuid)>, u32),
    ) -> Result<Vec<Located>, ArchiveError> {
        self.place(connection, actor, id).await?;
        let limit = limit.clamp(1, PAGE_MAX);
        let (at, last) = before.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
        let mut found = BTreeMap::new();
        for sql in OF_PLACE {
            let values = args![connection.realm(), id, at, last, limit];
            for relocation in read_all(connection, sql, values).await? {
                found.insert((relocation.at, relocation.id), relocation);
            }
        }
        let newest = found.into_values().rev().take(limit as usize).collect();
        located(connection, newest).await
    }

    /// Returns where a record lay, the newest move first; nothing to who does not keep the record.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn trace_of_record(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        record: &Record,
    ) -> Result<Vec<Located>, ArchiveError> {
        if !self.keeps_record(actor, record) {
            return Ok(Vec::new());
        }
        let values = args![connection.realm(), record.id, PAGE_MAX];
        let moves = read_all(connection, OF_RECORD, values).await?;
        located(connection, moves).await
    }
}

/// Keeps a move with the records that it moved, and notes it in the ledger.
pub(super) async fn keep(
    work: &mut Work,
    actor: &Actor,
    relocation: &Relocation,
    records: &[Record],
) -> Result<(), ArchiveError> {
    let realm = work.realm();
    let values = args![
        realm,
        relocation.id,
        relocation.at,
        relocation.account,
        relocation.place,
        relocation.from,
        relocation.to,
        relocation.records,
        &relocation.first_code,
        &relocation.last_code,
        relocation.undoes
    ];
    work.execute(INSERT, values).await?;
    let mut ids: Vec<RecordId> = records.iter().map(|record| record.id).collect();
    ids.sort_unstable();
    let rows = ids.iter().map(|id| args![realm, relocation.id, *id]).collect();
    work.insert_many(INSERT_RECORDS, rows, "").await?;
    let (action, details) = match relocation.place {
        Some(place) => (
            "place.moved",
            serde_json::json!({ "place": place, "to": relocation.to }),
        ),
        None => (
            "records.moved",
            serde_json::json!({ "from": relocation.from, "to": relocation.to, "records": relocation.records }),
        ),
    };
    let subject = Subject {
        kind: SUBJECT_KIND,
        id: relocation.id,
        digest: Some(relocation.digest(&ids)),
    };
    Ok(note(work, actor, action, subject, details).await?)
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Relocation>, StoreError> {
    let values = args![connection.realm(), id];
    Ok(read_all(connection, GET, values).await?.pop())
}

/// Says whether another move undid this one.
pub(super) async fn is_undone(connection: &mut Connection, id: Uuid) -> Result<bool, StoreError> {
    let values = args![connection.realm(), id];
    Ok(connection.fetch_optional(UNDONE, values).await?.is_some())
}

/// Returns the ids of the records that a move moved, in their own order.
pub(super) async fn records_of(connection: &mut Connection, id: Uuid) -> Result<Vec<RecordId>, StoreError> {
    let values = args![connection.realm(), id];
    let rows = connection.fetch_all(RECORDS, values).await?;
    rows.iter().map(|row| row.get("record_id")).collect()
}

pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Relocation>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, AFTER_ID, values).await
}

/// Adds to moves the codes of the places that they name.
async fn located(connection: &mut Connection, moves: Vec<Relocation>) -> Result<Vec<Located>, ArchiveError> {
    let ids: BTreeSet<Uuid> = moves
        .iter()
        .flat_map(|one| [one.from, one.to])
        .flatten()
        .collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let places = store::get_many(connection, &ids).await?;
    let codes: BTreeMap<Uuid, String> = places.into_iter().map(|place| (place.id, place.code)).collect();
    let code = |id: Option<Uuid>| id.and_then(|id| codes.get(&id).cloned());
    let mut found = Vec::with_capacity(moves.len());
    for relocation in moves {
        found.push(Located {
            from: code(relocation.from),
            to: code(relocation.to),
            is_undone: is_undone(connection, relocation.id).await?,
            relocation,
        });
    }
    Ok(found)
}

async fn read_all(
    connection: &mut Connection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<Relocation>, StoreError> {
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Relocation, StoreError> {
    Ok(Relocation {
        id: row.get("id")?,
        at: row.get("at")?,
        account: row.get("account_id")?,
        place: row.get("place_id")?,
        from: row.get("from_id")?,
        to: row.get("to_id")?,
        records: row.get("records")?,
        first_code: row.get("first_code")?,
        last_code: row.get("last_code")?,
        undoes: row.get("undoes")?,
    })
}
