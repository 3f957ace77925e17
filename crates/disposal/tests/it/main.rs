//! The disposal room as a whole, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking and tell when they are skipped"
)]

#[allow(dead_code, reason = "the archive's own tests use the rest")]
#[path = "../../../archive/tests/it/house.rs"]
mod archive_house;
mod destruction;
#[allow(
    dead_code,
    reason = "the program's own file; it wires what this room may not know"
)]
#[path = "../../../guildhall/src/document_source.rs"]
mod document_source;
mod handing_over;
mod holds;
mod house;
mod rounds;
mod schema;
