//! A directory with its token, and what it sends.

use super::reply::Refused;
use crate::app::App;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use guildhall_federation::scim::{Directory, ScimFault, token};
use http::header;
use http::request::Parts;
use serde_json::Value;

/// A directory that showed a token that holds.
pub struct Caller {
    /// The rooms.
    pub app: App,
    /// The directory.
    pub directory: Directory,
    /// The version that it read before, when it says so.
    pub version: Option<String>,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let shown = text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
        let shown = shown.ok_or(ScimFault::Unauthorized)?;
        let directory = token::service::authenticate(&app.database, shown.trim()).await?;
        Ok(Self {
            app: app.clone(),
            directory,
            version: text(header::IF_MATCH).map(str::to_owned),
        })
    }
}

/// A JSON document of bounded length, under the media type of the standard or that of JSON.
pub struct Body(pub Value);

impl FromRequest<App> for Body {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refused> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_json = ["application/scim+json", "application/json"];
        if !is_json.iter().any(|known| kind.starts_with(known)) {
            return Err(ScimFault::Syntax("the body must be application/scim+json").into());
        }
        let bytes = Bytes::from_request(request, app).await;
        let bytes = bytes.map_err(|_| ScimFault::Syntax("the body is too long or broke off"))?;
        let body = serde_json::from_slice(&bytes);
        Ok(Self(body.map_err(|_| ScimFault::Syntax("the body is no JSON"))?))
    }
}
