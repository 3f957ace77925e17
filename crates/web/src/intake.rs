//! Faces of the inbox: the list, uploads, and the describing of a paper.

pub mod describe;
pub mod describe_fields;
pub mod discard;
pub mod filing;
pub mod held;
pub mod list;
pub mod notes;
pub mod upload;

use crate::door::{Door, show, take};
use crate::routes;

/// Returns the doors to the inbox.
pub fn doors() -> Vec<Door> {
    vec![
        show(routes::INBOX, list::list),
        show("/inbox/{id}", describe::show),
        take("/inbox/{id}", describe::change),
        take("/inbox/{id}/read-again", list::read_again),
        take("/inbox/{id}/discard", discard::discard),
        take("/inbox/{id}/restore", discard::restore),
        take("/inbox/{id}/release", held::release),
    ]
}

/// Returns the doors through which whole files come in; their bodies have a limit of their own.
pub fn upload_doors() -> Vec<Door> {
    vec![take(routes::INBOX_FILES, upload::receive)]
}
