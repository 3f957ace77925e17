//! A small union to test in: a top organisation, its three administrators, and quick passwords.

use guildhall_identity::account::{NewAccount, PasswordConfig, service};
use guildhall_identity::device::Visitor;
use guildhall_identity::first_run::{self, FirstRun, Founder};
use guildhall_identity::sign_in::Attempt;
use guildhall_identity::{
    Account, Authenticated, Language, Login, OrganisationKind, Passwords, Rights, SecondFactors,
    SessionConfig, Sessions, SignIn, ThrottleConfig,
};
use guildhall_kernel::{Actor, Grant, OrgPath, Origin, SystemClock, SystemRandom};
use guildhall_keyring::KeyRing;
use guildhall_policy::PolicySet;
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Connection, Work};
use std::sync::Arc;
use tempfile::TempDir;

/// The password of everybody here.
pub const PASSWORD: &str = "窗前明月光疑是地上霜";

/// Returns the rights that the product ships.
pub fn rights() -> Rights {
    let schema = include_str!("../../../../rules/policies/guildhall.cedarschema");
    let files = [
        (
            "records.cedar",
            include_str!("../../../../rules/policies/records.cedar"),
        ),
        (
            "administration.cedar",
            include_str!("../../../../rules/policies/administration.cedar"),
        ),
        (
            "three-powers.cedar",
            include_str!("../../../../rules/policies/three-powers.cedar"),
        ),
    ];
    Rights::new(
        PolicySet::load(schema, &files).expect("the policies of the product load"),
        Arc::new(SystemClock),
    )
}

/// Returns a hasher that costs next to nothing.
pub fn passwords() -> Passwords {
    let config = PasswordConfig {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
        at_once_max: 2,
    };
    Passwords::new(&config).expect("parameters in range")
}

/// The union and who runs it.
pub struct House<'t> {
    pub test: &'t TestDatabase,
    pub rights: Rights,
    pub passwords: Passwords,
    /// 孙静, the system administrator.
    pub admin: Account,
    /// She, acting.
    pub actor: Actor,
    /// 何安, the security administrator.
    pub security: Actor,
    /// 陆平, the audit administrator.
    pub audit: Actor,
    keys: TempDir,
}

impl<'t> House<'t> {
    /// Makes the three administrators in a fresh database.
    pub async fn open(test: &'t TestDatabase) -> Self {
        let passwords = passwords();
        let mut work = first_run::begin(&test.database).await.unwrap();
        let first = first_run("sunjing", &passwords, test).await;
        let founders = first_run::found(&mut work, first).await.unwrap();
        work.commit().await.unwrap();
        Self {
            test,
            rights: rights(),
            passwords,
            actor: founders.system.actor(Origin::default()),
            admin: founders.system,
            security: founders.security.actor(Origin::default()),
            audit: founders.audit.actor(Origin::default()),
            keys: tempfile::tempdir().unwrap(),
        }
    }

    /// Opens a unit of work in the union's realm.
    pub async fn work(&self) -> Work {
        self.test.database.begin(self.admin.realm).await.unwrap()
    }

    /// Opens a reading connection in the union's realm.
    pub async fn read(&self) -> Connection {
        self.test.database.read(self.admin.realm).await.unwrap()
    }

    /// Returns the path of the top organisation.
    pub fn top(&self) -> OrgPath {
        self.admin.org_path.clone()
    }

    /// Returns what an account to be made looks like.
    pub async fn new_account(&self, login: &str, grants: Vec<Grant>) -> NewAccount {
        let login = Login::parse(login).unwrap();
        let random = self.test.database.random();
        let password = self
            .passwords
            .hash_new(PASSWORD, &login, "赵敏", &*random)
            .await
            .unwrap();
        let (name, person) = ("赵敏".to_owned(), None);
        NewAccount {
            login,
            name,
            person,
            org: self.admin.org,
            password,
            must_change_password: true,
            language: Language::Chinese,
            grants,
        }
    }

    /// Makes an account.
    pub async fn account(&self, login: &str, grants: Vec<Grant>) -> Account {
        let new = self.new_account(login, grants).await;
        let mut work = self.work().await;
        let account = service::create(&mut work, &self.rights, &self.security, new)
            .await
            .unwrap();
        work.commit().await.unwrap();
        account
    }

    /// Returns the key ring as its file is now.
    pub fn ring(&self) -> Arc<KeyRing> {
        let ring = KeyRing::open_or_create(&self.keys.path().join("master.key"), &SystemRandom);
        Arc::new(ring.unwrap())
    }

    /// Returns the sign-in with its usual limits.
    pub fn sign_in(&self) -> SignIn {
        SignIn::new(
            self.passwords.clone(),
            SessionConfig::default(),
            ThrottleConfig::default(),
            SecondFactors::new(self.ring()),
        )
    }

    /// Signs somebody in who has nothing but the password of everybody here.
    pub async fn signed_in(&self, login: &str) -> Authenticated {
        let (password, visitor) = (PASSWORD, &Visitor::default());
        let attempt = Attempt {
            login,
            password,
            visitor,
        };
        let database = &self.test.database;
        let opened = self.sign_in().sign_in(database, attempt).await.unwrap();
        let sessions = Sessions::default();
        sessions
            .authenticate(database, opened.token, Origin::default())
            .await
            .unwrap()
    }

    /// Returns how often the ledger of the realm has an action.
    pub async fn noted(&self, action: &str) -> i64 {
        const COUNT: &str =
            "SELECT COUNT(*) AS entries FROM ledger_entry WHERE realm_id = $1 AND action = $2";
        let values = guildhall_store::args![self.admin.realm, action];
        self.read()
            .await
            .fetch_one(COUNT, values)
            .await
            .unwrap()
            .get("entries")
            .unwrap()
    }
}

/// Returns what the first page would send.
pub async fn first_run(login: &str, passwords: &Passwords, test: &TestDatabase) -> FirstRun {
    FirstRun {
        union_name: "市第一人民医院工会".to_owned(),
        kind: OrganisationKind::Union,
        language: Language::Chinese,
        system: founder(login, "孙静", passwords, test).await,
        security: founder("hean", "何安", passwords, test).await,
        audit: founder("luping", "陆平", passwords, test).await,
    }
}

/// Returns an administrator to be made, who has set her own password.
pub async fn founder(login: &str, name: &str, passwords: &Passwords, test: &TestDatabase) -> Founder {
    let login = Login::parse(login).unwrap();
    let random = test.database.random();
    let password = passwords
        .hash_new(PASSWORD, &login, name, &*random)
        .await
        .unwrap();
    Founder {
        login,
        name: name.to_owned(),
        password,
        must_change_password: false,
    }
}

/// Returns a grant.
pub fn grant(role: &str, path: &OrgPath, clearance: i64) -> Grant {
    Grant {
        role: role.to_owned(),
        org_path: path.clone(),
        clearance,
    }
}
