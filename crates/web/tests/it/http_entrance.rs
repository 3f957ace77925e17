//! First run, signing in and out, and the guard against other sites.

use crate::house::{FIRST_RUN, House, PASSWORD};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use serde_json::json;

#[tokio::test]
async fn the_first_run_makes_the_administrator_and_only_once() {
    let house = House::open().await;
    let visitor = house.visitor();
    assert_eq!(visitor.get("/").await.header(header::LOCATION), "/first-run");
    assert_eq!(visitor.get("/first-run").await.status, StatusCode::OK);
    let admin = house.first_run().await;
    let me = admin.get("/api/v1/me").await.json();
    assert_eq!(me["account"]["login"], "zhao.min");
    assert_eq!(me["may_capture"], true);
    assert_eq!(visitor.get("/first-run").await.status, StatusCode::NOT_FOUND);
    let again = visitor.post_form("/first-run", &FIRST_RUN).await;
    assert!(again.status.is_client_error(), "{}", again.status);
    assert_eq!(visitor.get("/").await.header(header::LOCATION), "/sign-in");
}

#[tokio::test]
async fn a_weak_first_password_is_refused_with_a_sentence_and_nothing_is_made() {
    let house = House::open().await;
    let mut fields = FIRST_RUN;
    fields[4].1 = "12345";
    let answer = house.visitor().post_form("/first-run", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("zhao.min"), "what was typed stays");
    assert!(
        !answer.text().contains("12345"),
        "a password is never shown again"
    );
    house.first_run().await;
}

#[tokio::test]
async fn signing_in_by_the_page_leads_on_and_signing_out_ends_the_session() {
    let house = House::open().await;
    house.first_run().await;
    let mut client = house.visitor();
    let fields = [
        ("login", "zhao.min"),
        ("password", PASSWORD),
        ("next", "/records?x=1"),
    ];
    let answer = client.post_form("/sign-in", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(header::LOCATION), "/records?x=1");
    let cookie = answer.header(header::SET_COOKIE);
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    client.keep_cookie(&answer);
    client.form_token = client.get("/api/v1/me").await.json()["form_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    assert_eq!(client.get("/records").await.status, StatusCode::OK);
    let token = client.form_token.clone();
    assert_eq!(
        client.post_form("/sign-out", &[("csrf", &token)]).await.status,
        StatusCode::SEE_OTHER
    );
    client
        .get("/api/v1/me")
        .await
        .assert_problem(StatusCode::UNAUTHORIZED, "page-sign-in-required");
}

#[tokio::test]
async fn a_wrong_password_is_answered_like_an_unknown_login() {
    let house = House::open().await;
    house.first_run().await;
    for login in ["zhao.min", "nobody"] {
        let fields = [("login", login), ("password", "wrong-password-1")];
        let answer = house.visitor().post_form("/sign-in", &fields).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(
            answer.text().contains(&format!("value=\"{login}\"")),
            "the login name stays"
        );
        assert!(!answer.text().contains("wrong-password-1"));
        assert!(answer.headers.get(header::SET_COOKIE).is_none());
        let body = json!({ "login": login, "password": "wrong-password-1" });
        let answer = house
            .visitor()
            .send_json(Method::POST, "/api/v1/sessions", &body)
            .await;
        answer.assert_problem(StatusCode::UNAUTHORIZED, "sign-in-refused");
    }
}

#[tokio::test]
async fn guessing_passwords_has_to_wait() {
    let house = House::open().await;
    house.first_run().await;
    let body = json!({ "login": "zhao.min", "password": "wrong-password-1" });
    for _ in 0..6 {
        house
            .visitor()
            .send_json(Method::POST, "/api/v1/sessions", &body)
            .await;
    }
    let right = json!({ "login": "zhao.min", "password": PASSWORD });
    let answer = house
        .visitor()
        .send_json(Method::POST, "/api/v1/sessions", &right)
        .await;
    answer.assert_problem(StatusCode::TOO_MANY_REQUESTS, "too-many-attempts");
}

#[tokio::test]
async fn a_session_of_the_api_lasts_until_it_is_ended() {
    let house = House::open().await;
    let admin = house.first_run().await;
    let unit = house.unit(&admin, "外科分会").await;
    let reader = house.account(&admin, "qian.li", &unit, "reader").await;
    assert_eq!(
        reader.get("/api/v1/me").await.json()["account"]["grants"][0]["role"],
        "reader"
    );
    let ended = reader
        .send_json(Method::DELETE, "/api/v1/sessions/current", &json!({}))
        .await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    reader
        .get("/api/v1/me")
        .await
        .assert_problem(StatusCode::UNAUTHORIZED, "page-sign-in-required");
}

#[tokio::test]
async fn a_form_without_its_token_or_from_another_site_does_nothing() {
    let house = House::open().await;
    let admin = house.first_run().await;
    let tree = admin.get("/api/v1/organisations").await.json();
    let top = tree["organisations"][0]["id"].as_str().expect("an id").to_owned();
    let fields = [
        ("parent", top.as_str()),
        ("name", "外科"),
        ("kind", "branch"),
        ("csrf", ""),
    ];
    assert_eq!(
        admin.post_form("/organisation", &fields).await.status,
        StatusCode::FORBIDDEN
    );
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        let body = format!("parent={top}&name=x&kind=branch&csrf={}", admin.form_token);
        let request = Request::post("/organisation")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::HOST, "archive.example")
            .header(name, value);
        let answer = admin
            .send(request.body(Body::from(body)).expect("a request"))
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
    }
    let body = json!({ "parent": top, "name": "外科", "kind": "branch" });
    let mut forgetful = admin.clone();
    forgetful.form_token = "wrong".to_owned();
    let answer = forgetful
        .send_json(Method::POST, "/api/v1/organisations", &body)
        .await;
    answer.assert_problem(StatusCode::FORBIDDEN, "page-form-expired");
    let tree = admin.get("/api/v1/organisations").await.json();
    assert_eq!(
        tree["organisations"].as_array().map(Vec::len),
        Some(1),
        "nothing was added"
    );
    let fields = [
        ("parent", top.as_str()),
        ("name", "外科"),
        ("kind", "branch"),
        ("csrf", &admin.form_token),
    ];
    assert_eq!(
        admin.post_form("/organisation", &fields).await.status,
        StatusCode::SEE_OTHER
    );
}
