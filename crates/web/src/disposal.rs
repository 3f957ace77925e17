//! Faces of the disposal room: rounds of appraisal, one round with its lines, its papers, legal holds.

pub mod holds;
pub mod papers;
pub mod round;
pub mod rounds;
mod told;

use crate::door::{Door, show, take};
use crate::routes;

/// Returns the doors to appraisal, destruction and legal holds.
pub fn doors() -> Vec<Door> {
    vec![
        show(routes::DISPOSAL, rounds::list),
        take(routes::DISPOSAL, rounds::begin),
        show(routes::HOLDS, holds::list),
        take(routes::HOLDS, holds::set),
        take("/disposal/holds/{id}/lifting", holds::lift),
        show("/disposal/{id}", round::show),
        take("/disposal/{id}/sending", round::send),
        take("/disposal/{id}/stopping", round::stop),
        take("/disposal/{id}/signature", round::sign),
        take("/disposal/{id}/execution", round::execute),
        take("/disposal/items/{id}", round::propose),
        show("/disposal/{id}/list.pdf", papers::list),
        show("/disposal/{id}/certificate.pdf", papers::certificate),
    ]
}
