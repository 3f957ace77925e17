//! Faces of the privacy room: the register of processing, one's own data, requests, impact assessments.

pub mod assessments;
pub mod copied;
mod copy_tables;
pub mod named;
pub mod own_copy;
pub mod own_data;
pub mod register;
pub mod requests;

use crate::door::{Door, show, take};
use crate::routes;

/// Returns the doors to the register, to one's own data, to requests and to assessments.
pub fn doors() -> Vec<Door> {
    vec![
        show(routes::REGISTER, register::list),
        show(routes::REGISTER_NEW, register::new_form),
        take(routes::REGISTER_NEW, register::add),
        show("/privacy/register/{code}", register::entry),
        take("/privacy/register/{code}", register::change),
        show(routes::OWN_DATA, own_data::show),
        take(routes::OWN_REQUESTS, own_data::ask),
        take("/me/data/requests/{id}/close", own_data::close),
        take("/me/data/consents/{code}/give", own_data::give),
        take("/me/data/consents/{code}/withdraw", own_data::withdraw),
        show(routes::OWN_COPY, own_copy::show),
        show(routes::OWN_COPY_FILE, own_copy::file),
        show(routes::REQUESTS, requests::list),
        show("/privacy/requests/{id}", requests::show),
        take("/privacy/requests/{id}/begin", requests::begin),
        take("/privacy/requests/{id}/answer", requests::answer),
        show(routes::ASSESSMENTS, assessments::list),
        take(routes::ASSESSMENTS, assessments::draft),
        show("/privacy/assessments/{id}", assessments::show),
        take("/privacy/assessments/{id}", assessments::revise),
        take("/privacy/assessments/{id}/decision", assessments::decide),
    ]
}
