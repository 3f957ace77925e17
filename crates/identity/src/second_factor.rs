//! The second factor (双因素认证): codes of an authenticator app, and codes for the day on which it is lost.
//!
//! The shared secret is sealed by the key ring and bound to its account, so a row copied to another account opens
//! nothing. Recovery codes are kept as hashes. A code works once.

mod model;
pub(crate) mod obligation;
pub(crate) mod rewrap;
pub mod service;
pub(crate) mod store;

pub use model::{Enrolment, RECOVERY_CODES, SecondFactorState};
pub use obligation::Obligation;
pub use service::SecondFactors;
