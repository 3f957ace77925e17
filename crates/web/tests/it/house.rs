//! The whole web face over real rooms in a scratch folder.

pub use crate::client::{Answer, Client, Part, part_head};
use crate::document_source::ArchiveDocuments;
use crate::rehearsal_facts::EmergencyRehearsals;
use crate::shipped_rules::{
    archive, attestations, batches, check_rules, disposal_rules, dossiers, element_rules, emergency_rules,
    format_rules, lending, policy_rules, privacy_rules, storeroom, text, watch_rules, workflow_rules,
};
use axum::Router;
use guildhall_checks::Checks;
use guildhall_dispatch::{Dispatch, Exchange, Historian, Signer, Words};
use guildhall_disposal::Disposal;
use guildhall_emergency::Emergency;
use guildhall_federation::{ClientCertificates, Federation, FederationSettings};
use guildhall_governance::Governance;
use guildhall_identity::account::PasswordConfig;
use guildhall_identity::person::Directory;
use guildhall_identity::{
    Keys, Obligation, Passkeys, Passwords, RelyingParty, SecondFactors, SessionConfig, Sessions, SignIn,
    ThrottleConfig,
};
use guildhall_inspection::{Clauses, Https, Inspector, Premises, Upkeep};
use guildhall_intake::Inbox;
use guildhall_kernel::{Clock, ManualClock, Random, RealmId, SystemRandom, Timestamp};
use guildhall_keyring::KeyRing;
use guildhall_ledger::SigningKey;
use guildhall_preservation::Preservation;
use guildhall_privacy::Privacy;
use guildhall_retrieval::{Finder, IndexOptions, Indexer};
use guildhall_store::{Database, DatabaseConfig, realm};
use guildhall_vault::replica::Replica;
use guildhall_vault::{FolderReplica, Vault, VaultConfig};
use guildhall_watch::Watch;
use guildhall_web::{App, BackupPlan, LedgerSettings, Rooms};
use guildhall_workflow::Workflow;
use http::{Method, StatusCode};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// Largest upload of the test house.
pub const UPLOAD_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// The password with which every account begins.
pub const PASSWORD: &str = "Lantern-7-orchid";
/// The password that every account but that of who made the union sets for itself.
pub const OWN_PASSWORD: &str = "Lantern-8-orchid-mine";
/// The address at which browsers are made to believe the house stands.
pub const PUBLIC_URL: &str = "https://union.example.org";

/// The rooms and a clock that stands still.
pub struct House {
    pub app: Rooms,
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

/// Packs in the house's folder for decrypted copies.
fn dispatch(folder: &Path, vault: &Vault, tools: (Arc<dyn Clock>, Arc<dyn Random>)) -> Dispatch {
    Dispatch {
        vault: vault.clone(),
        elements: Arc::new(element_rules()),
        signer: Arc::new(Signer::new(folder.join("package.key"), "test.example", tools)),
        scratch: folder.join("scratch"),
    }
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
        second_factor: Obligation::default(),
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
        scanner: None,
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
            guildhall_checks::MIGRATIONS,
            guildhall_preservation::MIGRATIONS,
            guildhall_intake::MIGRATIONS,
            guildhall_privacy::MIGRATIONS,
            guildhall_governance::MIGRATIONS,
            guildhall_emergency::MIGRATIONS,
            guildhall_workflow::MIGRATIONS,
            guildhall_disposal::MIGRATIONS,
            guildhall_dispatch::MIGRATIONS,
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
        let formats = Arc::new(format_rules());
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
        let workflow = Workflow {
            rules: Arc::new(workflow_rules(&archive)),
            rights: archive.rights.clone(),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
        };
        let signing_key = Arc::new(SigningKey::generate("test.example", &*random).expect("a key"));
        let dispatch = dispatch(
            folder.path(),
            &vault,
            (Arc::clone(&clock) as Arc<dyn Clock>, Arc::clone(&random)),
        );
        let app = Rooms {
            exchange: Exchange {
                database: database.clone(),
                dispatch: dispatch.clone(),
                archive: archive.clone(),
                historian: Historian {
                    database: database.clone(),
                    key: Arc::clone(&signing_key),
                    witnesses: Arc::from(Vec::new()),
                    words: Words {
                        action: guildhall_web::said_action,
                        program: guildhall_web::said_program,
                    },
                },
                folder: folder.path().join("packages"),
            },
            privacy: Privacy {
                rules: Arc::new(privacy_rules(&archive.masks)),
                rights: archive.rights.clone(),
                directory: Directory::new(Arc::clone(&keys)),
            },
            emergency,
            workflow,
            disposal: Disposal {
                rules: Arc::new(disposal_rules()),
                rights: archive.rights.clone(),
                archive: archive.clone(),
            },
            inspector,
            preservation: Preservation {
                database: database.clone(),
                formats: Arc::clone(&formats),
                archive: archive.clone(),
                vault: vault.clone(),
                scanner: None,
            },
            checks: Checks {
                rules: Arc::new(check_rules()),
                formats: Arc::clone(&formats),
                has_scanner: false,
                archive: archive.clone(),
                vault: vault.clone(),
            },
            inbox: Inbox::new(database.clone(), vault.clone(), archive.clone()),
            dispatch,
            vault,
            rights: archive.rights.clone(),
            federation: Federation::new(FederationSettings::default(), archive.rights.clone())
                .expect("no providers"),
            certificates: ClientCertificates::default(),
            certificate_header: None,
            governance: Governance {
                rules: Arc::new(policy_rules()),
                rights: archive.rights.clone(),
            },
            batches: batches(&archive),
            storeroom: storeroom(&archive),
            lending: lending(&archive),
            dossiers: dossiers(&archive),
            attestations: attestations(&archive),
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
            signing_key,
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
            router: guildhall_web::router(App::new(app.clone())),
            app,
            indexer,
            clock,
            folder,
        }
    }

    /// Changes what was configured; browsers from before see the house as it was.
    pub fn configure(&mut self, change: impl FnOnce(&mut Rooms)) {
        change(&mut self.app);
        self.router = guildhall_web::router(App::new(self.app.clone()));
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

    /// Makes an account of a reader over the whole union who holds a post of it, and signs it in.
    pub async fn officer(&self, union: &Union, login: &str, post: &str) -> Client {
        let tree = union.system.get("/api/v1/organisations").await.json();
        let top = tree["organisations"][0]["id"].as_str().expect("an id").to_owned();
        let client = self.account(union, login, &top, "reader").await;
        let accounts = union.security.get("/api/v1/accounts").await.json();
        let accounts = accounts["accounts"].as_array().expect("accounts").clone();
        let found = accounts.iter().find(|account| account["login"] == login);
        let path = format!(
            "/api/v1/accounts/{}/standing",
            found.expect("the account")["id"].as_str().expect("an id")
        );
        let standing = json!({ "post": post, "rank": 1 });
        let stands = union.security.send_json(Method::PUT, &path, &standing).await;
        assert!(stands.status.is_success(), "{}", stands.text());
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
