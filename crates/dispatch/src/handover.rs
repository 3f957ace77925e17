//! Handovers (移交与接收): what a consignment holds passes to another archives for good, with a form (电子档案移交与接收登记表),
//! somebody's approval, and the receiver's word that it arrived whole.
//!
//! Records are packed by a [`consignment`](crate::consignment); who approves is another room's matter. Here it is kept what
//! was offered, decided and taken over; the archive keeps who has each record from then on.

pub(crate) mod model;
mod service;
pub(crate) mod store;
mod subjects;

pub use model::{Acceptance, HANDOVER, Handover, HandoverKey, HandoverState, NewHandover};
pub use subjects::HandoverSubjects;

/// Offer records to another archives, and note what became of it.
pub const HAND_OVER: &str = "handOverRecords";
/// Approve that records pass to another archives.
pub const APPROVE_HANDOVER: &str = "approveHandover";
