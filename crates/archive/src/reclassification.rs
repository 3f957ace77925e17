//! Changing the secrecy level of a filed record (密级变更、降密、解密): asked for on the basis of a decision, approved by
//! others, carried out; both levels stay in the ledger.

mod model;
mod service;
mod store;
mod subjects;

pub use model::{
    AskReclassification, BASIS_CHARS, RECLASSIFICATION, Reclassification, ReclassificationState,
};
pub use subjects::ReclassificationSubjects;
