//! Sign-in, and what a visitor may set without an account.

use crate::app::App;
use crate::context::{
    LANGUAGE_COOKIE, Member, SESSION_COOKIE, THEME_COOKIE, Visit, cookie, device_cookie, session_token,
};
use crate::fault::Fault;
use crate::locale::{self, Locale};
use crate::page::{FORGET, render};
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{CodePage, HelpPage, Section, SignInPage, Theme};
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use guildhall_federation::oidc::Provider;
use guildhall_identity::sign_in::{Attempt, Proof, SignedIn};
use guildhall_identity::{IdentityError, Language, SessionToken, account, first_run, session};
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

/// Where to go after signing in.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`
pub async fn sign_in_form(visit: Visit, Query(query): Query<Next>) -> Result<Response, Fault> {
    let mut connection = visit.app.database.read_across_realms().await?;
    if first_run::is_needed(&mut connection).await? {
        return Ok(Redirect::to(routes::FIRST_RUN).into_response());
    }
    if visit.signed_in.is_some() {
        return Ok(Redirect::to(&own_path(&query.next)).into_response());
    }
    Ok(sign_in_page(&visit, String::new(), None, query.next))
}

/// Returns the sign-in page, with what went wrong before.
pub(super) fn sign_in_page(
    visit: &Visit,
    login: String,
    fault: Option<&(dyn Explain + 'static)>,
    next: String,
) -> Response {
    let page = SignInPage {
        ui: visit.frame(Section::Outside),
        login,
        fault: fault.map(|error| locale::explain(visit.locale, error).sentence()),
        passkeys: visit.app.sign_in.passkeys().relying_party().is_some(),
        certificate: visit.certificate.is_some(),
        providers: provider_links(visit, &next),
        next,
        demo: visit.app.demo_logins.iter().cloned().collect(),
    };
    render(status_of(fault), &page)
}

/// Returns the identity providers by name, each with the address that leads there.
fn provider_links(visit: &Visit, next: &str) -> Vec<(String, String)> {
    let link = |provider: &Provider| (provider.name.clone(), routes::sign_in_with(&provider.key, next));
    visit.app.federation.providers().map(link).collect()
}

fn status_of(fault: Option<&(dyn Explain + 'static)>) -> StatusCode {
    fault.map_or(StatusCode::OK, |error| Fault::of(error).status())
}

/// What the sign-in form sends.
#[derive(Deserialize)]
pub struct SignInForm {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`
pub async fn sign_in(
    visit: Visit,
    State(app): State<App>,
    jar: CookieJar,
    Form(form): Form<SignInForm>,
) -> Result<Response, Fault> {
    let attempt = Attempt {
        login: &form.login,
        password: &form.password,
        visitor: &visit.visitor,
    };
    match app.sign_in.sign_in(&app.database, attempt).await {
        Ok(signed_in) => Ok(entered(&app, jar, &signed_in, form.next)),
        Err(
            error @ (IdentityError::SignInRefused
            | IdentityError::AccountNotActive
            | IdentityError::TooManyAttempts { .. }),
        ) => Ok(sign_in_page(&visit, form.login, Some(&error), form.next)),
        Err(error) => Err(error.into()),
    }
}

/// Hands the cookie of a new session over and leads on: to the second proof while the session waits for it.
pub(super) fn entered(app: &App, jar: CookieJar, signed_in: &SignedIn, next: String) -> Response {
    let jar = with_session(app, jar, signed_in);
    let next = if signed_in.session.pending {
        routes::with_query(routes::SIGN_IN_CODE, [("next", next)])
    } else {
        own_path(&next)
    };
    (jar, Redirect::to(&next)).into_response()
}

/// Adds the cookies of a new session: its secret, and the one by which the device is known.
pub(super) fn with_session(app: &App, jar: CookieJar, signed_in: &SignedIn) -> CookieJar {
    let jar = jar.add(cookie(app, SESSION_COOKIE, signed_in.token.to_text(), false));
    match &signed_in.device {
        Some(device) => jar.add(device_cookie(app, device)),
        None => jar,
    }
}

/// `GET /sign-in/code`
pub async fn code_form(
    visit: Visit,
    headers: HeaderMap,
    Query(query): Query<Next>,
) -> Result<Response, Fault> {
    let pending = session_token(&headers, &CookieJar::from_headers(&headers)).0;
    match pending {
        Some(pending) => code_page(&visit, &pending, None, query.next).await,
        None => Ok(Redirect::to(routes::SIGN_IN).into_response()),
    }
}

async fn code_page(
    visit: &Visit,
    pending: &SessionToken,
    fault: Option<&IdentityError>,
    next: String,
) -> Result<Response, Fault> {
    let proofs = visit
        .app
        .sign_in
        .proofs_of_pending(&visit.app.database, pending)
        .await;
    let proofs = match proofs {
        Err(IdentityError::NotSignedIn) => return Ok(Redirect::to(routes::SIGN_IN).into_response()),
        proofs => proofs?,
    };
    let page = CodePage {
        ui: visit.frame(Section::Outside),
        fault: fault.map(|error| locale::explain(visit.locale, error).sentence()),
        next,
        app: proofs.app,
        passkey: proofs.passkey,
    };
    Ok(render(status_of(fault.map(|error| error as _)), &page))
}

/// What the form of the code sends.
#[derive(Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in/code`: takes the code of the second factor.
pub async fn finish(
    visit: Visit,
    State(app): State<App>,
    headers: HeaderMap,
    Form(form): Form<CodeForm>,
) -> Result<Response, Fault> {
    let jar = CookieJar::from_headers(&headers);
    let Some(pending) = session_token(&headers, &jar).0 else {
        return Ok(Redirect::to(routes::SIGN_IN).into_response());
    };
    let shown = (Proof::Typed(&form.code), &visit.visitor);
    let finished = app.sign_in.finish(&app.database, &pending, shown).await;
    finished_page(&visit, jar, (finished, &pending), form.next).await
}

/// Answers a second proof: leads on, asks again, or back to the beginning when no session waits any more.
pub(super) async fn finished_page(
    visit: &Visit,
    jar: CookieJar,
    (finished, pending): (Result<SignedIn, IdentityError>, &SessionToken),
    next: String,
) -> Result<Response, Fault> {
    match finished {
        Ok(signed_in) => Ok(entered(&visit.app, jar, &signed_in, next)),
        Err(IdentityError::NotSignedIn) => Ok(Redirect::to(routes::SIGN_IN).into_response()),
        Err(error) if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::TooMany) => {
            code_page(visit, pending, Some(&error), next).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Only paths of this site: a link must not lead people elsewhere after they signed in.
pub fn own_path(next: &str) -> String {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if is_path {
        next.to_owned()
    } else {
        routes::HOME.to_owned()
    }
}

/// `POST /sign-out`
pub async fn sign_out(
    member: Member,
    jar: CookieJar,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let mut work = member.app().database.begin(member.actor().realm).await?;
    session::service::sign_out(&mut work, member.actor(), member.signed_in.session.id).await?;
    work.commit().await?;
    let jar = jar.remove(Cookie::build(SESSION_COOKIE).path("/"));
    Ok((jar, [FORGET], Redirect::to(routes::SIGN_IN)).into_response())
}

/// What the preferences form sends.
#[derive(Deserialize)]
pub struct PreferencesForm {
    lang: Option<String>,
    theme: Option<String>,
    #[serde(default)]
    next: String,
}

/// `POST /preferences`: language and theme, remembered in cookies and, for the language, with the account.
pub async fn preferences(
    visit: Visit,
    State(app): State<App>,
    mut jar: CookieJar,
    Form(form): Form<PreferencesForm>,
) -> Result<Response, Fault> {
    if let Some(locale) = form.lang.as_deref().and_then(Locale::from_tag) {
        jar = jar.add(long_lived(cookie(
            &app,
            LANGUAGE_COOKIE,
            locale.tag().to_owned(),
            true,
        )));
        if let Some(signed_in) = &visit.signed_in {
            let language = if locale == Locale::En {
                Language::English
            } else {
                Language::Chinese
            };
            let mut work = app.database.begin(signed_in.actor.realm).await?;
            account::service::set_language(&mut work, &signed_in.actor, language).await?;
            work.commit().await?;
        }
    }
    if let Some(theme) = form.theme.as_deref().map(Theme::parse) {
        jar = jar.add(long_lived(cookie(
            &app,
            THEME_COOKIE,
            theme.as_str().to_owned(),
            true,
        )));
    }
    Ok((jar, Redirect::to(&own_path(&form.next))).into_response())
}

fn long_lived(mut cookie: Cookie<'static>) -> Cookie<'static> {
    cookie.make_permanent();
    cookie
}

/// `GET /help`
pub async fn help(visit: Visit) -> Response {
    render(
        StatusCode::OK,
        &HelpPage {
            ui: visit.frame(Section::Outside),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_led_to_another_site_after_signing_in() {
        assert_eq!(own_path("/records?x=1"), "/records?x=1");
        for wrong in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:1",
            "/a\r\nb",
        ] {
            assert_eq!(own_path(wrong), "/", "{wrong}");
        }
    }
}
