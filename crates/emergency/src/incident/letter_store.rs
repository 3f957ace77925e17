//! All SQL of letters.

use super::letter::Letter;
use guildhall_kernel::Timestamp;
use guildhall_store::{Connection, Row, StoreError, Value, Work, args};
use uuid::Uuid;

/// The columns of a letter.
macro_rules! columns {
    () => {
        "id, incident_id, template, stops, state, revision, title, recipient, body, drafted_by, drafted_at, noted_by, \
         sent_at, way"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO incident_letter (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
);
const CHANGE: &str =
    "UPDATE incident_letter SET state = $1, revision = $2, recipient = $3, body = $4, noted_by = $5,
    sent_at = $6, way = $7 WHERE realm_id = $8 AND id = $9 AND revision = $10";
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM incident_letter WHERE realm_id = $1 AND id = $2"
);
const OF_INCIDENT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM incident_letter WHERE realm_id = $1 AND incident_id = $2 ORDER BY drafted_at, id LIMIT $3"
);
const AFTER_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM incident_letter WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);

pub(super) async fn insert(work: &mut Work, letter: &Letter) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        letter.id,
        letter.incident,
        &letter.template,
        &letter.stops,
        letter.state,
        letter.revision,
        &letter.title,
        &letter.recipient,
        &letter.body,
        letter.drafted_by,
        letter.drafted_at,
        letter.sent.map(|(who, _)| who),
        letter.sent.map(|(_, when)| when),
        &letter.way
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes a letter that was raised to its next revision; no when somebody else had done so.
pub(super) async fn change(work: &mut Work, letter: &Letter) -> Result<bool, StoreError> {
    let values = args![
        letter.state,
        letter.revision,
        &letter.recipient,
        &letter.body,
        letter.sent.map(|(who, _)| who),
        letter.sent.map(|(_, when)| when),
        &letter.way,
        work.realm(),
        letter.id,
        letter.revision - 1
    ];
    Ok(work.execute(CHANGE, values).await? == 1)
}

pub(super) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Letter>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns the letters of a case file, the oldest first.
pub(super) async fn of_incident(
    connection: &mut Connection,
    incident: Uuid,
    limit: u32,
) -> Result<Vec<Letter>, StoreError> {
    let values = args![connection.realm(), incident, limit];
    read_all(connection, OF_INCIDENT, values).await
}

pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Letter>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(connection, AFTER_ID, values).await
}

async fn read_all(
    connection: &mut Connection,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Vec<Letter>, StoreError> {
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Letter, StoreError> {
    let noted_by: Option<_> = row.get("noted_by")?;
    Ok(Letter {
        id: row.get("id")?,
        incident: row.get("incident_id")?,
        template: row.get("template")?,
        stops: row.get("stops")?,
        state: row.get("state")?,
        revision: row.get("revision")?,
        title: row.get("title")?,
        recipient: row.get("recipient")?,
        body: row.get("body")?,
        drafted_by: row.get("drafted_by")?,
        drafted_at: row.get("drafted_at")?,
        sent: noted_by.zip(row.get::<Option<Timestamp>>("sent_at")?),
        way: row.get("way")?,
    })
}
