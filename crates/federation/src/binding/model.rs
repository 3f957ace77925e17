//! What a binding is, without a database.

use guildhall_kernel::{AccountId, BindingId, ContentHash, Timestamp};

/// Most identities outside of one account.
pub const BINDINGS_MAX: usize = 10;

/// An identity outside: who vouches for it, and what it is called there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outside<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) subject: &'a str,
}

impl Outside<'_> {
    /// Returns the key under which it is reserved; no two identities have the same.
    pub(crate) fn key(self) -> String {
        let parts = serde_json::json!([self.issuer, self.subject]);
        ContentHash::of(parts.to_string().as_bytes()).to_hex()
    }
}

/// A binding to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewBinding<'a> {
    pub(crate) outside: Outside<'a>,
    /// What its owner reads on her page.
    pub(crate) label: &'a str,
}

/// An identity outside that belongs to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Its id.
    pub id: BindingId,
    /// The account.
    pub account: AccountId,
    /// The address of the provider.
    pub issuer: String,
    /// What the provider calls the person; never changes there and says nothing to people.
    pub subject: String,
    /// What people call it.
    pub label: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When somebody last signed in by it.
    pub used_at: Option<Timestamp>,
}

impl Binding {
    /// Returns the identity outside.
    pub(crate) fn outside(&self) -> Outside<'_> {
        Outside {
            issuer: &self.issuer,
            subject: &self.subject,
        }
    }

    /// Returns the digest of what decides who signs in by it.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([self.id, self.account, self.outside().key()]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_at_two_providers_is_two_identities() {
        let outside = |issuer, subject| Outside { issuer, subject };
        let one = outside("https://a.example", "7").key();
        assert_eq!(one, outside("https://a.example", "7").key());
        assert_ne!(one, outside("https://b.example", "7").key());
        assert_ne!(
            outside("https://a.example\",\"7", "x").key(),
            outside("https://a.example", "7\",\"x").key()
        );
    }
}
