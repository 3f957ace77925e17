//! Faces of search: the home page and the results.

pub mod pages;
pub mod query;
