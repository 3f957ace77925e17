//! Signing in by a client certificate that a proxy hands on, right and in every way that must be refused.

use crate::certificate_authority::{Authority, ClientKey, Request as Signed};
use crate::house::{Answer, Client, House, OWN_PASSWORD, Union};
use axum::body::Body;
use axum::extract::ConnectInfo;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guildhall_federation::{Authorities, ClientCertificates};
use guildhall_identity::{Obligation, SessionConfig, Sessions};
use guildhall_web::ProxyHeader;
use http::{HeaderName, Method, Request, StatusCode, header};
use serde_json::json;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use totp_rs::{Builder, Secret};

const PROXY: &str = "10.0.0.2";
const STRANGER: &str = "10.0.0.9";

/// A house behind a proxy that hands certificates of one authority on.
struct Guarded {
    house: House,
    union: Union,
    authority: Authority,
}

impl Guarded {
    async fn open(in_hardware: bool, revoked: &[u64]) -> Self {
        let mut house = House::open().await;
        let union = house.first_run().await;
        let authority = Authority::new("市总工会证书中心");
        let lists = (!revoked.is_empty()).then(|| authority.revoke(revoked, 2090));
        let read = Authorities::read(authority.pem.as_bytes(), lists.as_ref().map(String::as_bytes));
        let door = ClientCertificates::new(read.expect("good files"), in_hardware);
        house.configure(|app| {
            app.certificates = door;
            app.certificate_header = Some(ProxyHeader {
                name: HeaderName::from_static("client-cert"),
                proxies: Arc::from([PROXY.parse::<IpAddr>().expect("an address")]),
            });
        });
        Self {
            house,
            union,
            authority,
        }
    }

    /// Sends a request of somebody over a connection from an address, with a certificate in the header.
    async fn ask(
        &self,
        client: &Client,
        (method, path): (Method, &str),
        (from, shown): (&str, &ClientKey),
    ) -> Answer {
        let address: SocketAddr = format!("{from}:40000").parse().expect("an address");
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("x-csrf-token", &client.form_token)
            .header("client-cert", format!(":{}:", STANDARD.encode(&shown.der)))
            .extension(ConnectInfo(address))
            .body(Body::empty())
            .expect("a request");
        self.house.now(client).send(request).await
    }

    async fn bind(&self, client: &Client, shown: &ClientKey) -> Answer {
        self.ask(client, (Method::POST, "/api/v1/me/certificates"), (PROXY, shown))
            .await
    }

    async fn sign_in(&self, from: &str, shown: &ClientKey) -> Answer {
        let door = (Method::POST, "/api/v1/sessions/certificate");
        self.ask(&self.house.visitor(), door, (from, shown)).await
    }

    /// Returns the program of a session.
    fn of(&self, opened: &Answer) -> Client {
        assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text());
        let mut client = self.house.visitor();
        client.bearer = opened.json()["token"].as_str().map(str::to_owned);
        client
    }
}

#[tokio::test]
async fn a_bound_certificate_opens_the_account_and_only_when_a_known_proxy_hands_it_on() {
    let guarded = Guarded::open(false, &[]).await;
    let archivist = &guarded.union.archivist;
    let own = guarded.authority.sign(&Signed::of("陈瑜", 7));
    let bound = guarded.bind(archivist, &own).await;
    assert_eq!(bound.status, StatusCode::CREATED, "{}", bound.text());
    assert_eq!(bound.json()["subject"], "CN=陈瑜");
    assert_eq!(bound.json()["serial"], "07");
    let client = guarded.of(&guarded.sign_in(PROXY, &own).await);
    assert_eq!(
        client.get("/api/v1/me").await.json()["account"]["login"],
        "chen.yu"
    );
    let listed = client.get("/api/v1/me/certificates").await.json();
    assert!(listed["certificates"][0]["used_at"].is_string(), "{listed}");
    let stranger = guarded.sign_in(STRANGER, &own).await;
    stranger.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "certificate-missing");
    let visitor = guarded.house.visitor();
    for (from, is_offered) in [(PROXY, true), (STRANGER, false)] {
        let page = guarded
            .ask(&visitor, (Method::GET, "/sign-in"), (from, &own))
            .await
            .text();
        assert_eq!(page.contains("/sign-in/certificate"), is_offered, "{from}");
    }
}

#[tokio::test]
async fn certificates_that_do_not_count_are_refused_alike_and_say_nothing_of_accounts() {
    let guarded = Guarded::open(false, &[9]).await;
    let of = |request: &Signed| guarded.authority.sign(request);
    let own = of(&Signed {
        years: (2020, 2027),
        ..Signed::of("陈瑜", 7)
    });
    let revoked = of(&Signed::of("陈瑜", 9));
    let bound = guarded.bind(&guarded.union.archivist, &own).await;
    assert_eq!(bound.status, StatusCode::CREATED, "{}", bound.text());
    let unbindable = guarded.bind(&guarded.union.archivist, &revoked).await;
    unbindable.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "certificate-refused");
    let foreign = Authority::new("别处").sign(&Signed::of("陈瑜", 7));
    let unbound = of(&Signed::of("路人", 8));
    let mut said = Vec::new();
    for shown in [&revoked, &foreign, &unbound] {
        let refused = guarded.sign_in(PROXY, shown).await;
        refused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "certificate-refused");
        said.push(refused.text());
    }
    guarded.house.clock.advance_secs(200 * 86_400);
    let expired = guarded.sign_in(PROXY, &own).await;
    expired.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "certificate-refused");
    said.push(expired.text());
    assert!(said.iter().all(|text| *text == said[0]), "{said:?}");
}

#[tokio::test]
async fn refused_certificates_have_to_wait_like_wrong_passwords_and_right_ones_never() {
    let guarded = Guarded::open(false, &[]).await;
    let own = guarded.authority.sign(&Signed::of("陈瑜", 7));
    guarded.bind(&guarded.union.archivist, &own).await;
    for _ in 0..12 {
        let opened = guarded.sign_in(PROXY, &own).await;
        assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text());
    }
    let unbound = guarded.authority.sign(&Signed::of("路人", 8));
    let mut last = StatusCode::OK;
    for _ in 0..12 {
        last = guarded.sign_in(PROXY, &unbound).await.status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_certificate_belongs_to_one_account_and_the_security_administrator_removes_it() {
    let guarded = Guarded::open(false, &[]).await;
    let Union {
        system,
        security,
        archivist,
        ..
    } = &guarded.union;
    let own = guarded.authority.sign(&Signed::of("陈瑜", 7));
    let bound = guarded.bind(archivist, &own).await.json();
    let taken = guarded.bind(system, &own).await;
    taken.assert_problem(StatusCode::CONFLICT, "certificate-taken");
    let account = archivist.get("/api/v1/me").await.json()["account"]["id"].clone();
    let id = bound["id"].as_str().expect("an id");
    let page = format!("/accounts/{}/certificates", account.as_str().expect("an id"));
    let path = format!("/api/v1{page}");
    let listed = guarded.house.get_as(security, &path).await;
    assert_eq!(
        listed.json()["certificates"][0]["fingerprint"],
        bound["fingerprint"]
    );
    assert_eq!(
        guarded.house.get_as(system, &path).await.status,
        StatusCode::NOT_FOUND
    );
    let shown = guarded.house.get_as(security, &page).await.text();
    let fingerprint = bound["fingerprint"].as_str().expect("a text");
    assert!(shown.contains(fingerprint), "{shown}");
    let form = [("csrf", security.form_token.as_str())];
    let remove = format!("{page}/{id}/remove");
    let removed = guarded.house.now(security).post_form(&remove, &form).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.text());
    let refused = guarded.sign_in(PROXY, &own).await;
    refused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "certificate-refused");
}

#[tokio::test]
async fn binding_and_removing_want_a_fresh_proof_and_the_page_shows_what_is_bound() {
    let guarded = Guarded::open(false, &[]).await;
    let archivist = guarded.house.now(&guarded.union.archivist);
    let own = guarded.authority.sign(&Signed::of("陈瑜", 7));
    let page = guarded
        .ask(&archivist, (Method::GET, "/me/certificates"), (PROXY, &own))
        .await;
    assert!(page.text().contains("CN=陈瑜"), "{}", page.text());
    guarded.house.clock.advance_secs(16 * 60);
    let stale = guarded.bind(&archivist, &own).await;
    stale.assert_problem(StatusCode::FORBIDDEN, "page-confirm-needed");
    let form = [("csrf", archivist.form_token.as_str()), ("proof", OWN_PASSWORD)];
    let confirmed = archivist.post_form("/me/confirm", &form).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER);
    let bound = guarded.bind(&archivist, &own).await.json();
    let remove = format!("/me/certificates/{}/remove", bound["id"].as_str().expect("an id"));
    let removed = archivist.post_form(&remove, &form).await;
    assert_eq!(removed.header(header::LOCATION), "/me/certificates?done=removed");
}

/// Whether a session opened by the system administrator's certificate owes a second factor.
async fn owes(in_hardware: bool) -> bool {
    let mut guarded = Guarded::open(in_hardware, &[]).await;
    let own = guarded.authority.sign(&Signed::of("赵敏", 7));
    guarded.bind(&guarded.union.system, &own).await;
    let rule = Obligation {
        powers: true,
        ..Obligation::default()
    };
    guarded.house.configure(|app| {
        let passkeys = app.sign_in.passkeys().clone();
        app.sessions = Arc::new(Sessions::new(SessionConfig::default()).obliging(rule, passkeys));
    });
    let client = guarded.of(&guarded.sign_in(PROXY, &own).await);
    client.get("/api/v1/me").await.json()["second_factor_due"] == true
}

#[tokio::test]
async fn a_certificate_counts_as_two_factors_only_when_its_key_lies_in_hardware() {
    assert!(!owes(true).await);
    assert!(owes(false).await);
}

#[tokio::test]
async fn whoever_has_an_app_is_asked_for_its_code_after_a_certificate_that_counts_as_one() {
    for (in_hardware, is_pending) in [(false, true), (true, false)] {
        let guarded = Guarded::open(in_hardware, &[]).await;
        let archivist = guarded.house.now(&guarded.union.archivist);
        let own = guarded.authority.sign(&Signed::of("陈瑜", 7));
        guarded.bind(&archivist, &own).await;
        let begun = archivist
            .send_json(Method::POST, "/api/v1/me/second-factor", &json!({}))
            .await;
        let secret = begun.json()["secret"].as_str().expect("a secret").to_owned();
        let secret = Secret::try_from_base32(&secret).expect("base 32");
        let app = Builder::new().with_secret(secret).build().expect("an app");
        let seconds = guarded.house.app.database.clock().now().as_micros() / 1_000_000;
        let code = app
            .generate(u64::try_from(seconds).expect("after 1970"))
            .to_string();
        let on = archivist
            .send_json(Method::PUT, "/api/v1/me/second-factor", &json!({ "code": code }))
            .await;
        assert_eq!(on.status, StatusCode::OK, "{}", on.text());
        let opened = guarded.sign_in(PROXY, &own).await;
        assert_eq!(opened.json()["second_factor_needed"], is_pending);
    }
}
