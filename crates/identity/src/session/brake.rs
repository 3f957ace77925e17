//! Brakes (制动): what happens to the sessions of somebody whose conduct was noticed.
//!
//! The caller has decided that it may happen: a rule of the house, or an administrator who decides about the alert.

use super::service::note_end;
use super::store;
use crate::IdentityError;
use crate::subject_kind;
use guildhall_kernel::{AccountId, Actor};
use guildhall_ledger::{Subject, note};
use guildhall_store::Work;
use serde_json::json;

/// Has an account prove again who it is, in every session, before it sees another record.
///
/// # Errors
/// [`IdentityError::Store`], [`IdentityError::Ledger`].
pub async fn demand_proof(work: &mut Work, actor: &Actor, account: AccountId) -> Result<(), IdentityError> {
    store::demand_proof(work, account).await?;
    let subject = Subject {
        kind: subject_kind::ACCOUNT,
        id: account.uuid(),
        digest: None,
    };
    Ok(note(work, actor, "session.proof-demanded", subject, json!({})).await?)
}

/// Ends all sessions of an account.
///
/// # Errors
/// As [`demand_proof`].
pub async fn end_all(work: &mut Work, actor: &Actor, account: AccountId) -> Result<(), IdentityError> {
    let ended = store::delete_of_account(work, account, None).await?;
    note_end(work, actor, account, "session.revoked", ended).await
}
