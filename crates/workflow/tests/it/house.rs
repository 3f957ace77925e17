//! A small union: its archivists and leaders, who decide, and a reader, who asks.

use crate::rules::shipped;
use guildhall_identity::account::{NewAccount, PasswordConfig, service, standing};
use guildhall_identity::first_run::{self, FirstRun, Founder};
use guildhall_identity::{Account, Language, Login, OrganisationKind, Passwords, Rights};
use guildhall_kernel::{Actor, Clock, Grant, Origin, RealmId, Standing, SystemClock};
use guildhall_ledger::Subjects;
use guildhall_policy::PolicySet;
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Connection, Migration, Work, args};
use guildhall_workflow::{FactValue, Facts, NewRun, Run, Said, Subject, Verdict, Workflow, WorkflowError};
use std::sync::Arc;
use uuid::Uuid;

const PASSWORD: &str = "窗前明月光疑是地上霜";

pub fn migrations() -> &'static [Migration] {
    static ALL: std::sync::OnceLock<Vec<Migration>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| {
        [
            guildhall_store::MIGRATIONS,
            guildhall_ledger::MIGRATIONS,
            guildhall_identity::MIGRATIONS,
            guildhall_workflow::MIGRATIONS,
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
            "records.cedar",
            include_str!("../../../../rules/policies/records.cedar"),
        ),
        (
            "three-powers.cedar",
            include_str!("../../../../rules/policies/three-powers.cedar"),
        ),
    ];
    Rights::new(PolicySet::load(schema, &files).unwrap(), Arc::new(SystemClock))
}

/// The union and who acts in it.
pub struct House<'t> {
    pub test: &'t TestDatabase,
    pub workflow: Workflow,
    pub realm: RealmId,
    security: Actor,
    top: Account,
    passwords: Passwords,
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
        Self {
            test,
            workflow: Workflow {
                rules: Arc::new(shipped()),
                rights: rights(),
                clock: Arc::clone(&test.clock) as Arc<dyn Clock>,
            },
            realm: founders.system.realm,
            security: founders.security.actor(Origin::default()),
            top: founders.system,
            passwords,
        }
    }

    pub async fn work(&self) -> Work {
        self.test.database.begin(self.realm).await.unwrap()
    }

    pub async fn read(&self) -> Connection {
        self.test.database.read(self.realm).await.unwrap()
    }

    /// Makes somebody with a role over the whole union, and a post.
    pub async fn person(&self, login: &str, role: &str, post: &str) -> Actor {
        let mut work = self.work().await;
        let typed = Login::parse(login).unwrap();
        let random = self.test.database.random();
        let password = self.passwords.hash_new(PASSWORD, &typed, login, &*random).await;
        let new = NewAccount {
            login: typed,
            name: login.to_owned(),
            person: None,
            org: self.top.org,
            password: password.unwrap(),
            must_change_password: false,
            language: Language::Chinese,
            grants: vec![Grant {
                role: role.to_owned(),
                org_path: self.top.org_path.clone(),
                clearance: 3,
            }],
        };
        let rights = &self.workflow.rights;
        let made = service::create(&mut work, rights, &self.security, new)
            .await
            .unwrap();
        let standing = Standing {
            post: post.to_owned(),
            rank: 0,
        };
        let made = standing::set_standing(&mut work, rights, &self.security, made.id, standing);
        let made = made.await.unwrap();
        work.commit().await.unwrap();
        made.actor(Origin::default())
    }

    /// Asks for the use of a record of this secrecy for some days.
    pub async fn ask(&self, actor: &Actor, secrecy: i64, days: i64) -> Result<Run, WorkflowError> {
        let mut work = self.work().await;
        let new = NewRun {
            definition: "use",
            subject: Subject {
                kind: "record-use".to_owned(),
                id: work.new_id(),
                name: "J001-WS·2025-D30-0001".to_owned(),
            },
            org_path: self.top.org_path.clone(),
            secrecy,
            about: "核对职称".to_owned(),
            facts: Facts::from([
                ("secrecy".to_owned(), FactValue::Int(secrecy)),
                ("type".to_owned(), FactValue::Text("WS".to_owned())),
                ("days".to_owned(), FactValue::Int(days)),
            ]),
        };
        let run = self.workflow.start(&mut work, actor, new).await?;
        work.commit().await?;
        Ok(run)
    }

    /// Decides from the actor's own seat, seeing the run as it is in `run`.
    pub async fn decide(&self, actor: &Actor, run: &Run, verdict: Verdict) -> Result<Run, WorkflowError> {
        let seat = actor.account().unwrap();
        self.decide_for(actor, (run, seat), verdict).await
    }

    /// Decides from somebody's seat.
    pub async fn decide_for(
        &self,
        actor: &Actor,
        (run, seat): (&Run, guildhall_kernel::AccountId),
        verdict: Verdict,
    ) -> Result<Run, WorkflowError> {
        let mut work = self.work().await;
        let said = Said {
            revision: run.revision,
            opinion: "已核实".to_owned(),
            verdict,
        };
        let run = self
            .workflow
            .decide(&mut work, actor, (run.id, seat), said)
            .await?;
        work.commit().await?;
        Ok(run)
    }

    /// Returns the runs in somebody's inbox.
    pub async fn inbox(&self, actor: &Actor) -> Vec<Uuid> {
        let mut connection = self.read().await;
        let tasks = self
            .workflow
            .tasks(&mut connection, actor, (None, 50))
            .await
            .unwrap();
        let count = self.workflow.task_count(&mut connection, actor).await.unwrap();
        assert_eq!(usize::try_from(count).unwrap(), tasks.len());
        tasks.iter().map(|task| task.run.id).collect()
    }

    /// Returns how many things of a kind the ledger guards, each with an entry whose digest fits.
    pub async fn guarded(&self, subjects: &dyn Subjects) -> usize {
        const LAST: &str = "SELECT digest FROM ledger_entry WHERE realm_id = $1 AND subject_id = $2
            AND digest IS NOT NULL ORDER BY recorded_at DESC, id DESC LIMIT 1";
        let mut connection = self.read().await;
        let page = subjects.page(&mut connection, None).await.unwrap();
        for (id, digest) in &page {
            let values = args![self.realm, *id];
            let row = connection.fetch_one(LAST, values).await.unwrap();
            let told: guildhall_kernel::ContentHash = row.get("digest").unwrap();
            assert_eq!(told, *digest);
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
