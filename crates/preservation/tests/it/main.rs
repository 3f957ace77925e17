//! The preservation room as a whole, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking and tell when they are skipped"
)]

#[allow(dead_code, reason = "the archive's own tests use the rest")]
#[path = "../../../archive/tests/it/house.rs"]
mod archive_house;
mod formats;
mod schema;
