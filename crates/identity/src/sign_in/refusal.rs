//! Who is told of refused sign-ins, besides the ledger: rooms above, which this one does not know.

use guildhall_kernel::{AccountId, RealmId, Timestamp};
use std::net::IpAddr;

/// A sign-in that was refused (登录被拒).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The realm of the account; of an unknown login name, the first one.
    pub realm: RealmId,
    /// The account, when the login name or passkey is known.
    pub account: Option<AccountId>,
    /// From where.
    pub address: Option<IpAddr>,
    /// When.
    pub at: Timestamp,
}

/// Somebody who is told.
pub trait Refusals: Send + Sync + std::fmt::Debug {
    /// Takes it. Must not wait: the person at the door does.
    fn refused(&self, refusal: Refusal);
}
