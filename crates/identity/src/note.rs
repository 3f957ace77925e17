//! The ledger entry that every change of this room leaves in its own unit of work.
//!
//! Details hold codes, paths and ids, never a name, a login or an address: what is in the ledger cannot be taken
//! out again when a person asks for it.

use crate::IdentityError;
use guildhall_kernel::{Actor, ContentHash};
use guildhall_ledger::NewEntry;
use guildhall_store::Work;
use serde_json::Value;
use uuid::Uuid;

/// Kind of an organisation in the ledger.
pub(crate) const ORGANISATION: &str = "organisation";
/// Kind of a person in the ledger.
pub(crate) const PERSON: &str = "person";
/// Kind of an account in the ledger.
pub(crate) const ACCOUNT: &str = "account";
/// Kind of an account's second factors in the ledger; the id is that of the account.
pub(crate) const CREDENTIALS: &str = "credentials";
/// Kind of a proposal about a power in the ledger.
pub(crate) const POWER_CHANGE: &str = "power-change";

/// What an entry is about, with the digest of its state when that changed.
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
) -> Result<(), IdentityError> {
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
