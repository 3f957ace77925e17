//! How a page leaves the program: status, the headers that keep it safe, and the choice between page and part.
//!
//! Knows nothing of what a page shows.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

/// Everything comes from here; no inline script or style, no evaluation, no frames, no plug-ins.
/// Images may be `blob:`, because the camera's picture is shown before it is sent.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Headers that go with every page.
pub const SECURITY_HEADERS: [(HeaderName, HeaderValue); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(CONTENT_SECURITY_POLICY),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// Has the browser forget what it kept of this site, when somebody signs out (Clear-Site-Data, W3C).
pub const FORGET: (HeaderName, HeaderValue) = (
    HeaderName::from_static("clear-site-data"),
    HeaderValue::from_static(r#""cache", "storage""#),
);

/// Renders a template as an answer. Pages show personal data, so no cache between here and the reader keeps them.
#[must_use]
pub fn render(status: StatusCode, template: &impl Template) -> Response {
    let body = match template.render() {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(%error, "a template could not be rendered");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let caching = [
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "HX-Request, Accept-Language, Cookie"),
    ];
    (status, SECURITY_HEADERS, caching, Html(body)).into_response()
}

/// Says whether htmx asks for a part of a page; going back in history wants the whole page again.
#[must_use]
pub fn wants_part(headers: &HeaderMap) -> bool {
    let set = |name: &str| headers.get(name).is_some_and(|value| value.as_bytes() == b"true");
    set("hx-request") && !set("hx-history-restore-request")
}

/// Makes the answer of a failed request in the background a notice on the page's shelf instead of a hole in it.
pub fn onto_notices(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(
        HeaderName::from_static("hx-retarget"),
        HeaderValue::from_static("#notices"),
    );
    headers.insert(
        HeaderName::from_static("hx-reswap"),
        HeaderValue::from_static("beforeend"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_sent_to_htmx_but_never_to_a_restored_history() {
        let mut headers = HeaderMap::new();
        assert!(!wants_part(&headers));
        headers.insert("hx-request", HeaderValue::from_static("true"));
        assert!(wants_part(&headers));
        headers.insert("hx-history-restore-request", HeaderValue::from_static("true"));
        assert!(!wants_part(&headers));
    }

    #[test]
    fn the_content_policy_allows_neither_inline_code_nor_evaluation() {
        assert!(!CONTENT_SECURITY_POLICY.contains("unsafe"));
        assert!(CONTENT_SECURITY_POLICY.starts_with("default-src 'self';"));
    }
}
