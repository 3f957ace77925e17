//! The search index from outside: finding, paging, rights, keeping.

mod finding;
mod keeping;
mod paging;
mod rights;
mod sample;
mod snippets;
