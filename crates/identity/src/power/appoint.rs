//! Appointing somebody to a power from the console (补任): for a house in which nobody holds it any more.
//!
//! With all three powers held this does nothing, so whoever has the machine cannot make an administrator beside those
//! who are there. It is written into the ledger as the act of the console.

use super::model::Power;
use super::store;
use crate::account::{Account, Language};
use crate::first_run::{self, Founder};
use crate::rights::{Denied, PROPOSE_POWERS};
use crate::subject_kind;
use crate::{IdentityError, organisation};
use guildhall_kernel::{Actor, ActorId};
use guildhall_ledger::{Subject, note};
use guildhall_store::Work;
use serde_json::json;

/// Makes an account that holds a power over the whole realm, when no account that can sign in does.
///
/// # Errors
/// [`IdentityError::Denied`] for a person, [`IdentityError::PowerHeld`], [`IdentityError::LoginTaken`],
/// [`IdentityError::InvalidName`], [`IdentityError::NotFound`] before the first run.
pub async fn appoint(
    work: &mut Work,
    actor: &Actor,
    (power, founder): (Power, Founder),
) -> Result<Account, IdentityError> {
    if !matches!(actor.id, ActorId::Program(_)) {
        return Err(Denied {
            action: PROPOSE_POWERS.to_owned(),
            policies: Vec::new(),
        }
        .into());
    }
    let realm = work.realm();
    let top = organisation::service::top(work, realm).await?;
    if store::has_holder(work, (power, &top.path), None).await? {
        return Err(IdentityError::PowerHeld);
    }
    let account = first_run::make(work, actor, (&top, Language::Chinese), (power, founder)).await?;
    let subject = Subject {
        kind: subject_kind::ACCOUNT,
        id: account.id.uuid(),
        digest: None,
    };
    note(work, actor, "power.appointed", subject, json!({ "power": power })).await?;
    Ok(account)
}
