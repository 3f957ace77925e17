//! Tests of the ledger through its public face.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

mod log;
mod schema;
mod shared_vectors;
mod tamper;
mod verifier;
