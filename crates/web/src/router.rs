//! Every address of the pages, with the layers that guard them all.

use crate::app::App;
use crate::door::{Door, mount};
use crate::{
    archive, assets, disposal, due, emergency, exchange, fault, host_cookie, identity, intake, page, privacy,
    rate_limit, retrieval, same_site, scim, system, workflow,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::Response;
use http::{HeaderValue, Method, header};
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
    let uploads = mount(Router::new(), file_doors()).layer(DefaultBodyLimit::max(upload_limit));
    let forms = mount(Router::new(), pages()).layer(DefaultBodyLimit::max(FORM_BYTES_MAX));
    let directories = mount(Router::new(), scim::doors()).layer(DefaultBodyLimit::max(scim::BODY_BYTES_MAX));
    let guarded = forms
        .merge(uploads)
        .merge(directories)
        .merge(crate::api::router(upload_limit))
        .layer(from_fn(due::require_what_is_due))
        .layer(from_fn(same_site::require_same_site))
        .layer(from_fn_with_state(rate_limit, rate_limit::limit_rate))
        .layer(from_fn_with_state(app.clone(), fault::show_faults));
    let https = app.https;
    let headed = mount(guarded, assets::doors())
        .layer(CatchPanicLayer::new())
        .layer(map_response(security_headers));
    let tied = match https {
        true => headed
            .layer(map_response(demand_https))
            .layer(from_fn(host_cookie::tie_cookies)),
        false => headed,
    };
    tied.layer(CompressionLayer::new())
        .layer(RequestBodyTimeoutLayer::new(SILENCE_MAX))
        .with_state(app)
}

/// Returns every page and form, without those that take whole files.
fn pages() -> Vec<Door> {
    [
        retrieval::doors(),
        identity::doors(),
        intake::doors(),
        archive::doors(),
        privacy::doors(),
        emergency::doors(),
        workflow::doors(),
        disposal::doors(),
        exchange::doors(),
        system::doors(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Returns the doors that take whole files.
fn file_doors() -> Vec<Door> {
    let own = [intake::upload_doors(), exchange::upload_doors()];
    own.into_iter().flatten().collect()
}

/// Returns method and address of every door of the house, the API's among them; the table of rights has a row for each.
pub fn doors() -> Vec<(Method, String)> {
    let own = [pages(), file_doors(), scim::doors(), assets::doors()]
        .into_iter()
        .flatten();
    let own = own.map(|door| (door.method, door.address.to_owned()));
    own.chain(crate::api::operations()).collect()
}

/// Browsers that came by https once come by https only, for a year (RFC 6797).
async fn demand_https(mut response: Response) -> Response {
    let value = HeaderValue::from_static("max-age=31536000; includeSubDomains");
    response
        .headers_mut()
        .insert(header::STRICT_TRANSPORT_SECURITY, value);
    response
}

/// Every answer carries the security headers, also those that no template made.
async fn security_headers(mut response: Response) -> Response {
    for (name, value) in page::SECURITY_HEADERS {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}
