//! Signing in by an identity provider, over the loopback, right and in every way that must be refused.

use crate::house::{Answer, Client, House, PUBLIC_URL, Union};
use crate::identity_provider::{Algorithm, CLIENT, IdentityProvider, SECRET, Spoil};
use axum::body::Body;
use guildhall_federation::oidc::{BindRule, Provider, SecondFactorRule};
use guildhall_federation::{Federation, FederationSettings, GroupMapping};
use guildhall_kernel::Clock as _;
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

/// A house with a provider.
pub struct Joined {
    pub house: House,
    pub provider: IdentityProvider,
}

impl Joined {
    /// Opens a house that believes a provider, configured as told.
    pub async fn open(configure: impl FnOnce(&mut Provider)) -> Self {
        Self::with_groups(configure, GroupMapping::default()).await
    }

    /// Opens one in which groups give rights.
    pub async fn with_groups(configure: impl FnOnce(&mut Provider), mapping: GroupMapping) -> Self {
        let mut house = House::open().await;
        let provider = IdentityProvider::start(house.clock.clone()).await;
        let mut configured = Provider {
            key: "hospital".to_owned(),
            name: "医院统一身份认证".to_owned(),
            issuer: provider.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: SECRET.to_owned().into(),
            scopes: vec!["profile".to_owned()],
            bind: BindRule::Login,
            bind_claim: "preferred_username".to_owned(),
            groups_claim: Some("groups".to_owned()),
            second_factor: SecondFactorRule::default(),
            organisation: None,
        };
        configure(&mut configured);
        let settings = FederationSettings {
            providers: vec![configured],
            mapping,
            public_url: Some(PUBLIC_URL.to_owned()),
        };
        let rights = house.app.rights.clone();
        let federation = Federation::new(settings, rights).expect("a good provider");
        house.configure(|app| app.federation = federation);
        Self { house, provider }
    }

    /// Sends a browser to the provider; returns the address there and the cookie that it was given.
    pub async fn leave(&self, next: &str) -> (String, String) {
        let path = guildhall_web::routes::sign_in_with("hospital", next);
        let sent = self.house.visitor().get(&path).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let (_, cookie) = sent.cookie_pair("guildhall-outside").expect("a cookie");
        (sent.header(header::LOCATION).to_owned(), cookie)
    }

    /// Has a browser come back with the cookie that it was given.
    pub async fn come_back(&self, path: &str, cookie: &str) -> Answer {
        come_back(&self.house.visitor(), path, cookie).await
    }

    /// Signs somebody in by the provider.
    pub async fn enter(&self, claims: Value) -> Answer {
        // So that the acts of the ledger have an order.
        self.house.clock.advance_secs(1);
        let (address, cookie) = self.leave("").await;
        let back = self.provider.let_in(&address, claims);
        self.come_back(&back, &cookie).await
    }

    /// Returns the browser of an answer that signed somebody in.
    pub fn browser(&self, answer: &Answer) -> Client {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let mut client = self.house.visitor();
        client.keep_cookie(answer);
        client
    }

    /// Binds an identity from the account of a browser that is signed in.
    pub async fn bind(&self, client: &Client, claims: Value) -> Answer {
        let begun = client
            .send_json(Method::POST, "/api/v1/me/outside/with/hospital", &json!({}))
            .await;
        assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
        let (_, cookie) = begun.cookie_pair("guildhall-outside").expect("a cookie");
        let address = begun.json()["address"].as_str().expect("an address").to_owned();
        let back = self.provider.let_in(&address, claims);
        come_back(client, &back, &cookie).await
    }
}

pub async fn come_back(client: &Client, path: &str, cookie: &str) -> Answer {
    let session = client.cookie.as_deref().unwrap_or_default();
    let cookies = format!("guildhall-outside={cookie}; guildhall-session={session}");
    let mut client = client.clone();
    client.cookie = None;
    let request = Request::get(path)
        .header(header::COOKIE, cookies)
        .header(header::ACCEPT_LANGUAGE, "en");
    client.send(request.body(Body::empty()).expect("a request")).await
}

pub fn archivist() -> Value {
    json!({ "sub": "f3a1", "preferred_username": "chen.yu", "name": "陈瑜" })
}

/// Returns the reasons of all refusals in the ledger, the newest first.
async fn refusals(union: &Union) -> Vec<String> {
    let acts = union
        .audit
        .get("/api/v1/audit?action=session.refused")
        .await
        .json();
    let reason = |act: &Value| act["details"]["reason"].as_str().expect("a reason").to_owned();
    acts["acts"]
        .as_array()
        .expect("acts")
        .iter()
        .map(reason)
        .collect()
}

/// Returns the id of an account.
pub async fn account_id(union: &Union, login: &str) -> String {
    let accounts = union.security.get("/api/v1/accounts").await.json();
    let accounts = accounts["accounts"].as_array().expect("accounts").clone();
    let found = accounts.iter().find(|account| account["login"] == login);
    let id = &found.expect("an account")["id"];
    id.as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn somebody_signs_in_by_her_provider_and_goes_where_she_wanted() {
    let joined = Joined::open(|_| {}).await;
    joined.house.first_run().await;
    for algorithm in [Algorithm::Es256, Algorithm::Rs256] {
        joined.provider.sign_with(algorithm);
        let (address, cookie) = joined.leave("/records?year=2024").await;
        assert!(address.starts_with(&joined.provider.issuer));
        let back = joined.provider.let_in(&address, archivist());
        let entered = joined.come_back(&back, &cookie).await;
        assert_eq!(entered.header(header::LOCATION), "/records?year=2024");
        let me = joined.browser(&entered).get("/api/v1/me").await.json();
        assert_eq!(me["account"]["login"], "chen.yu");
    }
    assert_eq!(joined.provider.discoveries(), 1, "what it says of itself is kept");
}

#[tokio::test]
async fn the_sign_in_page_shows_the_provider_in_both_languages() {
    let joined = Joined::open(|_| {}).await;
    joined.house.first_run().await;
    for (language, text) in [
        ("zh-CN", "用医院统一身份认证登录"),
        ("en", "Sign in with 医院统一身份认证"),
    ] {
        let page = joined
            .house
            .visitor()
            .get_in("/sign-in?next=/inbox", language)
            .await;
        let page = page.text().replace(['\u{2068}', '\u{2069}'], "");
        assert!(page.contains(text), "{page}");
        assert!(page.contains("/sign-in/with/hospital?next=%2Finbox"), "{page}");
    }
}

#[tokio::test]
async fn nobody_is_led_to_another_site_by_way_of_the_provider() {
    let joined = Joined::open(|_| {}).await;
    joined.house.first_run().await;
    for next in ["https://evil.example", "//evil.example", "/\\evil.example"] {
        let (address, cookie) = joined.leave(next).await;
        let back = joined.provider.let_in(&address, archivist());
        let entered = joined.come_back(&back, &cookie).await;
        assert_eq!(entered.header(header::LOCATION), "/");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_believed_opens_nothing() {
    let joined = Joined::open(|_| {}).await;
    let union = joined.house.first_run().await;
    let spoiled = [
        (Spoil::OtherNonce, "nonce"),
        (Spoil::OtherAudience, "audience"),
        (Spoil::SecondAudience, "audience"),
        (Spoil::OtherParty, "audience"),
        (Spoil::OtherIssuer, "issuer"),
        (Spoil::Expired, "expired"),
        (Spoil::NotYet, "expired"),
        (Spoil::Stale, "expired"),
        (Spoil::NoAlgorithm, "signature"),
        (Spoil::SharedSecret, "signature"),
        (Spoil::OtherKey, "signature"),
        (Spoil::NoSubject, "subject"),
        (Spoil::NoToken, "no-token"),
    ];
    for (spoil, reason) in spoiled {
        joined.provider.spoil(spoil);
        let refused = joined.enter(archivist()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{spoil:?}");
        assert_eq!(refused.cookie_pair("guildhall-session"), None, "{spoil:?}");
        assert!(refused.text().contains("could not be believed"), "{spoil:?}");
        let noted = refusals(&union).await;
        assert_eq!(
            noted.first().map(String::as_str),
            Some(reason),
            "{spoil:?} {noted:?}"
        );
    }
    joined.provider.spoil(Spoil::Nothing);
    assert_eq!(joined.enter(archivist()).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_answer_serves_once_and_only_the_browser_that_asked() {
    let joined = Joined::open(|_| {}).await;
    joined.house.first_run().await;
    let (address, cookie) = joined.leave("").await;
    let (_, other) = joined.leave("").await;
    let back = joined.provider.let_in(&address, archivist());
    for wrong in [other.as_str(), "", "x"] {
        let refused = joined.come_back(&back, wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("another browser"), "{}", refused.text());
    }
    assert_eq!(
        joined.come_back(&back, &cookie).await.status,
        StatusCode::SEE_OTHER
    );
    let replayed = joined.come_back(&back, &cookie).await;
    assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A code that was used is refused by the provider, too.
    let (_, used) = back.split_once("code=").expect("a code");
    let used = used.split('&').next().expect("a code").to_owned();
    let (address, cookie) = joined.leave("").await;
    let fresh = joined.provider.let_in(&address, archivist());
    let (_, code) = fresh.split_once("code=").expect("a code");
    let code = code.split('&').next().expect("a code").to_owned();
    let swapped = fresh.replace(&format!("code={code}&"), &format!("code={used}x&"));
    let refused = joined.come_back(&swapped, &cookie).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_answer_that_comes_late_or_from_another_issuer_is_refused() {
    let joined = Joined::open(|_| {}).await;
    joined.house.first_run().await;
    let (address, cookie) = joined.leave("").await;
    let back = joined.provider.let_in(&address, archivist());
    joined.house.clock.advance_secs(10 * 60 + 1);
    let late = joined.come_back(&back, &cookie).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (address, cookie) = joined.leave("").await;
    let back = joined.provider.let_in(&address, archivist());
    let (start, _) = back.split_once("&iss=").expect("an issuer");
    let foreign = format!("{start}&iss=https%3A%2F%2Fother.example.org");
    let refused = joined.come_back(&foreign, &cookie).await;
    assert!(
        refused.text().contains("could not be believed"),
        "{}",
        refused.text()
    );
    let (address, cookie) = joined.leave("").await;
    let back = joined.provider.let_in(&address, archivist());
    let (_, state) = back.split_once("&state=").expect("a state");
    let path = format!("/sign-in/with/hospital/return?error=access_denied&state={state}");
    let refused = joined.come_back(&path, &cookie).await;
    assert!(refused.text().contains("let nobody in"), "{}", refused.text());
}

#[tokio::test]
async fn a_provider_that_answers_badly_is_not_used_and_not_asked_again_at_once() {
    let ways = [
        Spoil::RedirectedDiscovery,
        Spoil::HugeDiscovery,
        Spoil::OtherDiscovery,
        Spoil::Broken,
    ];
    let joined = Joined::open(|_| {}).await;
    joined.house.first_run().await;
    let path = "/sign-in/with/hospital";
    for (asked, spoil) in ways.into_iter().enumerate() {
        joined.provider.spoil(spoil);
        for _ in 0..2 {
            let refused = joined.house.visitor().get_in(path, "en").await;
            assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{spoil:?}");
            assert!(
                refused.text().contains("does not answer as it should"),
                "{spoil:?}"
            );
        }
        assert_eq!(joined.provider.discoveries(), asked + 1, "{spoil:?}");
        joined.house.clock.advance_secs(11);
    }
    joined.provider.spoil(Spoil::Nothing);
    assert_eq!(joined.enter(archivist()).await.status, StatusCode::SEE_OTHER);
    let unknown = joined.house.visitor().get("/sign-in/with/nobody").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_code_is_never_sent_to_an_address_without_tls() {
    let joined = Joined::open(|_| {}).await;
    joined.house.first_run().await;
    joined.provider.spoil(Spoil::OpenTokenEndpoint);
    let refused = joined.enter(archivist()).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.text()
    );
}

#[tokio::test]
async fn a_provider_that_turned_to_new_keys_is_believed_again() {
    let joined = Joined::open(|_| {}).await;
    joined.house.first_run().await;
    assert_eq!(joined.enter(archivist()).await.status, StatusCode::SEE_OTHER);
    joined.provider.turn_keys();
    joined.house.clock.advance_secs(11);
    assert_eq!(joined.enter(archivist()).await.status, StatusCode::SEE_OTHER);
    assert_eq!(joined.provider.discoveries(), 2);
}

#[tokio::test]
async fn a_stranger_gets_no_account_and_who_is_locked_does_not_come_in() {
    let joined = Joined::open(|_| {}).await;
    let union = joined.house.first_run().await;
    let stranger = joined
        .enter(json!({ "sub": "x", "preferred_username": "nobody.here" }))
        .await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN);
    assert!(stranger.text().contains("belongs to no account"));
    let browser = joined.browser(&joined.enter(archivist()).await);
    let path = format!("/accounts/{}", account_id(&union, "chen.yu").await);
    let form = [("csrf", union.security.form_token.as_str()), ("action", "close")];
    let locked = union.security.post_form(&path, &form).await;
    assert_eq!(locked.status, StatusCode::SEE_OTHER, "{}", locked.text());
    assert_eq!(browser.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    let refused = joined.enter(archivist()).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.cookie_pair("guildhall-session"), None);
    let noted = refusals(&union).await;
    assert_eq!(noted[..2], ["not-active", "outside-not-bound"]);
}

#[tokio::test]
async fn the_second_factor_of_the_house_is_asked_unless_that_of_the_provider_counts() {
    let rule = SecondFactorRule {
        amr: vec!["mfa".to_owned()],
        acr: Vec::new(),
    };
    let joined = Joined::open(|provider| provider.second_factor = rule).await;
    let union = joined.house.first_run().await;
    let begun = union
        .archivist
        .send_json(Method::POST, "/api/v1/me/second-factor", &json!({}))
        .await;
    let secret =
        Secret::try_from_base32(begun.json()["secret"].as_str().expect("a secret")).expect("base 32");
    let app = Builder::new().with_secret(secret).build().expect("an app");
    let seconds = joined.house.clock.now().as_micros() / 1_000_000;
    let code = app
        .generate(u64::try_from(seconds).expect("after 1970"))
        .to_string();
    let confirmed = union
        .archivist
        .send_json(Method::PUT, "/api/v1/me/second-factor", &json!({ "code": code }))
        .await;
    assert!(confirmed.status.is_success(), "{}", confirmed.text());
    let pending = joined.enter(archivist()).await;
    assert!(pending.header(header::LOCATION).starts_with("/sign-in/code"));
    let browser = joined.browser(&pending);
    assert_eq!(browser.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    let mut whole = archivist();
    whole["amr"] = json!(["pwd", "mfa"]);
    let browser = joined.browser(&joined.enter(whole).await);
    assert_eq!(browser.get("/api/v1/me").await.status, StatusCode::OK);
}
