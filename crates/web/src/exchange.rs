//! Faces of many records that leave, and of packages that come in: consignments, handovers, accessions.

pub mod accession;
pub mod accessions;
pub mod consignment;
pub mod consignments;
mod fetched;
pub mod handover;
pub mod handover_form;
pub mod handovers;
pub mod told;

use crate::door::{Door, show, take};
use crate::routes;

/// Returns the doors to consignments, handovers and accessions.
pub fn doors() -> Vec<Door> {
    vec![
        show(routes::CONSIGNMENTS, consignments::list),
        take(routes::CONSIGNMENTS, consignments::begin),
        show("/consignments/{id}", consignment::show),
        take("/consignments/{id}/stopping", consignment::stop),
        show("/consignments/{id}/packages.zip", consignment::packages),
        show("/consignments/{id}/receipt.json", consignment::receipt),
        show("/consignments/{id}/handover", handovers::fill_in),
        take("/consignments/{id}/handover", handovers::ask),
        show(routes::HANDOVERS, handovers::list),
        show("/handovers/{id}", handover::show),
        take("/handovers/{id}/acceptance", handover::accept),
        take("/handovers/{id}/refusal", handover::decline),
        show("/handovers/{id}/form.pdf", handover_form::print),
        show(routes::ACCESSIONS, accessions::list),
        show("/accessions/{id}", accession::show),
        take("/accessions/{id}/stopping", accession::stop),
    ]
}

/// Returns the doors that take whole files.
pub fn upload_doors() -> Vec<Door> {
    vec![take(routes::ACCESSIONS, accessions::send)]
}
