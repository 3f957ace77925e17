//! Rules of the reading room, held against files that the tests make themselves and against shared samples.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and figures are printed for the person who runs the tests"
)]

mod arbitrary_bytes;
mod archives;
mod documents;
mod fixtures;
mod hostile_inputs;
mod mails;
mod ofd_samples;
mod pdf_made;
mod pdfs;
mod pictures;
mod plain_texts;
mod recognition;
mod shared_data;
mod workbooks;
