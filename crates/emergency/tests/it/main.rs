//! The emergency room as a whole, on both databases, with the rules and policies that the product ships.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking and tell when they are skipped"
)]

mod house;
mod incidents;
mod letters;
mod rules;
mod runs;
mod schema;
