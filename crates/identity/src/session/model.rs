//! The token of a session, what is derived from it, and when a session is over.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use guildhall_kernel::chance::random_bytes;
use guildhall_kernel::{AccountId, ContentHash, Random, RealmId, SessionId, Timestamp};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;
use subtle::ConstantTimeEq as _;

/// Bytes of a token: 256 bits.
const TOKEN_BYTES: usize = 32;
/// What the token is used for when the form token is derived from it.
const FORM_PURPOSE: &[u8] = b"guildhall form token v1";

/// The secret that a browser holds in its cookie; only its hash is kept.
#[derive(Clone)]
pub struct SessionToken([u8; TOKEN_BYTES]);

impl SessionToken {
    /// Makes a new token.
    pub fn generate(random: &dyn Random) -> Self {
        Self(random_bytes(random))
    }

    /// Reads the text of a cookie; nothing when it has not the form of a token.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0u8; TOKEN_BYTES];
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        (length == TOKEN_BYTES).then_some(Self(bytes))
    }

    /// Returns the text for the cookie: 43 characters of base64url.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Returns the hash under which the session is kept.
    pub(crate) fn hash(&self) -> String {
        ContentHash::of(&self.0).to_hex()
    }

    /// Returns the token that each form of the session carries (CSRF): a keyed hash, from which the cookie cannot
    /// be computed.
    pub fn form_token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.form_mac())
    }

    /// Says whether a form belongs to this session; compares in constant time.
    pub fn is_form_token(&self, text: &str) -> bool {
        self.form_token().as_bytes().ct_eq(text.as_bytes()).into()
    }

    fn form_mac(&self) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(FORM_PURPOSE);
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// A session as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id, which is no secret.
    pub id: SessionId,
    /// The realm of the account.
    pub realm: RealmId,
    /// The account.
    pub account: AccountId,
    /// Address from which it was opened; empty when unknown.
    pub address: String,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// Whether it waits for the code of the second factor; until then it opens nothing.
    pub pending: bool,
    /// When its owner last proved who she is: by signing in, or by a code or password since.
    pub confirmed_at: Timestamp,
    /// Browser and system in words; empty when unknown.
    pub agent: String,
    /// The hash of its device's cookie; empty while it is pending.
    pub(crate) device_hash: String,
    /// Since when its owner was not told of new devices; nothing when there is nothing to tell.
    pub news_since: Option<Timestamp>,
    /// Whether its owner was known by two factors at the sign-in itself.
    pub(crate) is_whole: bool,
}

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SessionConfig {
    /// Seconds without a request after which a session is over.
    pub idle_secs: i64,
    /// Seconds after which a session is over in any case.
    pub absolute_secs: i64,
    /// Most sessions of one account; the oldest gives way.
    pub per_account_max: u32,
    /// Seconds for which a proof of identity is fresh enough for sensitive acts.
    pub fresh_secs: i64,
    /// Seconds in which the code of the second factor must follow the password.
    pub pending_secs: i64,
}

impl Default for SessionConfig {
    /// One hour idle, twelve hours in all: a working day of an archivist.
    fn default() -> Self {
        Self {
            idle_secs: 60 * 60,
            absolute_secs: 12 * 60 * 60,
            per_account_max: 20,
            fresh_secs: 15 * 60,
            pending_secs: 5 * 60,
        }
    }
}

/// A use is written down at most once in this many seconds.
const RENEW_SECS: i64 = 60;

impl Session {
    /// Says whether the session is over.
    pub fn is_over(&self, config: &SessionConfig, now: Timestamp) -> bool {
        now >= self.expires_at || now >= self.seen_at.plus_secs(config.idle_secs)
    }

    /// Says whether its owner proved who she is a short while ago.
    pub fn is_fresh(&self, config: &SessionConfig, now: Timestamp) -> bool {
        now < self.confirmed_at.plus_secs(config.fresh_secs)
    }

    /// Says whether its owner was asked to prove again who she is, and has not yet.
    pub fn is_proof_due(&self) -> bool {
        self.confirmed_at == Timestamp::from_micros(0)
    }

    /// Says whether the use of the session should be written down.
    pub fn is_renewal_due(&self, now: Timestamp) -> bool {
        now >= self.seen_at.plus_secs(RENEW_SECS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::SeededRandom;

    #[test]
    fn a_token_survives_its_cookie_and_is_never_printed() {
        let token = SessionToken::generate(&SeededRandom::new(3));
        let text = token.to_text();
        assert_eq!(text.len(), 43);
        assert_eq!(SessionToken::parse(&text).unwrap().hash(), token.hash());
        assert_eq!(format!("{token:?}"), "SessionToken(…)");
        for wrong in [
            "",
            "abc",
            &text[1..],
            &format!("{text}A"),
            &text.replace(&text[..1], "!"),
        ] {
            assert!(SessionToken::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_form_token_belongs_to_one_session_and_is_not_its_cookie() {
        let random = SeededRandom::new(4);
        let (mine, other) = (SessionToken::generate(&random), SessionToken::generate(&random));
        assert!(mine.is_form_token(&mine.form_token()));
        for wrong in [
            other.form_token(),
            mine.to_text(),
            mine.hash(),
            String::new(),
            mine.form_token() + "A",
        ] {
            assert!(!mine.is_form_token(&wrong));
        }
    }
}
