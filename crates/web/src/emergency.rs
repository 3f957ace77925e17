//! Faces of the emergency room: plans with their runs, and the case files of breaches with their letters.

mod facts_form;
pub mod gather;
mod incident_page;
pub mod incidents;
pub mod letters;
pub mod plans;
pub mod runs;
mod sheets;
pub mod sightings;
pub mod told;

use crate::door::{Door, show, take};
use crate::routes;

/// Returns the doors to plans, runs, case files and letters.
pub fn doors() -> Vec<Door> {
    vec![
        show(routes::EMERGENCY, plans::list),
        show("/emergency/plans/{code}", plans::show),
        show("/emergency/plans/{code}/print", plans::print),
        take("/emergency/plans/{code}/runs", plans::begin),
        show("/emergency/runs/{id}", runs::show),
        show("/emergency/runs/{id}/print", runs::print),
        take("/emergency/runs/{id}/steps/{number}", runs::step),
        take("/emergency/runs/{id}/close", runs::close),
        show(routes::INCIDENTS, incidents::list),
        take(routes::INCIDENTS, incidents::open),
        show(routes::INCIDENT_NEW, incidents::new_form),
        show("/emergency/incidents/{id}", incidents::show),
        take("/emergency/incidents/{id}/facts", incidents::describe),
        take("/emergency/incidents/{id}/clocks/{code}", incidents::stop),
        take("/emergency/incidents/{id}/close", incidents::close),
        take("/emergency/incidents/{id}/reopen", incidents::reopen),
        take("/emergency/incidents/{id}/runs", incidents::begin),
        take("/emergency/incidents/{id}/sightings", sightings::keep),
        take("/emergency/incidents/{id}/sightings/file", sightings::file),
        take("/emergency/incidents/{id}/letters", letters::draft),
        show("/emergency/letters/{id}", letters::show),
        take("/emergency/letters/{id}", letters::edit),
        take("/emergency/letters/{id}/send", letters::send),
        show("/emergency/letters/{id}/print", letters::print),
    ]
}
