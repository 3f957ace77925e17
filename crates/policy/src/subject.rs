//! Who asks: a person with her grants.

/// A role held over a branch (授权). Grants are data; the policies say what the role may do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// Role code (角色) out of the schema's `Role`. A role that the schema does not know gives nothing.
    pub role: String,
    /// Path of the branch (分支), such as `/1/17/`; the role holds there and in everything below.
    pub org_path: String,
    /// Highest secrecy level (密级) under this grant.
    pub clearance: i64,
}

/// A person who asks, with everything that she holds.
///
/// She may do what at least one of her grants allows: each question is answered for each grant on its own,
/// as if she wore one hat at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Id of the account.
    pub id: String,
    /// What she holds; none means that she may do nothing.
    pub grants: Vec<Grant>,
}
