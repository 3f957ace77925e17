//! The ledger entry that every change of this room leaves in its own unit of work.
//!
//! Details hold codes and ids, never what a person wrote: what is in the ledger cannot be taken out again when she
//! asks for it.

use crate::PrivacyError;
use guildhall_kernel::{Actor, ContentHash};
use guildhall_ledger::NewEntry;
use guildhall_store::Work;
use serde_json::Value;
use uuid::Uuid;

/// Kind of a version of the register in the ledger.
pub(crate) const PROCESSING: &str = "processing";
/// Kind of a request in the ledger.
pub(crate) const REQUEST: &str = "privacy-request";
/// Kind of a consent given or withdrawn in the ledger.
pub(crate) const CONSENT: &str = "consent";
/// Kind of an impact assessment in the ledger.
pub(crate) const ASSESSMENT: &str = "impact-assessment";

/// Kind of an account in the ledger, as identity writes it.
pub(crate) const ACCOUNT: &str = "account";

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
) -> Result<(), PrivacyError> {
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
