//! The cookie of a device, without a database (after the OWASP "device cookies" scheme).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use guildhall_kernel::chance::random_bytes;
use guildhall_kernel::{ContentHash, Origin, Random, Timestamp};
use guildhall_keyring::{KeyRing, Purpose};
use std::fmt;
use std::sync::Arc;
use subtle::ConstantTimeEq as _;

/// What the keyed hash of a cookie is made for.
const TOKEN: Purpose = Purpose::Column("account_device.token");
/// Characters of a login name's hash that stand in the name of its cookie.
const MARK_CHARS: usize = 8;
/// Most cookies of devices that are looked at; a browser holds one for each account that used it.
const COOKIES_MAX: usize = 20;

/// Who stands at the door, before it is known who she is.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// From where.
    pub origin: Origin,
    /// Browser and system in words, from [`super::words`].
    pub agent: String,
    /// The cookies of devices that the browser sent.
    pub cookies: Vec<String>,
}

impl Visitor {
    /// Returns the address as text; empty when it is unknown.
    pub(crate) fn address(&self) -> String {
        let address = self.origin.address;
        address.map(|address| address.to_string()).unwrap_or_default()
    }
}

impl From<Origin> for Visitor {
    /// A visitor of whom only the address is known, such as a program.
    fn from(origin: Origin) -> Self {
        Self {
            origin,
            ..Self::default()
        }
    }
}

/// The cookie by which the browser is known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceCookie {
    /// What the name of the cookie ends with: a browser keeps one for each login name.
    pub mark: String,
    /// Its value.
    pub text: String,
}

/// A device of an account, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Browser and system; may be empty.
    pub agent: String,
    /// Address from which it was last used; may be empty.
    pub address: String,
    /// When it first signed in.
    pub first_seen_at: Timestamp,
}

/// Makes and knows the cookies of devices. Cheap to clone.
#[derive(Clone)]
pub(crate) struct DeviceTokens {
    keys: Arc<KeyRing>,
}

/// A cookie that was made here for a login name.
#[derive(Clone)]
pub(crate) struct DeviceToken {
    /// What the browser keeps.
    pub(crate) text: String,
    /// The hash under which the device is kept and its attempts are counted.
    pub(crate) hash: String,
}

impl DeviceTokens {
    /// Makes the service.
    pub(crate) fn new(keys: Arc<KeyRing>) -> Self {
        Self { keys }
    }

    /// Makes the cookie of a new device; it holds for this login name only.
    pub(crate) fn issue(&self, login_key: &str, random: &dyn Random) -> DeviceToken {
        let number = URL_SAFE_NO_PAD.encode(random_bytes::<16>(random));
        let proof = self.keys.blind_index(TOKEN, &bound(login_key, &number));
        token(&number, &proof)
    }

    /// Returns the first of the visitor's cookies that was made here for this login name.
    pub(crate) fn known(&self, login_key: &str, cookies: &[String]) -> Option<DeviceToken> {
        let mut cookies = cookies.iter().take(COOKIES_MAX);
        cookies.find_map(|cookie| self.check(login_key, cookie))
    }

    fn check(&self, login_key: &str, cookie: &str) -> Option<DeviceToken> {
        let (number, proof) = cookie.split_once('.')?;
        let rights = self.keys.blind_indexes(TOKEN, &bound(login_key, number));
        let is_right = |right: &String| bool::from(right.as_bytes().ct_eq(proof.as_bytes()));
        rights.iter().any(is_right).then(|| token(number, proof))
    }
}

impl DeviceToken {
    /// Returns the cookie for the browser.
    pub(crate) fn cookie(&self, login_key: &str) -> DeviceCookie {
        DeviceCookie {
            mark: login_key.chars().take(MARK_CHARS).collect(),
            text: self.text.clone(),
        }
    }
}

impl fmt::Debug for DeviceTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceTokens(…)")
    }
}

fn bound(login_key: &str, number: &str) -> String {
    format!("{login_key} {number}")
}

fn token(number: &str, proof: &str) -> DeviceToken {
    DeviceToken {
        text: format!("{number}.{proof}"),
        hash: ContentHash::of(number.as_bytes()).to_hex(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::SeededRandom;

    #[test]
    fn a_cookie_is_known_for_its_login_name_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let random = SeededRandom::new(5);
        let keys = KeyRing::open_or_create(&folder.path().join("master.key"), &random).unwrap();
        let tokens = DeviceTokens::new(Arc::new(keys));
        let (mine, other) = (tokens.issue("zhao", &random), tokens.issue("qian", &random));
        let cookies = [other.text.clone(), "x".to_owned(), mine.text.clone()];
        assert_eq!(tokens.known("zhao", &cookies).unwrap().hash, mine.hash);
        let (number, proof) = mine.text.split_once('.').unwrap();
        let other_number = other.text.split_once('.').unwrap().0;
        for forged in [
            format!("{other_number}.{proof}"),
            format!("{number}."),
            number.to_owned(),
            other.text.clone(),
        ] {
            assert!(tokens.known("zhao", &[forged]).is_none());
        }
        let many = vec![String::new(); COOKIES_MAX];
        assert!(tokens.known("zhao", &[many, vec![mine.text]].concat()).is_none());
    }
}
