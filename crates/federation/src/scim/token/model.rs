//! What a token is, without a database.

use guildhall_kernel::{AccountId, ContentHash, OrgPath, ScimTokenId, Timestamp};

/// Most days for which a token holds.
pub const TOKEN_DAYS_MAX: i64 = 731;

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// A name to know it by.
    pub name: String,
    /// The branch whose accounts its directory keeps.
    pub branch: OrgPath,
    /// Days for which it holds, 1 to [`TOKEN_DAYS_MAX`].
    pub days: i64,
}

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimToken {
    /// Its id.
    pub id: ScimTokenId,
    /// The name to know it by.
    pub name: String,
    /// The branch.
    pub branch: OrgPath,
    /// Who made it.
    pub made_by: AccountId,
    /// When.
    pub made_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// The digest of the secret.
    pub(super) hash: String,
}

impl ScimToken {
    /// Says whether it opens anything.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// Returns the digest of everything but its use.
    pub(super) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([self.id, self.branch, self.hash, self.expires_at, self.revoked_at]);
        ContentHash::of(state.to_string().as_bytes())
    }
}
