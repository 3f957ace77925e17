//! A union of three administrators with the shipped policies.

use guildhall_governance::edition::{Draft, Edition, NewEdition};
use guildhall_governance::{Governance, GovernanceError};
use guildhall_identity::account::PasswordConfig;
use guildhall_identity::first_run::{self, FirstRun, Founder};
use guildhall_identity::power::Verdict;
use guildhall_identity::rights::rules::{PolicyFile, PolicyRules};
use guildhall_identity::{Language, Login, OrganisationKind, Passwords, Rights};
use guildhall_kernel::{Actor, Origin, SystemClock};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Connection, Migration};
use std::sync::Arc;
use uuid::Uuid;

const PASSWORD: &str = "窗前明月光疑是地上霜";

pub fn migrations() -> &'static [Migration] {
    static ALL: std::sync::LazyLock<Vec<Migration>> = std::sync::LazyLock::new(|| {
        [
            guildhall_store::MIGRATIONS,
            guildhall_ledger::MIGRATIONS,
            guildhall_identity::MIGRATIONS,
            guildhall_governance::MIGRATIONS,
        ]
        .concat()
    });
    &ALL
}

/// The file that these tests change.
pub const RECORDS: &str = "records.cedar";
pub const RECORDS_TEXT: &str = include_str!("../../../../rules/policies/records.cedar");

pub fn rules() -> PolicyRules {
    let file = |name: &str, text: &str| PolicyFile {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let files = vec![
        file(
            "administration.cedar",
            include_str!("../../../../rules/policies/administration.cedar"),
        ),
        file(RECORDS, RECORDS_TEXT),
        file(
            "three-powers.cedar",
            include_str!("../../../../rules/policies/three-powers.cedar"),
        ),
    ];
    let schema = include_str!("../../../../rules/policies/guildhall.cedarschema").to_owned();
    PolicyRules::read(
        schema,
        files,
        include_str!("../../../../rules/policies/cases.toml"),
    )
    .unwrap()
}

/// The shipped policies of records with one more, by which nobody takes a paper in at night.
pub fn stricter() -> Vec<PolicyFile> {
    let more = "@id(\"no-papers-at-night\")\nforbid (principal, action == Action::\"captureRecord\", resource)\n\
                when { context.hour < 6 };\n";
    vec![PolicyFile {
        name: RECORDS.to_owned(),
        text: format!("{RECORDS_TEXT}\n{more}"),
    }]
}

pub struct House<'t> {
    pub test: &'t TestDatabase,
    pub governance: Governance,
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
            governance: governance(),
            system,
            security,
            audit,
        }
    }

    pub fn draft(&self, files: Vec<PolicyFile>, cases: &str) -> Draft {
        Draft::over(&self.governance.rules, files, cases)
    }

    pub async fn propose(&self, actor: &Actor, draft: Draft) -> Result<Edition, GovernanceError> {
        let checked = self.governance.check(draft).unwrap();
        let new = NewEdition {
            effects: Vec::new(),
            reason: "夜间不收件".to_owned(),
        };
        let mut work = self.test.database.begin(actor.realm).await.unwrap();
        let edition = self.governance.propose(&mut work, actor, (checked, new)).await?;
        work.commit().await.unwrap();
        Ok(edition)
    }

    pub async fn decide(
        &self,
        actor: &Actor,
        edition: &Edition,
        (approves, reason): (bool, &str),
    ) -> Result<Edition, GovernanceError> {
        let checked = self.governance.check(edition.draft.clone()).unwrap();
        let verdict = Verdict {
            approves,
            reason: reason.to_owned(),
        };
        let mut work = self.test.database.begin(actor.realm).await.unwrap();
        let step = (edition.id, verdict, Some(&checked));
        let edition = self.governance.decide(&mut work, actor, step).await?;
        work.commit().await.unwrap();
        Ok(edition)
    }

    pub async fn withdraw(&self, actor: &Actor, id: Uuid) -> Result<Edition, GovernanceError> {
        let mut work = self.test.database.begin(actor.realm).await.unwrap();
        let edition = self.governance.withdraw(&mut work, actor, id).await?;
        work.commit().await.unwrap();
        Ok(edition)
    }

    pub async fn read(&self) -> Connection {
        self.test.database.read(self.system.realm).await.unwrap()
    }
}

/// Opens the room anew, as a program that starts does.
pub fn governance() -> Governance {
    let rules = rules();
    let rights = Rights::new(rules.compile().unwrap(), Arc::new(SystemClock));
    Governance {
        rules: Arc::new(rules),
        rights,
    }
}

async fn founder(login: &str, name: &str, passwords: &Passwords, test: &TestDatabase) -> Founder {
    let login = Login::parse(login).unwrap();
    let random = test.database.random();
    Founder {
        password: passwords
            .hash_new(PASSWORD, &login, name, &*random)
            .await
            .unwrap(),
        login,
        name: name.to_owned(),
        must_change_password: false,
    }
}
