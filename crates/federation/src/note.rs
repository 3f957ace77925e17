//! The ledger entry that every change of this room leaves in its own unit of work.
//!
//! Details hold codes and ids, never a name or what a provider calls somebody.

use crate::FederationError;
use guildhall_kernel::{Actor, ContentHash};
use guildhall_ledger::NewEntry;
use guildhall_store::Work;
use serde_json::Value;
use uuid::Uuid;

/// Kind of a binding in the ledger.
pub(crate) const BINDING: &str = "outside-binding";
/// Kind of a directory's token in the ledger.
pub(crate) const SCIM_TOKEN: &str = "directory-token";
/// Kind of what a directory says of an account; the id is that of the account.
pub(crate) const DIRECTORY_USER: &str = "directory-user";

/// What an entry is about, with the digest of its state while it exists.
pub(crate) struct Subject {
    pub(crate) kind: &'static str,
    pub(crate) id: Uuid,
    pub(crate) digest: Option<ContentHash>,
}

/// Appends the entry.
pub(crate) async fn note(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    subject: Subject,
    details: Value,
) -> Result<(), FederationError> {
    let entry = NewEntry {
        action,
        subject_kind: subject.kind,
        subject_id: subject.id,
        digest: subject.digest,
        details,
    };
    guildhall_ledger::append(work, actor, entry).await?;
    Ok(())
}
