//! The whole web face over real rooms in a scratch folder, and clients that talk to it in process.

use crate::document_source::ArchiveDocuments;
use crate::rehearsal_facts::EmergencyRehearsals;
use crate::shipped_rules::{archive, emergency_rules, policy_rules, privacy_rules, text, watch_rules};
use axum::Router;
use axum::body::{Body, Bytes};
use guildhall_emergency::Emergency;
use guildhall_federation::{Federation, FederationSettings};
use guildhall_identity::account::PasswordConfig;
use guildhall_identity::person::Directory;
use guildhall_identity::{
    Keys, Passkeys, Passwords, RelyingParty, SecondFactors, SessionConfig, Sessions, SignIn, ThrottleConfig,
};
use guildhall_inspection::{Clauses, Https, Inspector, Premises, Upkeep};
use guildhall_intake::Inbox;
use guildhall_kernel::{Clock, ManualClock, Random, RealmId, SystemRandom, Timestamp};
use guildhall_keyring::KeyRing;
use guildhall_ledger::SigningKey;
use guildhall_privacy::Privacy;
use guildhall_retrieval::{Finder, IndexOptions, Indexer};
use guildhall_store::{Database, DatabaseConfig, realm};
use guildhall_vault::replica::Replica;
use guildhall_vault::{FolderReplica, Vault, VaultConfig};
use guildhall_watch::Watch;
use guildhall_web::{App, BackupPlan, LedgerSettings};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use tower::ServiceExt as _;

/// Largest upload of the test house.
pub const UPLOAD_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// The password with which every account begins.
pub const PASSWORD: &str = "Lantern-7-orchid";
/// The password that every account but that of who made the union sets for itself.
pub const OWN_PASSWORD: &str = "Lantern-8-orchid-mine";
/// The address at which browsers are made to believe the house stands.
pub const PUBLIC_URL: &str = "https://union.example.org";
const BOUNDARY: &str = "guildhall-test-boundary";

/// The rooms and a clock that stands still.
pub struct House {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub folder: TempDir,
    pub router: Router,
    indexer: Indexer,
}

fn vault(folder: &Path, keys: Arc<KeyRing>, random: Arc<dyn Random>) -> Vault {
    let replica = |name: &str| {
        let replica = FolderReplica::open(name, &folder.join(name), &*random).expect("a vault folder");
        Arc::new(replica) as Arc<dyn Replica>
    };
    let config = VaultConfig {
        replicas: vec![replica("vault-a"), replica("vault-b")],
        replicas_needed: 2,
        keys,
        algorithm: guildhall_vault::Algorithm::default(),
        limit: UPLOAD_BYTES_MAX * 2,
        clock: Arc::new(guildhall_kernel::SystemClock),
    };
    Vault::open(config, random).expect("a vault")
}

/// The inspection of a house that has a place for backups, a rate limit and nothing else.
fn inspector(
    folder: &Path,
    (database, vault): (&Database, &Vault),
    keys: &Arc<KeyRing>,
    emergency: &Emergency,
) -> Inspector {
    let premises = Premises {
        data: folder.to_owned(),
        listen: "127.0.0.1:8470".parse().expect("an address"),
        https: Https::Proxy,
        requests_per_second: 50,
        sessions: SessionConfig::default(),
        throttle: ThrottleConfig::default(),
        knows_breached: false,
        keys: folder.to_owned(),
        watched: None,
        replicas: vec![folder.join("vault-a"), folder.join("vault-b")],
        cipher: guildhall_vault::Algorithm::default(),
        witnesses: Arc::from(Vec::new()),
        upkeep: Some(Upkeep {
            backup: "0 19 * * *".to_owned(),
            drill: "0 20 1 * *".to_owned(),
        }),
        lock: include_str!("../../../../Cargo.lock"),
        version: "0.0.0-test",
        advisories: None,
    };
    Inspector {
        premises: Arc::new(premises),
        clauses: Arc::new(Clauses::read(&text("inspection/level3.toml")).expect("good clauses")),
        database: database.clone(),
        vault: vault.clone(),
        keys: Keys::new(Arc::clone(keys)),
        rights: emergency.rights.clone(),
        rehearsals: Arc::new(EmergencyRehearsals(emergency.clone())),
    }
}

impl House {
    /// Opens an empty house.
    pub async fn open() -> Self {
        Self::with_rate_limit(0).await
    }

    /// Opens one that holds back whoever asks more often; 0 holds back nobody.
    pub async fn with_rate_limit(requests_per_second: u32) -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        Self::open_in(folder, now, requests_per_second).await
    }

    /// Opens what lies in a folder, at a moment.
    pub async fn open_in(folder: TempDir, now: Timestamp, requests_per_second: u32) -> Self {
        let clock = Arc::new(ManualClock::at(now));
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let migrations = [
            guildhall_store::MIGRATIONS,
            guildhall_vault::MIGRATIONS,
            guildhall_ledger::MIGRATIONS,
            guildhall_backup::MIGRATIONS,
            guildhall_identity::MIGRATIONS,
            guildhall_federation::MIGRATIONS,
            guildhall_inspection::MIGRATIONS,
            guildhall_archive::MIGRATIONS,
            guildhall_watch::MIGRATIONS,
            guildhall_intake::MIGRATIONS,
            guildhall_privacy::MIGRATIONS,
            guildhall_emergency::MIGRATIONS,
        ]
        .concat();
        let config = DatabaseConfig::sqlite(folder.path().join("test.db"));
        let database = Database::open(
            &config,
            &migrations,
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::clone(&random),
        )
        .await
        .expect("a database");
        let ring = KeyRing::open_or_create(&folder.path().join("master.key"), &*random);
        let keys = Arc::new(ring.expect("a key ring"));
        let vault = vault(folder.path(), Arc::clone(&keys), Arc::clone(&random));
        let archive = archive();
        let finder = Finder::new(
            &folder.path().join("index"),
            IndexOptions::default(),
            archive.rights.clone(),
        );
        let cheap = PasswordConfig {
            memory_kib: 8,
            passes: 1,
            ..PasswordConfig::default()
        };
        let passwords = Passwords::new(&cheap).expect("a hasher");
        let party = RelyingParty::from_url(PUBLIC_URL).expect("a public address");
        let scratch = folder.path().join("scratch");
        let watch = Watch::new(database.clone(), watch_rules());
        std::fs::create_dir_all(&scratch).expect("a scratch folder");
        let emergency = Emergency {
            rules: Arc::new(emergency_rules()),
            rights: archive.rights.clone(),
        };
        let inspector = inspector(folder.path(), (&database, &vault), &keys, &emergency);
        let app = App {
            privacy: Privacy {
                rules: Arc::new(privacy_rules(&archive.masks)),
                rights: archive.rights.clone(),
                directory: Directory::new(Arc::clone(&keys)),
            },
            emergency,
            inspector,
            inbox: Inbox::new(database.clone(), vault.clone(), archive.clone()),
            vault,
            rights: archive.rights.clone(),
            federation: Federation::new(FederationSettings::default(), archive.rights.clone())
                .expect("no providers"),
            policy_rules: Arc::new(policy_rules()),
            archive,
            directory: Directory::new(Arc::clone(&keys)),
            finder: finder.clone(),
            watch: watch.clone(),
            sessions: Arc::new(Sessions::new(SessionConfig::default())),
            sign_in: Arc::new(
                SignIn::new(
                    passwords,
                    SessionConfig::default(),
                    ThrottleConfig::default(),
                    SecondFactors::new(Arc::clone(&keys)),
                )
                .with_passkeys(Passkeys::new(Some(party)))
                .telling(Arc::new(watch)),
            ),
            keys: Keys::new(keys),
            signing_key: Arc::new(SigningKey::generate("test.example", &*random).expect("a key")),
            ledger: LedgerSettings {
                is_public: true,
                witnesses: Arc::from(Vec::new()),
                witnessed: Arc::from(Vec::new()),
            },
            backups: BackupPlan {
                place: Some("offsite".to_owned()),
                schedule: "0 19 * * *".into(),
                drill: "0 20 1 * *".into(),
            },
            scratch,
            font: None,
            can_read_paper: false,
            demo_logins: Arc::from(Vec::new()),
            watched: None,
            https: false,
            upload_bytes_max: UPLOAD_BYTES_MAX,
            requests_per_second,
            database: database.clone(),
        };
        let indexer = Indexer::new(
            database,
            finder,
            Arc::new(ArchiveDocuments::new(app.archive.clone())),
        );
        Self {
            router: guildhall_web::router(app.clone()),
            app,
            indexer,
            clock,
            folder,
        }
    }

    /// Changes what was configured; browsers from before see the house as it was.
    pub fn configure(&mut self, change: impl FnOnce(&mut App)) {
        change(&mut self.app);
        self.router = guildhall_web::router(self.app.clone());
    }

    /// Fetches a page of the house as it is configured now, in the browser of somebody who signed in before.
    pub async fn get_as(&self, client: &Client, path: &str) -> Answer {
        self.now(client).get(path).await
    }

    /// Returns the browser of somebody who signed in before, at the house as it is configured now.
    pub fn now(&self, client: &Client) -> Client {
        Client {
            router: self.router.clone(),
            ..client.clone()
        }
    }

    /// Returns a browser that nobody has signed in with.
    pub fn visitor(&self) -> Client {
        Client {
            router: self.router.clone(),
            cookie: None,
            bearer: None,
            form_token: String::new(),
        }
    }

    /// Makes the union with its three administrators, and an archivist over all of it.
    pub async fn first_run(&self) -> Union {
        let body = json!({
            "union_name": "市一医院工会", "fonds": "Z109",
            "system": { "name": "赵敏", "login": "zhao.min", "password": PASSWORD },
            "security": { "name": "何安", "login": "he.an" },
            "audit": { "name": "陆平", "login": "lu.ping" },
        });
        let made = self
            .visitor()
            .send_json(Method::POST, "/api/v1/first-run", &body)
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let first = |power: &str| made.json()[power].as_str().expect("a password").to_owned();
        let system = self.browser("zhao.min", PASSWORD).await;
        let security = self.settled("he.an", &first("security")).await;
        let audit = self.settled("lu.ping", &first("audit")).await;
        let top = system.get("/api/v1/organisations").await.json()["organisations"][0]["id"].clone();
        let body = json!({
            "login": "chen.yu", "name": "陈瑜", "password": PASSWORD, "unit": top, "role": "archivist", "clearance": 4,
        });
        let made = security.send_json(Method::POST, "/api/v1/accounts", &body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let archivist = self.settled("chen.yu", PASSWORD).await;
        Union {
            system,
            security,
            audit,
            archivist,
        }
    }

    /// Signs in by the page.
    pub async fn browser(&self, login: &str, password: &str) -> Client {
        let mut client = self.visitor();
        let answer = client
            .post_form("/sign-in", &[("login", login), ("password", password)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        client.keep_cookie(&answer);
        let me = client.get("/api/v1/me").await.json();
        client.form_token = me["form_token"].as_str().expect("a form token").to_owned();
        client
    }

    /// Signs in by the page with a first password and sets [`OWN_PASSWORD`].
    pub async fn settled(&self, login: &str, first: &str) -> Client {
        let client = self.browser(login, first).await;
        client.set_own_password(first).await;
        client
    }

    /// Adds a unit below the top one and returns its id.
    pub async fn unit(&self, union: &Union, name: &str) -> String {
        let system = &union.system;
        let tree = system.get("/api/v1/organisations").await.json();
        let top = &tree["organisations"][0]["id"];
        let body = json!({ "parent": top, "name": name, "kind": "branch" });
        let unit = system
            .send_json(Method::POST, "/api/v1/organisations", &body)
            .await;
        assert_eq!(unit.status, StatusCode::CREATED, "{}", unit.text());
        unit.json()["id"].as_str().expect("an id").to_owned()
    }

    /// Makes an account with one role over a unit, signs it in by the API and sets its own password.
    pub async fn account(&self, union: &Union, login: &str, unit: &str, role: &str) -> Client {
        let client = self.newcomer(union, login, unit, role).await;
        client.set_own_password(PASSWORD).await;
        client
    }

    /// Makes an account that still has the password which the security administrator gave, and signs it in.
    pub async fn newcomer(&self, union: &Union, login: &str, unit: &str, role: &str) -> Client {
        let body = json!({
            "login": login, "name": "钱立", "password": PASSWORD, "unit": unit, "role": role, "clearance": 1,
        });
        let made = union
            .security
            .send_json(Method::POST, "/api/v1/accounts", &body)
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        self.sign_in(login, PASSWORD).await
    }

    /// Signs in by the API.
    pub async fn sign_in(&self, login: &str, password: &str) -> Client {
        let mut client = self.visitor();
        let body = json!({ "login": login, "password": password });
        let signed_in = client.send_json(Method::POST, "/api/v1/sessions", &body).await;
        assert_eq!(signed_in.status, StatusCode::CREATED, "{}", signed_in.text());
        client.bearer = signed_in.json()["token"].as_str().map(str::to_owned);
        client
    }

    /// Returns the only realm.
    pub async fn realm(&self) -> RealmId {
        let mut connection = self
            .app
            .database
            .read_across_realms()
            .await
            .expect("a connection");
        realm::across_realms_list(&mut connection).await.expect("realms")[0].id
    }

    /// Brings the search index up to date.
    pub async fn catch_up(&self) {
        self.indexer
            .catch_up(self.realm().await, &|_, _| {})
            .await
            .expect("the index is brought up to date");
    }
}

/// The people who run the test union, each with a browser of her own.
pub struct Union {
    /// 赵敏, `zhao.min`, with [`PASSWORD`].
    pub system: Client,
    /// 何安, `he.an`, with [`OWN_PASSWORD`].
    pub security: Client,
    /// 陆平, `lu.ping`, with [`OWN_PASSWORD`].
    pub audit: Client,
    /// 陈瑜, `chen.yu`, with [`OWN_PASSWORD`]: archivist over everything, with the highest clearance.
    pub archivist: Client,
}

/// What the first page is filled with.
pub const FIRST_RUN: [(&str, &str); 9] = [
    ("union_name", "市一医院工会"),
    ("fonds", "Z109"),
    ("name", "赵敏"),
    ("login", "zhao.min"),
    ("password", PASSWORD),
    ("security_name", "何安"),
    ("security_login", "he.an"),
    ("audit_name", "陆平"),
    ("audit_login", "lu.ping"),
];

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
    router: Router,
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
