//! Faces of the ground floor: jobs, storage, ledger.

pub mod actors;
pub mod jobs;
pub mod ledger;
pub mod storage;
