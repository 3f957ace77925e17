//! All SQL of handovers.

use super::model::{Handover, HandoverKey};
use crate::consignment::store::{signed, unsigned};
use guildhall_kernel::Timestamp;
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

/// The columns of a handover.
macro_rules! columns {
    () => {
        "id, year, number, name, receiver, about, medium, consignment_id, round_id, org_path, secrecy, records, bytes, \
         receipt, state, revision, made_by, made_at, decided_at, taken_by, taken_on, remark, ended_at"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO handover (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
     $23, $24) ON CONFLICT DO NOTHING"
);
const CHANGE: &str =
    "UPDATE handover SET state = $1, revision = $2, decided_at = $3, taken_by = $4, taken_on = $5,
    remark = $6, ended_at = $7 WHERE realm_id = $8 AND id = $9 AND revision = $10";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM handover WHERE realm_id = $1 AND id = $2"
);
const OF_CONSIGNMENT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM handover WHERE realm_id = $1 AND consignment_id = $2 AND state IN ('deciding', 'approved', 'accepted')"
);
const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM handover WHERE realm_id = $1 AND (made_at, id) < ($2, $3) ORDER BY made_at DESC, id DESC LIMIT $4"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM handover WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);

/// Writes a handover; no when the consignment is being handed over already.
pub(super) async fn insert(work: &mut Work, one: &Handover) -> Result<bool, StoreError> {
    let values = args![
        work.realm(),
        one.id,
        one.year,
        one.number,
        &one.name,
        &one.receiver,
        &one.about,
        &one.medium,
        one.consignment,
        one.round,
        &one.org_path,
        one.secrecy,
        signed(one.records),
        signed(one.bytes),
        &one.receipt,
        one.state,
        one.revision,
        one.made_by,
        one.made_at,
        one.decided_at,
        &one.taken_by,
        one.taken_on,
        &one.remark,
        one.ended_at
    ];
    Ok(work.execute(INSERT, values).await? == 1)
}

/// Writes a handover as its next revision; no when it was changed meanwhile.
pub(super) async fn change(work: &mut Work, one: &Handover) -> Result<bool, StoreError> {
    let values = args![
        one.state,
        one.revision,
        one.decided_at,
        &one.taken_by,
        one.taken_on,
        &one.remark,
        one.ended_at,
        work.realm(),
        one.id,
        one.revision - 1
    ];
    Ok(work.execute(CHANGE, values).await? == 1)
}

/// Returns a handover, without asking for rights.
pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Handover>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the handover of a consignment that stands.
pub(super) async fn of_consignment(
    connection: &mut Connection,
    consignment: Uuid,
) -> Result<Option<Handover>, StoreError> {
    let values = args![connection.realm(), consignment];
    let row = connection.fetch_optional(OF_CONSIGNMENT, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns handovers, the newest first, behind a key.
pub(super) async fn list(
    connection: &mut Connection,
    (after, limit): (Option<HandoverKey>, u32),
) -> Result<Vec<Handover>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let values = args![connection.realm(), at, id, limit];
    let rows = connection.fetch_all(LIST, values).await?;
    rows.iter().map(read).collect()
}

/// Returns handovers behind an id, in the order of ids.
pub(super) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Handover>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(AFTER_ID, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Handover, StoreError> {
    Ok(Handover {
        id: row.get("id")?,
        year: row.get("year")?,
        number: row.get("number")?,
        name: row.get("name")?,
        receiver: row.get("receiver")?,
        about: row.get("about")?,
        medium: row.get("medium")?,
        consignment: row.get("consignment_id")?,
        round: row.get("round_id")?,
        org_path: row.get("org_path")?,
        secrecy: row.get("secrecy")?,
        records: unsigned(row, "records")?,
        bytes: unsigned(row, "bytes")?,
        receipt: row.get("receipt")?,
        state: row.get("state")?,
        revision: row.get("revision")?,
        made_by: row.get("made_by")?,
        made_at: row.get("made_at")?,
        decided_at: row.get("decided_at")?,
        taken_by: row.get("taken_by")?,
        taken_on: row.get("taken_on")?,
        remark: row.get("remark")?,
        ended_at: row.get("ended_at")?,
    })
}
