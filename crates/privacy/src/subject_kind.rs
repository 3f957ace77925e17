//! What this room's subjects are called in the ledger.

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
