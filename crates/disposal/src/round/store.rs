//! All SQL of rounds, their lines and signatures.

use super::model::{Item, Outcome, Proposal, Round, RoundState, Signature};
use guildhall_kernel::{RecordId, Timestamp};
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Value, Work, args};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The columns of a round.
macro_rules! round_columns {
    () => {
        "id, number, year, name, basis, org_path, secrecy, state, revision, made_by, made_at, decided_at, \
         not_before, executed_by, started_at, ended_at, reason, proof"
    };
}

/// The columns of a line.
macro_rules! item_columns {
    () => {
        "id, round_id, record_id, sequence, line, proposal, extend_to, reason, outcome, ended_at, handover"
    };
}

/// The columns of a signature.
macro_rules! signature_columns {
    () => {
        "id, round_id, stage, account_id, name, signed_at"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO disposal_round (realm_id, ",
    round_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"
);
const CHANGE: &str = "UPDATE disposal_round SET secrecy = $1, state = $2, revision = $3, decided_at = $4,
    not_before = $5, executed_by = $6, started_at = $7, ended_at = $8, reason = $9, proof = $10
    WHERE realm_id = $11 AND id = $12 AND revision = $13";
const GET: &str = concat!(
    "SELECT ",
    round_columns!(),
    " FROM disposal_round WHERE realm_id = $1 AND id = $2"
);
const LIST: &str = concat!(
    "SELECT ",
    round_columns!(),
    " FROM disposal_round WHERE realm_id = $1 AND (made_at, id) < ($2, $3) ORDER BY made_at DESC, id DESC LIMIT $4"
);
const ROUNDS_AFTER: &str = concat!(
    "SELECT ",
    round_columns!(),
    " FROM disposal_round WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const INSERT_ITEMS: &str = concat!(
    "INSERT INTO disposal_item (realm_id, ",
    item_columns!(),
    ") VALUES"
);
const CHANGE_ITEM: &str = "UPDATE disposal_item SET proposal = $1, extend_to = $2, reason = $3, outcome = $4,
    ended_at = $5, handover = $6 WHERE realm_id = $7 AND id = $8";
const ITEM: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM disposal_item WHERE realm_id = $1 AND id = $2"
);
const ITEMS: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM disposal_item WHERE realm_id = $1 AND round_id = $2 AND sequence > $3 ORDER BY sequence LIMIT $4"
);
const ITEMS_AFTER: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM disposal_item WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const GONE: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM disposal_item WHERE realm_id = $1 AND record_id = $2 AND outcome = 'destroyed' LIMIT 1"
);
const TAKEN: &str = "SELECT DISTINCT record_id FROM disposal_item
    WHERE realm_id = $1 AND outcome = 'open' AND record_id IN";
const INSERT_SIGNATURE: &str = concat!(
    "INSERT INTO disposal_signature (realm_id, ",
    signature_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"
);
const SIGNATURES: &str = concat!(
    "SELECT ",
    signature_columns!(),
    " FROM disposal_signature WHERE realm_id = $1 AND round_id = $2 ORDER BY signed_at, id LIMIT 100"
);
const SIGNATURES_AFTER: &str = concat!(
    "SELECT ",
    signature_columns!(),
    " FROM disposal_signature WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);

pub(super) async fn insert(work: &mut Work, round: &Round) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        round.id,
        round.number,
        round.year,
        &round.name,
        &round.basis,
        &round.org_path,
        round.secrecy,
        round.state,
        round.revision,
        round.made_by,
        round.made_at,
        round.decided_at,
        round.not_before,
        round.executed_by,
        round.started_at,
        round.ended_at,
        &round.reason,
        &round.proof
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes a round as its next revision; no when it was changed meanwhile.
pub(super) async fn change(work: &mut Work, round: &Round) -> Result<bool, StoreError> {
    let values = args![
        round.secrecy,
        round.state,
        round.revision,
        round.decided_at,
        round.not_before,
        round.executed_by,
        round.started_at,
        round.ended_at,
        &round.reason,
        &round.proof,
        work.realm(),
        round.id,
        round.revision - 1
    ];
    Ok(work.execute(CHANGE, values).await? == 1)
}

/// Returns a round, without asking for rights.
pub(crate) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Round>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(round).transpose()
}

/// Returns rounds, the newest first, behind `after`.
pub(super) async fn list(
    connection: &mut Connection,
    (after, limit): (Option<(Timestamp, Uuid)>, u32),
) -> Result<Vec<Round>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let values = args![connection.realm(), at, id, limit];
    read_all(connection, (LIST, values), round).await
}

/// Returns rounds behind an id, in the order of ids.
pub(crate) async fn rounds_after(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Round>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, (ROUNDS_AFTER, values), round).await
}

pub(super) async fn insert_items(work: &mut Work, items: &[Item]) -> Result<(), StoreError> {
    let realm = work.realm();
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        rows.push(args![
            realm,
            item.id,
            item.round,
            item.record,
            item.sequence,
            line_text(item)?,
            stored_proposal(item),
            item.extend_to.as_ref(),
            &item.reason,
            stored_outcome(item),
            item.ended_at,
            handover(item)
        ]);
    }
    work.insert_many(INSERT_ITEMS, rows, "").await.map(|_| ())
}

/// A line to be handed over: the rules of the first columns know of destroying and keeping longer only, so a column of its
/// own tells of it, beside a proposal to keep without a period and an outcome that touches nothing.
const PROPOSED: &str = "proposed";
/// Such a line whose record is handed over.
const DONE: &str = "done";

fn stored_proposal(item: &Item) -> Proposal {
    match item.proposal {
        Proposal::Transfer => Proposal::Extend,
        other => other,
    }
}

fn stored_outcome(item: &Item) -> Outcome {
    match item.outcome {
        Outcome::Transferred => Outcome::Released,
        other => other,
    }
}

fn handover(item: &Item) -> &'static str {
    match (item.proposal, item.outcome) {
        (Proposal::Transfer, Outcome::Transferred) => DONE,
        (Proposal::Transfer, _) => PROPOSED,
        _ => "",
    }
}

fn line_text(item: &Item) -> Result<String, StoreError> {
    serde_json::to_string(&item.line)
        .map_err(|error| StoreError::inconsistent("disposal_item.line", error.to_string()))
}

/// Writes how a line stands now.
pub(crate) async fn change_item(work: &mut Work, item: &Item) -> Result<(), StoreError> {
    let values = args![
        stored_proposal(item),
        item.extend_to.as_ref(),
        &item.reason,
        stored_outcome(item),
        item.ended_at,
        handover(item),
        work.realm(),
        item.id
    ];
    work.execute(CHANGE_ITEM, values).await.map(|_| ())
}

/// Returns a line, without asking for rights.
pub(crate) async fn item(connection: &mut Connection, id: Uuid) -> Result<Option<Item>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(ITEM, values).await?;
    row.as_ref().map(read_item).transpose()
}

/// Returns lines of a round in their order, behind a place.
pub(crate) async fn items(
    connection: &mut Connection,
    round: Uuid,
    (after, limit): (u32, u32),
) -> Result<Vec<Item>, StoreError> {
    let values = args![connection.realm(), round, after, limit];
    read_all(connection, (ITEMS, values), read_item).await
}

/// Returns lines behind an id, in the order of ids.
pub(crate) async fn items_after(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Item>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, (ITEMS_AFTER, values), read_item).await
}

/// Returns the line that stays of a record which was destroyed.
pub(super) async fn gone(connection: &mut Connection, record: RecordId) -> Result<Option<Item>, StoreError> {
    let values = args![connection.realm(), record];
    let row = connection.fetch_optional(GONE, values).await?;
    row.as_ref().map(read_item).transpose()
}

/// Returns which of these records are in a round that has not ended for them.
pub(super) async fn taken(
    connection: &mut Connection,
    records: &[RecordId],
) -> Result<BTreeSet<RecordId>, StoreError> {
    let mut taken = BTreeSet::new();
    for part in records.chunks(500) {
        let sql = format!("{TAKEN} ({})", in_list(2, part.len()));
        let mut values = args![connection.realm()];
        values.extend(part.iter().map(|id| id.into_value()));
        for row in connection.fetch_all(sql, values).await? {
            taken.insert(row.get("record_id")?);
        }
    }
    Ok(taken)
}

/// Writes a signature; no when she has signed before.
pub(super) async fn sign(work: &mut Work, signature: &Signature) -> Result<bool, StoreError> {
    let values = args![
        work.realm(),
        signature.id,
        signature.round,
        signature.stage,
        signature.account,
        &signature.name,
        signature.at
    ];
    Ok(work.execute(INSERT_SIGNATURE, values).await? == 1)
}

/// Returns the signatures under a round in their order.
pub(crate) async fn signatures(
    connection: &mut Connection,
    round: Uuid,
) -> Result<Vec<Signature>, StoreError> {
    let values = args![connection.realm(), round];
    read_all(connection, (SIGNATURES, values), signature).await
}

/// Returns signatures behind an id, in the order of ids.
pub(crate) async fn signatures_after(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Signature>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, (SIGNATURES_AFTER, values), signature).await
}

async fn read_all<T>(
    connection: &mut Connection,
    (sql, values): (&'static str, Vec<Value>),
    read: fn(&Row) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    connection
        .fetch_all(sql, values)
        .await?
        .iter()
        .map(read)
        .collect()
}

fn round(row: &Row) -> Result<Round, StoreError> {
    let state: RoundState = row.get("state")?;
    Ok(Round {
        id: row.get("id")?,
        number: row.get("number")?,
        year: row.get("year")?,
        name: row.get("name")?,
        basis: row.get("basis")?,
        org_path: row.get("org_path")?,
        secrecy: row.get("secrecy")?,
        state,
        revision: row.get("revision")?,
        made_by: row.get("made_by")?,
        made_at: row.get("made_at")?,
        decided_at: row.get("decided_at")?,
        not_before: row.get("not_before")?,
        executed_by: row.get("executed_by")?,
        started_at: row.get("started_at")?,
        ended_at: row.get("ended_at")?,
        reason: row.get("reason")?,
        proof: row.get("proof")?,
    })
}

fn read_item(row: &Row) -> Result<Item, StoreError> {
    let (line, handover): (String, String) = (row.get("line")?, row.get("handover")?);
    Ok(Item {
        id: row.get("id")?,
        round: row.get("round_id")?,
        record: row.get("record_id")?,
        sequence: row.get("sequence")?,
        line: serde_json::from_str(&line)
            .map_err(|error| StoreError::inconsistent("disposal_item.line", error.to_string()))?,
        proposal: match handover.as_str() {
            "" => row.get("proposal")?,
            _ => Proposal::Transfer,
        },
        extend_to: row.get("extend_to")?,
        reason: row.get("reason")?,
        outcome: match handover.as_str() {
            DONE => Outcome::Transferred,
            _ => row.get("outcome")?,
        },
        ended_at: row.get("ended_at")?,
    })
}

fn signature(row: &Row) -> Result<Signature, StoreError> {
    Ok(Signature {
        id: row.get("id")?,
        round: row.get("round_id")?,
        stage: row.get("stage")?,
        account: row.get("account_id")?,
        name: row.get("name")?,
        at: row.get("signed_at")?,
    })
}
