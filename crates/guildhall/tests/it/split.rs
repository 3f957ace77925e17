//! Realms on one database, and the same realms spread over two: every realm gives the same answers and holds the same
//! rows. What reached over to another realm would find it there in one case and not in the other.

use crate::tables::{migrations, tables};
use guildhall_kernel::{Actor, Clock, OrgPath, Random, RealmId, SeededRandom};
use guildhall_keyring::KeyRing;
use guildhall_ledger::{NewEntry, SigningKey, Verification};
use guildhall_store::event::{self, EventBody};
use guildhall_store::job::{self, JobState, NewJob};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Database, Realm, counter, on_both_databases, realm};
use guildhall_vault::replica::Replica;
use guildhall_vault::{FolderReplica, Vault, VaultConfig};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

const BRANCHES: u32 = 4;
const STEPS: u32 = 6;

#[derive(Debug, Serialize, Deserialize)]
struct DuesPaid {
    member: Uuid,
    fen: u32,
}

impl EventBody for DuesPaid {
    const KIND: &'static str = "test.dues-paid.v1";
    fn subject(&self) -> Uuid {
        self.member
    }
}

/// A realm and what it works with; two with the same number make the same ids.
struct Branch {
    number: u32,
    realm: RealmId,
    database: Database,
    vault: Vault,
    folder: tempfile::TempDir,
}

fn open_vault(folder: &std::path::Path, number: u32, clock: Arc<dyn Clock>) -> Vault {
    let random: Arc<dyn Random> = Arc::new(SeededRandom::new(u64::from(number)));
    let replicas = ["a", "b"].map(|name| {
        let replica = FolderReplica::open(name, &folder.join(name), &*random).unwrap();
        Arc::new(replica) as Arc<dyn Replica>
    });
    let config = VaultConfig {
        replicas: replicas.to_vec(),
        replicas_needed: 2,
        keys: Arc::new(KeyRing::open_or_create(&folder.join("master.key"), &*random).unwrap()),
        algorithm: guildhall_vault::Algorithm::default(),
        limit: 1 << 20,
        clock,
    };
    Vault::open(config, random).unwrap()
}

impl Branch {
    async fn open(test: &TestDatabase, number: u32) -> Self {
        let database = test.open_again(&migrations(), 1_000 + u64::from(number)).await;
        let mut work = database.begin_outside_realms().await.unwrap();
        let realm = Realm {
            id: work.new_id(),
            name: format!("第{number}工会"),
            root_path: OrgPath::root(100 + number),
            created_at: work.now(),
        };
        realm::insert(&mut work, &realm).await.unwrap();
        work.commit().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let vault = open_vault(folder.path(), number, test.clock.clone());
        Self {
            number,
            realm: realm.id,
            database,
            vault,
            folder,
        }
    }

    fn key(&self) -> SigningKey {
        SigningKey::generate("test", &SeededRandom::new(u64::from(self.number))).unwrap()
    }

    /// One day's work: the same content, names and numbers in every realm where that is allowed.
    async fn work(&self, step: u32) {
        let mut work = self.database.begin(self.realm).await.unwrap();
        let item = counter::take(&mut work, "case", 1 + step % 3).await.unwrap();
        let member = Uuid::from_u128(u128::from(step));
        event::append(
            &mut work,
            &DuesPaid {
                member,
                fen: self.number * 100 + step,
            },
        )
        .await
        .unwrap();
        let content = if step.is_multiple_of(2) {
            format!("shared {step}")
        } else {
            format!("{} {step}", self.number)
        };
        let sealed = self.vault.put(&mut work, content.as_bytes()).await.unwrap();
        let entry = NewEntry {
            action: "case.opened",
            subject_kind: "case",
            subject_id: member,
            digest: Some(sealed.hash()),
            details: serde_json::json!({ "item": item }),
        };
        let actor = Actor::program("test", self.realm, OrgPath::root(100 + self.number));
        guildhall_ledger::append(&mut work, &actor, entry).await.unwrap();
        let job = NewJob {
            lane: job::LANE_QUICK,
            kind: "test.count",
            subject: member,
            payload: serde_json::json!({ "item": item }),
            attempts_max: 1,
            run_at: None,
        };
        let id = job::enqueue(&mut work, job).await.unwrap();
        if step == 3 {
            assert!(job::cancel(&mut work, id).await.unwrap());
            assert!(
                guildhall_vault::shred(&mut work, sealed.hash())
                    .await
                    .unwrap()
                    .is_some()
            );
        }
        work.commit().await.unwrap();
        event::sequence(&self.database, self.realm, 100).await.unwrap();
        guildhall_ledger::sequence(&self.database, self.realm, 100)
            .await
            .unwrap();
        guildhall_ledger::checkpoint_if_grown(&self.database, self.realm, &self.key())
            .await
            .unwrap();
    }

    /// Everything that the realm answers, in words.
    async fn answers(&self) -> Vec<String> {
        let mut connection = self.database.read(self.realm).await.unwrap();
        let events = event::read_after(&mut connection, 0, 100).await.unwrap();
        let mut answers: Vec<String> = events.iter().map(|event| format!("{event:?}")).collect();
        assert_eq!(answers.len(), STEPS as usize);
        for state in [JobState::Queued, JobState::Cancelled] {
            let jobs = job::list(&mut connection, state, 100).await.unwrap();
            answers.push(format!("{:?}", serde_json::to_value(&jobs).unwrap()));
        }
        answers.push(format!(
            "{:?}",
            self.vault.holdings(&mut connection).await.unwrap()
        ));
        let key = self.key();
        let verifying = key.verifying_key().unwrap();
        let verification = Verification {
            key: &verifying,
            subjects: &[],
            checks: &[],
            sealed: &[],
            progress: &|_, _| {},
        };
        let report = guildhall_ledger::verify_realm(&mut connection, &verification)
            .await
            .unwrap();
        assert!(report.is_sound());
        answers.push(format!("{report:?}"));
        let mut export = Vec::new();
        guildhall_ledger::export::export(&mut connection, &key, &mut export)
            .await
            .unwrap();
        answers.push(String::from_utf8(export).unwrap());
        for table in tables(&migrations()).iter().filter(|table| table.has_realm()) {
            let rows = table.rows(&mut connection, self.realm).await;
            answers.push(format!("{} {rows:?}", table.name));
        }
        answers
    }
}

on_both_databases! { &migrations();
    async fn realms_answer_the_same_on_one_database_and_spread_over_two(test: &TestDatabase) {
        let other = test.sibling(&migrations()).await;
        let third = test.sibling(&migrations()).await;
        let (mut together, mut spread) = (Vec::new(), Vec::new());
        for number in 0..BRANCHES {
            together.push(Branch::open(test, number).await);
            // The directory: even numbers here, odd ones there.
            let home = if number.is_multiple_of(2) { &other } else { &third };
            spread.push(Branch::open(home, number).await);
        }
        for step in 0..STEPS {
            for branch in together.iter().chain(&spread) {
                branch.work(step).await;
            }
        }
        for (one, two) in together.iter().zip(&spread) {
            assert_eq!(one.realm, two.realm);
            assert_eq!(one.answers().await, two.answers().await, "realm {}", one.number);
            assert!(one.folder.path() != two.folder.path());
        }
        // A realm that is not here has nothing here.
        let mut connection = other.database.read(spread[1].realm).await.unwrap();
        for table in tables(&migrations()).iter().filter(|table| table.has_realm()) {
            assert!(table.rows(&mut connection, spread[1].realm).await.is_empty(), "{}", table.name);
        }
    }
}
