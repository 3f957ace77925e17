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

/// What a person is beside what she holds (职务与级别).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Standing {
    /// Code of her post (职务); empty when she has none.
    pub post: String,
    /// Her rank (级别), the higher the larger; 0 when she has none.
    pub rank: i64,
}

/// Under what circumstances a question is put (情境).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Circumstances {
    /// The hour of the day where the union is, 0 to 23.
    pub hour: i64,
    /// The day of the week, 1 (Monday) to 7 (Sunday); 0 when no time is told.
    pub weekday: i64,
    /// The purpose (用途) that was stated, by its code; empty when none was.
    pub purpose: String,
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
    /// What she is.
    pub standing: Standing,
    /// When and for what she asks.
    pub circumstances: Circumstances,
}
