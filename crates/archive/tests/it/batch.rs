//! Batches: what a preview says, what a job does and leaves, that it goes on after a crash, stops, and is put back.

use crate::house::{actor, archive, description, migrations, order, text};
use async_trait::async_trait;
use guildhall_archive::batch::{
    Batch, BatchFiles, BatchJob, BatchKind, BatchRules, BatchState, BatchSubjects, BatchTrace, Changes,
    Chosen, Filing, NewBatch, Preview, Refusal, Unfiled,
};
use guildhall_archive::fonds::{self, Fonds};
use guildhall_archive::record::store as records;
use guildhall_archive::{
    Archive, BatchError, Batches, Description, FieldValue, Record, RecordState, Trace as _,
};
use guildhall_identity::account::{NewAccount, PasswordConfig, service as accounts};
use guildhall_identity::first_run::{self, Founder};
use guildhall_identity::{Language, Login, OrganisationKind, Passwords};
use guildhall_kernel::{Actor, Grant, OrgPath, Origin, RealmId, RecordId};
use guildhall_ledger::{Subjects, history};
use guildhall_store::job::{LANE_QUICK, Runner, RunnerConfig};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Database, Work, on_both_databases};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const PASSWORD: &str = "后院的石榴八月就红了";

/// Files through the archive alone, and fails once when it is told to.
struct Plain {
    archive: Archive,
    /// How many are filed before the house breaks down once.
    until: AtomicUsize,
}

#[async_trait]
impl Filing for Plain {
    async fn file(
        &self,
        database: &Database,
        actor: &Actor,
        record: (RecordId, i64),
    ) -> Result<(Work, Record), Unfiled> {
        if self.until.fetch_sub(1, Ordering::SeqCst) == 0 {
            return Err(Unfiled::Failed("the light went out".to_owned()));
        }
        let mut work = database.begin(actor.realm).await.unwrap();
        match self.archive.file(&mut work, actor, record).await {
            Ok(record) => Ok((work, record)),
            Err(error) => Err(Unfiled::Refused(Refusal::of(error).unwrap())),
        }
    }
}

struct House {
    realm: RealmId,
    top: OrgPath,
    batches: Batches,
    keeper: Actor,
    other: Actor,
}

async fn founder(login: &str, passwords: &Passwords, test: &TestDatabase) -> Founder {
    let typed = Login::parse(login).unwrap();
    let random = test.database.random();
    let password = passwords.hash_new(PASSWORD, &typed, login, &*random).await;
    Founder {
        login: typed,
        name: login.to_owned(),
        password: password.unwrap(),
        must_change_password: false,
    }
}

/// A union with two archivists over all of it, and a fonds.
async fn house(test: &TestDatabase) -> House {
    let archive = archive();
    let config = PasswordConfig {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
        at_once_max: 2,
    };
    let passwords = Passwords::new(&config).unwrap();
    let mut work = first_run::begin(&test.database).await.unwrap();
    let first = first_run::FirstRun {
        union_name: "市第一人民医院工会".to_owned(),
        kind: OrganisationKind::Union,
        language: Language::Chinese,
        system: founder("sunjing", &passwords, test).await,
        security: founder("hean", &passwords, test).await,
        audit: founder("luping", &passwords, test).await,
    };
    let founders = first_run::found(&mut work, first).await.unwrap();
    work.commit().await.unwrap();
    let security = founders.security.actor(Origin::default());
    let mut made = Vec::new();
    for login in ["zhaomin", "qianli"] {
        let Founder {
            login,
            name,
            password,
            ..
        } = founder(login, &passwords, test).await;
        let new = NewAccount {
            login,
            name,
            person: None,
            org: founders.system.org,
            password,
            must_change_password: false,
            language: Language::Chinese,
            grants: vec![Grant {
                role: "archivist".to_owned(),
                org_path: founders.system.org_path.clone(),
                clearance: 2,
            }],
        };
        let mut work = test.database.begin(founders.system.realm).await.unwrap();
        let account = accounts::create(&mut work, &archive.rights, &security, new)
            .await
            .unwrap();
        work.commit().await.unwrap();
        made.push(account.actor(Origin::default()));
    }
    let realm = founders.system.realm;
    let mut work = test.database.begin(realm).await.unwrap();
    let system = Actor {
        realm,
        ..actor(test, "systemAdministrator", founders.system.org_path.as_str(), 1)
    };
    let fonds = Fonds {
        code: "Z109".to_owned(),
        name: "市一院工会".to_owned(),
        org_path: founders.system.org_path.clone(),
    };
    fonds::open(&mut work, &system, &archive.rights, &fonds)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let files = BatchFiles {
        schema: &text("batches/schema.json"),
        rules: &text("batches/batches.toml"),
    };
    House {
        realm,
        top: founders.system.org_path,
        batches: Batches {
            rules: Arc::new(BatchRules::load(files).unwrap()),
            archive,
        },
        other: made.pop().unwrap(),
        keeper: made.pop().unwrap(),
    }
}

fn changes(pairs: &[(&str, &str)]) -> Changes {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn dated(date: &str) -> Description {
    let mut description = description();
    let one = FieldValue::One(date.to_owned());
    description.fields.insert("doc_date".to_owned(), one);
    description
}

impl House {
    async fn captured(&self, test: &TestDatabase, name: &str) -> Record {
        let mut work = test.database.begin(self.realm).await.unwrap();
        let orders = vec![order(name, self.top.as_str())];
        let archive = &self.batches.archive;
        let mut records = archive.capture(&mut work, &self.keeper, orders).await.unwrap();
        work.commit().await.unwrap();
        records.pop().unwrap().0
    }

    async fn described(&self, test: &TestDatabase, date: &str) -> Record {
        let record = self.captured(test, &format!("通知 {date}")).await;
        let mut work = test.database.begin(self.realm).await.unwrap();
        let archive = &self.batches.archive;
        let found = archive
            .describe(&mut work, &self.keeper, (record.id, 1), dated(date))
            .await
            .unwrap();
        work.commit().await.unwrap();
        found
    }

    async fn make(&self, test: &TestDatabase, kind: BatchKind, chosen: Chosen) -> Result<Batch, BatchError> {
        let mut work = test.database.begin(self.realm).await.unwrap();
        let new = NewBatch {
            kind,
            chosen,
            selection: "ticked".to_owned(),
        };
        let made = self.batches.make(&mut work, &self.keeper, new).await?;
        work.commit().await.unwrap();
        Ok(made)
    }

    async fn editing(&self, test: &TestDatabase, records: &[Record], pairs: &[(&str, &str)]) -> Batch {
        let ids = records.iter().map(|record| record.id).collect();
        let batch = self
            .make(test, BatchKind::Edit, Chosen::Records(ids))
            .await
            .unwrap();
        let mut work = test.database.begin(self.realm).await.unwrap();
        let told = (batch.id, changes(pairs));
        let batch = self
            .batches
            .set_changes(&mut work, &self.keeper, told)
            .await
            .unwrap();
        work.commit().await.unwrap();
        batch
    }

    async fn preview(&self, test: &TestDatabase, batch: &Batch) -> Preview {
        let mut connection = test.database.read(self.realm).await.unwrap();
        self.batches
            .preview(&mut connection, &self.keeper, batch.id)
            .await
            .unwrap()
    }

    async fn begin(&self, test: &TestDatabase, batch: &Batch) {
        let mut work = test.database.begin(self.realm).await.unwrap();
        self.batches
            .begin(&mut work, &self.keeper, batch.id)
            .await
            .unwrap();
        work.commit().await.unwrap();
    }

    fn runner(&self, test: &TestDatabase, until: usize) -> Runner {
        let job = BatchJob {
            database: test.database.clone(),
            batches: self.batches.clone(),
            filing: Arc::new(Plain {
                archive: self.batches.archive.clone(),
                until: AtomicUsize::new(until),
            }),
        };
        let config = RunnerConfig {
            lane: LANE_QUICK,
            owner: "test".to_owned(),
            parallel: 1,
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(1),
        };
        Runner::new(test.database.clone(), config, vec![Arc::new(job)])
    }

    async fn run(&self, test: &TestDatabase, batch: &Batch) -> Batch {
        self.begin(test, batch).await;
        self.runner(test, usize::MAX).run_due().await.unwrap();
        self.batch(test, batch).await
    }

    async fn batch(&self, test: &TestDatabase, batch: &Batch) -> Batch {
        let mut connection = test.database.read(self.realm).await.unwrap();
        self.batches
            .own(&mut connection, &self.keeper, batch.id)
            .await
            .unwrap()
    }

    async fn reasons(&self, test: &TestDatabase, batch: &Batch) -> Vec<String> {
        let mut connection = test.database.read(self.realm).await.unwrap();
        let page = (batch.id, 0, 50);
        let refused = self
            .batches
            .refused(&mut connection, &self.keeper, page)
            .await
            .unwrap();
        refused
            .into_iter()
            .map(|item| item.refusal.map(|refusal| refusal.code).unwrap_or_default())
            .collect()
    }
}

async fn now(house: &House, test: &TestDatabase, record: &Record) -> Record {
    let mut connection = test.database.read(house.realm).await.unwrap();
    records::get(&mut connection, record.id).await.unwrap().unwrap()
}

on_both_databases! { migrations();
    /// The preview says what the run then does; the run leaves what somebody else may change, and the undo puts back
    /// what nobody has changed since.
    async fn many_descriptions_are_changed_and_put_back(test: &TestDatabase) {
        let house = house(test).await;
        let mut all = Vec::new();
        for day in 1..=4 {
            all.push(house.described(test, &format!("2024-03-0{day}")).await);
        }
        let raw = house.captured(test, "没有人看过").await;
        all.push(raw.clone());
        let filed = house.described(test, "2024-03-09").await;
        let mut work = test.database.begin(house.realm).await.unwrap();
        let version = (filed.id, filed.version);
        house.batches.archive.file(&mut work, &house.keeper, version).await.unwrap();
        work.commit().await.unwrap();
        all.push(now(&house, test, &filed).await);
        let batch = house.editing(test, &all, &[("year", "2023"), ("department", "宣传部"), ("retention", "")]).await;
        assert_eq!(batch.changes.len(), 2, "an empty value changes nothing");

        let preview = house.preview(test, &batch).await;
        assert_eq!((preview.fitting, preview.unconfirmed, preview.refused_count()), (5, 1, 1));
        assert_eq!(preview.reasons.keys().collect::<Vec<_>>(), vec!["already-filed"]);
        let told = &preview.sample[0].changes;
        assert!(told.contains(&("year".to_owned(), "2024".to_owned(), "2023".to_owned())), "{told:?}");

        let done = house.run(test, &batch).await;
        assert_eq!((done.state, done.done, done.refused), (BatchState::Done, 5, 1));
        assert_eq!(house.reasons(test, &batch).await, vec!["already-filed"]);
        let changed = now(&house, test, &all[0]).await;
        assert_eq!((changed.year, changed.department.as_str(), changed.version), (2023, "宣传部", all[0].version + 1));
        assert_eq!(now(&house, test, &raw).await.state, RecordState::Described);
        assert_eq!(now(&house, test, &filed).await.year, 2024);
        let mut work = test.database.begin(house.realm).await.unwrap();
        let acts = history::of_subject(&mut work, "record", all[0].id.uuid(), 1).await.unwrap();
        let told = acts.first().and_then(|(entry, _)| entry.digest.clone());
        assert_eq!(told, Some(changed.digest().to_hex()), "each record has its own entry");
        let page = BatchSubjects.page(&mut work, None).await.unwrap();
        let acts = history::of_subject(&mut work, BatchSubjects.kind(), batch.id, 1).await.unwrap();
        let told = acts.first().and_then(|(entry, _)| entry.digest.clone());
        assert_eq!(told, Some(page[0].1.to_hex()), "the ledger guards the batch");
        drop(work);

        // Somebody changes one of them; it stays as she left it.
        let mut work = test.database.begin(house.realm).await.unwrap();
        let theirs = now(&house, test, &all[1]).await;
        let version = (theirs.id, theirs.version);
        let archive = &house.batches.archive;
        archive.describe(&mut work, &house.other, version, dated("2024-05-05")).await.unwrap();
        work.commit().await.unwrap();
        let mut work = test.database.begin(house.realm).await.unwrap();
        let undoing = house.batches.undo(&mut work, &house.keeper, batch.id).await.unwrap();
        work.commit().await.unwrap();
        let preview = house.preview(test, &undoing).await;
        assert_eq!((preview.fitting, preview.refused_count()), (4, 1));
        let undone = house.run(test, &undoing).await;
        assert_eq!((undone.done, undone.refused), (4, 1));
        assert_eq!(house.reasons(test, &undoing).await, vec!["record-changed"]);
        let back = now(&house, test, &all[0]).await;
        assert_eq!(back.all_fields(), all[0].all_fields());
        assert_eq!(back.department, all[0].department);
        assert_eq!(now(&house, test, &all[1]).await.doc_date.unwrap().to_string(), "2024-05-05");
        let mut work = test.database.begin(house.realm).await.unwrap();
        let again = house.batches.undo(&mut work, &house.keeper, batch.id).await;
        assert!(matches!(again, Err(BatchError::NothingToUndo)));
    }

    /// Numbers come in the order of dates and without a gap, what is incomplete takes none, and a run that broke off
    /// goes on where it stood.
    async fn many_are_filed_in_the_order_of_their_dates(test: &TestDatabase) {
        let house = house(test).await;
        let mut all = Vec::new();
        for date in ["2024-03-05", "2024-03-01", "2024-03-04", "2024-03-02", "2024-03-03"] {
            all.push(house.described(test, date).await);
        }
        let raw = house.captured(test, "没有人看过").await;
        let ids = all.iter().chain([&raw]).map(|record| record.id).collect();
        let batch = house.make(test, BatchKind::File, Chosen::Records(ids)).await.unwrap();
        let preview = house.preview(test, &batch).await;
        assert_eq!((preview.fitting, preview.reasons.get("fields-do-not-fit")), (5, Some(&1)));
        house.begin(test, &batch).await;
        house.runner(test, 2).run_due().await.unwrap();
        assert_eq!(house.batch(test, &batch).await.state, BatchState::Running);
        test.clock.advance_secs(3_600);
        house.runner(test, usize::MAX).run_due().await.unwrap();
        let done = house.batch(test, &batch).await;
        assert_eq!((done.state, done.done, done.refused), (BatchState::Done, 5, 1));
        let mut numbered = Vec::new();
        for record in &all {
            let record = now(&house, test, record).await;
            numbered.push((record.doc_date.unwrap().to_string(), record.item_number.unwrap()));
        }
        numbered.sort();
        let numbers: Vec<i64> = numbered.iter().map(|(_, number)| *number).collect();
        assert_eq!(numbers, vec![1, 2, 3, 4, 5]);
        assert_eq!(now(&house, test, &raw).await.state, RecordState::Captured);
        let mut work = test.database.begin(house.realm).await.unwrap();
        let undone = house.batches.undo(&mut work, &house.keeper, batch.id).await;
        assert!(matches!(undone, Err(BatchError::NothingToUndo)), "filing is final");
    }

    /// Two batches over the same records: the second leaves what the first has changed, nothing is overwritten.
    async fn two_batches_lose_nothing(test: &TestDatabase) {
        let house = house(test).await;
        let all = [house.described(test, "2024-03-01").await, house.described(test, "2024-03-02").await];
        let one = house.editing(test, &all, &[("year", "2020")]).await;
        let two = house.editing(test, &all, &[("year", "2021"), ("retention", "D10")]).await;
        house.begin(test, &one).await;
        house.begin(test, &two).await;
        house.runner(test, usize::MAX).run_due().await.unwrap();
        let (one, two) = (house.batch(test, &one).await, house.batch(test, &two).await);
        assert_eq!((one.done + two.done, one.refused + two.refused), (2, 2));
        let loser = if one.done == 2 { &two } else { &one };
        assert_eq!(house.reasons(test, loser).await, vec!["record-changed", "record-changed"]);
        for record in &all {
            assert_eq!(now(&house, test, record).await.version, record.version + 1);
        }
    }

    /// A batch that is stopped leaves the rest; only its maker sees it; who may not, takes nothing up.
    async fn a_batch_belongs_to_its_maker_and_stops(test: &TestDatabase) {
        let house = house(test).await;
        let all = [house.described(test, "2024-03-01").await];
        let batch = house.editing(test, &all, &[("year", "2020")]).await;
        house.begin(test, &batch).await;
        let mut work = test.database.begin(house.realm).await.unwrap();
        let theirs = house.batches.stop(&mut work, &house.other, batch.id).await;
        assert!(matches!(theirs, Err(BatchError::NotFound)));
        let stopped = house.batches.stop(&mut work, &house.keeper, batch.id).await.unwrap().unwrap();
        assert_eq!((stopped.state, stopped.done), (BatchState::Stopped, 0));
        work.commit().await.unwrap();
        house.runner(test, usize::MAX).run_due().await.unwrap();
        assert_eq!(now(&house, test, &all[0]).await.year, 2024);
        let mut work = test.database.begin(house.realm).await.unwrap();
        let over = house.batches.stop(&mut work, &house.keeper, batch.id).await;
        assert!(matches!(over, Err(BatchError::Over)));
        let reader = Actor { realm: house.realm, ..actor(test, "reader", house.top.as_str(), 2) };
        let new = NewBatch {
            kind: BatchKind::Edit,
            chosen: Chosen::Waiting(RecordState::Described),
            selection: "described".to_owned(),
        };
        let nothing = house.batches.make(&mut work, &reader, new).await;
        assert!(matches!(nothing, Err(BatchError::NothingChosen)));
    }

    /// All that wait are taken up, up to the limit; a field outside the rules is refused; what is destroyed leaves.
    async fn all_that_wait_are_taken_up_within_the_limit(test: &TestDatabase) {
        let mut house = house(test).await;
        let all = [house.described(test, "2024-03-01").await, house.described(test, "2024-03-02").await];
        let waiting = || Chosen::Waiting(RecordState::Described);
        let batch = house.make(test, BatchKind::Edit, waiting()).await.unwrap();
        assert_eq!(batch.total, 2);
        let mut work = test.database.begin(house.realm).await.unwrap();
        let title = (batch.id, changes(&[("title", "一样的题名")]));
        let refused = house.batches.set_changes(&mut work, &house.keeper, title).await;
        assert!(matches!(refused, Err(BatchError::UnknownField(_))));
        let nothing = house.batches.begin(&mut work, &house.keeper, batch.id).await;
        assert!(matches!(nothing, Err(BatchError::NoChanges)));
        BatchTrace.forget(&mut work, all[0].id).await.unwrap();
        let counts = house.batches.counts(&mut work, &house.keeper, batch.id).await.unwrap();
        assert_eq!(counts.waiting, 1);
        drop(work);
        // A secrecy that lies above her own clearance is refused for each record.
        let batch = house.editing(test, &all, &[("security_level", "3")]).await;
        let preview = house.preview(test, &batch).await;
        assert_eq!((preview.fitting, preview.reasons.get("denied")), (0, Some(&2)));
        let rules = BatchRules { records_max: 1, ..(*house.batches.rules).clone() };
        house.batches.rules = Arc::new(rules);
        let many = house.make(test, BatchKind::Edit, waiting()).await;
        assert!(matches!(many, Err(BatchError::TooMany { most: 1 })));
    }
}
