//! Who calls the API: somebody signed in, whose request no other site can have sent.

use crate::app::App;
use crate::context::Member;
use crate::fault::Fault;
use axum::extract::FromRequestParts;
use http::Method;
use http::request::Parts;

/// The header in which a script of our own pages sends the form token of its session.
pub const FORM_TOKEN_HEADER: &str = "x-csrf-token";

/// A caller of the API.
///
/// A session in the `Authorization` header is enough; one in a cookie must, to change something, also send the form
/// token in [`FORM_TOKEN_HEADER`], because a browser adds the cookie by itself.
pub struct Caller(pub Member);

impl FromRequestParts<App> for Caller {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let member = Member::from_request_parts(parts, app).await?;
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            let token = parts
                .headers
                .get(FORM_TOKEN_HEADER)
                .and_then(|value| value.to_str().ok());
            member.require_form(token.unwrap_or_default())?;
        }
        Ok(Self(member))
    }
}
