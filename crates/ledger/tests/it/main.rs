//! Tests of the ledger through its public face.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

mod history;
mod log;
mod mailbox;
mod published;
mod schema;
mod shared_vectors;
mod tamper;
mod trail;
mod verifier;
mod witnesses;
