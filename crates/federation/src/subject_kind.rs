//! What this room's subjects are called in the ledger.

/// Kind of a binding in the ledger.
pub(crate) const BINDING: &str = "outside-binding";
/// Kind of a client certificate in the ledger.
pub(crate) const CERTIFICATE: &str = "client-certificate";
/// Kind of a directory's token in the ledger.
pub(crate) const SCIM_TOKEN: &str = "directory-token";
/// Kind of what a directory says of an account; the id is that of the account.
pub(crate) const DIRECTORY_USER: &str = "directory-user";
