//! Destruction (销毁): record by record, then copies, index, database and backups, and a look whether anything is left.

pub(crate) mod job;
mod one;
mod proof;
mod store;

pub use job::{Backups, DestructionJob, Expunged, ExpungingJob, Gone};
pub use proof::{BackupsProof, Proof};
