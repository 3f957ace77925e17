//! Clients that talk to the web face in process: a browser or a program, and what they are answered.

use crate::house::OWN_PASSWORD;
use axum::Router;
use axum::body::{Body, Bytes};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

const BOUNDARY: &str = "guildhall-test-boundary";

/// An answer with its whole body.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }

    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Returns the cookie that the answer sets under a name with this beginning.
    pub fn cookie_pair(&self, beginning: &str) -> Option<(String, String)> {
        let set = self.headers.get_all(header::SET_COOKIE).iter();
        let mut pairs = set.filter_map(|cookie| cookie.to_str().ok()?.split(';').next()?.split_once('='));
        let found = pairs.find(|(name, _)| name.starts_with(beginning));
        found.map(|(name, value)| (name.to_owned(), value.to_owned()))
    }

    /// Checks that it is a refusal in the form that programs get.
    #[track_caller]
    pub fn assert_problem(&self, status: StatusCode, code: &str) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header(header::CONTENT_TYPE), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["code"], code);
        assert_eq!(problem["type"], format!("urn:guildhall:problem:{code}"));
        assert_eq!(problem["status"], status.as_u16());
        for text in ["title", "detail"] {
            let text = problem[text].as_str().expect("a text");
            assert!(!text.is_empty() && !text.starts_with("error-"), "{text}");
        }
    }
}

/// A browser or a program.
#[derive(Clone)]
pub struct Client {
    pub router: Router,
    pub cookie: Option<String>,
    pub bearer: Option<String>,
    pub form_token: String,
}

/// A part of an upload.
pub struct Part<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
}

impl Client {
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        if let Some(cookie) = &self.cookie {
            let value = format!("guildhall-session={cookie}").parse().expect("a header");
            request.headers_mut().insert(header::COOKIE, value);
        }
        if let Some(token) = &self.bearer {
            let value = format!("Bearer {token}").parse().expect("a header");
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("routers do not fail");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request"))
            .await
    }

    pub async fn get_in(&self, path: &str, language: &str) -> Answer {
        let request = Request::get(path).header(header::ACCEPT_LANGUAGE, language);
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = guildhall_web::routes::with_query("", fields.iter().copied());
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(
            request
                .body(Body::from(body.trim_start_matches('?').to_owned()))
                .expect("a request"),
        )
        .await
    }

    /// Sends JSON with the form token, as a script of our own pages would.
    pub async fn send_json(&self, method: Method, path: &str, body: &Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("x-csrf-token", &self.form_token)
            .header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).expect("a request"))
            .await
    }

    /// Changes the password that somebody else gave to [`OWN_PASSWORD`].
    pub async fn set_own_password(&self, present: &str) {
        let body = json!({ "present": present, "new": OWN_PASSWORD });
        let changed = self.send_json(Method::PUT, "/api/v1/me/password", &body).await;
        assert_eq!(changed.status, StatusCode::NO_CONTENT, "{}", changed.text());
    }

    /// Uploads through the API.
    pub async fn upload(&self, parts: &[Part<'_>]) -> Answer {
        self.send(self.upload_request(Body::from(form(parts)))).await
    }

    /// Returns an upload of files to an address.
    pub fn upload_to(&self, path: &str, parts: &[Part<'_>]) -> Request<Body> {
        Request::post(path)
            .header(
                header::CONTENT_TYPE,
                format!("multipart/form-data; boundary={BOUNDARY}"),
            )
            .body(Body::from(form(parts)))
            .expect("a request")
    }

    /// Returns an upload whose body is given.
    pub fn upload_request(&self, body: Body) -> Request<Body> {
        Request::post("/api/v1/papers")
            .header("x-csrf-token", &self.form_token)
            .header(
                header::CONTENT_TYPE,
                format!("multipart/form-data; boundary={BOUNDARY}"),
            )
            .body(body)
            .expect("a request")
    }

    /// Uploads one file and returns the id of its record.
    pub async fn capture(&self, name: &str, bytes: &[u8]) -> String {
        let answer = self.upload(&[Part { name, bytes }]).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()["files"][0]["record"]
            .as_str()
            .expect("a record")
            .to_owned()
    }

    /// Describes and files a captured paper through the API and returns the filed record.
    pub async fn file(&self, id: &str, title: &str, secrecy: &str) -> Value {
        let described = self.describe(id, 1, title, secrecy).await;
        assert_eq!(described.status, StatusCode::OK, "{}", described.text());
        let version = &described.json()["version"];
        let path = format!("/api/v1/papers/{id}/file");
        let filed = self
            .send_json(Method::POST, &path, &json!({ "version": version }))
            .await;
        assert_eq!(filed.status, StatusCode::OK, "{}", filed.text());
        filed.json()
    }

    /// Describes a paper through the API.
    pub async fn describe(&self, id: &str, version: i64, title: &str, secrecy: &str) -> Answer {
        let body = json!({ "version": version, "type": "WS", "fields": {
            "title": title, "responsible_party": "市一医院工会", "doc_date": "2024-03-15", "year": "2024",
            "retention": "D30", "security_level": secrecy,
        }});
        self.send_json(Method::PUT, &format!("/api/v1/papers/{id}"), &body)
            .await
    }

    /// Keeps the session of an answer, as a browser does.
    pub fn keep_cookie(&mut self, answer: &Answer) {
        self.cookie = answer.cookie_pair("guildhall-session").map(|(_, value)| value);
    }
}

/// Returns the head of a part with this file name, written as browsers do (HTML, multipart/form-data).
pub fn part_head(name: &str) -> String {
    let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n")
}

fn form(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(part_head(part.name).as_bytes());
        body.extend_from_slice(part.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}
