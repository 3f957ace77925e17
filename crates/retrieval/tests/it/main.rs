//! The search index from outside: finding, paging, rights, keeping.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it stands"
)]

mod finding;
mod keeping;
mod paging;
mod rights;
mod sample;
mod snippets;
