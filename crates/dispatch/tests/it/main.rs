//! The dispatch room as a whole, on both databases: records leave in packages and come into another house.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking and tell when they are skipped"
)]

#[allow(dead_code, reason = "the archive's own tests use the rest")]
#[path = "../../../archive/tests/it/house.rs"]
mod archive_house;
mod handovers;
mod hostile;
mod house;
mod leaving;
mod round_trip;
mod schema;
