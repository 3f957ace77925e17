//! Faces of the workflow room: the inbox of tasks, one run with its decisions, the definitions, absences.

pub mod absence;
pub mod definitions;
mod diagram;
pub mod run;
mod settled;
pub mod tasks;
mod told;

use crate::door::{Door, show, take};
use crate::routes;

/// Returns the doors to tasks, runs, definitions and absences.
pub fn doors() -> Vec<Door> {
    vec![
        show(routes::TASKS, tasks::list),
        show(routes::STARTED, tasks::started),
        show(routes::WORKFLOWS, definitions::list),
        show(routes::ABSENCES, absence::list),
        take(routes::ABSENCES, absence::tell),
        take("/tasks/absences/{id}/end", absence::end),
        show("/workflow/{id}", run::show),
        take("/workflow/{id}/decision", run::decide),
        take("/workflow/{id}/delegation", run::delegate),
        take("/workflow/{id}/withdrawal", run::withdraw),
    ]
}
