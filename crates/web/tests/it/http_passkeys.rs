//! Passkeys from the browser's and the program's side: what opens a door, and everything that does not.

use crate::house::{Answer, Client, House, OWN_PASSWORD, PUBLIC_URL};
use crate::soft_authenticator::SoftAuthenticator;
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

const SIGN_IN: &str = "/api/v1/sessions/passkey";
const PROOF: &str = "/api/v1/sessions/current/passkey/challenge";
const CONFIRMATION: &str = "/api/v1/sessions/current/confirmation/passkey";

/// Somebody with a passkey.
struct Keyed {
    house: House,
    other: Client,
    client: Client,
    key: SoftAuthenticator,
    codes: Vec<Value>,
}

impl Keyed {
    async fn open() -> Self {
        let house = House::open().await;
        let union = house.first_run().await;
        let unit = house.unit(&union, "外科分会").await;
        let client = house.account(&union, "qian.li", &unit, "archivist").await;
        let other = union.archivist;
        let (key, made) = add(&client, "办公室电脑").await;
        let codes = made["recovery_codes"].as_array().expect("codes").clone();
        Self {
            house,
            other,
            client,
            key,
            codes,
        }
    }

    /// A visitor who was asked for a passkey: the cookie that she got and the options.
    async fn asked(&self) -> (String, Value) {
        let answer = self
            .house
            .visitor()
            .post_json(&format!("{SIGN_IN}/challenge"), &json!({}))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let cookie = answer.header(header::SET_COOKIE).to_owned();
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
            "{cookie}"
        );
        let pair = cookie.split(';').next().expect("a cookie").to_owned();
        (pair, answer.json()["publicKey"].clone())
    }

    async fn enter(&self, cookie: &str, credential: &Value) -> Answer {
        let body = json!({ "credential": credential }).to_string();
        self.post(SIGN_IN, "application/json", (cookie, body)).await
    }

    async fn post(&self, path: &str, kind: &str, (cookie, body): (&str, String)) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, kind);
        self.house
            .visitor()
            .send(request.body(Body::from(body)).expect("a request"))
            .await
    }

    /// A session that waits for the second proof.
    async fn pending(&self) -> Client {
        let mut client = self.house.visitor();
        let body = json!({ "login": "qian.li", "password": OWN_PASSWORD });
        let answer = client.post_json("/api/v1/sessions", &body).await.json();
        assert_eq!(answer["second_factor_needed"], true);
        client.bearer = answer["token"].as_str().map(str::to_owned);
        client
    }
}

impl Client {
    async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.send_json(Method::POST, path, body).await
    }
}

/// Makes a passkey through the API.
async fn add(client: &Client, name: &str) -> (SoftAuthenticator, Value) {
    let asked = client
        .post_json("/api/v1/me/passkeys/challenge", &json!({}))
        .await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text());
    let (key, credential) = SoftAuthenticator::create(&asked.json()["publicKey"], PUBLIC_URL);
    let body = json!({ "name": name, "credential": credential });
    let made = client.post_json("/api/v1/me/passkeys", &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    (key, made.json())
}

async fn proof(client: &Client, key: &mut SoftAuthenticator) -> Value {
    let asked = client.post_json(PROOF, &json!({})).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text());
    json!({ "credential": key.sign(&asked.json()["publicKey"]) })
}

#[tokio::test]
async fn a_passkey_signs_in_once_for_each_challenge() {
    let mut keyed = Keyed::open().await;
    let (cookie, options) = keyed.asked().await;
    let credential = keyed.key.sign(&options);
    let opened = keyed.enter(&cookie, &credential).await;
    assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text());
    assert_eq!(opened.json()["second_factor_needed"], false);
    let mut signed_in = keyed.house.visitor();
    signed_in.bearer = opened.json()["token"].as_str().map(str::to_owned);
    assert_eq!(
        signed_in.get("/api/v1/me").await.json()["account"]["login"],
        "qian.li"
    );
    let replayed = keyed.enter(&cookie, &credential).await;
    replayed.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "challenge-over");
}

#[tokio::test]
async fn another_origin_another_browser_and_no_browser_are_refused() {
    let mut keyed = Keyed::open().await;
    let (cookie, options) = keyed.asked().await;
    keyed.key.origin = "https://union.example.com".to_owned();
    let elsewhere = keyed.key.sign(&options);
    let refused = keyed.enter(&cookie, &elsewhere).await;
    refused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "passkey-refused");
    keyed.key.origin = PUBLIC_URL.to_owned();
    let (mine, options) = keyed.asked().await;
    let (other, _) = keyed.asked().await;
    let answer = keyed.key.sign(&options);
    keyed
        .enter(&other, &answer)
        .await
        .assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "passkey-refused");
    keyed
        .enter("a=b", &answer)
        .await
        .assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "challenge-over");
    assert_eq!(keyed.enter(&mine, &answer).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn an_unknown_passkey_gets_the_answer_of_a_wrong_one() {
    let mut keyed = Keyed::open().await;
    let asked = keyed
        .client
        .post_json("/api/v1/me/passkeys/challenge", &json!({}))
        .await;
    let (mut unknown, _) = SoftAuthenticator::create(&asked.json()["publicKey"], PUBLIC_URL);
    let mut answers = Vec::new();
    for is_known in [true, false] {
        let (cookie, options) = keyed.asked().await;
        let key = if is_known { &mut keyed.key } else { &mut unknown };
        let mut credential = key.sign(&options);
        credential["response"]["signature"] = "MAA".into();
        let answer = keyed.enter(&cookie, &credential).await;
        answers.push((answer.status, answer.json()));
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn the_password_needs_a_passkey_or_a_recovery_code_beside_it() {
    let mut keyed = Keyed::open().await;
    let pending = keyed.pending().await;
    let body = proof(&pending, &mut keyed.key).await;
    let finished = pending.post_json("/api/v1/sessions/current/passkey", &body).await;
    assert_eq!(finished.status, StatusCode::CREATED, "{}", finished.text());
    let pending = keyed.pending().await;
    let again = pending.post_json("/api/v1/sessions/current/passkey", &body).await;
    again.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "challenge-over");
    let code = json!({ "code": keyed.codes[0] });
    let finished = pending.post_json("/api/v1/sessions/current/code", &code).await;
    assert_eq!(finished.status, StatusCode::CREATED, "{}", finished.text());
}

#[tokio::test]
async fn the_passkey_of_somebody_else_proves_nothing() {
    let mut keyed = Keyed::open().await;
    let (mut hers, _) = add(&keyed.other, "安全密钥").await;
    let pending = keyed.pending().await;
    let body = proof(&pending, &mut hers).await;
    let refused = pending.post_json("/api/v1/sessions/current/passkey", &body).await;
    refused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "passkey-refused");
    let body = proof(&keyed.client, &mut hers).await;
    let refused = keyed.client.post_json(CONFIRMATION, &body).await;
    refused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "passkey-refused");
    let body = proof(&keyed.client, &mut keyed.key).await;
    let refused = keyed.other.post_json(CONFIRMATION, &body).await;
    refused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "challenge-over");
}

#[tokio::test]
async fn passkeys_are_made_and_removed_only_after_a_fresh_proof() {
    let mut keyed = Keyed::open().await;
    let list = keyed.client.get("/api/v1/me/passkeys").await.json();
    let id = list["passkeys"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(list["passkeys"][0]["state"], "usable");
    let address = format!("/api/v1/me/passkeys/{id}");
    keyed.house.clock.advance_secs(16 * 60);
    for path in ["/api/v1/me/passkeys/challenge", "/api/v1/me/passkeys"] {
        let body = json!({ "name": "x", "credential": { "response": { "clientDataJSON": "", "attestationObject": "" } } });
        let refused = keyed.client.post_json(path, &body).await;
        refused.assert_problem(StatusCode::FORBIDDEN, "page-confirm-needed");
    }
    let refused = keyed.client.send_json(Method::DELETE, &address, &json!({})).await;
    refused.assert_problem(StatusCode::FORBIDDEN, "page-confirm-needed");
    let body = proof(&keyed.client, &mut keyed.key).await;
    let confirmed = keyed.client.post_json(CONFIRMATION, &body).await;
    assert_eq!(confirmed.status, StatusCode::NO_CONTENT, "{}", confirmed.text());
    let foreign = keyed.other.send_json(Method::DELETE, &address, &json!({})).await;
    assert_ne!(foreign.status, StatusCode::NO_CONTENT);
    let removed = keyed.client.send_json(Method::DELETE, &address, &json!({})).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT, "{}", removed.text());
    let (cookie, options) = keyed.asked().await;
    let gone = keyed.key.sign(&options);
    keyed
        .enter(&cookie, &gone)
        .await
        .assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "passkey-refused");
}

#[tokio::test]
async fn the_pages_take_a_passkey_and_lead_on() {
    let mut keyed = Keyed::open().await;
    let page = keyed.house.visitor().get("/sign-in").await.text();
    assert!(
        page.contains("data-passkey=\"get\"") && page.contains("<noscript>"),
        "{page}"
    );
    let (cookie, options) = keyed.asked().await;
    let credential = keyed.key.sign(&options).to_string();
    let form = |next| {
        let fields = [("credential", credential.as_str()), ("next", next)];
        let query = guildhall_web::routes::with_query("", fields);
        query.trim_start_matches('?').to_owned()
    };
    let kind = "application/x-www-form-urlencoded";
    let opened = keyed
        .post("/sign-in/passkey", kind, (&cookie, form("/records?x=1")))
        .await;
    assert_eq!(
        opened.header(header::LOCATION),
        "/records?x=1",
        "{}",
        opened.text()
    );
    let again = keyed
        .post("/sign-in/passkey", kind, (&cookie, form("/records")))
        .await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nothing = keyed
        .post(
            "/sign-in/passkey",
            kind,
            (&cookie, "credential=&next=/".to_owned()),
        )
        .await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);

    let pending = keyed.pending().await;
    let page = pending.get("/sign-in/code?next=%2Frecords").await.text();
    assert!(page.contains("/sign-in/code/passkey"), "{page}");
    let asked = pending.post_json(PROOF, &json!({})).await.json();
    let answer = keyed.key.sign(&asked["publicKey"]).to_string();
    let fields = [("credential", answer.as_str()), ("next", "/records")];
    let opened = pending.post_form("/sign-in/code/passkey", &fields).await;
    assert_eq!(opened.header(header::LOCATION), "/records", "{}", opened.text());
}

#[tokio::test]
async fn the_page_of_passkeys_shows_recovery_codes_with_the_first_one() {
    let keyed = Keyed::open().await;
    let client = &keyed.other;
    let csrf = client.form_token.clone();
    for is_first in [true, false] {
        let asked = client
            .post_json("/api/v1/me/passkeys/challenge", &json!({}))
            .await
            .json();
        let (_, credential) = SoftAuthenticator::create(&asked["publicKey"], PUBLIC_URL);
        let credential = credential.to_string();
        let fields = [
            ("csrf", csrf.as_str()),
            ("name", "手机"),
            ("credential", credential.as_str()),
        ];
        let made = client.post_form("/me/passkeys", &fields).await;
        if is_first {
            assert_eq!(made.text().matches("<li><code").count(), 10);
        } else {
            assert_eq!(made.header(header::LOCATION), "/me/passkeys?done=added");
        }
        let unnamed = [
            ("csrf", csrf.as_str()),
            ("name", ""),
            ("credential", credential.as_str()),
        ];
        let refused = client.post_form("/me/passkeys", &unnamed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(
        client
            .get("/me/passkeys")
            .await
            .text()
            .matches("/remove\"")
            .count(),
        2
    );
    let forged = [("name", "x"), ("credential", "{}")];
    assert_eq!(
        client.post_form("/me/passkeys", &forged).await.status,
        StatusCode::FORBIDDEN
    );
    keyed.house.clock.advance_secs(16 * 60);
    assert_eq!(
        client.get("/me/passkeys").await.header(header::LOCATION),
        "/me/confirm?next=%2Fme%2Fpasskeys"
    );
}
