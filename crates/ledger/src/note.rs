//! The entry that a change leaves in its own unit of work, as the services of every room write it.
//!
//! Details hold codes, paths and ids, never a name, an address or what a person wrote: what is in the ledger cannot be
//! taken out again when she asks for it.

use crate::{LedgerError, NewEntry, append};
use guildhall_kernel::{Actor, ContentHash};
use guildhall_store::Work;
use serde_json::Value;
use uuid::Uuid;

/// What an entry is about, with the digest of its state when that changed.
#[derive(Debug, Clone, Copy)]
pub struct Subject {
    /// The kind, as the room that owns the subject names it.
    pub kind: &'static str,
    /// Whose state changed.
    pub id: Uuid,
    /// Digest of the state after the change; `None` when the subject is gone or did not change.
    pub digest: Option<ContentHash>,
}

/// Appends the entry of one act on one subject.
///
/// # Errors
/// As [`append()`].
pub async fn note(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    subject: Subject,
    details: Value,
) -> Result<(), LedgerError> {
    let entry = NewEntry {
        action,
        subject_kind: subject.kind,
        subject_id: subject.id,
        digest: subject.digest,
        details,
    };
    append(work, actor, entry).await.map(|_| ())
}
