//! Making, using, listing and removing bindings.

use super::model::{BINDINGS_MAX, Binding, NewBinding};
use super::store;
use crate::FederationError;
use crate::subject_kind::BINDING;
use guildhall_identity::{Rights, account};
use guildhall_kernel::{AccountId, Actor, BindingId, ContentHash};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;

/// Written when a binding was removed.
pub(super) const REMOVED: &str = "account.outside-binding-removed";

/// Gives an identity outside to an account; the caller has decided that it is hers.
///
/// # Errors
/// [`FederationError::BindingTaken`], [`FederationError::TooManyBindings`].
pub(crate) async fn bind(
    work: &mut Work,
    actor: &Actor,
    (account, new): (AccountId, NewBinding<'_>),
) -> Result<Binding, FederationError> {
    if store::of_account(work, account).await?.len() >= BINDINGS_MAX {
        return Err(FederationError::TooManyBindings);
    }
    let id: BindingId = work.new_id();
    if !store::insert(work, (id, account), new).await? {
        return Err(FederationError::BindingTaken);
    }
    let binding = store::by_id(work, id)
        .await?
        .ok_or(FederationError::BindingNotFound)?;
    let digest = Some(binding.digest());
    note_change(work, actor, "account.outside-bound", (&binding, digest)).await?;
    Ok(binding)
}

/// Writes down that somebody signed in by a binding.
pub(crate) async fn used(work: &mut Work, binding: &Binding) -> Result<(), FederationError> {
    Ok(store::used(work, binding.id).await?)
}

/// Returns the actor's own bindings, the oldest first.
///
/// # Errors
/// [`FederationError::Identity`] when a part of the program acts.
pub async fn list_own(connection: &mut Connection, actor: &Actor) -> Result<Vec<Binding>, FederationError> {
    let own = account::service::own(connection, actor).await?;
    Ok(store::of_account(connection, own.id).await?)
}

/// Removes one of the actor's own bindings.
///
/// # Errors
/// [`FederationError::BindingNotFound`] when it is not hers.
pub async fn remove_own(work: &mut Work, actor: &Actor, id: BindingId) -> Result<(), FederationError> {
    let own = account::service::own(work, actor).await?;
    remove(work, actor, (own.id, id)).await
}

/// Returns the bindings of an account that the actor manages, the oldest first.
///
/// # Errors
/// [`FederationError::Identity`] when she does not manage it.
pub async fn list_managed(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    account: AccountId,
) -> Result<Vec<Binding>, FederationError> {
    let account = account::service::get(connection, rights, actor, account).await?;
    Ok(store::of_account(connection, account.id).await?)
}

/// Removes a binding of an account that the actor manages. It only ever takes away, so it is allowed for an account with
/// one of the three powers, too.
///
/// # Errors
/// [`FederationError::Identity`] when she does not manage the account, [`FederationError::BindingNotFound`].
pub async fn remove_managed(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    (account, id): (AccountId, BindingId),
) -> Result<(), FederationError> {
    let account = account::service::get(work, rights, actor, account).await?;
    remove(work, actor, (account.id, id)).await
}

async fn remove(
    work: &mut Work,
    actor: &Actor,
    (account, id): (AccountId, BindingId),
) -> Result<(), FederationError> {
    let binding = store::by_id(work, id).await?;
    let binding = binding.filter(|binding| binding.account == account);
    let binding = binding.ok_or(FederationError::BindingNotFound)?;
    store::remove(work, &binding).await?;
    note_change(work, actor, REMOVED, (&binding, None)).await
}

async fn note_change(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    (binding, digest): (&Binding, Option<ContentHash>),
) -> Result<(), FederationError> {
    let subject = Subject {
        kind: BINDING,
        id: binding.id.uuid(),
        digest,
    };
    let details = json!({ "account": binding.account, "issuer": binding.issuer });
    Ok(note(work, actor, action, subject, details).await?)
}
