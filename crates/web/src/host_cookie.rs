//! Over https the names of all cookies tie them to this host (`__Host-`, RFC 6265bis, 4.1.3.2), so that no other host of
//! the same domain can plant one. Handlers know the plain names only.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

/// What a browser only takes with `Secure` and `Path=/` and without `Domain`.
const TIE: &str = "__Host-";

/// Hands on only cookies that are tied to this host, under their plain names, and ties those that go out.
pub async fn tie_cookies(mut request: Request, next: Next) -> Response {
    let own = own_cookies(request.headers());
    request.headers_mut().remove(COOKIE);
    if let Some(own) = own {
        request.headers_mut().insert(COOKIE, own);
    }
    let mut response = next.run(request).await;
    let set = response.headers().get_all(SET_COOKIE);
    let tied: Vec<HeaderValue> = set.iter().filter_map(tied).collect();
    response.headers_mut().remove(SET_COOKIE);
    for cookie in tied {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

fn own_cookies(headers: &HeaderMap) -> Option<HeaderValue> {
    let texts = headers.get_all(COOKIE).iter();
    let pairs = texts.filter_map(|value| value.to_str().ok());
    let own: Vec<&str> = pairs
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().strip_prefix(TIE))
        .collect();
    HeaderValue::from_str(&own.join("; "))
        .ok()
        .filter(|_| !own.is_empty())
}

/// A cookie that is taken back has to be secure, too, or the browser keeps it.
fn tied(cookie: &HeaderValue) -> Option<HeaderValue> {
    let text = cookie.to_str().ok()?;
    let mut attributes = text.split(';').skip(1);
    let secure = match attributes.any(|attribute| attribute.trim().eq_ignore_ascii_case("secure")) {
        true => "",
        false => "; Secure",
    };
    HeaderValue::from_str(&format!("{TIE}{text}{secure}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cookies_tied_to_this_host_are_handed_on() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=planted; __Host-a=own; b=2"));
        headers.append(COOKIE, HeaderValue::from_static("__Host-lang=en"));
        assert_eq!(own_cookies(&headers).unwrap(), "a=own; lang=en");
        assert_eq!(own_cookies(&HeaderMap::new()), None);
    }

    #[test]
    fn a_cookie_goes_out_tied_and_secure() {
        let made = |text: &'static str| tied(&HeaderValue::from_static(text)).unwrap();
        assert_eq!(made("a=1; Path=/; Secure"), "__Host-a=1; Path=/; Secure");
        assert_eq!(
            made("a=; Path=/; Max-Age=0"),
            "__Host-a=; Path=/; Max-Age=0; Secure"
        );
    }
}
