//! What can go wrong with a certificate of consultation, and what the person can do about it.

use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;

/// A refusal to issue, show or revoke a certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttestationError {
    /// There is no such certificate, or its record is not in the actor's care.
    #[error("no such certificate")]
    NoSuchAttestation,
    /// The record is not filed, is held back, or may not be read by the actor.
    #[error("nothing can be certified from this record")]
    NotUsable,
    /// A field cannot stand as it is.
    #[error("{0} cannot stand as it is")]
    Field(&'static str),
    /// The excerpt is longer than certificates take.
    #[error("an excerpt has at most {most} characters")]
    TooLong {
        /// The most characters.
        most: u32,
    },
    /// It was revoked before.
    #[error("the certificate was revoked before")]
    Revoked,
}

impl Explain for AttestationError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoSuchAttestation => "attestation-not-found",
            Self::NotUsable => "attestation-not-usable",
            Self::Field(_) => "attestation-field",
            Self::TooLong { .. } => "attestation-too-long",
            Self::Revoked => "attestation-revoked",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Field(field) => vec![("field", (*field).to_owned())],
            Self::TooLong { most } => vec![("most", most.to_string())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NoSuchAttestation => ErrorKind::NotFound,
            Self::NotUsable | Self::Revoked => ErrorKind::Conflict,
            Self::Field(_) | Self::TooLong { .. } => ErrorKind::Invalid,
        }
    }
}
