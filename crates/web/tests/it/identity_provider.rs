//! A small identity provider on the loopback (OpenID Connect Core 1.0, authorization code with PKCE): real keys, real
//! requests, and for each test one thing that it does wrong.

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use guildhall_kernel::{Clock as _, ManualClock};
use http::{HeaderMap, StatusCode, header};
use parking_lot::Mutex;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use rsa::traits::PublicKeyParts as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use url::Url;

/// What this house is called there.
pub const CLIENT: &str = "guildhall";
/// The secret of this house there.
pub const SECRET: &str = "a secret of the house, only for tests";

/// What the provider does otherwise than it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoil {
    Nothing,
    OtherNonce,
    OtherAudience,
    SecondAudience,
    OtherParty,
    OtherIssuer,
    Expired,
    NotYet,
    Stale,
    NoAlgorithm,
    SharedSecret,
    OtherKey,
    NoSubject,
    NoToken,
    RedirectedDiscovery,
    HugeDiscovery,
    OtherDiscovery,
    OpenTokenEndpoint,
    Broken,
}

/// The algorithm with which it signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    Rs256,
    Es256,
}

/// A key pair of each kind; a provider has two sets, one of which it publishes.
struct Keys {
    es: EcdsaKeyPair,
    rs: rsa::RsaPrivateKey,
}

static KEYS: LazyLock<[Keys; 2]> = LazyLock::new(|| [Keys::generate(), Keys::generate()]);

impl Keys {
    fn generate() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        Self {
            es: EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).expect("a key"),
            rs: rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).expect("a key"),
        }
    }

    /// Returns the public keys as a provider publishes them (RFC 7517).
    fn published(&self, number: usize) -> Value {
        let point = self.es.public_key().as_ref();
        json!({ "keys": [
            { "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": format!("es-{number}"),
              "x": encode(&point[1..33]), "y": encode(&point[33..65]) },
            { "kty": "RSA", "use": "sig", "alg": "RS256", "kid": format!("rs-{number}"),
              "n": encode(&self.rs.n().to_bytes_be()), "e": encode(&self.rs.e().to_bytes_be()) },
        ]})
    }

    fn sign(&self, algorithm: Algorithm, text: &str) -> Vec<u8> {
        match algorithm {
            Algorithm::Es256 => {
                let signed = self.es.sign(&SystemRandom::new(), text.as_bytes());
                signed.expect("a signature").as_ref().to_vec()
            }
            Algorithm::Rs256 => {
                let key = SigningKey::<rsa::sha2::Sha256>::new(self.rs.clone());
                key.sign(text.as_bytes()).to_vec()
            }
        }
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Somebody whom the provider let in and whose code was not used yet.
struct LetIn {
    nonce: String,
    challenge: String,
    redirect: String,
    claims: Value,
}

struct Inner {
    issuer: String,
    clock: Arc<ManualClock>,
    spoil: Spoil,
    algorithm: Algorithm,
    /// Which set of keys it publishes and signs with.
    keys: usize,
    codes: HashMap<String, LetIn>,
    discoveries: usize,
}

type Shared = Arc<Mutex<Inner>>;

/// The provider, listening.
pub struct IdentityProvider {
    pub issuer: String,
    inner: Shared,
}

impl IdentityProvider {
    /// Starts it on a free port of the loopback.
    pub async fn start(clock: Arc<ManualClock>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let inner = Arc::new(Mutex::new(Inner {
            issuer: issuer.clone(),
            clock,
            spoil: Spoil::Nothing,
            algorithm: Algorithm::Es256,
            keys: 0,
            codes: HashMap::new(),
            discoveries: 0,
        }));
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route(
                "/elsewhere",
                get(Redirect::to("/.well-known/openid-configuration")),
            )
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { issuer, inner }
    }

    pub fn spoil(&self, spoil: Spoil) {
        self.inner.lock().spoil = spoil;
    }

    pub fn sign_with(&self, algorithm: Algorithm) {
        self.inner.lock().algorithm = algorithm;
    }

    /// Turns to other keys.
    pub fn turn_keys(&self) {
        self.inner.lock().keys = 1;
    }

    /// Returns how often it was asked what it says of itself.
    pub fn discoveries(&self) -> usize {
        self.inner.lock().discoveries
    }

    /// Lets somebody in at the address to which a browser was sent, and returns the path of the house to which it sends
    /// the browser back.
    #[track_caller]
    pub fn let_in(&self, address: &str, claims: Value) -> String {
        let address = Url::parse(address).expect("an address");
        let query: HashMap<String, String> = address.query_pairs().into_owned().collect();
        assert_eq!(query["client_id"], CLIENT);
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["code_challenge_method"], "S256");
        assert!(query["scope"].split(' ').any(|scope| scope == "openid"));
        let mut inner = self.inner.lock();
        let code = format!("code-{}", inner.codes.len());
        let let_in = LetIn {
            nonce: query["nonce"].clone(),
            challenge: query["code_challenge"].clone(),
            redirect: query["redirect_uri"].clone(),
            claims,
        };
        inner.codes.insert(code.clone(), let_in);
        let back = Url::parse(&query["redirect_uri"]).expect("an address");
        let issuer = encode_query(&inner.issuer);
        format!(
            "{}?code={code}&state={}&iss={issuer}",
            back.path(),
            query["state"]
        )
    }
}

fn encode_query(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn discovery(State(shared): State<Shared>) -> Response {
    let mut inner = shared.lock();
    inner.discoveries += 1;
    let issuer = &inner.issuer;
    let token = match inner.spoil {
        Spoil::OpenTokenEndpoint => "http://192.0.2.1/token".to_owned(),
        _ => format!("{issuer}/token"),
    };
    let document = json!({
        "issuer": if inner.spoil == Spoil::OtherDiscovery { "https://other.example.org" } else { issuer },
        "authorization_endpoint": format!("{issuer}/authorize"), "token_endpoint": token,
        "jwks_uri": format!("{issuer}/jwks"), "response_types_supported": ["code"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "padding": if inner.spoil == Spoil::HugeDiscovery { "x".repeat(1024 * 1024) } else { String::new() },
    });
    match inner.spoil {
        Spoil::RedirectedDiscovery => Redirect::to("/elsewhere").into_response(),
        Spoil::Broken => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        _ => Json(document).into_response(),
    }
}

async fn jwks(State(shared): State<Shared>) -> Json<Value> {
    let number = shared.lock().keys;
    Json(KEYS[number].published(number))
}

async fn token(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let mut inner = shared.lock();
    let refused = |code: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": code }))).into_response();
    if !is_client(&headers) {
        return refused("invalid_client");
    }
    let Some(let_in) = inner.codes.remove(form.get("code").map_or("", String::as_str)) else {
        return refused("invalid_grant");
    };
    let verifier = form.get("code_verifier").map_or("", String::as_str);
    let is_same_way = form.get("redirect_uri") == Some(&let_in.redirect);
    if encode(&Sha256::digest(verifier)) != let_in.challenge || !is_same_way {
        return refused("invalid_grant");
    }
    let mut answer = json!({ "access_token": "unused", "token_type": "Bearer", "expires_in": 60 });
    if inner.spoil != Spoil::NoToken {
        answer["id_token"] = inner.id_token(&let_in).into();
    }
    Json(answer).into_response()
}

/// Says whether the client knows its secret (RFC 6749, 2.3.1).
fn is_client(headers: &HeaderMap) -> bool {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let right = STANDARD.encode(format!("{}:{}", encode_query(CLIENT), encode_query(SECRET)));
    given == Some(&format!("Basic {right}"))
}

impl Inner {
    fn id_token(&self, let_in: &LetIn) -> String {
        let now = self.clock.now().as_micros() / 1_000_000;
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": let_in.nonce,
        });
        for (name, value) in let_in.claims.as_object().expect("claims") {
            claims[name] = value.clone();
        }
        match self.spoil {
            Spoil::OtherNonce => claims["nonce"] = "another".into(),
            Spoil::OtherAudience => claims["aud"] = "another-house".into(),
            Spoil::SecondAudience => claims["aud"] = json!([CLIENT, "another-house"]),
            Spoil::OtherParty => claims["azp"] = "another-house".into(),
            Spoil::OtherIssuer => claims["iss"] = "https://other.example.org".into(),
            Spoil::Expired => claims["exp"] = (now - 61).into(),
            Spoil::NotYet => claims["iat"] = (now + 120).into(),
            Spoil::Stale => claims["iat"] = (now - 3600).into(),
            Spoil::NoSubject => claims["sub"] = "".into(),
            _ => {}
        }
        self.sign(&claims)
    }

    fn sign(&self, claims: &Value) -> String {
        let (name, kind) = match self.algorithm {
            Algorithm::Es256 => ("ES256", "es"),
            Algorithm::Rs256 => ("RS256", "rs"),
        };
        let named = match self.spoil {
            Spoil::NoAlgorithm => json!({ "alg": "none" }),
            Spoil::SharedSecret => json!({ "alg": "HS256" }),
            _ => json!({ "alg": name, "kid": format!("{kind}-{}", self.keys) }),
        };
        let text = format!(
            "{}.{}",
            encode(named.to_string().as_bytes()),
            encode(claims.to_string().as_bytes())
        );
        let signature = match self.spoil {
            Spoil::NoAlgorithm => Vec::new(),
            Spoil::SharedSecret => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
                hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
            }
            Spoil::OtherKey => KEYS[1 - self.keys].sign(self.algorithm, &text),
            _ => KEYS[self.keys].sign(self.algorithm, &text),
        };
        format!("{text}.{}", encode(&signature))
    }
}
