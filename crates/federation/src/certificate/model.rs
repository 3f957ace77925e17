//! What a client certificate is to this room, without a database.

use guildhall_kernel::{AccountId, CertificateId, ContentHash, Timestamp};
use serde_json::json;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// Most certificates of one account.
pub const CERTIFICATES_MAX: usize = 10;
/// Most characters that are kept of a name in a certificate.
const NAME_CHARS_MAX: usize = 300;

/// A certificate that somebody shows, of an authority that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    /// SHA-256 of its SubjectPublicKeyInfo, in hexadecimal digits: by this it is known.
    pub fingerprint: String,
    /// Whose it is, as the authority wrote it.
    pub subject: String,
    /// The authority.
    pub issuer: String,
    /// Its number at the authority, in hexadecimal digits with colons.
    pub serial: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Presented {
    /// Reads the fields of a certificate; nothing when it is none.
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let (rest, certificate) = X509Certificate::from_der(der).ok()?;
        if !rest.is_empty() {
            return None;
        }
        let ends = certificate.validity().not_after.timestamp();
        Some(Self {
            fingerprint: ContentHash::of(certificate.public_key().raw).to_hex(),
            subject: shown(&certificate.subject().to_string()),
            issuer: shown(&certificate.issuer().to_string()),
            serial: certificate.raw_serial_as_string(),
            expires_at: Timestamp::from_micros(ends.saturating_mul(1_000_000)),
        })
    }
}

/// Returns a name as it may be shown: bounded, and without characters that hide or turn others.
fn shown(name: &str) -> String {
    let is_plain = |character: &char| {
        !character.is_control()
            && !matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
    };
    name.chars().filter(is_plain).take(NAME_CHARS_MAX).collect()
}

/// A certificate that belongs to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Its id.
    pub id: CertificateId,
    /// The account.
    pub account: AccountId,
    /// What it says.
    pub shown: Presented,
    /// When it was bound.
    pub made_at: Timestamp,
    /// When somebody last signed in by it.
    pub used_at: Option<Timestamp>,
}

impl Certificate {
    /// Returns the digest of what decides who signs in by it, and of what its owner is shown of it.
    pub(super) fn digest(&self) -> ContentHash {
        let Presented {
            fingerprint,
            subject,
            issuer,
            serial,
            expires_at,
        } = &self.shown;
        let state = json!([
            self.id,
            self.account,
            fingerprint,
            subject,
            issuer,
            serial,
            expires_at.as_micros()
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_bounded_and_cannot_turn_the_text_around_it() {
        assert_eq!(shown("CN=张三, O=市总工会"), "CN=张三, O=市总工会");
        assert_eq!(shown("CN=a\u{202e}b\u{200b}\n\u{2066}c"), "CN=abc");
        assert_eq!(shown(&"长".repeat(1_000)).chars().count(), NAME_CHARS_MAX);
    }

    #[test]
    fn what_is_no_certificate_says_nothing() {
        assert_eq!(Presented::read(b""), None);
        assert_eq!(Presented::read(&[0x30; 64]), None);
    }
}
