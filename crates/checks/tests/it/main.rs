//! The checks room as a whole, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking and tell when they are skipped"
)]

mod schema;
