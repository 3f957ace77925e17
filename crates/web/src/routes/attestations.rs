//! Addresses of certificates of consultation.

use super::{record, with_query};

/// Certificates that were issued.
pub const ATTESTATIONS: &str = "/attestations";
/// The check of a certificate by number and code.
pub const ATTESTATION_CHECK: &str = "/attestations/check";

/// The form to issue a certificate from a record.
#[must_use]
pub fn attestation_new(id: &str) -> String {
    format!("{}/attestations", record(id))
}

/// One certificate.
#[must_use]
pub fn attestation(id: &str) -> String {
    format!("{ATTESTATIONS}/{id}")
}

/// A way of a certificate: `revocation` or `certificate.pdf`.
#[must_use]
pub fn attestation_way(id: &str, way: &str) -> String {
    format!("{ATTESTATIONS}/{id}/{way}")
}

/// The check of one certificate, filled in.
#[must_use]
pub fn attestation_checked(number: &str, code: &str) -> String {
    with_query(ATTESTATION_CHECK, [("number", number), ("code", code)])
}
