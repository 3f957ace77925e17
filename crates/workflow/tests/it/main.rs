//! The workflow room as a whole, on both databases, with the rules and policies that the product ships.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking and tell when they are skipped"
)]

mod absences;
mod follow_up;
mod house;
mod rules;
mod runs;
mod schema;
