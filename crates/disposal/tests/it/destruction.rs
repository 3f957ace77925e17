//! Nothing of a destroyed record is left, and a destruction that is cut off goes on where it stood.

use crate::house::{House, SECRET, migrations, walk};
use async_trait::async_trait;
use bytes::Bytes;
use guildhall_disposal::{Backups, DisposalError, Expunged, ExpungingJob, Gone, Outcome, RoundState};
use guildhall_kernel::SystemRandom;
use guildhall_store::on_both_databases;
use guildhall_vault::object::ObjectId;
use guildhall_vault::replica::{Found, Replica, Upload};
use guildhall_vault::{FolderReplica, ReplicaError, ReplicaKind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// A disk that refuses to take anything away while it is told to.
struct Stubborn {
    disk: FolderReplica,
    refuses: Arc<AtomicBool>,
}

#[async_trait]
impl Replica for Stubborn {
    fn name(&self) -> &str {
        self.disk.name()
    }

    fn kind(&self) -> ReplicaKind {
        self.disk.kind()
    }

    async fn create(&self, id: ObjectId) -> Result<Box<dyn Upload>, ReplicaError> {
        self.disk.create(id).await
    }

    async fn seal(&self, ids: &[ObjectId]) -> Result<(), ReplicaError> {
        self.disk.seal(ids).await
    }

    async fn read(&self, id: ObjectId, offset: u64, length: usize) -> Result<Bytes, ReplicaError> {
        self.disk.read(id, offset, length).await
    }

    async fn stored_bytes(&self, id: ObjectId) -> Result<u64, ReplicaError> {
        self.disk.stored_bytes(id).await
    }

    async fn remove(&self, id: ObjectId) -> Result<(), ReplicaError> {
        match self.refuses.load(Ordering::Relaxed) {
            true => Err(ReplicaError::DiskFull),
            false => self.disk.remove(id).await,
        }
    }

    fn drawers(&self) -> u32 {
        self.disk.drawers()
    }

    async fn list(&self, drawer: u32) -> Result<Vec<Found>, ReplicaError> {
        self.disk.list(drawer).await
    }
}

/// Keeps what it was asked to forget; its place is away the first time.
#[derive(Default)]
struct Told {
    asked: Mutex<Vec<Gone>>,
}

#[async_trait]
impl Backups for Told {
    async fn expunge(&self, gone: &Gone) -> Result<Expunged, String> {
        let mut asked = self.asked.lock().unwrap();
        asked.push(gone.clone());
        match asked.len() {
            1 => Err("the place is away".to_owned()),
            _ => Ok(Expunged {
                place: Some("offsite".to_owned()),
                snapshots: 3,
            }),
        }
    }
}

/// Says whether bytes stand in any file of a folder.
fn stands_in(folder: &std::path::Path, text: &str) -> bool {
    let needle = text.as_bytes();
    walk(folder).iter().any(|file| {
        let bytes = std::fs::read(file).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

on_both_databases! { migrations();
    async fn rows_keys_copies_and_index_are_gone_and_the_line_stays(test: &TestDatabase) {
        let house = House::open(test).await;
        let gone = house.filed("例行通知", "the bytes of the paper").await;
        let other = house.filed("另一份", "the bytes of another").await;
        house.index().await;
        let before = house.copies();
        let index = house.folder.path().join("index");
        assert!(stands_in(&index, "zanzibar"));
        let round = house.begun().await.unwrap();
        let mut work = test.database.begin(test.realm).await.unwrap();
        let second = house.items(&round).await.remove(1);
        house.disposal.leave_out(&mut work, &house.keeper, second.id).await.unwrap();
        work.commit().await.unwrap();
        house.approved(&round).await;
        for watcher in &house.watchers {
            house.sign(watcher, round.id).await.unwrap();
        }
        test.clock.advance_secs(31 * crate::house::DAY);
        house.execute(&house.keeper, round.id).await.unwrap();
        house.work_off(vec![Arc::new(house.job())]).await;

        let done = house.round(round.id).await;
        assert_eq!(done.state, RoundState::Done);
        let proof = done.proof().unwrap();
        assert_eq!((proof.records, proof.held, proof.copies, proof.bytes), (1, 0, 1, 22));
        assert!(!house.is_there(&gone).await && house.is_there(&other).await);
        assert!(!house.has_object("the bytes of the paper").await);
        assert_eq!(house.copies(), before - 2, "one copy less in each replica");
        assert!(!house.indexer.knows(test.realm, gone.id).unwrap());
        assert!(house.indexer.knows(test.realm, other.id).unwrap());
        let mut connection = test.database.read(test.realm).await.unwrap();
        let stub = house.disposal.stub(&mut connection, &house.keeper, gone.id).await.unwrap();
        assert_eq!(Some(stub.line.archival_code), gone.archival_code);
        assert_eq!((stub.outcome, stub.line.files.len()), (Outcome::Destroyed, 1));
        let none = house.disposal.stub(&mut connection, &house.keeper, other.id).await;
        assert!(matches!(none, Err(DisposalError::NotFound)));
        // Those who watched sign once more; nobody else does.
        house.sign(&house.watchers[0], round.id).await.unwrap();
        assert!(matches!(house.sign(&house.leader, round.id).await, Err(DisposalError::SamePerson)));
    }

    async fn no_word_of_its_pages_is_left_in_any_file_of_the_house(test: &TestDatabase) {
        let house = House::open(test).await;
        house.filed("例行通知", "the bytes of the paper").await;
        house.index().await;
        if let Some(folder) = test.folder() {
            assert!(stands_in(folder, SECRET), "the database holds it in clear before");
        }
        house.executing().await;
        house.work_off(vec![Arc::new(house.job())]).await;
        if let Some(folder) = test.folder() {
            assert!(!stands_in(folder, SECRET), "rows, free pages and log of the database");
        }
        assert!(!stands_in(&house.folder.path().join("index"), "zanzibar"));
        assert_eq!(house.copies(), 0);
    }

    async fn a_content_that_another_record_has_keeps_its_key(test: &TestDatabase) {
        let house = House::open(test).await;
        let (first, second) = (house.filed("甲", "the same bytes").await, house.filed("乙", "the same bytes").await);
        let round = house.begun().await.unwrap();
        let items = house.items(&round).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        house.disposal.leave_out(&mut work, &house.keeper, items[1].id).await.unwrap();
        work.commit().await.unwrap();
        house.approved(&round).await;
        for watcher in &house.watchers {
            house.sign(watcher, round.id).await.unwrap();
        }
        test.clock.advance_secs(31 * crate::house::DAY);
        house.execute(&house.keeper, round.id).await.unwrap();
        house.work_off(vec![Arc::new(house.job())]).await;
        assert!(!house.is_there(&first).await && house.is_there(&second).await);
        assert!(house.has_object("the same bytes").await);
        assert_eq!(house.round(round.id).await.proof().unwrap().copies, 0);
    }

    async fn a_destruction_that_is_cut_off_goes_on_and_is_not_done_before(test: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let disk = FolderReplica::open("b", &folder.path().join("b"), &SystemRandom).unwrap();
        let refuses = Arc::new(AtomicBool::new(true));
        let stubborn = Stubborn { disk, refuses: Arc::clone(&refuses) };
        let house = House::with(test, folder, Arc::new(stubborn)).await;
        let records = [house.filed("甲", "one").await, house.filed("乙", "two").await];
        let round = house.executing().await;
        // Cut off behind the first record: its rows are gone, and the next attempt begins with the second.
        house.work_off(vec![Arc::new(house.job())]).await;
        assert_eq!(house.round(round.id).await.state, RoundState::Executing, "a copy is left");
        assert!(!house.has_object("one").await && !house.has_object("two").await);
        refuses.store(false, Ordering::Relaxed);
        test.clock.advance_secs(3_600);
        house.work_off(vec![Arc::new(house.job())]).await;
        let done = house.round(round.id).await;
        assert_eq!((done.state, done.proof().unwrap().copies), (RoundState::Done, 2));
        assert_eq!(house.copies(), 0);
        for record in records {
            assert!(!house.is_there(&record).await);
        }
    }

    async fn the_backups_are_asked_until_they_answer(test: &TestDatabase) {
        let house = House::open(test).await;
        let record = house.filed("甲", "one").await;
        let round = house.executing().await;
        let told = Arc::new(Told::default());
        let expunging = ExpungingJob {
            database: test.database.clone(),
            backups: Arc::clone(&told) as Arc<dyn Backups>,
        };
        for _ in 0..2 {
            house.work_off(vec![Arc::new(house.job()), Arc::new(expunging.clone())]).await;
            test.clock.advance_secs(3_600);
        }
        let asked = told.asked.lock().unwrap().clone();
        assert_eq!(asked.len(), 2);
        assert_eq!((asked[1].records.as_slice(), asked[1].objects.len()), (&[record.id][..], 1));
        let backups = house.round(round.id).await.proof().unwrap().backups.unwrap();
        assert_eq!((backups.place.as_deref(), backups.snapshots), (Some("offsite"), 3));
    }
}
