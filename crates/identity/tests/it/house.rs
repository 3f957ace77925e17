//! A small union to test in: a top organisation, its first administrator, and quick passwords.

use guildhall_identity::account::{NewAccount, PasswordConfig, service};
use guildhall_identity::first_run::{self, FirstRun};
use guildhall_identity::{
    Account, Language, Login, OrganisationKind, Passwords, Rights, SecondFactors, SessionConfig, SignIn,
    ThrottleConfig,
};
use guildhall_kernel::{Actor, Grant, OrgPath, Origin, SystemRandom};
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
    ];
    Rights::new(PolicySet::load(schema, &files).expect("the policies of the product load"))
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
    pub admin: Account,
    pub actor: Actor,
    keys: TempDir,
}

impl<'t> House<'t> {
    /// Makes the first administrator, 孙静, in a fresh database.
    pub async fn open(test: &'t TestDatabase) -> Self {
        let passwords = passwords();
        let mut work = first_run::begin(&test.database).await.unwrap();
        let first = first_run("sunjing", &passwords, test).await;
        let admin = first_run::create_first_administrator(&mut work, first)
            .await
            .unwrap();
        work.commit().await.unwrap();
        let actor = admin.actor(Origin::default());
        Self {
            test,
            rights: rights(),
            passwords,
            admin,
            actor,
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
        let account = service::create(&mut work, &self.rights, &self.actor, new)
            .await
            .unwrap();
        work.commit().await.unwrap();
        account
    }

    /// Returns the sign-in with its usual limits.
    pub fn sign_in(&self) -> SignIn {
        let ring = KeyRing::open_or_create(&self.keys.path().join("master.key"), &SystemRandom);
        SignIn::new(
            self.passwords.clone(),
            SessionConfig::default(),
            ThrottleConfig::default(),
            SecondFactors::new(Arc::new(ring.unwrap())),
        )
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
    let login = Login::parse(login).unwrap();
    let password = passwords
        .hash_new(PASSWORD, &login, "孙静", &*test.database.random())
        .await
        .unwrap();
    FirstRun {
        union_name: "市第一人民医院工会".to_owned(),
        kind: OrganisationKind::Union,
        login,
        name: "孙静".to_owned(),
        password,
        language: Language::Chinese,
        is_archivist: true,
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
