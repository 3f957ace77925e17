//! What an account is, without a database.

use super::password::PasswordHash;
use crate::IdentityError;
use guildhall_kernel::{
    AccountId, Actor, ActorId, ContentHash, Grant, OrgId, OrgPath, Origin, PersonId, RealmId, Timestamp,
};
use guildhall_store::coded;
use std::fmt;

/// Highest secrecy level (密级), 绝密.
pub const CLEARANCE_MAX: i64 = 4;

coded! {
    /// Whether an account can sign in (账户状态).
    AccountState {
        /// It can (正常).
        Active = "active",
        /// Stopped for a while (锁定).
        Locked = "locked",
        /// Stopped for good (停用).
        Disabled = "disabled",
    }
}

coded! {
    /// The language of the pages that an account sees.
    Language {
        /// Simplified Chinese (简体中文).
        Chinese = "zh-CN",
        /// English.
        English = "en",
    }
}

/// A login name (登录名): 2 to 64 Latin letters, digits, Chinese characters or `. _ - @`, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Login(String);

impl Login {
    /// Reads a login name; upper case counts as lower case.
    ///
    /// # Errors
    /// [`IdentityError::InvalidLogin`].
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        let text = text.trim().to_lowercase();
        let fits = (2..=64).contains(&text.chars().count()) && text.chars().all(is_login_character);
        if fits {
            Ok(Self(text))
        } else {
            Err(IdentityError::InvalidLogin)
        }
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the key under which the login is reserved across realms.
    pub(crate) fn key(&self) -> String {
        login_key(&self.0)
    }
}

/// Returns the key of whatever was typed as a login name, so that attempts on names that cannot exist are
/// counted too and what was typed is not kept.
pub(crate) fn login_key(typed: &str) -> String {
    ContentHash::of(typed.trim().to_lowercase().as_bytes()).to_hex()
}

fn is_login_character(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(character, '.' | '_' | '-' | '@' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An account with its rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its realm.
    pub realm: RealmId,
    /// Login name.
    pub login: Login,
    /// Name to show.
    pub name: String,
    /// The person behind it, when she is in the directory.
    pub person: Option<PersonId>,
    /// The organisation whose administrator looks after it.
    pub org: OrgId,
    /// The path of that organisation.
    pub org_path: OrgPath,
    /// Whether it can sign in.
    pub state: AccountState,
    /// Language of its pages.
    pub language: Language,
    /// Roles held, by role and path.
    pub grants: Vec<Grant>,
    /// When the password was set.
    pub password_changed_at: Timestamp,
    /// Whether the password was set by somebody else and must be changed at the next sign-in.
    pub must_change_password: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last signed in; never, when absent.
    pub signed_in_at: Option<Timestamp>,
    /// The password, hashed.
    pub(crate) password_hash: PasswordHash,
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Login name.
    pub login: Login,
    /// Name to show.
    pub name: String,
    /// The person behind it.
    pub person: Option<PersonId>,
    /// The organisation whose administrator looks after it.
    pub org: OrgId,
    /// First password, hashed by [`super::Passwords::hash_new`].
    pub password: PasswordHash,
    /// Whether somebody else chose that password, so that it must be changed at the first sign-in.
    pub must_change_password: bool,
    /// Language of its pages.
    pub language: Language,
    /// Roles to begin with.
    pub grants: Vec<Grant>,
}

impl Account {
    /// Returns the account as the acting person.
    pub fn actor(&self, origin: Origin) -> Actor {
        Actor {
            id: ActorId::Account(self.id),
            person: self.person,
            name: self.name.clone(),
            realm: self.realm,
            grants: self.grants.clone(),
            origin,
        }
    }

    /// Returns the digest of what decides who may do what: login, state, rights, organisation and the hashed password.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            self.realm,
            self.login.as_str(),
            self.person,
            self.org_path,
            self.state,
            self.grants,
            self.password_hash.as_str(),
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

/// Which accounts are listed.
#[derive(Debug, Clone, Default)]
pub struct AccountQuery {
    /// Beginning of a login name or of a name; may be empty.
    pub text: String,
    /// Name and id of the last account of the page before.
    pub after: Option<(String, AccountId)>,
}

/// Returns the grants by role and path, each role once for a path, with the highest clearance named.
///
/// # Errors
/// [`IdentityError::InvalidClearance`].
pub(crate) fn tidy_grants(mut grants: Vec<Grant>) -> Result<Vec<Grant>, IdentityError> {
    if let Some(wrong) = grants
        .iter()
        .find(|grant| !(0..=CLEARANCE_MAX).contains(&grant.clearance))
    {
        return Err(IdentityError::InvalidClearance(wrong.clearance));
    }
    let key = |grant: &Grant| (grant.role.clone(), grant.org_path.clone());
    grants.sort_by(|a, b| key(a).cmp(&key(b)).then(b.clearance.cmp(&a.clearance)));
    grants.dedup_by(|later, earlier| key(later) == key(earlier));
    Ok(grants)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_one_text_however_it_is_typed() {
        assert_eq!(Login::parse(" Zhao.Min ").unwrap().as_str(), "zhao.min");
        assert_eq!(Login::parse("赵敏").unwrap().key(), login_key("赵敏 "));
        for wrong in ["", "a", "a b", "a/b", "ａｂｃ", "a\u{200b}b", &"x".repeat(65)] {
            assert!(Login::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_role_is_held_once_over_a_path_with_its_highest_clearance() {
        let grant = |role: &str, clearance| Grant {
            role: role.to_owned(),
            org_path: OrgPath::root(1),
            clearance,
        };
        let tidy = tidy_grants(vec![
            grant("reader", 0),
            grant("archivist", 3),
            grant("reader", 2),
        ])
        .unwrap();
        assert_eq!(tidy, vec![grant("archivist", 3), grant("reader", 2)]);
        for wrong in [-1, 5] {
            assert!(matches!(
                tidy_grants(vec![grant("reader", wrong)]),
                Err(IdentityError::InvalidClearance(_))
            ));
        }
    }
}
