//! Records leave the house (出馆): one record with all that belongs to it as a package that others can open and check.
//!
//! Begin at [`Dispatch::pack`]; [`Elements`] says which element of DA/T 46 each value becomes, [`Signer`] keeps the keys.
//!
//! Invariants: who may take what, and how often, is asked by the caller before anything is packed. A package is finished
//! and every digest in it compared with the archive's before its first byte leaves; what was begun and failed is gone.
//! The scratch file has no name, so nothing of it is left after a crash.

mod contents;
mod elements;
mod error;
mod format;
mod pack;
mod signer;

pub use elements::{ElementFiles, Elements};
pub use error::DispatchError;
pub use format::Format;
pub use pack::{Dispatch, HistoryLine, Order};
pub use signer::Signer;
