//! The inspection through its public face: real databases, a real vault, real files.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

mod declarations;
mod looks;
mod place;
mod reports;
mod schema;
#[path = "../../../identity/tests/it/house.rs"]
#[allow(
    dead_code,
    reason = "the union of the identity room offers more than is needed here"
)]
mod union;
mod weaknesses;
