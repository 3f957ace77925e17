//! Tests of backups through their public face: real databases, real vaults, real folders, a real S3 server.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

mod bucket;
mod consistency;
mod expunging;
mod hostile;
mod house;
mod increments;
mod interrupted;
mod keys;
mod moments;
mod pruning;
mod reports;
mod round_trip;
mod schema;
