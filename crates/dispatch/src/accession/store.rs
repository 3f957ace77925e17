//! All SQL of accessions and their lines.

use super::model::{Accession, AccessionItem, AccessionKey, AccessionState, AccessionSums, Arrived};
use crate::Told;
use crate::consignment::store::{signed, unsigned};
use guildhall_kernel::{AccountId, RecordId, Timestamp};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

/// The columns of an accession.
macro_rules! columns {
    () => {
        "id, name, folder, made_by, made_at, state, packages, received, known, refused, bytes, problem, detail, ended_at"
    };
}

/// The columns of a line.
macro_rules! item_columns {
    () => {
        "sequence, place, kind, digest, record_id, archival_code, outcome, files, bytes, problem, detail, ended_at"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO accession (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
);
const COUNTED: &str = "UPDATE accession SET packages = $1 WHERE realm_id = $2 AND id = $3";
const END: &str = "UPDATE accession SET state = $1, received = $2, known = $3, refused = $4, bytes = $5,
    problem = $6, detail = $7, ended_at = $8 WHERE realm_id = $9 AND id = $10 AND state = 'receiving'";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM accession WHERE realm_id = $1 AND id = $2"
);
const OF_MAKER: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM accession WHERE realm_id = $1 AND made_by = $2 AND (made_at, id) < ($3, $4)
    ORDER BY made_at DESC, id DESC LIMIT $5"
);
const INSERT_ITEM: &str = concat!(
    "INSERT INTO accession_item (realm_id, accession_id, ",
    item_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
);
const ITEMS: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM accession_item WHERE realm_id = $1 AND accession_id = $2 AND sequence > $3
    ORDER BY sequence LIMIT $4"
);
const ITEMS_IN: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM accession_item WHERE realm_id = $1 AND accession_id = $2 AND outcome = $3 AND sequence > $4
    ORDER BY sequence LIMIT $5"
);
const LAST: &str = "SELECT COALESCE(MAX(sequence), 0) AS last FROM accession_item
    WHERE realm_id = $1 AND accession_id = $2";
const SUMS: &str =
    "SELECT outcome, COUNT(sequence) AS packages, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes
    FROM accession_item WHERE realm_id = $1 AND accession_id = $2 GROUP BY outcome";
const SENT_BEFORE: &str = "SELECT id FROM prior_history
    WHERE realm_id = $1 AND record_id = $2 AND state_digest = $3 LIMIT 1";

pub(super) async fn insert(work: &mut Work, one: &Accession) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        one.id,
        &one.name,
        &one.folder,
        one.made_by,
        one.made_at,
        one.state,
        signed(one.packages),
        signed(one.sums.received),
        signed(one.sums.known),
        signed(one.sums.refused),
        signed(one.sums.bytes),
        "",
        "",
        one.ended_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Notes how many packages there are.
pub(super) async fn counted(work: &mut Work, id: Uuid, packages: u64) -> Result<(), StoreError> {
    let values = args![signed(packages), work.realm(), id];
    work.execute(COUNTED, values).await.map(|_| ())
}

/// Ends an accession that is at work; says whether it still was.
pub(super) async fn end(
    work: &mut Work,
    (id, state): (Uuid, AccessionState),
    problem: Option<&Told>,
) -> Result<bool, StoreError> {
    let sums = sums(work, id).await?;
    let (realm, now) = (work.realm(), work.now());
    let values = args![
        state,
        signed(sums.received),
        signed(sums.known),
        signed(sums.refused),
        signed(sums.bytes),
        problem.map(|told| told.code.clone()).unwrap_or_default(),
        problem.map(Told::detail).unwrap_or_default(),
        now,
        realm,
        id
    ];
    Ok(work.execute(END, values).await? == 1)
}

/// Returns an accession, without asking for rights.
pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Accession>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the accessions that somebody began, the newest first, behind a key.
pub(super) async fn of_maker(
    connection: &mut Connection,
    account: AccountId,
    (after, limit): (Option<AccessionKey>, u32),
) -> Result<Vec<Accession>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let values = args![connection.realm(), account, at, id, limit];
    let rows = connection.fetch_all(OF_MAKER, values).await?;
    rows.iter().map(read).collect()
}

pub(super) async fn insert_item(work: &mut Work, id: Uuid, item: &AccessionItem) -> Result<(), StoreError> {
    let problem = item.problem.as_ref();
    let values = args![
        work.realm(),
        id,
        item.sequence,
        &item.place,
        &item.kind,
        &item.digest,
        item.record,
        &item.archival_code,
        item.outcome,
        signed(item.files),
        signed(item.bytes),
        problem.map(|told| told.code.clone()).unwrap_or_default(),
        problem.map(Told::detail).unwrap_or_default(),
        item.ended_at
    ];
    work.execute(INSERT_ITEM, values).await.map(|_| ())
}

/// Returns lines behind a place, in their order; only those of one outcome, when one is named.
pub(super) async fn items(
    connection: &mut Connection,
    (id, outcome): (Uuid, Option<Arrived>),
    (after, limit): (u32, u32),
) -> Result<Vec<AccessionItem>, StoreError> {
    let realm = connection.realm();
    let rows = match outcome {
        None => {
            connection
                .fetch_all(ITEMS, args![realm, id, after, limit])
                .await?
        }
        Some(outcome) => {
            let values = args![realm, id, outcome, after, limit];
            connection.fetch_all(ITEMS_IN, values).await?
        }
    };
    rows.iter().map(read_item).collect()
}

/// Returns the place of the last line; 0 when there is none.
pub(super) async fn last(connection: &mut Connection, id: Uuid) -> Result<u32, StoreError> {
    let values = args![connection.realm(), id];
    connection.fetch_one(LAST, values).await?.get("last")
}

/// Returns the counts of an accession.
pub(super) async fn sums(connection: &mut Connection, id: Uuid) -> Result<AccessionSums, StoreError> {
    let values = args![connection.realm(), id];
    let mut sums = AccessionSums::default();
    for row in connection.fetch_all(SUMS, values).await? {
        let packages = unsigned(&row, "packages")?;
        match row.get("outcome")? {
            Arrived::Received => {
                sums.received += packages;
                sums.bytes += unsigned(&row, "bytes")?;
            }
            Arrived::Known => sums.known += packages,
            Arrived::Refused | Arrived::Missing => sums.refused += packages,
        }
    }
    Ok(sums)
}

/// Says whether a record came here in this very state before.
pub(super) async fn was_sent(
    connection: &mut Connection,
    record: RecordId,
    digest: &str,
) -> Result<bool, StoreError> {
    let values = args![connection.realm(), record, digest];
    Ok(connection.fetch_optional(SENT_BEFORE, values).await?.is_some())
}

fn read(row: &Row) -> Result<Accession, StoreError> {
    let detail: String = row.get("detail")?;
    Ok(Accession {
        id: row.get("id")?,
        name: row.get("name")?,
        folder: row.get("folder")?,
        made_by: row.get("made_by")?,
        made_at: row.get("made_at")?,
        state: row.get("state")?,
        packages: unsigned(row, "packages")?,
        sums: AccessionSums {
            received: unsigned(row, "received")?,
            known: unsigned(row, "known")?,
            refused: unsigned(row, "refused")?,
            bytes: unsigned(row, "bytes")?,
        },
        problem: Told::read(row.get("problem")?, &detail),
        ended_at: row.get("ended_at")?,
    })
}

fn read_item(row: &Row) -> Result<AccessionItem, StoreError> {
    let detail: String = row.get("detail")?;
    Ok(AccessionItem {
        sequence: row.get("sequence")?,
        place: row.get("place")?,
        kind: row.get("kind")?,
        digest: row.get("digest")?,
        record: row.get("record_id")?,
        archival_code: row.get("archival_code")?,
        outcome: row.get("outcome")?,
        files: unsigned(row, "files")?,
        bytes: unsigned(row, "bytes")?,
        problem: Told::read(row.get("problem")?, &detail),
        ended_at: row.get("ended_at")?,
    })
}
