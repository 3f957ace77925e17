//! Faces of many records that leave, and of packages that come in: consignments, accessions.

pub mod accession;
pub mod accessions;
pub mod consignment;
pub mod consignments;
mod fetched;
pub mod told;

use crate::door::{Door, show, take};
use crate::routes;

/// Returns the doors to consignments and accessions.
pub fn doors() -> Vec<Door> {
    vec![
        show(routes::CONSIGNMENTS, consignments::list),
        take(routes::CONSIGNMENTS, consignments::begin),
        show("/consignments/{id}", consignment::show),
        take("/consignments/{id}/stopping", consignment::stop),
        show("/consignments/{id}/packages.zip", consignment::packages),
        show("/consignments/{id}/receipt.json", consignment::receipt),
        show(routes::ACCESSIONS, accessions::list),
        show("/accessions/{id}", accession::show),
        take("/accessions/{id}/stopping", accession::stop),
    ]
}

/// Returns the doors that take whole files.
pub fn upload_doors() -> Vec<Door> {
    vec![take(routes::ACCESSIONS, accessions::send)]
}
