//! Tests of the vault through its public face, on real folders.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

mod bucket;
mod damage;
mod full_disk;
mod house;
mod keys;
mod quorum;
mod s3;
mod schema;
mod scrub;
mod storing;
