//! A small archive with a vault and an index, papers whose time is over, and the people of a destruction.

use crate::archive_house::{actor, archive, description, open_fonds, order, text};
use crate::document_source::ArchiveDocuments;
use guildhall_archive::lending::{CameBack, NewLoan, Returned};
use guildhall_archive::page::{Page, PageLine};
use guildhall_archive::{FieldValue, Lending, LendingFiles, LendingRules, ReadPages, Record};
use guildhall_disposal::{
    Decided, DestructionJob, Disposal, DisposalError, DisposalFiles, DisposalRules, Item, NewRound, Round,
    RoundState,
};
use guildhall_identity::Rights;
use guildhall_kernel::{
    AccountId, Actor, ActorId, ContentHash, OrgId, OrgPath, PersonId, Standing, SystemClock, SystemRandom,
};
use guildhall_keyring::KeyRing;
use guildhall_retrieval::{Finder, IndexOptions, Indexer};
use guildhall_store::job::{JobHandler, LANE_QUICK, Runner, RunnerConfig};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Migration, args};
use guildhall_vault::replica::Replica;
use guildhall_vault::{Algorithm, FolderReplica, Vault, VaultConfig};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use uuid::Uuid;

pub const DAY: i64 = 86_400;
/// Words that stand on the pages of every paper and nowhere else.
pub const SECRET: &str = "只在正文里的话zanzibar";

pub fn migrations() -> &'static [Migration] {
    static ALL: std::sync::OnceLock<Vec<Migration>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| {
        [
            guildhall_store::MIGRATIONS,
            guildhall_vault::MIGRATIONS,
            guildhall_ledger::MIGRATIONS,
            guildhall_identity::MIGRATIONS,
            guildhall_archive::MIGRATIONS,
            guildhall_disposal::MIGRATIONS,
        ]
        .concat()
    })
}

pub fn rules() -> DisposalRules {
    DisposalRules::load(DisposalFiles {
        schema: &text("disposal/schema.json"),
        rules: &text("disposal/disposal.toml"),
    })
    .unwrap()
}

/// The house with the people who act in it, each with an account of her own.
pub struct House<'t> {
    pub test: &'t TestDatabase,
    pub disposal: Disposal,
    pub vault: Vault,
    pub indexer: Arc<Indexer>,
    pub folder: TempDir,
    pub keeper: Actor,
    pub leader: Actor,
    pub watchers: [Actor; 2],
}

fn person(test: &TestDatabase, number: u128, role: &str, post: &str) -> Actor {
    Actor {
        id: ActorId::Account(AccountId::from_uuid(Uuid::from_u128(number))),
        standing: Standing {
            post: post.to_owned(),
            ..Standing::default()
        },
        ..actor(test, role, "/1/", 3)
    }
}

fn vault(folder: &Path, second: Arc<dyn Replica>) -> Vault {
    let ring = KeyRing::open_or_create(&folder.join("master.key"), &SystemRandom).unwrap();
    let first = FolderReplica::open("a", &folder.join("a"), &SystemRandom).unwrap();
    let config = VaultConfig {
        replicas: vec![Arc::new(first), second],
        replicas_needed: 1,
        keys: Arc::new(ring),
        algorithm: Algorithm::default(),
        limit: 1 << 20,
        clock: Arc::new(SystemClock),
    };
    Vault::open(config, Arc::new(SystemRandom)).unwrap()
}

impl<'t> House<'t> {
    pub async fn open(test: &'t TestDatabase) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let second = FolderReplica::open("b", &folder.path().join("b"), &SystemRandom).unwrap();
        Self::with(test, folder, Arc::new(second)).await
    }

    pub async fn with(test: &'t TestDatabase, folder: TempDir, second: Arc<dyn Replica>) -> Self {
        let archive = archive();
        let mut work = test.database.begin(test.realm).await.unwrap();
        open_fonds(&mut work, &archive, test).await;
        work.commit().await.unwrap();
        let rights: Rights = archive.rights.clone();
        let finder = Finder::new(
            &folder.path().join("index"),
            IndexOptions::default(),
            rights.clone(),
        );
        let documents = Arc::new(ArchiveDocuments::new(archive.clone()));
        Self {
            test,
            vault: vault(folder.path(), second),
            indexer: Arc::new(Indexer::new(test.database.clone(), finder, documents)),
            disposal: Disposal {
                rules: Arc::new(rules()),
                rights,
                archive,
            },
            folder,
            keeper: person(test, 7, "archivist", ""),
            leader: person(test, 8, "reader", "10"),
            watchers: [person(test, 9, "reader", "13"), person(test, 10, "reader", "40")],
        }
    }

    /// Files a paper of 2010 that is kept ten years, whose page says [`SECRET`], with bytes in the vault.
    pub async fn filed(&self, title: &str, bytes: &str) -> Record {
        let archive = &self.disposal.archive;
        let mut work = self.test.database.begin(self.test.realm).await.unwrap();
        let sealed = self.vault.put(&mut work, bytes.as_bytes()).await.unwrap();
        let mut order = order(title, "/1/2/");
        order.original.hash = sealed.hash();
        order.original.size_bytes = i64::try_from(sealed.size()).unwrap();
        let (record, component) = archive
            .capture(&mut work, &self.keeper, vec![order])
            .await
            .unwrap()
            .remove(0);
        let pages = vec![Page {
            component,
            number: 1,
            source: "text".to_owned(),
            aspect: 0.0,
            label: None,
            lines: vec![PageLine {
                text: format!("{SECRET} {title}"),
                confidence: 1.0,
                place: None,
            }],
        }];
        let read = ReadPages { component, pages };
        let record = archive
            .keep_reading(&mut work, &self.keeper, record.id, read, None)
            .await
            .unwrap();
        let mut said = description();
        for (field, value) in [
            ("title", title),
            ("year", "2010"),
            ("doc_date", "2010-03-15"),
            ("retention", "D10"),
        ] {
            said.fields
                .insert(field.to_owned(), FieldValue::One(value.to_owned()));
        }
        let record = archive
            .describe(&mut work, &self.keeper, (record.id, record.version), said)
            .await
            .unwrap();
        let filed = archive
            .file(&mut work, &self.keeper, (record.id, record.version))
            .await
            .unwrap();
        work.commit().await.unwrap();
        filed
    }

    pub async fn begun(&self) -> Result<Round, DisposalError> {
        let mut work = self.test.database.begin(self.test.realm).await.unwrap();
        let new = NewRound {
            name: "2026 年到期鉴定".to_owned(),
            basis: "保管期限表".to_owned(),
            org_path: "/1/".parse().unwrap(),
            until_year: 2026,
        };
        let round = self.disposal.begin_round(&mut work, &self.keeper, new).await?;
        work.commit().await.unwrap();
        Ok(round)
    }

    pub async fn items(&self, round: &Round) -> Vec<Item> {
        let mut connection = self.test.database.read(self.test.realm).await.unwrap();
        let wanted = (round.id, 0, 500);
        self.disposal
            .items(&mut connection, &self.keeper, wanted)
            .await
            .unwrap()
    }

    pub async fn round(&self, id: Uuid) -> Round {
        let mut connection = self.test.database.read(self.test.realm).await.unwrap();
        self.disposal
            .round(&mut connection, &self.keeper, id)
            .await
            .unwrap()
    }

    /// Sends a round and has it approved.
    pub async fn approved(&self, round: &Round) -> Round {
        let mut work = self.test.database.begin(self.test.realm).await.unwrap();
        self.disposal
            .send(&mut work, &self.keeper, round.id)
            .await
            .unwrap();
        let approved = (round.id, Decided::Approved);
        let round = self
            .disposal
            .settle(&mut work, &self.leader, approved)
            .await
            .unwrap();
        work.commit().await.unwrap();
        round
    }

    pub async fn sign(&self, who: &Actor, round: Uuid) -> Result<(), DisposalError> {
        let approver = self.leader.account().unwrap();
        let mut work = self.test.database.begin(self.test.realm).await.unwrap();
        self.disposal.sign(&mut work, who, (round, &[approver])).await?;
        work.commit().await.unwrap();
        Ok(())
    }

    pub async fn execute(&self, who: &Actor, round: Uuid) -> Result<Round, DisposalError> {
        let mut work = self.test.database.begin(self.test.realm).await.unwrap();
        let round = self.disposal.execute(&mut work, who, round).await?;
        work.commit().await.unwrap();
        Ok(round)
    }

    /// Brings a round of everything that is due to the point where its destruction has begun.
    pub async fn executing(&self) -> Round {
        let round = self.begun().await.unwrap();
        self.approved(&round).await;
        for watcher in &self.watchers {
            self.sign(watcher, round.id).await.unwrap();
        }
        self.test.clock.advance_secs(31 * DAY);
        let round = self.execute(&self.keeper, round.id).await.unwrap();
        assert_eq!(round.state, RoundState::Executing);
        round
    }

    pub fn job(&self) -> DestructionJob {
        DestructionJob {
            database: self.test.database.clone(),
            disposal: self.disposal.clone(),
            vault: self.vault.clone(),
            indexer: Arc::clone(&self.indexer),
            traces: Arc::new([]),
        }
    }

    /// Runs the jobs that are due.
    pub async fn work_off(&self, handlers: Vec<Arc<dyn JobHandler>>) {
        let config = RunnerConfig {
            lane: LANE_QUICK,
            owner: "test".to_owned(),
            parallel: 1,
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(1),
        };
        let runner = Runner::new(self.test.database.clone(), config, handlers);
        runner.run_due().await.unwrap();
    }

    pub async fn index(&self) {
        self.indexer.catch_up(self.test.realm, &|_, _| {}).await.unwrap();
    }

    pub async fn is_there(&self, record: &Record) -> bool {
        let mut connection = self.test.database.read(self.test.realm).await.unwrap();
        guildhall_archive::record::store::get(&mut connection, record.id)
            .await
            .unwrap()
            .is_some()
    }

    pub async fn has_object(&self, bytes: &str) -> bool {
        let mut connection = self.test.database.read(self.test.realm).await.unwrap();
        let hash = ContentHash::of(bytes.as_bytes());
        self.vault.contains(&mut connection, hash).await.unwrap()
    }

    /// Returns how many objects lie in the replicas.
    pub fn copies(&self) -> usize {
        let count = |replica: &str| {
            walk(&self.folder.path().join(replica))
                .iter()
                .filter(|file| file.metadata().unwrap().len() > 0)
                .count()
        };
        count("a") + count("b")
    }
}

/// Returns all files below a folder.
pub fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return files;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(walk(&path)),
            false => files.push(path),
        }
    }
    files
}

/// Lends originals to one person.
pub struct Desk<'t> {
    test: &'t TestDatabase,
    lending: Lending,
}

impl<'t> House<'t> {
    /// Opens the lending desk, with somebody who borrows.
    pub async fn desk(&self, test: &'t TestDatabase) -> Desk<'t> {
        const INSERT_PERSON: &str =
            "INSERT INTO person (realm_id, id, staff_number, name, sort_key, reading, initials, sex,
            org_id, org_path, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '9', $8, $9, 'active', $10)";
        let mut work = test.database.begin(test.realm).await.unwrap();
        let (id, org): (PersonId, OrgId) = (work.new_id(), work.new_id());
        let (name, path) = ("王芳", OrgPath::root(1));
        let values = args![
            work.realm(),
            id,
            "A-7",
            name,
            name,
            name,
            name,
            org,
            path,
            work.now()
        ];
        work.execute(INSERT_PERSON, values).await.unwrap();
        work.commit().await.unwrap();
        let rules = LendingRules::load(LendingFiles {
            schema: &text("lending/schema.json"),
            rules: &text("lending/lending.toml"),
        });
        Desk {
            test,
            lending: Lending {
                rules: Arc::new(rules.unwrap()),
                rights: self.disposal.rights.clone(),
            },
        }
    }
}

impl Desk<'_> {
    /// Lends the original of a record and returns the loan.
    pub async fn lend(&self, keeper: &Actor, record: &Record) -> Uuid {
        let new = NewLoan {
            codes: record.archival_code.clone().into_iter().collect(),
            staff_number: "A-7".to_owned(),
            purpose: "核对原件".to_owned(),
            days: None,
        };
        let mut work = self.test.database.begin(self.test.realm).await.unwrap();
        let loans = self.lending.lend(&mut work, keeper, new).await.unwrap();
        work.commit().await.unwrap();
        loans[0].id
    }

    /// Takes an original back.
    pub async fn take_back(&self, keeper: &Actor, loan: Uuid) {
        let returned = Returned {
            came_back: CameBack::Good,
            note: String::new(),
        };
        let mut work = self.test.database.begin(self.test.realm).await.unwrap();
        let back = self.lending.take_back(&mut work, keeper, loan, &returned).await;
        back.unwrap();
        work.commit().await.unwrap();
    }
}
