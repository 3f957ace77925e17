//! What an organisation is, without a database.

use guildhall_kernel::{ContentHash, OrgId, OrgPath, RealmId, Timestamp};
use guildhall_store::coded;

/// Deepest level of the tree; a national federation down to a group needs eight.
pub const DEPTH_MAX: usize = 16;

coded! {
    /// What kind of organisation (组织类别).
    OrganisationKind {
        /// A federation of unions (总工会, 联合会).
        Federation = "federation",
        /// The union of an employer (基层工会).
        Union = "union",
        /// A branch of a union (分会).
        Branch = "branch",
        /// A department of the employer (部门, 科室).
        Department = "department",
        /// A union group (工会小组).
        Group = "group",
    }
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrgId,
    /// The realm in which its data live.
    pub realm: RealmId,
    /// The node above; none for a top organisation.
    pub parent: Option<OrgId>,
    /// Its place: `/1/17/`.
    pub path: OrgPath,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: OrganisationKind,
    /// The code that stands for it in archival codes (机构代码), if it has one.
    pub code: Option<String>,
    /// When it was entered.
    pub created_at: Timestamp,
}

/// An organisation to be added.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: OrganisationKind,
}

impl Organisation {
    /// Returns the digest of its state, as the ledger keeps it.
    pub(crate) fn digest(&self) -> ContentHash {
        let parent = self.parent.map(|parent| parent.to_string()).unwrap_or_default();
        let mut state = vec![
            serde_json::json!(self.id),
            serde_json::json!(self.realm),
            serde_json::json!(parent),
            serde_json::json!(self.path),
            serde_json::json!(self.name),
            serde_json::json!(self.kind),
        ];
        // Left out when there is none, so that the digests of units from before there were codes hold.
        state.extend(self.code.as_ref().map(|code| serde_json::json!(code)));
        let state = serde_json::Value::Array(state);
        ContentHash::of(state.to_string().as_bytes())
    }
}
