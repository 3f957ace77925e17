//! Refuses changing requests that another site made a browser send (CSRF).
//!
//! Browsers say where a request comes from (`Sec-Fetch-Site`, Fetch Metadata; older ones `Origin`). Forms of signed-in
//! people carry a token besides; this layer also guards the forms that come before any session.

use crate::fault::Fault;
use crate::view::PageFault;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, header};

/// Lets through what reads, and what changes from our own pages or from outside a browser.
pub async fn require_same_site(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || is_own(request.headers()) {
        next.run(request).await
    } else {
        Fault::from(PageFault::FormExpired).into_response()
    }
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text(header::HOST.as_str())) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, origin)| origin == host),
        // A client that is no browser sends neither; it holds no cookie that somebody could misuse.
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_our_own_pages_may_change_something() {
        assert!(is_own(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!is_own(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(!is_own(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(is_own(&headers(&[("origin", "http://a:1"), ("host", "a:1")])));
        assert!(!is_own(&headers(&[("origin", "http://b"), ("host", "a:1")])));
        assert!(!is_own(&headers(&[("origin", "null"), ("host", "a:1")])));
        assert!(is_own(&headers(&[])));
    }
}
