//! The second factor from the browser's and the program's side, and proofs of identity that grow old.

use crate::house::{Client, House, OWN_PASSWORD};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

/// Somebody with a second factor: her browser, her app, her recovery codes.
struct Guarded {
    house: House,
    security: Client,
    client: Client,
    app: Totp,
    codes: Vec<String>,
}

impl Guarded {
    async fn open() -> Self {
        let house = House::open().await;
        let union = house.first_run().await;
        let unit = house.unit(&union, "外科分会").await;
        let client = house.account(&union, "qian.li", &unit, "archivist").await;
        let begun = client
            .send_json(Method::POST, "/api/v1/me/second-factor", &json!({}))
            .await;
        assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
        let begun = begun.json();
        assert!(
            begun["address"]
                .as_str()
                .expect("an address")
                .starts_with("otpauth://totp/")
        );
        let secret = Secret::try_from_base32(begun["secret"].as_str().expect("a secret")).expect("base 32");
        let app = Builder::new().with_secret(secret).build().expect("an app");
        let guarded = Self {
            house,
            security: union.security,
            client,
            app,
            codes: Vec::new(),
        };
        let body = json!({ "code": "000000" });
        let wrong = guarded
            .client
            .send_json(Method::PUT, "/api/v1/me/second-factor", &body)
            .await;
        wrong.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "wrong-code");
        let body = json!({ "code": guarded.code() });
        let on = guarded
            .client
            .send_json(Method::PUT, "/api/v1/me/second-factor", &body)
            .await;
        assert_eq!(on.status, StatusCode::OK, "{}", on.text());
        let codes = on.json()["codes"]
            .as_array()
            .expect("codes")
            .iter()
            .map(|code| code.as_str().expect("a code").to_owned())
            .collect();
        guarded.house.clock.advance_secs(60);
        Self { codes, ..guarded }
    }

    /// What the app shows now.
    fn code(&self) -> String {
        let seconds = self.house.app.database.clock().now().as_micros() / 1_000_000;
        self.app
            .generate(u64::try_from(seconds).expect("after 1970"))
            .to_string()
    }

    async fn pending(&self) -> (Client, Value) {
        let mut client = self.house.visitor();
        let body = json!({ "login": "qian.li", "password": OWN_PASSWORD });
        let answer = client
            .send_json(Method::POST, "/api/v1/sessions", &body)
            .await
            .json();
        client.bearer = answer["token"].as_str().map(str::to_owned);
        (client, answer)
    }

    async fn finish(&self, pending: &Client, code: &str) -> crate::house::Answer {
        let body = json!({ "code": code });
        pending
            .send_json(Method::POST, "/api/v1/sessions/current/code", &body)
            .await
    }
}

#[tokio::test]
async fn the_password_alone_opens_nothing_when_there_is_a_second_factor() {
    let guarded = Guarded::open().await;
    let (client, answer) = guarded.pending().await;
    assert_eq!(answer["second_factor_needed"], true);
    client
        .get("/api/v1/me")
        .await
        .assert_problem(StatusCode::UNAUTHORIZED, "page-sign-in-required");
    assert_eq!(client.get("/records").await.status, StatusCode::SEE_OTHER);
    let wrong = guarded.finish(&client, "000000").await;
    wrong.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "wrong-code");
    let code = guarded.code();
    let right = guarded.finish(&client, &code).await;
    assert_eq!(right.status, StatusCode::CREATED, "{}", right.text());
    let mut signed_in = guarded.house.visitor();
    signed_in.bearer = right.json()["token"].as_str().map(str::to_owned);
    assert_eq!(signed_in.get("/api/v1/me").await.status, StatusCode::OK);
    let again = guarded.finish(&client, &code).await;
    again.assert_problem(StatusCode::UNAUTHORIZED, "not-signed-in");
    let (other, _) = guarded.pending().await;
    let reused = guarded.finish(&other, &code).await;
    reused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "wrong-code");
}

#[tokio::test]
async fn a_recovery_code_stands_in_once() {
    let guarded = Guarded::open().await;
    for (status, _) in [(StatusCode::CREATED, 1), (StatusCode::UNPROCESSABLE_ENTITY, 2)] {
        let (client, _) = guarded.pending().await;
        let careless = guarded.codes[3].to_lowercase().replace('-', "");
        assert_eq!(guarded.finish(&client, &careless).await.status, status);
    }
}

#[tokio::test]
async fn guessing_codes_has_to_wait_also_with_the_right_password_between() {
    let guarded = Guarded::open().await;
    let mut refused = StatusCode::OK;
    for _ in 0..6 {
        let mut client = guarded.house.visitor();
        let body = json!({ "login": "qian.li", "password": OWN_PASSWORD });
        let answer = client.send_json(Method::POST, "/api/v1/sessions", &body).await;
        refused = answer.status;
        if refused != StatusCode::CREATED {
            break;
        }
        client.bearer = answer.json()["token"].as_str().map(str::to_owned);
        refused = guarded.finish(&client, "000000").await.status;
        if refused == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(refused, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn the_pages_ask_for_the_code_and_lead_on() {
    let guarded = Guarded::open().await;
    let mut browser = guarded.house.visitor();
    let fields = [
        ("login", "qian.li"),
        ("password", OWN_PASSWORD),
        ("next", "/records?x=1"),
    ];
    let answer = browser.post_form("/sign-in", &fields).await;
    assert_eq!(
        answer.header(header::LOCATION),
        "/sign-in/code?next=%2Frecords%3Fx%3D1"
    );
    browser.keep_cookie(&answer);
    assert_eq!(browser.get("/sign-in/code").await.status, StatusCode::OK);
    let wrong = browser
        .post_form("/sign-in/code", &[("code", "123"), ("next", "/records?x=1")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = guarded.code();
    let right = browser
        .post_form("/sign-in/code", &[("code", &code), ("next", "/records?x=1")])
        .await;
    assert_eq!(right.header(header::LOCATION), "/records?x=1");
    browser.keep_cookie(&right);
    assert_eq!(browser.get("/records").await.status, StatusCode::OK);
    let own = browser.get("/me").await.text();
    assert!(
        own.contains("/me/second-factor/remove") && own.contains("10"),
        "it says that ten codes are left"
    );
}

#[tokio::test]
async fn an_old_proof_of_identity_is_asked_for_again_before_something_sensitive() {
    let guarded = Guarded::open().await;
    let client = &guarded.client;
    guarded.house.clock.advance_secs(16 * 60);
    let refused = client
        .send_json(Method::DELETE, "/api/v1/me/second-factor", &json!({}))
        .await;
    refused.assert_problem(StatusCode::FORBIDDEN, "page-confirm-needed");
    let password = json!({ "proof": OWN_PASSWORD });
    let confirmation = "/api/v1/sessions/current/confirmation";
    let weaker = client.send_json(Method::POST, confirmation, &password).await;
    weaker.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "wrong-code");
    let proof = json!({ "proof": guarded.code() });
    let confirmed = client.send_json(Method::POST, confirmation, &proof).await;
    assert_eq!(confirmed.status, StatusCode::NO_CONTENT, "{}", confirmed.text());
    let removed = client
        .send_json(Method::DELETE, "/api/v1/me/second-factor", &json!({}))
        .await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT, "{}", removed.text());
    let (_, answer) = guarded.pending().await;
    assert_eq!(answer["second_factor_needed"], false);
}

#[tokio::test]
async fn without_a_second_factor_the_password_is_the_proof_and_pages_lead_back() {
    let house = House::open().await;
    let security = house.first_run().await.security;
    house.clock.advance_secs(16 * 60);
    let led = security.get("/accounts/new").await;
    assert_eq!(led.header(header::LOCATION), "/me/confirm?next=%2Faccounts%2Fnew");
    assert_eq!(
        security.get("/me/confirm?next=%2Faccounts%2Fnew").await.status,
        StatusCode::OK
    );
    let token = security.form_token.clone();
    let wrong = [
        ("csrf", token.as_str()),
        ("proof", "wrong-password-1"),
        ("next", "/accounts/new"),
    ];
    assert_eq!(
        security.post_form("/me/confirm", &wrong).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let right = [
        ("csrf", token.as_str()),
        ("proof", OWN_PASSWORD),
        ("next", "/accounts/new"),
    ];
    let answer = security.post_form("/me/confirm", &right).await;
    assert_eq!(answer.header(header::LOCATION), "/accounts/new");
    assert_eq!(security.get("/accounts/new").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_security_administrator_takes_a_lost_second_factor_away_and_nobody_else_does() {
    let guarded = Guarded::open().await;
    let me = guarded.client.get("/api/v1/me").await.json();
    let id = me["account"]["id"].as_str().expect("an id");
    let path = format!("/accounts/{id}/second-factor/remove");
    let own_token = me["form_token"].as_str().expect("a token");
    let own = guarded.client.post_form(&path, &[("csrf", own_token)]).await;
    assert_eq!(own.status, StatusCode::NOT_FOUND);
    let token = guarded.security.form_token.clone();
    let done = guarded.security.post_form(&path, &[("csrf", &token)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert_eq!(
        guarded.client.get("/api/v1/me").await.status,
        StatusCode::UNAUTHORIZED
    );
    let (_, answer) = guarded.pending().await;
    assert_eq!(answer["second_factor_needed"], false);
}

#[tokio::test]
async fn a_restricted_record_is_shown_only_after_a_fresh_proof_and_an_open_one_always() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let mut ids = Vec::new();
    for (name, secrecy) in [("restricted.txt", "3"), ("open.txt", "1")] {
        let id = archivist.capture(name, name.as_bytes()).await;
        archivist.file(&id, "慰问困难职工的记录", secrecy).await;
        ids.push(id);
    }
    let text = format!("/api/v1/records/{}", ids[0]);
    house.clock.advance_secs(16 * 60);
    archivist
        .get(&text)
        .await
        .assert_problem(StatusCode::FORBIDDEN, "page-confirm-needed");
    let page = format!("/records/{}", ids[0]);
    assert!(
        archivist
            .get(&page)
            .await
            .header(header::LOCATION)
            .starts_with("/me/confirm?next=")
    );
    assert_eq!(
        archivist.get(&format!("/records/{}", ids[1])).await.status,
        StatusCode::OK
    );
    let proof = json!({ "proof": OWN_PASSWORD });
    let confirmed = archivist
        .send_json(Method::POST, "/api/v1/sessions/current/confirmation", &proof)
        .await;
    assert_eq!(confirmed.status, StatusCode::NO_CONTENT, "{}", confirmed.text());
    assert_eq!(archivist.get(&page).await.status, StatusCode::OK);
    assert_eq!(archivist.get(&text).await.status, StatusCode::OK);
}
