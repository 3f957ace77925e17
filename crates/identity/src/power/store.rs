//! All SQL of the three powers.

use super::model::{ChangeState, Power, PowerAct, PowerChange};
use crate::account::AccountState;
use crate::rights::ListQuery;
use guildhall_kernel::{AccountId, OrgPath, PersonId, Timestamp};
use guildhall_policy::{Filter, ORG_PATH};
use guildhall_store::{Connection, Row, StoreError, Work, args};
use uuid::Uuid;

const INSERT: &str =
    "INSERT INTO power_change (realm_id, id, account_id, org_path, act, power, reason, proposed_by,
    proposed_as, proposed_at, lapses_at, state, first_half)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
const DECIDE: &str = "UPDATE power_change SET state = $1, decided_by = $2, decided_at = $3, decision = $4,
    first_half = NULL WHERE realm_id = $5 AND id = $6 AND state = $7";
const LIST: &str =
    "SELECT id, account_id, org_path, act, power, reason, proposed_by, proposed_as, proposed_at,
    lapses_at, state, decided_by, decided_at, decision, first_half FROM power_change WHERE realm_id = ?";
const BY_ID: &str = "SELECT id, account_id, org_path, act, power, reason, proposed_by, proposed_as, proposed_at,
    lapses_at, state, decided_by, decided_at, decision, first_half FROM power_change WHERE realm_id = $1 AND id = $2";
const AFTER_ID: &str =
    "SELECT id, account_id, org_path, act, power, reason, proposed_by, proposed_as, proposed_at,
    lapses_at, state, decided_by, decided_at, decision, first_half FROM power_change
    WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3";
const DUE: &str =
    "SELECT id, account_id, org_path, act, power, reason, proposed_by, proposed_as, proposed_at,
    lapses_at, state, decided_by, decided_at, decision, first_half FROM power_change
    WHERE realm_id = $1 AND state = $2 AND lapses_at <= $3 ORDER BY lapses_at, id LIMIT $4";
const HOLDERS: &str = "SELECT a.id FROM account_grant g
    JOIN account a ON a.realm_id = g.realm_id AND a.id = g.account_id
    WHERE g.realm_id = $1 AND g.role = $2 AND g.org_path = $3 AND a.state = $4 AND a.id <> $5 LIMIT 1";
const OF_PERSON: &str = "SELECT g.role FROM account a
    JOIN account_grant g ON g.realm_id = a.realm_id AND g.account_id = a.id
    WHERE a.realm_id = $1 AND a.person_id = $2 AND a.id <> $3 AND g.role IN ($4, $5, $6) LIMIT 1";
const GIVEN_AT: &str = "SELECT MAX(decided_at) AS given_at FROM power_change
    WHERE realm_id = $1 AND account_id = $2 AND act = $3 AND state = $4";
const WITH_ROLE: &str = "SELECT DISTINCT account_id FROM account_grant
    WHERE realm_id = $1 AND role = $2 ORDER BY account_id LIMIT $3";

pub(crate) async fn insert(work: &mut Work, change: &PowerChange) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        change.id,
        change.account,
        &change.org_path,
        change.act,
        change.power,
        &change.reason,
        change.proposed_by,
        change.proposed_as,
        change.proposed_at,
        change.lapses_at,
        change.state,
        change.first_half.as_deref()
    ];
    work.execute(INSERT, values).await.map(|_| ())
}

/// Writes the end of a proposal down; no when it does not wait any more.
pub(crate) async fn decide(work: &mut Work, change: &PowerChange) -> Result<bool, StoreError> {
    let values = args![
        change.state,
        change.decided_by,
        change.decided_at,
        &change.decision,
        work.realm(),
        change.id,
        ChangeState::Proposed
    ];
    Ok(work.execute(DECIDE, values).await? == 1)
}

pub(crate) async fn by_id(connection: &mut Connection, id: Uuid) -> Result<Option<PowerChange>, StoreError> {
    let row = connection
        .fetch_optional(BY_ID, args![connection.realm(), id])
        .await?;
    row.as_ref().map(read).transpose()
}

/// Returns the proposals that wait, or those that do not, the newest first.
pub(crate) async fn list(
    connection: &mut Connection,
    filter: &Filter,
    waiting: bool,
    limit: u32,
) -> Result<Vec<PowerChange>, StoreError> {
    let column = |field: &str| (field == ORG_PATH).then_some("org_path");
    let condition = if waiting { "state = ?" } else { "state <> ?" };
    let (sql, values) = ListQuery::new(LIST, args![connection.realm()])
        .and_filter(filter, &column)
        .and(condition, args![ChangeState::Proposed])
        .finish("ORDER BY proposed_at DESC, id DESC LIMIT ?", args![limit]);
    read_all(&connection.fetch_all(sql, values).await?)
}

pub(crate) async fn after_id(
    connection: &mut Connection,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<PowerChange>, StoreError> {
    let values = args![connection.realm(), after.unwrap_or_default(), limit];
    read_all(&connection.fetch_all(AFTER_ID, values).await?)
}

/// Returns the proposals that wait although their time is over.
pub(crate) async fn due(work: &mut Work, limit: u32) -> Result<Vec<PowerChange>, StoreError> {
    let values = args![work.realm(), ChangeState::Proposed, work.now(), limit];
    read_all(&work.fetch_all(DUE, values).await?)
}

/// Says whether an account, other than `but`, that can sign in holds a power over exactly this organisation.
pub(crate) async fn has_holder(
    connection: &mut Connection,
    (power, over): (Power, &OrgPath),
    but: Option<AccountId>,
) -> Result<bool, StoreError> {
    let but = but.map_or(Uuid::nil(), AccountId::uuid);
    let values = args![connection.realm(), power, over, AccountState::Active, but];
    Ok(connection.fetch_optional(HOLDERS, values).await?.is_some())
}

/// Says whether another account of a person holds one of the powers.
pub(crate) async fn person_holds(
    connection: &mut Connection,
    person: PersonId,
    but: AccountId,
) -> Result<bool, StoreError> {
    let [system, security, audit] = [Power::System, Power::Security, Power::Audit];
    let values = args![connection.realm(), person, but, system, security, audit];
    Ok(connection.fetch_optional(OF_PERSON, values).await?.is_some())
}

/// Returns when an account was last given a power by a decision; never, for who made the union or came by the console.
pub(crate) async fn given_at(
    connection: &mut Connection,
    account: AccountId,
) -> Result<Option<Timestamp>, StoreError> {
    let values = args![connection.realm(), account, PowerAct::Give, ChangeState::Approved];
    connection.fetch_one(GIVEN_AT, values).await?.get("given_at")
}

/// Returns the accounts that hold a role, by id.
pub(crate) async fn with_role(
    connection: &mut Connection,
    role: &str,
    limit: u32,
) -> Result<Vec<AccountId>, StoreError> {
    let rows = connection
        .fetch_all(WITH_ROLE, args![connection.realm(), role, limit])
        .await?;
    rows.iter().map(|row| row.get("account_id")).collect()
}

fn read_all(rows: &[Row]) -> Result<Vec<PowerChange>, StoreError> {
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<PowerChange, StoreError> {
    Ok(PowerChange {
        id: row.get("id")?,
        account: row.get("account_id")?,
        org_path: row.get("org_path")?,
        act: row.get("act")?,
        power: row.get("power")?,
        reason: row.get("reason")?,
        proposed_by: row.get("proposed_by")?,
        proposed_as: row.get("proposed_as")?,
        proposed_at: row.get("proposed_at")?,
        lapses_at: row.get("lapses_at")?,
        state: row.get("state")?,
        decided_by: row.get("decided_by")?,
        decided_at: row.get("decided_at")?,
        decision: row.get::<Option<String>>("decision")?.unwrap_or_default(),
        first_half: row.get("first_half")?,
    })
}
