//! What a house that obliges its powers to a second factor leaves open to who has none: every door is tried.

use crate::house::{Client, House, PASSWORD};
use guildhall_identity::{Obligation, SessionConfig, Sessions};
use http::{Method, Request, StatusCode, header};
use serde_json::json;
use std::sync::Arc;
use totp_rs::{Builder, Secret};

/// Doors that are open to who owes a second factor: its setting up, the proof that this asks for, one's own password,
/// and what a visitor sees too.
const OPEN: [&str; 29] = [
    "GET /me",
    "POST /me/password",
    "GET /me/second-factor",
    "POST /me/second-factor",
    "POST /me/second-factor/confirm",
    "GET /me/passkeys",
    "POST /me/passkeys",
    "GET /me/confirm",
    "POST /me/confirm",
    "POST /me/confirm/passkey",
    "GET /sign-in",
    "POST /sign-in",
    "GET /sign-in/code",
    "POST /sign-in/code",
    "POST /sign-out",
    "GET /first-run",
    "POST /first-run",
    "POST /preferences",
    "GET /help",
    "GET /api/v1/me",
    "PUT /api/v1/me/password",
    "POST /api/v1/me/second-factor",
    "PUT /api/v1/me/second-factor",
    "DELETE /api/v1/me/second-factor",
    "POST /api/v1/sessions",
    "DELETE /api/v1/sessions/current",
    "POST /api/v1/sessions/current/confirmation",
    "GET /api/v1/openapi.json",
    "GET /assets/{*name}",
];
/// Those of passkeys in the API, and of certificates.
const KEYS: [&str; 9] = [
    "GET /me/certificates",
    "POST /me/certificates",
    "GET /api/v1/me/certificates",
    "POST /api/v1/me/certificates",
    "POST /api/v1/sessions/current/passkey/challenge",
    "POST /api/v1/sessions/current/confirmation/passkey",
    "GET /api/v1/me/passkeys",
    "POST /api/v1/me/passkeys",
    "POST /api/v1/me/passkeys/challenge",
];

/// Has the house oblige its powers, and these roles.
fn oblige(house: &mut House, roles: &[&str]) {
    let rule = Obligation {
        powers: true,
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        grace_days: 0,
    };
    house.configure(|app| {
        let passkeys = app.sign_in.passkeys().clone();
        app.sessions = Arc::new(Sessions::new(SessionConfig::default()).obliging(rule, passkeys));
    });
}

/// Sets up an authenticator app through the API.
async fn enrol(house: &House, client: &Client) {
    let begun = client
        .send_json(Method::POST, "/api/v1/me/second-factor", &json!({}))
        .await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
    let secret = begun.json()["secret"].as_str().expect("a secret").to_owned();
    let app = Builder::new()
        .with_secret(Secret::try_from_base32(&secret).expect("base 32"))
        .build()
        .expect("an app");
    let seconds = house.app.database.clock().now().as_micros() / 1_000_000;
    let code = app
        .generate(u64::try_from(seconds).expect("after 1970"))
        .to_string();
    let body = json!({ "code": code });
    let on = client
        .send_json(Method::PUT, "/api/v1/me/second-factor", &body)
        .await;
    assert_eq!(on.status, StatusCode::OK, "{}", on.text());
}

#[tokio::test]
async fn whoever_owes_a_second_factor_gets_nowhere_but_where_it_is_set_up() {
    let mut house = House::open().await;
    let union = house.first_run().await;
    oblige(&mut house, &[]);
    let system = house.now(&union.system);
    let mut tried = 0;
    for (method, address) in guildhall_web::doors() {
        let door = format!("{method} {address}");
        if OPEN.contains(&door.as_str()) || KEYS.contains(&door.as_str()) {
            continue;
        }
        let id = uuid::Uuid::nil().to_string();
        let path: Vec<&str> = address
            .split('/')
            .map(|step| if step.starts_with('{') { id.as_str() } else { step })
            .collect();
        let request = Request::builder()
            .method(&method)
            .uri(path.join("/"))
            .header("x-csrf-token", &system.form_token)
            .body(axum::body::Body::empty())
            .expect("a request");
        let answer = system.send(request).await;
        if method == Method::GET && !address.starts_with("/api/") {
            assert_eq!(
                answer.header(header::LOCATION),
                "/me",
                "{door}: {}",
                answer.status
            );
        } else {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{door}: {}", answer.text());
        }
        tried += 1;
    }
    assert!(tried > 150, "only {tried} doors were tried");
    let refused = system.get("/api/v1/organisations").await;
    refused.assert_problem(StatusCode::FORBIDDEN, "page-second-factor-due");
    let page = system.get("/me").await.text();
    assert!(page.contains("您的岗位必须启用双因素认证"), "{page}");
    assert!(page.contains("/me/second-factor") && page.contains("/me/passkeys"));
    let archivist = house.now(&union.archivist);
    assert_eq!(archivist.get("/records").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_app_opens_the_house_in_the_same_session() {
    let mut house = House::open().await;
    let union = house.first_run().await;
    oblige(&mut house, &[]);
    let security = house.now(&union.security);
    assert_eq!(security.get("/accounts").await.header(header::LOCATION), "/me");
    assert_eq!(security.get("/api/v1/me").await.json()["second_factor_due"], true);
    enrol(&house, &security).await;
    assert_eq!(security.get("/accounts").await.status, StatusCode::OK);
    assert_eq!(
        security.get("/api/v1/me").await.json()["second_factor_due"],
        false
    );
    let removed = security
        .send_json(Method::DELETE, "/api/v1/me/second-factor", &json!({}))
        .await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT, "{}", removed.text());
    assert_eq!(security.get("/accounts").await.header(header::LOCATION), "/me");
}

#[tokio::test]
async fn the_own_password_comes_first_and_a_named_role_owes_a_second_factor_too() {
    let mut house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let newcomer = house.newcomer(&union, "qian.li", &unit, "reader").await;
    oblige(&mut house, &["reader"]);
    let newcomer = house.now(&newcomer);
    let factor = newcomer
        .send_json(Method::POST, "/api/v1/me/second-factor", &json!({}))
        .await;
    factor.assert_problem(StatusCode::FORBIDDEN, "page-password-due");
    newcomer.set_own_password(PASSWORD).await;
    let search = newcomer.get("/api/v1/search?q=x").await;
    search.assert_problem(StatusCode::FORBIDDEN, "page-second-factor-due");
    enrol(&house, &newcomer).await;
    assert_eq!(newcomer.get("/api/v1/search?q=x").await.status, StatusCode::OK);
}
