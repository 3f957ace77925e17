//! The JSON API under `/api/v1`: the same services as the pages, for programs.
//!
//! Every route is registered together with its description, so that the OpenAPI document cannot differ from what is
//! served. Handlers decide nothing; refusals get their form (`application/problem+json`) in [`crate::fault`].

mod accounts;
mod body;
mod caller;
mod dictionary;
mod document;
mod jobs;
mod ledger;
mod organisations;
mod papers;
mod records;
mod search;
mod sessions;

pub use body::BodyFault;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use http::{HeaderValue, header};
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

fn described(upload_limit: usize) -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(document::frame())
        .routes(routes!(document::show))
        .routes(routes!(sessions::sign_in))
        .routes(routes!(sessions::sign_out))
        .routes(routes!(sessions::finish))
        .routes(routes!(sessions::confirm))
        .routes(routes!(
            sessions::begin_second_factor,
            sessions::confirm_second_factor,
            sessions::remove_second_factor
        ))
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
        .routes(routes!(records::show))
        .routes(routes!(records::page))
        .routes(routes!(records::download))
        .routes(routes!(records::history))
        .routes(routes!(search::search))
        .routes(routes!(dictionary::all))
        .routes(routes!(dictionary::one))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::cancel))
        .routes(routes!(jobs::retry))
        .routes(routes!(accounts::list, accounts::create))
        .routes(routes!(accounts::reset_password))
        .routes(routes!(organisations::list, organisations::add))
        .routes(routes!(organisations::set_code))
        .routes(routes!(ledger::show))
        .routes(routes!(ledger::export))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        // Answers hold personal data: nothing between here and the program keeps them.
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
}
