//! How a directory is answered: resources with their version, lists, and refusals (RFC 7644, 3.12).

use axum::response::{IntoResponse, Response};
use guildhall_federation::scim::ScimFault;
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

/// The media type of the standard (RFC 7644, 8.1).
const MEDIA_TYPE: &str = "application/scim+json";

/// A refusal.
pub struct Refused(ScimFault);

impl<E: Into<ScimFault>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let fault = self.0;
        let detail = match &fault {
            ScimFault::Failed(error) => {
                tracing::error!(%error, "a directory could not be served");
                "the service failed; try again later".to_owned()
            }
            fault => fault.to_string(),
        };
        let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": status.as_str(), "detail": detail,
        });
        if let Some(kind) = fault.scim_type() {
            body["scimType"] = kind.into();
        }
        let mut response = document(status, &body);
        if status == StatusCode::UNAUTHORIZED {
            let asks = HeaderValue::from_static("Bearer realm=\"directories\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, asks);
        }
        response
    }
}

/// Returns an answer with a JSON document.
pub fn document(status: StatusCode, body: &Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, MEDIA_TYPE),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, body.to_string()).into_response()
}

/// Returns an answer with a resource and its version.
pub fn resource(status: StatusCode, body: &Value) -> Response {
    let mut response = document(status, body);
    let version = body["meta"]["version"].as_str();
    if let Some(version) = version.and_then(|version| HeaderValue::from_str(version).ok()) {
        response.headers_mut().insert(header::ETAG, version);
    }
    response
}

/// Returns a list, or a part of one.
pub fn list((total, start): (usize, usize), resources: &[Value]) -> Response {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": total, "startIndex": start, "itemsPerPage": resources.len(), "Resources": resources,
    });
    document(StatusCode::OK, &body)
}
