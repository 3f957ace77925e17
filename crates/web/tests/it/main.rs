//! What the web room promises as a whole: every page renders, every message exists, every address keeps its rules.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

#[path = "../../../guildhall/src/document_source.rs"]
mod document_source;
mod house;
mod http_api;
mod http_discard;
mod http_entrance;
mod http_hostile;
mod http_papers;
mod http_reading;
mod http_rights;
mod http_second_factor;
mod http_uploads;
mod locales;
mod pages;
mod samples;
