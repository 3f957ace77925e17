//! The JSON API under `/api/v1`: the same services as the pages, for programs.
//!
//! Every route is registered together with its description, so that the OpenAPI document cannot differ from what is
//! served. Handlers decide nothing; refusals get their form (`application/problem+json`) in [`crate::fault`].

mod accounts;
mod alerts;
mod assessments;
mod attestations;
mod audit;
mod authorities;
mod backup;
mod batches;
mod body;
mod caller;
mod catalogues;
mod certificates;
mod checks;
mod clear_access;
mod dictionary;
mod directories;
mod disposal;
mod document;
mod dossiers;
mod emergency;
mod exchange;
mod first_run;
mod formats;
mod handovers;
mod incidents;
pub mod inspection;
mod jobs;
mod keys;
mod ledger;
mod letters;
mod loan_requests;
mod loans;
mod organisations;
mod outside;
mod own_data;
mod packages;
mod papers;
mod passkeys;
mod people;
mod places;
mod policies;
mod policy_editions;
mod powers;
mod quarantine;
mod reclassifications;
mod records;
mod register;
mod requests;
mod retention;
mod search;
mod sessions;
mod uses;
mod volumes;
mod witness;
mod workflow;

pub use body::BodyFault;
pub use passkeys::ceremony_token;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use http::{HeaderValue, Method, header};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

/// Largest JSON body in bytes: a description with every field filled to its limit fits.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// Returns the routes of the API. `upload_limit` is the largest upload in bytes.
pub fn router(upload_limit: usize) -> Router<App> {
    described(upload_limit).split_for_parts().0
}

/// Returns the OpenAPI document, made from the routes themselves.
pub fn openapi() -> OpenApi {
    document::complete(described(BODY_BYTES_MAX).into_openapi())
}

/// Returns method and address of every operation, as the document names them.
pub fn operations() -> Vec<(Method, String)> {
    let paths = openapi().paths.paths;
    paths
        .into_iter()
        .flat_map(|(address, item)| {
            let methods = [
                (Method::GET, item.get.is_some()),
                (Method::PUT, item.put.is_some()),
                (Method::POST, item.post.is_some()),
                (Method::DELETE, item.delete.is_some()),
                (Method::PATCH, item.patch.is_some()),
            ];
            let known = methods.into_iter().filter(|(_, is_known)| *is_known);
            known.map(move |(method, _)| (method, address.clone()))
        })
        .collect()
}

fn described(upload_limit: usize) -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(document::frame())
        .routes(routes!(document::show))
        .routes(routes!(first_run::found))
        .routes(routes!(sessions::sign_in))
        .routes(routes!(sessions::sign_out))
        .routes(routes!(sessions::finish))
        .routes(routes!(sessions::confirm))
        .routes(routes!(
            sessions::begin_second_factor,
            sessions::confirm_second_factor,
            sessions::remove_second_factor
        ))
        .routes(routes!(passkeys::ask_anybody))
        .routes(routes!(passkeys::sign_in))
        .routes(routes!(passkeys::ask_owner))
        .routes(routes!(passkeys::finish))
        .routes(routes!(passkeys::confirm))
        .routes(routes!(passkeys::ask_new))
        .routes(routes!(passkeys::list, passkeys::add))
        .routes(routes!(passkeys::remove))
        .routes(routes!(outside::providers))
        .routes(routes!(outside::begin_sign_in))
        .routes(routes!(outside::list))
        .routes(routes!(outside::begin_binding))
        .routes(routes!(outside::remove))
        .routes(routes!(outside::list_managed))
        .routes(routes!(outside::remove_managed))
        .routes(routes!(certificates::sign_in))
        .routes(routes!(certificates::list, certificates::bind))
        .routes(routes!(certificates::remove))
        .routes(routes!(certificates::list_managed))
        .routes(routes!(certificates::remove_managed))
        .routes(routes!(sessions::me))
        .routes(routes!(sessions::change_password))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::end))
        .routes(routes!(papers::list, papers::upload).layer(DefaultBodyLimit::max(upload_limit)))
        .routes(routes!(papers::show, papers::describe))
        .routes(routes!(papers::file))
        .routes(routes!(papers::read_again))
        .routes(routes!(papers::discard))
        .routes(routes!(papers::restore))
        .routes(routes!(papers::release))
        .routes(routes!(records::show))
        .routes(routes!(records::page))
        .routes(routes!(records::download))
        .routes(routes!(records::history))
        .routes(routes!(records::proof))
        .routes(routes!(batches::list, batches::make))
        .routes(routes!(batches::show))
        .routes(routes!(batches::preview))
        .routes(routes!(batches::change))
        .routes(routes!(batches::run))
        .routes(routes!(batches::stop))
        .routes(routes!(batches::undo))
        .routes(routes!(batches::refused))
        .routes(routes!(catalogues::list))
        .routes(routes!(catalogues::lines))
        .routes(routes!(attestations::list))
        .routes(routes!(attestations::check))
        .routes(routes!(attestations::show))
        .routes(routes!(attestations::print))
        .routes(routes!(attestations::issue))
        .routes(routes!(attestations::revoke))
        .routes(routes!(authorities::list, authorities::make))
        .routes(routes!(authorities::unknown))
        .routes(routes!(authorities::show, authorities::change))
        .routes(routes!(authorities::records))
        .routes(routes!(dossiers::list, dossiers::open))
        .routes(routes!(dossiers::list_owed))
        .routes(routes!(dossiers::show))
        .routes(routes!(dossiers::put))
        .routes(routes!(dossiers::take_out))
        .routes(routes!(dossiers::act))
        .routes(routes!(volumes::list, volumes::open))
        .routes(routes!(volumes::catalogue))
        .routes(routes!(volumes::show, volumes::describe))
        .routes(routes!(volumes::put))
        .routes(routes!(volumes::take_out))
        .routes(routes!(volumes::arrange))
        .routes(routes!(volumes::act))
        .routes(routes!(loans::list, loans::lend))
        .routes(routes!(loans::own_loans))
        .routes(routes!(loan_requests::list, loan_requests::ask))
        .routes(routes!(loan_requests::to_hand_out))
        .routes(routes!(loan_requests::hand_out))
        .routes(routes!(loan_requests::drop))
        .routes(routes!(loans::take_back))
        .routes(routes!(loans::renew))
        .routes(routes!(loans::reopen))
        .routes(routes!(places::list, places::make))
        .routes(routes!(places::without_place))
        .routes(routes!(places::show, places::change, places::close))
        .routes(routes!(places::carry))
        .routes(routes!(places::records, places::put))
        .routes(routes!(places::take))
        .routes(routes!(places::moves))
        .routes(routes!(places::undo))
        .routes(routes!(quarantine::show, quarantine::release))
        .routes(routes!(formats::map))
        .routes(routes!(formats::files))
        .routes(routes!(formats::of_record))
        .routes(routes!(checks::overview))
        .routes(routes!(checks::history, checks::again))
        .routes(routes!(checks::answer))
        .routes(routes!(packages::pack))
        .routes(routes!(clear_access::ask, clear_access::end))
        .routes(routes!(clear_access::looks))
        .routes(routes!(search::search))
        .routes(routes!(search::export))
        .routes(routes!(dictionary::all))
        .routes(routes!(dictionary::one))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::cancel))
        .routes(routes!(jobs::retry))
        .routes(routes!(accounts::list, accounts::create))
        .routes(routes!(accounts::reset_password))
        .routes(routes!(accounts::set_standing))
        .routes(routes!(directories::list, directories::make))
        .routes(routes!(directories::revoke))
        .routes(routes!(powers::show))
        .routes(routes!(powers::propose))
        .routes(routes!(powers::decide))
        .routes(routes!(powers::withdraw))
        .routes(routes!(people::add))
        .routes(routes!(people::link))
        .routes(routes!(organisations::list, organisations::add))
        .routes(routes!(organisations::set_code))
        .routes(routes!(retention::due))
        .routes(routes!(retention::schedule))
        .routes(routes!(policies::list))
        .routes(routes!(policies::explain))
        .routes(routes!(policies::try_files))
        .routes(routes!(policy_editions::list, policy_editions::propose))
        .routes(routes!(policy_editions::decide))
        .routes(routes!(policy_editions::withdraw))
        .routes(routes!(emergency::plans))
        .routes(routes!(emergency::sheet))
        .routes(routes!(emergency::runs, emergency::begin))
        .routes(routes!(emergency::show))
        .routes(routes!(emergency::step))
        .routes(routes!(emergency::close))
        .routes(routes!(emergency::log))
        .routes(routes!(workflow::tasks))
        .routes(routes!(workflow::runs))
        .routes(routes!(workflow::show))
        .routes(routes!(workflow::decide))
        .routes(routes!(workflow::delegate))
        .routes(routes!(workflow::withdraw))
        .routes(routes!(workflow::definitions))
        .routes(routes!(workflow::absences, workflow::tell_absence))
        .routes(routes!(workflow::end))
        .routes(routes!(uses::list, uses::ask))
        .routes(routes!(uses::register))
        .routes(routes!(uses::statistics))
        .routes(routes!(uses::revoke))
        .routes(routes!(uses::page_image))
        .routes(routes!(reclassifications::ask))
        .routes(routes!(disposal::list, disposal::begin))
        .routes(routes!(disposal::show))
        .routes(routes!(disposal::propose))
        .routes(routes!(disposal::send))
        .routes(routes!(disposal::stop))
        .routes(routes!(disposal::sign))
        .routes(routes!(disposal::execute))
        .routes(routes!(disposal::list_holds, disposal::hold))
        .routes(routes!(disposal::lift))
        .routes(routes!(exchange::list_consignments, exchange::begin_consignment))
        .routes(routes!(exchange::show_consignment))
        .routes(routes!(exchange::consignment_items))
        .routes(routes!(exchange::packages))
        .routes(routes!(exchange::receipt))
        .routes(routes!(exchange::stop_consignment))
        .routes(routes!(handovers::list, handovers::ask))
        .routes(routes!(handovers::show))
        .routes(routes!(handovers::accept))
        .routes(routes!(handovers::decline))
        .routes(routes!(handovers::form))
        .routes(
            routes!(exchange::list_accessions, exchange::send_packages)
                .layer(DefaultBodyLimit::max(upload_limit)),
        )
        .routes(routes!(exchange::show_accession))
        .routes(routes!(exchange::accession_items))
        .routes(routes!(exchange::stop_accession))
        .routes(routes!(exchange::prior_history))
        .routes(routes!(incidents::list, incidents::open))
        .routes(routes!(incidents::show))
        .routes(routes!(incidents::describe))
        .routes(routes!(incidents::stop))
        .routes(routes!(incidents::sightings))
        .routes(routes!(incidents::sightings_file))
        .routes(routes!(incidents::begin))
        .routes(routes!(incidents::close))
        .routes(routes!(incidents::reopen))
        .routes(routes!(letters::list, letters::draft))
        .routes(routes!(letters::edit))
        .routes(routes!(letters::send))
        .routes(routes!(letters::sheet))
        .routes(routes!(keys::show))
        .routes(routes!(keys::rotate))
        .routes(routes!(backup::show))
        .routes(routes!(backup::run))
        .routes(routes!(backup::drill))
        .routes(routes!(alerts::list))
        .routes(routes!(alerts::show))
        .routes(routes!(alerts::acknowledge))
        .routes(routes!(alerts::close))
        .routes(routes!(alerts::end_sessions))
        .routes(routes!(alerts::lift_limit))
        .routes(routes!(register::list))
        .routes(routes!(register::put))
        .routes(routes!(own_data::copy))
        .routes(routes!(own_data::requests, own_data::ask))
        .routes(routes!(own_data::close))
        .routes(routes!(own_data::consents))
        .routes(routes!(own_data::give, own_data::withdraw))
        .routes(routes!(requests::list))
        .routes(routes!(requests::begin))
        .routes(routes!(requests::answer))
        .routes(routes!(assessments::list, assessments::draft))
        .routes(routes!(assessments::revise))
        .routes(routes!(assessments::decide))
        .routes(routes!(inspection::show))
        .routes(routes!(inspection::keep))
        .routes(routes!(inspection::declare))
        .routes(routes!(inspection::pack))
        .routes(routes!(inspection::parts))
        .routes(routes!(ledger::show))
        .routes(routes!(ledger::export))
        .routes(routes!(audit::list))
        .routes(routes!(witness::add_checkpoint))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        // Answers hold personal data: nothing between here and the program keeps them.
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
}
