//! What people do with alerts: look, acknowledge, close with a finding, end sessions.
//!
//! The security administrator sees all of them and decides; the auditor sees those about administrators, and decides
//! those about a security administrator. Nobody decides about herself.

use super::model::{Alert, AlertState};
use super::raise::entry;
use super::store::{self, Key};
use crate::WatchError;
use crate::text::said;
use guildhall_identity::rights::{MANAGE_ACCOUNTS, VIEW_LEDGER};
use guildhall_identity::session::brake;
use guildhall_identity::{Denied, Power, Rights, organisation};
use guildhall_kernel::{AccountId, Actor, OrgPath};
use guildhall_store::{Connection, Work};
use serde_json::json;
use uuid::Uuid;

/// Alerts on a page.
pub const PAGE_MAX: u32 = 200;
/// Open alerts that are counted for the menu.
const OPEN_MAX: u32 = 500;

/// How somebody looks on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Overseer {
    /// Gives rights and looks into alerts.
    Security,
    /// Reads the ledger and sees what administrators did.
    Audit,
}

/// Returns how the actor looks on over the whole realm.
async fn overseer(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
) -> Result<Overseer, WatchError> {
    let realm = connection.realm();
    let top = organisation::service::top(connection, realm).await?;
    match of(rights, actor, &top.path) {
        Some(overseer) => Ok(overseer),
        None => Err(Denied {
            action: MANAGE_ACCOUNTS.to_owned(),
            policies: Vec::new(),
        }
        .into()),
    }
}

fn of(rights: &Rights, actor: &Actor, top: &OrgPath) -> Option<Overseer> {
    if rights.allows_in(actor, MANAGE_ACCOUNTS, top) {
        Some(Overseer::Security)
    } else if rights.allows_in(actor, VIEW_LEDGER, top) {
        Some(Overseer::Audit)
    } else {
        None
    }
}

fn sees(overseer: Overseer, alert: &Alert) -> bool {
    overseer == Overseer::Security || alert.power.is_some()
}

/// Alerts about a security administrator are the auditor's, all others the security administrator's; nobody's her own.
fn decides(overseer: Overseer, actor: &Actor, (account, power): (Option<AccountId>, Option<Power>)) -> bool {
    let is_own = account.is_some() && account == actor.account();
    !is_own && (power == Some(Power::Security)) == (overseer == Overseer::Audit)
}

/// Returns a page of the alerts that the actor sees, the newest first.
///
/// # Errors
/// [`WatchError::Denied`].
pub async fn list(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    (after, limit): (Option<Key>, u32),
) -> Result<Vec<Alert>, WatchError> {
    let overseer = overseer(connection, rights, actor).await?;
    let about_powers_only = overseer == Overseer::Audit;
    Ok(store::list(connection, about_powers_only, after, limit.clamp(1, PAGE_MAX)).await?)
}

/// Returns an alert with whether the actor decides about it.
///
/// # Errors
/// [`WatchError::Denied`], [`WatchError::NoSuchAlert`].
pub async fn get(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    id: Uuid,
) -> Result<(Alert, bool), WatchError> {
    let overseer = overseer(connection, rights, actor).await?;
    let alert = store::get(connection, id).await?;
    let alert = alert.filter(|alert| sees(overseer, alert));
    let alert = alert.ok_or(WatchError::NoSuchAlert)?;
    let may_decide =
        alert.state != AlertState::Closed && decides(overseer, actor, (alert.subject.account(), alert.power));
    Ok((alert, may_decide))
}

/// Returns how many alerts wait for the actor; none for who sees none.
///
/// # Errors
/// [`WatchError::Store`].
pub async fn count_for(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
) -> Result<usize, WatchError> {
    let Ok(overseer) = overseer(connection, rights, actor).await else {
        return Ok(0);
    };
    let open = store::open(connection, OPEN_MAX).await?;
    Ok(open
        .into_iter()
        .filter(|about| decides(overseer, actor, *about))
        .count())
}

/// Says that the actor looks into an alert.
///
/// # Errors
/// As [`close`].
pub async fn acknowledge(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: Uuid,
) -> Result<Alert, WatchError> {
    let (mut alert, who) = to_decide(work, rights, actor, id).await?;
    alert.state = AlertState::Acknowledged;
    alert.acknowledged = Some((who, work.now()));
    step(work, actor, "alert.acknowledged", alert).await
}

/// Closes an alert with what was found out.
///
/// # Errors
/// [`WatchError::NoSuchAlert`], [`WatchError::AlertClosed`], [`WatchError::OtherHand`], [`WatchError::TextLength`].
pub async fn close(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    (id, finding): (Uuid, &str),
) -> Result<Alert, WatchError> {
    let (mut alert, who) = to_decide(work, rights, actor, id).await?;
    alert.finding = said(finding)?;
    alert.state = AlertState::Closed;
    alert.closed = Some((who, work.now()));
    step(work, actor, "alert.closed", alert).await
}

/// Ends all sessions of the account that an alert is about.
///
/// # Errors
/// As [`close`]; [`WatchError::NoSuchAlert`] also for an alert about a network.
pub async fn end_sessions(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: Uuid,
) -> Result<(), WatchError> {
    let (alert, _) = to_decide(work, rights, actor, id).await?;
    let account = alert.subject.account().ok_or(WatchError::NoSuchAlert)?;
    Ok(brake::end_all(work, actor, account).await?)
}

async fn to_decide(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    id: Uuid,
) -> Result<(Alert, AccountId), WatchError> {
    let (alert, may_decide) = get(work, rights, actor, id).await?;
    if alert.state == AlertState::Closed {
        return Err(WatchError::AlertClosed);
    }
    match actor.account().filter(|_| may_decide) {
        Some(who) => Ok((alert, who)),
        None => Err(WatchError::OtherHand),
    }
}

async fn step(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    alert: Alert,
) -> Result<Alert, WatchError> {
    if !store::step(work, &alert).await? {
        return Err(WatchError::AlertClosed);
    }
    guildhall_ledger::append(work, actor, entry(action, &alert, json!({ "rule": alert.rule }))).await?;
    Ok(alert)
}
