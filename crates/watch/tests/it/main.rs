//! The watching room as a whole, on both databases, with the rules and policies that the product ships.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking and tell when they are skipped"
)]

mod alerts;
mod exports;
#[path = "../../../identity/tests/it/house.rs"]
#[allow(
    dead_code,
    reason = "the fixture of another room, of which some parts are not needed here"
)]
mod house;
mod schema;
mod stage;
