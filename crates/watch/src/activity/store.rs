//! All SQL of acts and of their counts by hour.

use super::hours;
use super::model::{Act, Subject, network_of};
use crate::kind::ActKind;
use guildhall_kernel::{AccountId, RecordId, Timestamp};
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Value, Work, args};
use std::collections::BTreeMap;

const INSERT: &str =
    "INSERT INTO activity (realm_id, id, account_id, kind, at, record_id, network, address, agent) VALUES";
const INSERT_HOURS: &str =
    "INSERT INTO activity_hour (realm_id, account_id, kind, hour, role, day_hour, acts) VALUES";
const ADD_UP: &str = "ON CONFLICT (realm_id, account_id, kind, hour)
    DO UPDATE SET acts = activity_hour.acts + excluded.acts";
const ACTS_OF_ACCOUNT: &str = "SELECT COUNT(id) AS counted FROM activity
    WHERE realm_id = $1 AND account_id = $2 AND at > $3 AND at <= $4 AND kind IN";
const NETWORKS_OF_ACCOUNT: &str = "SELECT COUNT(DISTINCT network) AS counted FROM activity
    WHERE realm_id = $1 AND account_id = $2 AND at > $3 AND at <= $4 AND kind IN";
const ACTS_OF_NETWORK: &str = "SELECT COUNT(id) AS counted FROM activity
    WHERE realm_id = $1 AND network = $2 AND at > $3 AND at <= $4 AND kind IN";
const ACCOUNTS_OF_NETWORK: &str = "SELECT COUNT(DISTINCT account_id) AS counted FROM activity
    WHERE realm_id = $1 AND network = $2 AND at > $3 AND at <= $4 AND kind IN";
const HOURS_OF_ROLE: &str = "SELECT CAST(SUM(acts) AS BIGINT) AS acts FROM activity_hour
    WHERE realm_id = $1 AND role = $2 AND hour >= $3 AND hour < $4 AND kind IN";
const OF_ACCOUNT: &str = "SELECT id, account_id, kind, at, record_id, network, address, agent FROM activity
    WHERE realm_id = $1 AND account_id = $2 AND at > $3 AND at <= $4 AND kind IN";
const OF_NETWORK: &str = "SELECT id, account_id, kind, at, record_id, network, address, agent FROM activity
    WHERE realm_id = $1 AND network = $2 AND at > $3 AND at <= $4 AND kind IN";
const FORGET: &str = "DELETE FROM activity WHERE realm_id = $1 AND at < $2";
const FORGET_HOURS: &str = "DELETE FROM activity_hour WHERE realm_id = $1 AND hour < $2";
/// Hours of people from which something is learned, at most.
const SAMPLES_MAX: u32 = 20_000;

/// Acts of a subject within a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub subject: &'a Subject,
    pub kinds: &'a [ActKind],
    /// Behind this instant.
    pub since: Timestamp,
    /// Up to this instant.
    pub until: Timestamp,
}

/// An act as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptAct {
    pub account: Option<AccountId>,
    pub kind: ActKind,
    pub at: Timestamp,
    pub record: Option<RecordId>,
    pub network: String,
    pub address: String,
    pub agent: String,
}

/// Writes acts and adds them to the counts of their hours. All are of the realm of the work.
pub(crate) async fn insert(work: &mut Work, acts: &[Act]) -> Result<(), StoreError> {
    let realm = work.realm();
    let (mut rows, mut counts) = (Vec::with_capacity(acts.len()), BTreeMap::new());
    for act in acts {
        let id: uuid::Uuid = work.new_id();
        let address = act.address.map(|address| address.to_canonical().to_string());
        rows.push(args![
            realm,
            id,
            act.account,
            act.kind,
            act.at,
            act.record,
            network_of(act.address),
            address.unwrap_or_default(),
            &act.agent
        ]);
        if let Some(account) = act.account {
            let hour = hours::beginning(act.at);
            let key = (account, act.kind.code(), hour);
            counts.entry(key).or_insert((&act.role, 0i64)).1 += 1;
        }
    }
    let hour_rows = counts.into_iter().map(|((account, kind, hour), (role, acts))| {
        args![realm, account, kind, hour, role, hours::of_day(hour), acts]
    });
    work.insert_many(INSERT, rows, "").await?;
    work.insert_many(INSERT_HOURS, hour_rows.collect(), ADD_UP)
        .await?;
    Ok(())
}

/// How many acts there are, or from how many others they come.
pub(crate) async fn count(
    connection: &mut Connection,
    asked: Asked<'_>,
    counts_acts: bool,
) -> Result<i64, StoreError> {
    let head = match (asked.subject, counts_acts) {
        (Subject::Account(_), true) => ACTS_OF_ACCOUNT,
        (Subject::Account(_), false) => NETWORKS_OF_ACCOUNT,
        (Subject::Network(_), true) => ACTS_OF_NETWORK,
        (Subject::Network(_), false) => ACCOUNTS_OF_NETWORK,
    };
    let (sql, values) = within(connection, head, asked, "", None);
    connection.fetch_one(sql, values).await?.get("counted")
}

/// Returns the newest of the acts.
pub(crate) async fn newest(
    connection: &mut Connection,
    asked: Asked<'_>,
    limit: u32,
) -> Result<Vec<KeptAct>, StoreError> {
    let head = match asked.subject {
        Subject::Account(_) => OF_ACCOUNT,
        Subject::Network(_) => OF_NETWORK,
    };
    let (sql, values) = within(
        connection,
        head,
        asked,
        "ORDER BY at DESC, id DESC LIMIT",
        Some(limit),
    );
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(read).collect()
}

fn within(
    connection: &Connection,
    head: &str,
    asked: Asked<'_>,
    tail: &str,
    limit: Option<u32>,
) -> (String, Vec<Value>) {
    let subject = match asked.subject {
        Subject::Account(id) => id.into_value(),
        Subject::Network(network) => network.into_value(),
    };
    let mut values = args![connection.realm(), subject, asked.since, asked.until];
    values.extend(asked.kinds.iter().map(|kind| kind.into_value()));
    let place = limit.map(|limit| {
        values.push(limit.into_value());
        format!(" ${}", values.len())
    });
    let places = in_list(5, asked.kinds.len());
    let sql = format!("{head} ({places}) {tail}{}", place.unwrap_or_default());
    (sql, values)
}

/// Returns the acts of each hour and person of a role at some hours of the day.
pub(crate) async fn samples(
    connection: &mut Connection,
    (role, kinds): (&str, &[ActKind]),
    (since, until): (Timestamp, Timestamp),
    day_hours: &[i64],
) -> Result<Vec<i64>, StoreError> {
    let mut values = args![connection.realm(), role, since, until];
    values.extend(kinds.iter().map(|kind| kind.into_value()));
    let behind = values.len() + 1;
    values.extend(day_hours.iter().map(|hour| hour.into_value()));
    values.push(SAMPLES_MAX.into_value());
    let sql = format!(
        "{HOURS_OF_ROLE} ({}) AND day_hour IN ({}) GROUP BY account_id, hour ORDER BY hour DESC LIMIT ${}",
        in_list(5, kinds.len()),
        in_list(behind, day_hours.len()),
        values.len()
    );
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(|row| row.get("acts")).collect()
}

/// Removes what is older than it is kept, and returns how many acts that were.
pub(crate) async fn forget(
    work: &mut Work,
    acts_before: Timestamp,
    hours_before: Timestamp,
) -> Result<u64, StoreError> {
    let realm = work.realm();
    work.execute(FORGET_HOURS, args![realm, hours_before]).await?;
    work.execute(FORGET, args![realm, acts_before]).await
}

fn read(row: &Row) -> Result<KeptAct, StoreError> {
    Ok(KeptAct {
        account: row.get("account_id")?,
        kind: row.get("kind")?,
        at: row.get("at")?,
        record: row.get("record_id")?,
        network: row.get("network")?,
        address: row.get("address")?,
        agent: row.get("agent")?,
    })
}
