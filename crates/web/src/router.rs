//! Every address of the pages, with the layers that guard them all.

use crate::app::App;
use crate::{
    archive, assets, fault, identity, intake, page, password_due, rate_limit, retrieval, routes, same_site,
    system,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{get, post};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

/// Largest body of a form without files.
const FORM_BYTES_MAX: usize = 2 * 1024 * 1024;
/// A client that sends nothing for this long has hung up.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// Returns the whole web face of the house.
pub fn router(app: App) -> Router {
    let upload_limit = usize::try_from(app.upload_bytes_max).unwrap_or(usize::MAX);
    let rate_limit = rate_limit::RateLimit::new(app.requests_per_second);
    let uploads = Router::new()
        .route(routes::INBOX_FILES, post(intake::upload::receive))
        .layer(DefaultBodyLimit::max(upload_limit));
    let forms = pages().layer(DefaultBodyLimit::max(FORM_BYTES_MAX));
    forms
        .merge(uploads)
        .merge(crate::api::router(upload_limit))
        .layer(from_fn(password_due::require_own_password))
        .layer(from_fn(same_site::require_same_site))
        .layer(from_fn_with_state(rate_limit, rate_limit::limit_rate))
        .layer(from_fn_with_state(app.clone(), fault::show_faults))
        .route("/assets/{*name}", get(assets::serve))
        .layer(map_response(security_headers))
        .layer(CompressionLayer::new())
        .layer(RequestBodyTimeoutLayer::new(SILENCE_MAX))
        .layer(CatchPanicLayer::new())
        .with_state(app)
}

fn pages() -> Router<App> {
    Router::new()
        .route(routes::HOME, get(retrieval::pages::home))
        .route(routes::SEARCH, get(retrieval::pages::results))
        .route(
            routes::SIGN_IN,
            get(identity::entrance::sign_in_form).post(identity::entrance::sign_in),
        )
        .route(
            routes::SIGN_IN_CODE,
            get(identity::entrance::code_form).post(identity::entrance::finish),
        )
        .route(routes::SIGN_OUT, post(identity::entrance::sign_out))
        .route(
            routes::FIRST_RUN,
            get(identity::entrance::first_run_form).post(identity::entrance::first_run),
        )
        .route(routes::OWN_ACCOUNT, get(identity::own_account::show))
        .route(
            routes::SECOND_FACTOR,
            get(identity::second_factor::show).post(identity::second_factor::begin),
        )
        .route(
            routes::SECOND_FACTOR_CONFIRM,
            post(identity::second_factor::confirm),
        )
        .route(routes::RECOVERY_CODES, post(identity::second_factor::renew_codes))
        .route(
            routes::SECOND_FACTOR_REMOVE,
            post(identity::second_factor::remove),
        )
        .route(
            routes::CONFIRM,
            get(identity::confirm::show).post(identity::confirm::confirm),
        )
        .route(routes::OWN_PASSWORD, post(identity::own_account::change_password))
        .route(
            routes::OWN_SESSIONS_END,
            post(identity::own_account::end_other_sessions),
        )
        .route("/me/sessions/{id}/end", post(identity::own_account::end_session))
        .route(routes::PREFERENCES, post(identity::entrance::preferences))
        .route(routes::HELP, get(identity::entrance::help))
        .route(routes::INBOX, get(intake::list::list))
        .route(
            "/inbox/{id}",
            get(intake::describe::show).post(intake::describe::change),
        )
        .route("/inbox/{id}/read-again", post(intake::list::read_again))
        .route("/inbox/{id}/discard", post(intake::discard::discard))
        .route("/inbox/{id}/restore", post(intake::discard::restore))
        .route(routes::RECORDS, get(archive::records::list))
        .route("/records/{id}", get(archive::record::show))
        .route("/records/{id}/pages/{page}/image", get(archive::page_image::show))
        .route("/records/{id}/files/{file}", get(archive::files::original))
        .route("/records/{id}/searchable.pdf", get(archive::files::searchable))
        .route(
            routes::ACCOUNTS,
            get(identity::accounts::list).post(identity::accounts::create),
        )
        .route(routes::ACCOUNT_NEW, get(identity::accounts::new_form))
        .route(
            "/accounts/{id}",
            get(identity::accounts::form).post(identity::accounts::change),
        )
        .route(
            "/accounts/{id}/second-factor/remove",
            post(identity::accounts::remove_second_factor),
        )
        .route(
            "/accounts/{id}/password",
            post(identity::accounts::reset_password),
        )
        .route(
            routes::ORGANISATION,
            get(identity::organisation::tree).post(identity::organisation::add),
        )
        .route(
            "/organisation/{id}",
            get(identity::organisation::unit).post(identity::organisation::change),
        )
        .route(routes::JOBS, get(system::jobs::list))
        .route("/system/jobs/{id}/cancel", post(system::jobs::cancel))
        .route("/system/jobs/{id}/retry", post(system::jobs::retry))
        .route(routes::STORAGE, get(system::storage::show))
        .route(routes::SCRUB, post(system::storage::scrub))
        .route(routes::LEDGER, get(system::ledger::show))
        .route(routes::LEDGER_VERIFY, post(system::ledger::verify))
        .route(routes::LEDGER_CHECKPOINT, get(system::ledger::checkpoint))
        .route(routes::LEDGER_EXPORT, get(system::ledger::export))
}

/// Every answer carries the security headers, also those that no template made.
async fn security_headers(mut response: Response) -> Response {
    for (name, value) in page::SECURITY_HEADERS {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}
