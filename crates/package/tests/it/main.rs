//! Integration tests of the package room: conformance sets, hostile packages, what is written and read again.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, counts are told, and a skipped test says so"
)]

mod bags;
mod eeps;
mod hostile;
mod judging;
mod objects;
mod other_tools;
mod shared_data;
