//! Certificates of consultation (查档证明): numbered papers that say what a filed record tells about a matter.
//!
//! Begin at [`Attestations`]. A certificate is the union's own paper: it keeps a copy of what it named, is never changed or
//! deleted, only revoked with a reason, and outlives its record. Nothing here changes a record or decides who may read it.

mod error;
mod model;
mod rules;
mod service;
mod store;
mod subjects;

pub use error::AttestationError;
pub use model::{Attestation, Checked, NewAttestation, Standing};
pub use rules::{AttestationFiles, AttestationRules};
pub use service::{AttestationKey, Attestations};
pub(crate) use store::column;
pub use subjects::AttestationSubjects;
