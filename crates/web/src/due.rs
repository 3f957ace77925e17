//! What somebody owes before anything else opens to her: a password of her own in place of one that somebody else chose,
//! and a second factor when the house obliges her to one.
//!
//! A layer and no rule of single handlers, so that no route can forget it.

use crate::context::Visit;
use crate::fault::Fault;
use crate::routes;
use crate::view::PageFault;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use guildhall_identity::Authenticated;
use http::Method;

/// What stays open whatever is due: one's own account, leaving, and what a visitor sees too.
const OPEN: [&str; 10] = [
    routes::OWN_ACCOUNT,
    routes::SIGN_IN,
    routes::SIGN_IN_CODE,
    routes::SIGN_OUT,
    routes::FIRST_RUN,
    routes::PREFERENCES,
    routes::HELP,
    "/api/v1/me",
    "/api/v1/sessions/current",
    "/api/v1/openapi.json",
];
/// Where a password is changed.
const PASSWORD: [&str; 2] = [routes::OWN_PASSWORD, "/api/v1/me/password"];
/// Where an authenticator app, a passkey or a certificate that counts as two is set up, with the proof of identity that this may ask for.
const SECOND_FACTOR: [&str; 15] = [
    routes::SECOND_FACTOR,
    routes::SECOND_FACTOR_CONFIRM,
    routes::PASSKEYS,
    routes::OWN_CERTIFICATES,
    "/api/v1/me/certificates",
    routes::CONFIRM,
    routes::CONFIRM_PASSKEY,
    routes::OWN_PASSWORD,
    routes::PROOF_CHALLENGE,
    "/api/v1/me/password",
    "/api/v1/me/second-factor",
    "/api/v1/me/passkeys",
    "/api/v1/me/passkeys/challenge",
    "/api/v1/sessions/current/confirmation",
    "/api/v1/sessions/current/confirmation/passkey",
];

/// What is due; the password first, because whoever chose it could set up the second factor, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Password,
    SecondFactor,
}

impl Due {
    fn of(signed_in: &Authenticated) -> Option<Self> {
        if signed_in.account.must_change_password {
            Some(Self::Password)
        } else {
            signed_in.second_factor_due.then_some(Self::SecondFactor)
        }
    }

    fn leaves_open(self, path: &str) -> bool {
        let own: &[&str] = match self {
            Self::Password => &PASSWORD,
            Self::SecondFactor => &SECOND_FACTOR,
        };
        OPEN.contains(&path) || own.contains(&path)
    }

    fn fault(self) -> PageFault {
        match self {
            Self::Password => PageFault::PasswordDue,
            Self::SecondFactor => PageFault::SecondFactorDue,
        }
    }
}

/// Leads to one's own account until nothing is due any more; the API refuses. A new sign-in stays possible.
pub async fn require_what_is_due(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let visit = request.extensions().get::<Visit>();
    let due = visit.and_then(|visit| visit.signed_in.as_ref()).and_then(Due::of);
    let is_sign_in = path == "/api/v1/sessions" && request.method() == Method::POST;
    let Some(due) = due.filter(|due| !is_sign_in && !due.leaves_open(path)) else {
        return next.run(request).await;
    };
    if request.method() == Method::GET && !path.starts_with("/api/") {
        return Redirect::to(routes::OWN_ACCOUNT).into_response();
    }
    Fault::from(due.fault()).into_response()
}
