//! A small union: its three administrators, and a member of the staff directory with an account.

use guildhall_identity::account::{NewAccount, PasswordConfig, service as accounts};
use guildhall_identity::first_run::{self, FirstRun, Founder};
use guildhall_identity::person::{Directory, NewPerson, Person, Phone, Sex};
use guildhall_identity::{Account, Language, Login, OrganisationKind, Passwords, Rights};
use guildhall_kernel::{Actor, Origin, SystemClock, SystemRandom};
use guildhall_keyring::KeyRing;
use guildhall_ledger::Subjects;
use guildhall_policy::PolicySet;
use guildhall_privacy::{Privacy, PrivacyFiles, PrivacyRules, Words};
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
            guildhall_privacy::MIGRATIONS,
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

/// The shipped rules.
pub const FILES: PrivacyFiles<'static> = PrivacyFiles {
    schema: include_str!("../../../../rules/privacy/schema.json"),
    classes: include_str!("../../../../rules/privacy/classes.toml"),
    activities: include_str!("../../../../rules/privacy/activities.toml"),
    consents: include_str!("../../../../rules/privacy/consents.toml"),
    duties: include_str!("../../../../rules/privacy/duties.toml"),
};

/// The classes of rules/masking, as far as these tests need them.
pub fn masking() -> Vec<(&'static str, Words)> {
    let codes = [
        "identity_number",
        "phone",
        "bank_account",
        "address",
        "illness",
        "income",
        "family",
    ];
    codes.map(|code| (code, Words::only(code))).to_vec()
}

/// The union and who acts in it.
pub struct House<'t> {
    pub test: &'t TestDatabase,
    pub privacy: Privacy,
    pub system: Actor,
    pub security: Actor,
    pub audit: Actor,
    pub member: Account,
    pub person: Person,
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
        let keys = tempfile::tempdir().unwrap();
        let ring = KeyRing::open_or_create(&keys.path().join("master.key"), &SystemRandom).unwrap();
        let privacy = Privacy {
            rules: Arc::new(PrivacyRules::load(FILES, masking()).unwrap()),
            rights: rights(),
            directory: Directory::new(Arc::new(ring)),
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
        let mut work = test.database.begin(founders.system.realm).await.unwrap();
        let person = NewPerson {
            staff_number: "A-1024".to_owned(),
            name: "王芳菲".to_owned(),
            sex: Sex::Female,
            birth_date: "1990-05-06".parse().ok(),
            phone: Phone::parse("13812345678"),
            org: founders.system.org,
            joined_at: None,
            left_at: None,
        };
        let person = privacy
            .directory
            .add_many(&mut work, &privacy.rights, &system, vec![person])
            .await
            .unwrap()
            .remove(0);
        let login = Login::parse("wangfangfei").unwrap();
        let random = test.database.random();
        let new = NewAccount {
            password: passwords
                .hash_new(PASSWORD, &login, "王芳菲", &*random)
                .await
                .unwrap(),
            login,
            name: "王芳菲".to_owned(),
            person: Some(person.id),
            org: founders.system.org,
            must_change_password: false,
            language: Language::Chinese,
            grants: Vec::new(),
        };
        let member = accounts::create(&mut work, &privacy.rights, &security, new)
            .await
            .unwrap();
        work.commit().await.unwrap();
        Self {
            test,
            privacy,
            system,
            security,
            audit,
            member,
            person,
        }
    }

    /// Returns the member, acting.
    pub fn she(&self) -> Actor {
        self.member.actor(Origin::default())
    }

    pub async fn work(&self) -> Work {
        self.test.database.begin(self.member.realm).await.unwrap()
    }

    pub async fn read(&self) -> Connection {
        self.test.database.read(self.member.realm).await.unwrap()
    }

    /// Returns how many things of a kind the ledger guards, each with an entry whose digest fits.
    pub async fn guarded(&self, subjects: &dyn Subjects) -> usize {
        const LAST: &str = "SELECT digest FROM ledger_entry WHERE realm_id = $1 AND subject_id = $2
            AND digest IS NOT NULL ORDER BY recorded_at DESC, id DESC LIMIT 1";
        let mut connection = self.read().await;
        let page = subjects.page(&mut connection, None).await.unwrap();
        for (id, digest) in &page {
            let values = guildhall_store::args![self.member.realm, *id];
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
