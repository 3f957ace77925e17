//! Asking a virus scanner (查毒): a small client of ClamAV's daemon clamd.
//!
//! Begin at [`Scanner`]. The commands are those of the manual page clamd(8): `VERSION` and `INSTREAM`.
//!
//! Invariants: what is sent is the file and nothing about it, neither name nor record. Every wait has an end, and no
//! answer is longer than a page. What the scanner did not say is never taken for *clean*.

mod address;
mod error;
mod scanner;

pub use address::Address;
pub use error::ScanError;
pub use scanner::{Patience, Scanner, Verdict};
