//! Whoever came in with a password that somebody else chose sets her own before anything else.
//!
//! A layer and no rule of single handlers, so that no route can forget it.

use crate::context::Visit;
use crate::fault::Fault;
use crate::routes;
use crate::view::PageFault;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::Method;

/// What stays open: changing the password, leaving, and what a visitor sees too.
const OPEN: [&str; 12] = [
    routes::OWN_ACCOUNT,
    routes::OWN_PASSWORD,
    routes::SIGN_IN,
    routes::SIGN_IN_CODE,
    routes::SIGN_OUT,
    routes::FIRST_RUN,
    routes::PREFERENCES,
    routes::HELP,
    "/api/v1/me",
    "/api/v1/me/password",
    "/api/v1/sessions/current",
    "/api/v1/openapi.json",
];

/// Leads to the page for the password until it is set; the API refuses. A new sign-in stays possible.
pub async fn require_own_password(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_due = request
        .extensions()
        .get::<Visit>()
        .and_then(|visit| visit.signed_in.as_ref())
        .is_some_and(|signed_in| signed_in.account.must_change_password);
    let is_sign_in = path == "/api/v1/sessions" && request.method() == Method::POST;
    if !is_due || is_sign_in || OPEN.contains(&path) {
        return next.run(request).await;
    }
    if request.method() == Method::GET && !path.starts_with("/api/") {
        return Redirect::to(routes::OWN_ACCOUNT).into_response();
    }
    Fault::from(PageFault::PasswordDue).into_response()
}
