//! A small union: its three administrators, who rehearse plans and keep case files.

use guildhall_emergency::{Emergency, EmergencyFiles, EmergencyRules};
use guildhall_identity::account::PasswordConfig;
use guildhall_identity::first_run::{self, FirstRun, Founder};
use guildhall_identity::{Language, Login, OrganisationKind, Passwords, Rights};
use guildhall_kernel::{Actor, Origin, RealmId, SystemClock};
use guildhall_ledger::Subjects;
use guildhall_policy::PolicySet;
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Connection, Migration, Work};
use std::sync::Arc;

const PASSWORD: &str = "窗前明月光疑是地上霜";

pub fn migrations() -> &'static [Migration] {
    static ALL: std::sync::OnceLock<Vec<Migration>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| {
        [
            guildhall_store::MIGRATIONS,
            guildhall_ledger::MIGRATIONS,
            guildhall_identity::MIGRATIONS,
            guildhall_emergency::MIGRATIONS,
        ]
        .concat()
    })
}

fn rights() -> Rights {
    let schema = include_str!("../../../../rules/policies/guildhall.cedarschema");
    let files = [
        (
            "administration.cedar",
            include_str!("../../../../rules/policies/administration.cedar"),
        ),
        (
            "three-powers.cedar",
            include_str!("../../../../rules/policies/three-powers.cedar"),
        ),
    ];
    Rights::new(PolicySet::load(schema, &files).unwrap(), Arc::new(SystemClock))
}

fn owned(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

/// The shipped rules.
pub fn rules() -> EmergencyRules {
    let plans = [
        owned(
            "data-breach.toml",
            include_str!("../../../../rules/emergency/plans/data-breach.toml"),
        ),
        owned(
            "outage.toml",
            include_str!("../../../../rules/emergency/plans/outage.toml"),
        ),
    ];
    let letters = [
        owned(
            "authority.toml",
            include_str!("../../../../rules/emergency/letters/authority.toml"),
        ),
        owned(
            "persons.toml",
            include_str!("../../../../rules/emergency/letters/persons.toml"),
        ),
    ];
    let files = EmergencyFiles {
        schema: include_str!("../../../../rules/emergency/schema.json"),
        clock: include_str!("../../../../rules/emergency/clock.toml"),
        plans: &plans,
        letters: &letters,
    };
    EmergencyRules::load(files).unwrap()
}

/// The union and who acts in it.
pub struct House<'t> {
    pub test: &'t TestDatabase,
    pub emergency: Emergency,
    pub realm: RealmId,
    pub system: Actor,
    pub security: Actor,
    pub audit: Actor,
}

impl<'t> House<'t> {
    pub async fn open(test: &'t TestDatabase) -> Self {
        let passwords = Passwords::new(&PasswordConfig {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
            at_once_max: 2,
        })
        .unwrap();
        let emergency = Emergency {
            rules: Arc::new(rules()),
            rights: rights(),
        };
        let mut work = first_run::begin(&test.database).await.unwrap();
        let first = FirstRun {
            union_name: "市第一人民医院工会".to_owned(),
            kind: OrganisationKind::Union,
            language: Language::Chinese,
            system: founder("sunjing", "孙静", &passwords, test).await,
            security: founder("hean", "何安", &passwords, test).await,
            audit: founder("luping", "陆平", &passwords, test).await,
        };
        let founders = first_run::found(&mut work, first).await.unwrap();
        work.commit().await.unwrap();
        let [system, security, audit] =
            [&founders.system, &founders.security, &founders.audit].map(|one| one.actor(Origin::default()));
        Self {
            test,
            emergency,
            realm: founders.system.realm,
            system,
            security,
            audit,
        }
    }

    pub async fn work(&self) -> Work {
        self.test.database.begin(self.realm).await.unwrap()
    }

    pub async fn read(&self) -> Connection {
        self.test.database.read(self.realm).await.unwrap()
    }

    /// Returns how many things of a kind the ledger guards, each with an entry whose digest fits.
    pub async fn guarded(&self, subjects: &dyn Subjects) -> usize {
        const LAST: &str = "SELECT digest FROM ledger_entry WHERE realm_id = $1 AND subject_id = $2
            AND digest IS NOT NULL ORDER BY recorded_at DESC, id DESC LIMIT 1";
        let mut connection = self.read().await;
        let page = subjects.page(&mut connection, None).await.unwrap();
        for (id, digest) in &page {
            let values = guildhall_store::args![self.realm, *id];
            let row = connection.fetch_one(LAST, values).await.unwrap();
            assert_eq!(
                row.get::<guildhall_kernel::ContentHash>("digest").unwrap(),
                *digest
            );
        }
        page.len()
    }
}

async fn founder(login: &str, name: &str, passwords: &Passwords, test: &TestDatabase) -> Founder {
    let login = Login::parse(login).unwrap();
    let random = test.database.random();
    let password = passwords.hash_new(PASSWORD, &login, name, &*random).await;
    Founder {
        login,
        name: name.to_owned(),
        password: password.unwrap(),
        must_change_password: false,
    }
}
