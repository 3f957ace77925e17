//! People whom somebody outside knows (统一身份接入): sign-in by an identity provider, a directory that says who has left,
//! groups that bring rights.
//!
//! Begin at [`Federation`], which leads a browser to a provider and takes it in when it comes back. `oidc` holds what
//! OpenID Connect asks for, `binding` which identity outside belongs to which account,
//! `certificate` the same for client certificates, `granted` which rights an account
//! has because of its groups, `scim` what a directory may do.
//!
//! Invariants: a sign-in makes no account, and nothing that anybody outside says gives one of the three powers. An identity
//! outside belongs to one account at most. Only configured addresses are asked, with little time and few bytes. Every
//! change appends to the ledger in the unit of work of the change. It knows no web framework.

pub mod binding;
pub mod certificate;
pub mod cleaning;
mod error;
mod granted;
mod group_mapping;
pub mod oidc;
pub mod scim;
mod service;
mod subject_kind;
#[cfg(test)]
mod tests;

use guildhall_store::Migration;

pub use binding::{Binding, BindingSubjects};
pub use certificate::{Authorities, CertificateChain, CertificateSubjects, ClientCertificates};
pub use error::FederationError;
pub use group_mapping::{GroupMapping, MappingError};
pub use service::{Answer, Begun, BrowserToken, Federation, FederationSettings, Finished, Returning};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "federation.0001_binding",
        sql: include_str!("../migrations/0001_binding.sql"),
    },
    Migration {
        name: "federation.0002_scim",
        sql: include_str!("../migrations/0002_scim.sql"),
    },
    Migration {
        name: "federation.0003_client_certificate",
        sql: include_str!("../migrations/0003_client_certificate.sql"),
    },
];
