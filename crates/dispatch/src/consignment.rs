//! Many records taken out of the house at once (批量移交).
//!
//! What goes is fixed when it is asked for, counted and written down; a job packs it record by record and may be cut off at
//! any time. `model.rs` says what there is, `service.rs` what a person can do, `packing.rs` what the job does.

mod model;
mod packing;
mod place;
mod receipt;
mod service;
pub(crate) mod store;

pub use model::{
    Asked, Consignment, ConsignmentItem, ConsignmentKey, ConsignmentState, ItemOutcome, NewConsignment,
};
pub use packing::{PACK_RECORDS, Packing};
pub use receipt::{RECEIPT, Receipt, ReceiptLine};
pub use service::Begun;
