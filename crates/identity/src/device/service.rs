//! Writing down which device signed in, and what its owner is told about others.

use super::model::{Device, Visitor};
use super::store;
use crate::IdentityError;
use crate::account::{self, Account};
use crate::rights::{ANSWER_PRIVACY_REQUESTS, Rights};
use crate::session::{self, Authenticated};
use crate::subject_kind;
use guildhall_kernel::{AccountId, Actor, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Database, Work};
use serde_json::json;

/// Seconds after which a device that was not used counts as new again: a little more than a year.
const REMEMBERED_SECS: i64 = 400 * 24 * 60 * 60;
/// Most devices that one sentence tells of.
const TOLD_MAX: u32 = 3;
/// Most devices of one account that are listed.
const LISTED_MAX: u32 = 1_000;

/// A device that signs in.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    /// The hash of its cookie.
    pub(crate) device_hash: String,
    /// Since when its owner was not told of new devices; nothing when there is nothing to tell.
    pub(crate) news_since: Option<Timestamp>,
    /// Whether it was never seen before, while others were.
    pub(crate) is_new: bool,
}

/// Writes a device down that signs in, and has the account's other sessions told when it is new.
pub(crate) async fn arrive(
    work: &mut Work,
    account: &Account,
    device_hash: String,
    visitor: &Visitor,
) -> Result<Arrival, IdentityError> {
    let now = work.now();
    store::forget(work, account.id, now.plus_secs(-REMEMBERED_SECS)).await?;
    let before = store::seen_at(work, account.id, &device_hash).await?;
    let is_new = before.is_none() && store::any(work, account.id).await?;
    let described = (visitor.agent.as_str(), visitor.address());
    store::put(work, account.id, &device_hash, described).await?;
    let news_since = match before {
        Some(before) => {
            let others = store::since(work, account.id, (before, &device_hash), TOLD_MAX).await?;
            others.last().map(|oldest| oldest.first_seen_at)
        }
        None => is_new.then_some(now),
    };
    if is_new {
        session::store::tell_news(work, account.id).await?;
    }
    Ok(Arrival {
        device_hash,
        news_since,
        is_new,
    })
}

/// Returns the devices of which the owner of a session was not told, the newest first; three at most. A new device is
/// told of itself.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn news(
    connection: &mut Connection,
    signed_in: &Authenticated,
) -> Result<Vec<Device>, IdentityError> {
    let session = &signed_in.session;
    match session.news_since {
        Some(since) => Ok(store::since(connection, session.account, (since, ""), TOLD_MAX).await?),
        None => Ok(Vec::new()),
    }
}

/// Writes down that the owner of a session was told.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn told(database: &Database, signed_in: &Authenticated) -> Result<(), IdentityError> {
    if signed_in.session.news_since.is_none() {
        return Ok(());
    }
    let mut work = database.begin(signed_in.session.realm).await?;
    session::store::forget_news(&mut work, signed_in.session.account, signed_in.session.id).await?;
    Ok(work.commit().await?)
}

/// Returns the devices of the actor's own account, the newest first.
///
/// # Errors
/// [`IdentityError::NotSignedIn`] when a part of the program acts.
pub async fn own(connection: &mut Connection, actor: &Actor) -> Result<Vec<Device>, IdentityError> {
    let account = actor.account().ok_or(IdentityError::NotSignedIn)?;
    let ever = Timestamp::from_micros(0);
    Ok(store::since(connection, account, (ever, ""), LISTED_MAX).await?)
}

/// Forgets all devices of an account and ends its sessions, at its owner's request; returns how many devices it were.
///
/// # Errors
/// [`IdentityError::NotFound`], [`IdentityError::Denied`] for who does not answer requests there.
pub async fn forget_all(
    work: &mut Work,
    (rights, actor): (&Rights, &Actor),
    id: AccountId,
) -> Result<u64, IdentityError> {
    let realm = work.realm();
    let account = account::store::by_id(work, realm, id).await?;
    let account = account.ok_or(IdentityError::NotFound { what: "account" })?;
    rights.require_in(actor, ANSWER_PRIVACY_REQUESTS, &account.org_path)?;
    let devices = store::forget_all(work, id).await?;
    let sessions = session::store::delete_of_account(work, id, None).await?;
    let subject = Subject {
        kind: subject_kind::ACCOUNT,
        id: id.uuid(),
        digest: None,
    };
    let details = json!({ "devices": devices, "sessions": sessions });
    note(work, actor, "device.forgotten", subject, details).await?;
    Ok(devices)
}
