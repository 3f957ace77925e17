//! Tests of the vault through its public face, on real folders.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

mod bucket;
mod damage;
mod house;
mod schema;
mod scrub;
mod storing;
