//! Faces of the archive: the list of filed records, one record, its pages and files, batches.

pub mod attestations;
pub mod authorities;
pub mod batches;
pub mod catalogues;
pub mod checks;
pub mod clear_access;
pub mod dossiers;
pub mod due_list;
pub mod files;
pub mod formats;
pub mod lending;
pub mod package;
pub mod page_image;
pub mod printing;
pub mod quarantine;
pub mod reclassification;
pub mod record;
pub mod record_proof;
pub mod records;
pub mod retention;
pub mod shown;
pub mod sight;
pub mod storeroom;
pub mod usage;
pub mod viewer;
pub mod volumes;

use crate::door::{Door, show, take};
use crate::routes;

/// Returns the doors to filed records, their pages and files.
pub fn doors() -> Vec<Door> {
    vec![
        show(routes::RECORDS, records::list),
        show(routes::RETENTION, retention::due),
        show(routes::DUE_LIST, due_list::print),
        show(routes::RETENTION_SCHEDULE, retention::schedule),
        show(routes::CATALOGUES, catalogues::list),
        show(routes::CATALOGUE_PRINT, catalogues::print),
        show(routes::BATCHES, batches::list),
        take(routes::BATCHES, batches::make),
        show("/batches/{id}", batches::one::show),
        take("/batches/{id}", batches::one::change),
        take("/batches/{id}/run", batches::one::run),
        take("/batches/{id}/stop", batches::one::stop),
        take("/batches/{id}/undo", batches::one::undo),
        show(routes::STOREROOM, storeroom::rooms),
        take(routes::STOREROOM, storeroom::make),
        show(routes::UNPLACED, storeroom::unplaced::list),
        take(routes::UNPLACED, storeroom::unplaced::put),
        show(routes::SPINE_LABELS, storeroom::labels::print),
        show("/storeroom/{id}", storeroom::place::show),
        take("/storeroom/{id}", storeroom::place::change),
        take("/storeroom/{id}/move", storeroom::place::carry),
        take("/storeroom/{id}/records", storeroom::place::put),
        take("/storeroom/{id}/out", storeroom::place::take_out),
        take("/storeroom/{id}/closing", storeroom::place::close),
        show("/storeroom/{id}/list.pdf", storeroom::labels::list),
        take("/storeroom/moves/{id}/undo", storeroom::place::undo),
        show(routes::ATTESTATIONS, attestations::list),
        show(routes::ATTESTATION_CHECK, attestations::check),
        show("/attestations/{id}", attestations::show),
        show("/attestations/{id}/certificate.pdf", attestations::paper::print),
        take("/attestations/{id}/revocation", attestations::revoke),
        show("/records/{id}/attestations", attestations::form),
        take("/records/{id}/attestations", attestations::issue),
        show(routes::AUTHORITIES, authorities::list),
        take(routes::AUTHORITIES, authorities::make),
        show(routes::AUTHORITY_NEW, authorities::form),
        show(routes::AUTHORITIES_UNKNOWN, authorities::unknown::list),
        show("/authorities/{id}", authorities::one::show),
        take("/authorities/{id}", authorities::one::change),
        show(routes::DOSSIERS, dossiers::list),
        take(routes::DOSSIERS, dossiers::open),
        show(routes::DOSSIER_NEW, dossiers::form),
        show(routes::DOSSIERS_OWED, dossiers::list_owed),
        show("/dossiers/{id}", dossiers::one::show),
        take("/dossiers/{id}/papers", dossiers::one::put),
        take("/dossiers/{id}/removal", dossiers::one::take_out),
        take("/dossiers/{id}/state", dossiers::one::act),
        show("/dossiers/{id}/receipt.pdf", dossiers::receipt::print),
        show(routes::VOLUMES, volumes::list),
        take(routes::VOLUMES, volumes::open),
        show(routes::VOLUME_NEW, volumes::form),
        show(routes::VOLUME_CATALOGUE, volumes::printing::catalogue),
        show("/volumes/{id}", volumes::one::show),
        take("/volumes/{id}", volumes::one::describe),
        take("/volumes/{id}/papers", volumes::one::put),
        take("/volumes/{id}/removal", volumes::one::take_out),
        take("/volumes/{id}/order", volumes::one::arrange),
        take("/volumes/{id}/state", volumes::one::act),
        show("/volumes/{id}/cover.pdf", volumes::printing::cover),
        show("/volumes/{id}/list.pdf", volumes::printing::list),
        show("/volumes/{id}/note.pdf", volumes::printing::note),
        show("/volumes/{id}/spine.pdf", volumes::printing::spine),
        show(routes::LOANS, lending::list),
        take(routes::LOANS, lending::lend),
        show(routes::OWN_LOANS, lending::own::list),
        show(routes::LOAN_REQUESTS, lending::requests::list),
        take(routes::LOAN_REQUESTS, lending::requests::ask),
        take("/loans/requests/{id}/loan", lending::requests::hand_out),
        take("/loans/requests/{id}/drop", lending::requests::drop),
        take("/loans/{id}/return", lending::take_back),
        take("/loans/{id}/renewal", lending::renew),
        take("/loans/{id}/reopening", lending::reopen),
        show("/loans/{id}/slip.pdf", lending::slip::print),
        show(routes::FORMATS, formats::map),
        show(routes::FORMAT_FILES, formats::files),
        show(routes::CHECKS, checks::overview),
        show("/records/{id}/checks", checks::show),
        take("/records/{id}/checks", checks::again),
        take("/records/{id}/checks/{code}", checks::answer),
        show("/records/{id}/checks.pdf", checks::report),
        show("/records/{id}", record::show),
        show("/records/{id}/quarantine", quarantine::show),
        take("/records/{id}/quarantine", quarantine::release),
        take("/records/{id}/clear-access", clear_access::ask),
        take("/records/{id}/clear-access/end", clear_access::end),
        show("/records/{id}/pages/{page}/image", page_image::show),
        show("/records/{id}/secrecy", reclassification::show),
        take("/records/{id}/secrecy", reclassification::ask),
        show("/records/{id}/print", printing::show),
        show("/records/{id}/print/{page}/image", printing::image),
        show("/records/{id}/files/{file}", files::original),
        show("/records/{id}/searchable.pdf", files::searchable),
        show("/records/{id}/proof", record_proof::download),
        show(routes::USES, usage::list),
        take(routes::USES, usage::ask),
        show(routes::USE_REGISTER, usage::register::list),
        show(routes::USE_STATISTICS, usage::statistics::show),
        show(routes::USE_STATISTICS_FILE, usage::statistics::file),
        show("/uses/{id}", usage::reading::show),
        show("/uses/{id}/pages/{page}/image", usage::image::show),
        take("/uses/{id}/revocation", usage::register::revoke),
        show("/records/{id}/package", package::show),
        take("/records/{id}/package", package::send),
    ]
}
