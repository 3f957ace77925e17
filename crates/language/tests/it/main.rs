//! Integration tests of the language room: shared data sets, the real model, arbitrary text, large text.

#![expect(
    clippy::print_stderr,
    reason = "figures and skipped tests are told on standard error"
)]

mod any_text;
mod large_text;
mod model;
mod opencc;
mod shared_data;
