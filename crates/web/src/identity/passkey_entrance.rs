//! Coming in with a passkey: instead of the password, after it, and when somebody must prove again who she is.

use crate::api::ceremony_token;
use crate::app::App;
use crate::context::{CEREMONY_COOKIE, Member, Visit, session_token};
use crate::fault::Fault;
use crate::identity::{confirm, entrance};
use crate::routes;
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use guildhall_identity::IdentityError;
use guildhall_identity::passkey::Assertion;
use guildhall_identity::sign_in::{Proof, SignedIn};
use guildhall_kernel::Explain as _;
use guildhall_kernel::explain::ErrorKind;
use http::HeaderMap;
use serde::Deserialize;

/// What the form of a passkey sends.
#[derive(Deserialize)]
pub struct PasskeyForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    credential: String,
    #[serde(default)]
    next: String,
}

/// Whether the page says what is wrong, instead of a page of its own.
fn is_shown_in_place(error: &IdentityError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Invalid | ErrorKind::TooMany | ErrorKind::Conflict
    ) || matches!(error, IdentityError::AccountNotActive)
}

/// `POST /sign-in/passkey`
pub async fn sign_in(
    visit: Visit,
    State(app): State<App>,
    jar: CookieJar,
    Form(form): Form<PasskeyForm>,
) -> Result<Response, Fault> {
    match enter(&visit, &jar, &form).await {
        Ok(signed_in) => {
            let jar = jar.remove(Cookie::build(CEREMONY_COOKIE).path("/"));
            Ok(entrance::entered(&app, jar, &signed_in, form.next))
        }
        Err(error) if is_shown_in_place(&error) => Ok(entrance::sign_in_page(
            &visit,
            String::new(),
            Some(&error),
            form.next,
        )),
        Err(error) => Err(error.into()),
    }
}

async fn enter(visit: &Visit, jar: &CookieJar, form: &PasskeyForm) -> Result<SignedIn, IdentityError> {
    let answer = Assertion::parse(&form.credential)?;
    let browser = ceremony_token(jar)?;
    let shown = (&answer, &visit.visitor);
    let app = &visit.app;
    app.sign_in
        .sign_in_with_passkey(&app.database, &browser, shown)
        .await
}

/// `POST /sign-in/code/passkey`: takes a passkey in place of the code.
pub async fn finish(
    visit: Visit,
    State(app): State<App>,
    headers: HeaderMap,
    Form(form): Form<PasskeyForm>,
) -> Result<Response, Fault> {
    let jar = CookieJar::from_headers(&headers);
    let Some(pending) = session_token(&headers, &jar).0 else {
        return Ok(Redirect::to(routes::SIGN_IN).into_response());
    };
    let answer = Assertion::parse(&form.credential);
    let finished = match &answer {
        Ok(answer) => {
            let shown = (Proof::Passkey(answer), &visit.visitor);
            app.sign_in.finish(&app.database, &pending, shown).await
        }
        Err(_) => Err(IdentityError::PasskeyRefused { reason: "no-answer" }),
    };
    entrance::finished_page(&visit, jar, (finished, &pending), form.next).await
}

/// `POST /me/confirm/passkey`
pub async fn confirm(member: Member, Form(form): Form<PasskeyForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let proved = prove(&member, &form.credential).await;
    confirm::answered(&member, proved, form.next).await
}

async fn prove(member: &Member, credential: &str) -> Result<(), IdentityError> {
    let app = member.app();
    let answer = Assertion::parse(credential)?;
    let proof = Proof::Passkey(&answer);
    app.sign_in.confirm(&app.database, &member.signed_in, proof).await
}
