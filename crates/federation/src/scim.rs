//! A directory keeps accounts (目录同步) after SCIM 2.0 (RFC 7643, RFC 7644): who has left is locked out at once.
//!
//! Begin at [`Directories`]. A directory shows a token that a security administrator made for one branch, and acts as an
//! arm of hers over that branch: it makes accounts there, names and stops them, and says who is in the groups that
//! rules/federation names. It gives no power, opens no account that somebody else stopped, and does not stop the last
//! holder of a power.

mod fault;
mod filter;
mod group;
mod patch;
mod request;
mod store;
pub mod token;
mod user;

pub use fault::ScimFault;
pub use filter::Filter;
pub use group::{DirectoryGroup, MemberChange};
pub use patch::{member_changes, user_change};
pub use request::UserChange;
pub use token::{NewToken, ScimToken, ScimTokenSubjects};
pub use user::{DirectoryUser, Page};

use crate::GroupMapping;
use guildhall_identity::Rights;
use guildhall_kernel::{Actor, OrgPath, ScimTokenId};

/// What directories may do. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Directories {
    rights: Rights,
    mapping: GroupMapping,
}

/// A directory that showed its token.
#[derive(Debug, Clone)]
pub struct Directory {
    /// The token.
    pub token: ScimTokenId,
    /// The branch whose accounts it keeps.
    pub branch: OrgPath,
    /// The arm of the security administrator over that branch.
    pub actor: Actor,
}

impl Directories {
    /// Makes the service.
    pub(crate) fn new(rights: Rights, mapping: GroupMapping) -> Self {
        Self { rights, mapping }
    }
}
