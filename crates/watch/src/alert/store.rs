//! All SQL of alerts.

use super::model::{Alert, AlertState};
use crate::activity::Subject;
use guildhall_identity::Power;
use guildhall_kernel::{AccountId, Timestamp};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

/// The columns of an alert.
macro_rules! columns {
    () => {
        "id, rule, subject, account_id, network, role, power, state, raised_at, last_at, acts, threshold, usual, \
         evidence, acknowledged_by, acknowledged_at, closed_by, closed_at, finding"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO alert (realm_id, ",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
);
const GET: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM alert WHERE realm_id = $1 AND id = $2"
);
const NOT_CLOSED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM alert WHERE realm_id = $1 AND rule = $2 AND subject = $3 AND state <> 'closed'"
);
const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM alert WHERE realm_id = $1 AND (raised_at, id) < ($2, $3) ORDER BY raised_at DESC, id DESC LIMIT $4"
);
const LIST_ABOUT_POWERS: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM alert WHERE realm_id = $1 AND power IS NOT NULL AND (raised_at, id) < ($2, $3)
    ORDER BY raised_at DESC, id DESC LIMIT $4"
);
const PAGE_BY_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM alert WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);
const OPEN: &str = "SELECT account_id, power FROM alert WHERE realm_id = $1 AND state <> 'closed' LIMIT $2";
const LAST_CLOSED: &str = "SELECT MAX(closed_at) AS closed_at FROM alert
    WHERE realm_id = $1 AND rule = $2 AND subject = $3 AND state = 'closed'";
const GROW: &str = "UPDATE alert SET last_at = $1, acts = $2, threshold = $3, usual = $4, evidence = $5
    WHERE realm_id = $6 AND id = $7";
const STEP: &str = "UPDATE alert SET state = $1, acknowledged_by = $2, acknowledged_at = $3, closed_by = $4,
    closed_at = $5, finding = $6 WHERE realm_id = $7 AND id = $8 AND state <> 'closed'";

/// The place of an alert in a list, the newest first.
pub(crate) type Key = (Timestamp, Uuid);

pub(crate) async fn insert(work: &mut Work, alert: &Alert) -> Result<(), StoreError> {
    let network = match &alert.subject {
        Subject::Network(network) => Some(network),
        Subject::Account(_) => None,
    };
    let values = args![
        work.realm(),
        alert.id,
        &alert.rule,
        alert.subject.to_string(),
        alert.subject.account(),
        network,
        &alert.role,
        alert.power,
        alert.state,
        alert.raised_at,
        alert.last_at,
        alert.acts,
        alert.threshold,
        alert.usual,
        evidence_text(alert)?,
        alert.acknowledged.map(|(who, _)| who),
        alert.acknowledged.map(|(_, when)| when),
        alert.closed.map(|(who, _)| who),
        alert.closed.map(|(_, when)| when),
        &alert.finding
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes how an open alert has grown.
pub(crate) async fn grow(work: &mut Work, alert: &Alert) -> Result<(), StoreError> {
    let values = args![
        alert.last_at,
        alert.acts,
        alert.threshold,
        alert.usual,
        evidence_text(alert)?,
        work.realm(),
        alert.id
    ];
    work.execute(GROW, values).await.map(|_| ())
}

/// Writes a step of people; no when the alert was closed meanwhile.
pub(crate) async fn step(work: &mut Work, alert: &Alert) -> Result<bool, StoreError> {
    let values = args![
        alert.state,
        alert.acknowledged.map(|(who, _)| who),
        alert.acknowledged.map(|(_, when)| when),
        alert.closed.map(|(who, _)| who),
        alert.closed.map(|(_, when)| when),
        &alert.finding,
        work.realm(),
        alert.id
    ];
    Ok(work.execute(STEP, values).await? == 1)
}

pub(crate) async fn get(connection: &mut Connection, id: Uuid) -> Result<Option<Alert>, StoreError> {
    let values = args![connection.realm(), id];
    let row = connection.fetch_optional(GET, values).await?;
    row.as_ref().map(read).transpose()
}

pub(crate) async fn not_closed(
    connection: &mut Connection,
    rule: &str,
    subject: &Subject,
) -> Result<Option<Alert>, StoreError> {
    let values = args![connection.realm(), rule, subject.to_string()];
    let row = connection.fetch_optional(NOT_CLOSED, values).await?;
    row.as_ref().map(read).transpose()
}

/// Returns when the last alert of a rule about a subject was closed.
pub(crate) async fn last_closed(
    connection: &mut Connection,
    rule: &str,
    subject: &Subject,
) -> Result<Option<Timestamp>, StoreError> {
    let values = args![connection.realm(), rule, subject.to_string()];
    connection.fetch_one(LAST_CLOSED, values).await?.get("closed_at")
}

/// Returns a page of alerts, the newest first; only those about administrators when told.
pub(crate) async fn list(
    connection: &mut Connection,
    about_powers_only: bool,
    after: Option<Key>,
    limit: u32,
) -> Result<Vec<Alert>, StoreError> {
    let (at, id) = after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::max()));
    let sql = match about_powers_only {
        true => LIST_ABOUT_POWERS,
        false => LIST,
    };
    let values = args![connection.realm(), at, id, limit];
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

/// Returns of alerts that are not closed whom they are about and what power she held.
pub(crate) async fn open(
    connection: &mut Connection,
    limit: u32,
) -> Result<Vec<(Option<AccountId>, Option<Power>)>, StoreError> {
    let values = args![connection.realm(), limit];
    let rows = connection.fetch_all(OPEN, values).await?;
    rows.iter()
        .map(|row| Ok((row.get("account_id")?, power(row)?)))
        .collect()
}

fn power(row: &Row) -> Result<Option<Power>, StoreError> {
    let code: Option<String> = row.get("power")?;
    Ok(code.as_deref().and_then(Power::from_code))
}

/// Returns alerts in the order of their ids, for passes over all of them.
pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Alert>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    let rows = connection.fetch_all(PAGE_BY_ID, values).await?;
    rows.iter().map(read).collect()
}

fn evidence_text(alert: &Alert) -> Result<String, StoreError> {
    serde_json::to_string(&alert.evidence)
        .map_err(|error| StoreError::inconsistent("alert.evidence", error.to_string()))
}

fn read(row: &Row) -> Result<Alert, StoreError> {
    let account: Option<AccountId> = row.get("account_id")?;
    let network: Option<String> = row.get("network")?;
    let subject = match (account, network) {
        (Some(account), None) => Subject::Account(account),
        (None, Some(network)) => Subject::Network(network),
        _ => {
            return Err(StoreError::inconsistent(
                "alert.subject",
                "one of account and network",
            ));
        }
    };
    let evidence: String = row.get("evidence")?;
    let state: AlertState = row.get("state")?;
    let acknowledged_by: Option<AccountId> = row.get("acknowledged_by")?;
    let closed_by: Option<AccountId> = row.get("closed_by")?;
    Ok(Alert {
        id: row.get("id")?,
        rule: row.get("rule")?,
        subject,
        role: row.get("role")?,
        power: power(row)?,
        state,
        raised_at: row.get("raised_at")?,
        last_at: row.get("last_at")?,
        acts: row.get("acts")?,
        threshold: row.get("threshold")?,
        usual: row.get("usual")?,
        evidence: serde_json::from_str(&evidence)
            .map_err(|error| StoreError::inconsistent("alert.evidence", error.to_string()))?,
        acknowledged: acknowledged_by.zip(row.get("acknowledged_at")?),
        closed: closed_by.zip(row.get("closed_at")?),
        finding: row.get("finding")?,
    })
}
