//! The contract of the store, run on SQLite and on PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

mod durability;
mod event;
mod job;
mod work;
