//! Packages taken in from other houses (接收).
//!
//! `opening.rs` finds the packages in what was sent and judges each to its end, `claims.rs` reads what a genuine package
//! says and holds it against its own proof, `planning.rs` finds its place in this house, `receiving.rs` is the job.

mod claims;
mod model;
mod opening;
mod places;
mod planning;
mod receiving;
mod service;
pub(crate) mod store;

pub use model::{Accession, AccessionItem, AccessionKey, AccessionState, AccessionSums, Arrived};
pub use receiving::{RECEIVE_PACKAGES, Receiving};
pub use service::Sent;

/// The folder below that of an accession in which a zip file of many packages is unpacked.
pub(crate) const UNPACKED: &str = "unpacked";
