//! The contract of the archive on SQLite and PostgreSQL, and the shipped rules.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

mod attestations;
mod authority;
mod batch;
mod clear_access;
mod discard;
mod dossier;
mod files;
mod filing;
mod house;
mod lending;
mod numbers;
mod record;
mod retention;
mod rules;
mod storeroom;
mod volume;
