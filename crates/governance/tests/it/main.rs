//! The governance room as a whole, on both databases, with the policies that the product ships.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking and tell when they are skipped"
)]

mod editions;
mod house;
mod schema;
