//! What this room's subjects are called in the ledger.

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
