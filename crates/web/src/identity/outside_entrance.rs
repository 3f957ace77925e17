//! To an identity provider and back.
//!
//! Which cookie the browser holds and where it goes next is seen to here; whether the provider is believed is not.

use crate::address::PathOf;
use crate::context::{Member, OUTSIDE_COOKIE, Visit, outside_cookie};
use crate::fault::Fault;
use crate::identity::{entrance, outside};
use crate::routes;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use guildhall_federation::{Answer, BrowserToken, FederationError, Finished, Returning};
use guildhall_identity::IdentityError;
use guildhall_kernel::Explain as _;
use guildhall_kernel::explain::ErrorKind;
use serde::Deserialize;

/// Where to go after signing in.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// `GET /sign-in/with/{provider}`: sends the browser to the provider. It changes nothing that a link from elsewhere could
/// misuse: only this browser can come back, and only to a path of this site.
pub async fn begin(
    visit: Visit,
    PathOf(provider): PathOf<String>,
    Query(query): Query<Next>,
    jar: CookieJar,
) -> Result<Response, Fault> {
    let next = entrance::own_path(&query.next);
    let app = &visit.app;
    match app.federation.begin_sign_in(&app.database, &provider, next).await {
        Ok(begun) => {
            let jar = jar.add(outside_cookie(app, &begun.browser));
            Ok((jar, Redirect::to(&begun.address)).into_response())
        }
        Err(error @ FederationError::ProviderUnusable { .. }) => {
            tracing::warn!(provider, %error, "nobody can sign in by an identity provider");
            Ok(entrance::sign_in_page(
                &visit,
                String::new(),
                Some(&error),
                query.next,
            ))
        }
        Err(error) => Err(error.into()),
    }
}

/// What a provider adds to the address to which it sends the browser back (RFC 6749, 4.1.2; RFC 9207).
#[derive(Deserialize)]
pub struct ProviderAnswer {
    #[serde(default)]
    state: String,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// `GET /sign-in/with/{provider}/return`
pub async fn come_back(
    visit: Visit,
    PathOf(provider): PathOf<String>,
    Query(query): Query<ProviderAnswer>,
    jar: CookieJar,
) -> Result<Response, Fault> {
    let held = jar.get(OUTSIDE_COOKIE).map(Cookie::value).unwrap_or_default();
    let browser = BrowserToken::from_cookie(held);
    let answer = Answer {
        state: query.state,
        code: query.code,
        issuer: query.iss,
        error: query.error,
    };
    let app = &visit.app;
    let returning = Returning {
        browser: &browser,
        visitor: &visit.visitor,
        signed_in: visit.signed_in.as_ref(),
    };
    let doors = (&app.database, &*app.sign_in);
    let finished = app.federation.finish(doors, &provider, answer, returning).await;
    let jar = jar.remove(Cookie::build(OUTSIDE_COOKIE).path("/"));
    match finished {
        Ok(Finished::SignedIn { signed_in, next }) => Ok(entrance::entered(app, jar, &signed_in, next)),
        Ok(Finished::Bound) => {
            let bound = routes::with_query(routes::OWN_OUTSIDE, [("done", "bound")]);
            Ok((jar, Redirect::to(&bound)).into_response())
        }
        Err(error) if is_shown_in_place(&error) => {
            tracing::info!(provider, %error, "a way to an identity provider led nowhere");
            Ok((jar, refused(&visit, &error).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn is_shown_in_place(error: &FederationError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Invalid | ErrorKind::Conflict | ErrorKind::Unavailable
    ) || matches!(
        error,
        FederationError::NotBound | FederationError::Identity(IdentityError::AccountNotActive)
    )
}

/// Says what went wrong, on the page from which the person came.
async fn refused(visit: &Visit, error: &FederationError) -> Result<Response, Fault> {
    match &visit.signed_in {
        Some(signed_in) => {
            let member = Member {
                visit: visit.clone(),
                signed_in: signed_in.clone(),
            };
            outside::page(&member, None, Some(error)).await
        }
        None => Ok(entrance::sign_in_page(
            visit,
            String::new(),
            Some(error as _),
            String::new(),
        )),
    }
}
