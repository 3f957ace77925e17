//! Faces of search: the home page and the results.

pub mod export;
mod hour;
pub mod pages;
pub mod query;

use crate::door::{Door, show, take};
use crate::routes;

/// Returns what is asked and found here.
pub fn doors() -> Vec<Door> {
    vec![
        show(routes::HOME, pages::home),
        show(routes::SEARCH, pages::results),
        show(routes::SEARCH_EXPORT, export::show),
        take(routes::SEARCH_EXPORT, export::send),
    ]
}
