//! Sign-in by a client certificate (客户端证书登录), as people have on a USB key of an authority (CA).
//!
//! Whoever speaks TLS with the browser, the server itself or a proxy, has seen that she holds the private key. Whether the
//! certificate counts is decided here and alike for both: chain, validity, use and revocation by [`Authorities`], then
//! whose it is by a binding that its owner made. It is known by its public key (SHA-256 of SubjectPublicKeyInfo, RFC 5280),
//! so a certificate that was renewed for the same key stays bound.

mod authorities;
mod chain;
mod model;
pub mod service;
mod store;
mod subjects;

pub use authorities::{Authorities, AuthorityFault};
pub use chain::CertificateChain;
pub use model::{CERTIFICATES_MAX, Certificate, Presented};
pub use service::ClientCertificates;
pub use subjects::CertificateSubjects;
