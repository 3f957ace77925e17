//! Faces of search: the home page and the results.

pub mod pages;
pub mod query;

use crate::door::{Door, show};
use crate::routes;

/// Returns what is asked and found here.
pub fn doors() -> Vec<Door> {
    vec![
        show(routes::HOME, pages::home),
        show(routes::SEARCH, pages::results),
    ]
}
