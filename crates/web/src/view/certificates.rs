//! Pages of the client certificates by which somebody signs in.

use askama::Template;
use jiff::Timestamp;

use super::Frame;
use crate::routes;

/// Client certificates of the person who is signed in (客户端证书).
#[derive(Debug, Template)]
#[template(path = "account/certificates.html")]
pub struct CertificatesPage {
    /// The frame.
    pub ui: Frame,
    /// The certificates, the oldest first.
    pub certificates: Vec<CertificateRow>,
    /// Whether an authority is configured.
    pub is_on: bool,
    /// Whether a certificate counts as two factors.
    pub count_as_two: bool,
    /// The one that the browser shows, when it counts.
    pub presented: Option<CertificateRow>,
    /// Whether that one is bound to this account.
    pub is_bound: bool,
    /// Why the last attempt failed, or the one that the browser shows does not count.
    pub fault: Option<String>,
}

/// Client certificates of an account, for who manages it.
#[derive(Debug, Template)]
#[template(path = "account/certificates_managed.html")]
pub struct ManagedCertificatesPage {
    /// The frame.
    pub ui: Frame,
    /// Id of the account.
    pub account: String,
    /// Name of the account.
    pub name: String,
    /// The certificates, the oldest first.
    pub certificates: Vec<CertificateRow>,
}

/// One certificate.
#[derive(Debug, Clone)]
pub struct CertificateRow {
    /// Its id; empty for one that is not bound.
    pub id: String,
    /// Whose it is, as the authority wrote it.
    pub subject: String,
    /// The authority.
    pub issuer: String,
    /// Its number there.
    pub serial: String,
    /// SHA-256 of its public key, in hexadecimal digits.
    pub fingerprint: String,
    /// When it ends.
    pub expires: Timestamp,
    /// Whether that is over.
    pub is_over: bool,
    /// When it was last used.
    pub used: Option<Timestamp>,
}
