//! B4, volumes: filled, put in order, filed in one act with numbers that have no gap, and seen only by who may know of every
//! paper in them.

use crate::house::{actor, archive, captured, description, migrations, open_fonds};
use guildhall_archive::record::{ItemNumbers, store as records};
use guildhall_archive::volume::{
    NewVolume, NoteSheet, Order, Volume, VolumeNumbers, VolumeQuery, VolumeSet, VolumeState, VolumeSubjects,
};
use guildhall_archive::{Archive, ArchiveError, Description, FieldValue, Record, RecordState, VolumeError};
use guildhall_kernel::{Actor, RecordId};
use guildhall_ledger::check::Check as _;
use guildhall_ledger::{Subjects as _, history};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Connection, Database, Work, on_both_databases};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many file a volume at once: four in each of eight programs.
const FILERS: usize = 32;
const PROGRAMS: usize = 8;

struct House {
    archive: Archive,
    keeper: Actor,
}

async fn house(test: &TestDatabase) -> House {
    let archive = archive();
    let mut work = test.database.begin(test.realm).await.unwrap();
    open_fonds(&mut work, &archive, test).await;
    work.commit().await.unwrap();
    House {
        archive,
        keeper: actor(test, "archivist", "/1/", 3),
    }
}

fn of_accounts(title: &str, date: &str, year: i64) -> Description {
    let one = |text: &str| FieldValue::One(text.to_owned());
    let mut description = description();
    description.type_code = "KU".to_owned();
    for (name, value) in [("title", title), ("doc_date", date), ("retention", "D30")] {
        description.fields.insert(name.to_owned(), one(value));
    }
    description
        .fields
        .insert("year".to_owned(), one(&year.to_string()));
    description
}

impl House {
    async fn described(&self, test: &TestDatabase, (title, date, year): (&str, &str, i64)) -> Record {
        let record = captured(&self.archive, test, &self.keeper, title).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let described = of_accounts(title, date, year);
        let found = self
            .archive
            .describe(&mut work, &self.keeper, (record.id, record.version), described)
            .await
            .unwrap();
        work.commit().await.unwrap();
        found
    }

    async fn opened(&self, work: &mut Work, year: i64) -> Volume {
        let new = NewVolume {
            title: format!("{year}年3月记账凭证"),
            org_path: "/1/2/".parse().unwrap(),
            type_code: "KU".to_owned(),
            year,
            retention: "D30".to_owned(),
        };
        self.archive.open_volume(work, &self.keeper, new).await.unwrap()
    }

    async fn put(&self, work: &mut Work, volume: &Volume, ids: &[RecordId]) -> Result<Volume, ArchiveError> {
        let at = (volume.id, volume.revision);
        self.archive
            .put_into_volume(work, &self.keeper, at, (ids, None))
            .await
    }

    async fn signed(&self, work: &mut Work, volume: &Volume) -> Volume {
        let day = "2026-11-23".parse().ok();
        let sheet = NoteSheet {
            situation: "缺第3页".to_owned(),
            arranged_by: "陈雨".to_owned(),
            arranged_on: day,
            checked_by: "赵敏".to_owned(),
            checked_on: day,
        };
        let at = (volume.id, volume.revision);
        let kept = self
            .archive
            .describe_volume(work, &self.keeper, at, (&volume.title, sheet));
        kept.await.unwrap()
    }

    async fn finish(&self, work: &mut Work, volume: &Volume) -> Result<(Volume, Vec<Record>), ArchiveError> {
        let at = (volume.id, volume.revision);
        let no = |_: &Record| false;
        self.archive.finish_volume(work, &self.keeper, at, &no).await
    }

    async fn places(&self, connection: &mut Connection, id: Uuid) -> Vec<String> {
        let seen = self.archive.volume(connection, &self.keeper, id).await.unwrap();
        let titles = seen.papers.into_iter().map(|(_, record)| record.title);
        titles.collect()
    }

    async fn listed(&self, connection: &mut Connection, who: &Actor) -> usize {
        let all = VolumeQuery::default();
        let found = self.archive.volumes(connection, who, &all, (None, 50)).await;
        found.unwrap().len()
    }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, ArchiveError>) -> VolumeError {
    match answer {
        Err(ArchiveError::Volume(error)) => error,
        other => panic!("{other:?}"),
    }
}

on_both_databases! { migrations();
    async fn b4_a_volume_is_filled_put_in_order_and_filed_in_one_act(test: &TestDatabase) {
        let house = house(test).await;
        let (archive, keeper) = (&house.archive, &house.keeper);
        let march = house.described(test, ("凭证三", "2024-03-15", 2024)).await;
        let january = house.described(test, ("凭证一", "2024-01-10", 2024)).await;
        let february = house.described(test, ("凭证二", "2024-02-11", 2024)).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let alone = archive.file(&mut work, keeper, (march.id, march.version)).await;
        assert_eq!(refused(alone), VolumeError::KeptByVolume("KU".to_owned()));
        let volume = house.opened(&mut work, 2024).await;
        assert_eq!(refused(house.finish(&mut work, &volume).await), VolumeError::Empty);
        let ids = [march.id, january.id, february.id];
        let before = volume.clone();
        let volume = house.put(&mut work, &volume, &ids).await.unwrap();
        assert_eq!((volume.totals.papers, volume.revision), (3, 2));
        assert_eq!(refused(house.put(&mut work, &before, &ids).await), VolumeError::Changed);
        assert_eq!(refused(house.put(&mut work, &volume, &[march.id]).await), VolumeError::InVolume);
        let asked = archive.ask_filing(&mut work, keeper, (march.id, march.version)).await;
        assert_eq!(refused(asked), VolumeError::InVolume);
        let at = (volume.id, volume.revision);
        let volume = archive.arrange_volume(&mut work, keeper, at, &Order::ByDate).await.unwrap();
        assert_eq!(house.places(&mut work, volume.id).await, ["凭证一", "凭证二", "凭证三"]);
        let at = (volume.id, volume.revision);
        let volume = archive.take_out_of_volume(&mut work, keeper, at, january.id).await.unwrap();
        assert_eq!(house.places(&mut work, volume.id).await, ["凭证二", "凭证三"]);
        let at = (volume.id, volume.revision);
        let volume = archive.put_into_volume(&mut work, keeper, at, (&[january.id], Some(1))).await.unwrap();
        let at = (volume.id, volume.revision);
        let volume = archive.arrange_volume(&mut work, keeper, at, &Order::Up(march.id)).await.unwrap();
        assert_eq!(house.places(&mut work, volume.id).await, ["凭证一", "凭证三", "凭证二"]);
        assert_eq!(refused(house.finish(&mut work, &volume).await), VolumeError::NoteMissing);
        let volume = house.signed(&mut work, &volume).await;
        let needs = |record: &Record| record.id == march.id;
        let at = (volume.id, volume.revision);
        let waiting = archive.finish_volume(&mut work, keeper, at, &needs).await;
        assert_eq!(refused(waiting), VolumeError::NeedsApproval(2));
        let (volume, papers) = house.finish(&mut work, &volume).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(volume.code.as_deref(), Some("Z109-KU·2024·D30-001"));
        assert_eq!(volume.totals.first.map(|day| day.to_string()).as_deref(), Some("2024-01-10"));
        let codes: Vec<_> = papers.iter().filter_map(|paper| paper.archival_code.clone()).collect();
        assert_eq!(codes, ["Z109-KU·2024·D30-001-001", "Z109-KU·2024·D30-001-002", "Z109-KU·2024·D30-001-003"]);
        assert!(papers.iter().all(|paper| archive.code_fits(paper) && archive.volume_number(paper) == Some(1)));

        let mut work = test.database.begin(test.realm).await.unwrap();
        let at = (volume.id, volume.revision);
        let late = archive.take_out_of_volume(&mut work, keeper, at, march.id).await;
        assert_eq!(refused(late), VolumeError::NotNow("filed"));
        let found = records::get(&mut work, march.id).await.unwrap().unwrap();
        let beside = archive.in_volume(&mut work, keeper, &found).await.unwrap().unwrap();
        assert_eq!((beside.place, beside.previous, beside.next), (2, Some(january.id), Some(february.id)));
        let set = VolumeSet { year: 2024, type_code: "KU", retention: "D30", after: "" };
        assert_eq!(archive.volumes_of(&mut work, keeper, set, 10).await.unwrap().len(), 1);
        assert!(ItemNumbers.breaches(&mut work).await.unwrap().is_empty());
        assert!(VolumeNumbers.breaches(&mut work).await.unwrap().is_empty());
        let told = history::of_subject(&mut work, "volume", volume.id, 10).await.unwrap();
        let last = told.iter().find_map(|(entry, _)| entry.digest.clone());
        let now = VolumeSubjects.page(&mut work, None).await.unwrap();
        assert_eq!(last, now.first().map(|(_, digest)| digest.to_hex()));
    }

    async fn b4_what_does_not_belong_stays_out_and_an_empty_volume_is_given_up(test: &TestDatabase) {
        let house = house(test).await;
        let (archive, keeper) = (&house.archive, &house.keeper);
        let other = house.described(test, ("去年的凭证", "2023-03-15", 2023)).await;
        let raw = captured(archive, test, keeper, "未著录").await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let volume = house.opened(&mut work, 2024).await;
        assert_eq!(refused(house.put(&mut work, &volume, &[other.id]).await), VolumeError::OtherSet(1));
        assert_eq!(refused(house.put(&mut work, &volume, &[raw.id]).await), VolumeError::NoSuchPaper);
        assert_eq!(refused(house.put(&mut work, &volume, &[]).await), VolumeError::NoSuchPaper);
        let by_item = NewVolume {
            title: "通知".to_owned(),
            org_path: "/1/2/".parse().unwrap(),
            type_code: "WS".to_owned(),
            year: 2024,
            retention: "D30".to_owned(),
        };
        let wrong = archive.open_volume(&mut work, keeper, by_item).await;
        assert_eq!(refused(wrong), VolumeError::KeptByItem("WS".to_owned()));
        let gone = archive.withdraw_volume(&mut work, keeper, (volume.id, volume.revision)).await.unwrap();
        assert_eq!(gone.state, VolumeState::Withdrawn);
        let back = archive.reopen_volume(&mut work, keeper, (gone.id, gone.revision)).await.unwrap();
        assert_eq!(back.state, VolumeState::Open);
        let reader = actor(test, "reader", "/1/", 3);
        assert_eq!(refused(archive.volume(&mut work, &reader, back.id).await.map(|_| ())), VolumeError::NotFound);
    }

    async fn b4_a_paper_that_was_thrown_away_leaves_no_gap(test: &TestDatabase) {
        let house = house(test).await;
        let (archive, keeper) = (&house.archive, &house.keeper);
        let first = house.described(test, ("凭证一", "2024-01-10", 2024)).await;
        let second = house.described(test, ("凭证二", "2024-02-11", 2024)).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let volume = house.opened(&mut work, 2024).await;
        let volume = house.put(&mut work, &volume, &[first.id, second.id]).await.unwrap();
        archive.discard(&mut work, keeper, first.id, "重复").await.unwrap();
        let volume = house.signed(&mut work, &volume).await;
        let (volume, papers) = house.finish(&mut work, &volume).await.unwrap();
        assert_eq!(volume.totals.papers, 1);
        assert_eq!(papers[0].archival_code.as_deref(), Some("Z109-KU·2024·D30-001-001"));
    }

    async fn b4_a_volume_is_hidden_from_who_may_not_know_of_one_paper_in_it(test: &TestDatabase) {
        let house = house(test).await;
        let archive = &house.archive;
        let open = house.described(test, ("凭证一", "2024-01-10", 2024)).await;
        let secret = house.described(test, ("凭证二", "2024-02-11", 2024)).await;
        let low = actor(test, "archivist", "/1/", 1);
        let elsewhere = actor(test, "archivist", "/1/3/", 3);
        let mut work = test.database.begin(test.realm).await.unwrap();
        let volume = house.opened(&mut work, 2024).await;
        let volume = house.put(&mut work, &volume, &[open.id, secret.id]).await.unwrap();
        assert_eq!(house.listed(&mut work, &low).await, 1);
        assert_eq!(house.listed(&mut work, &elsewhere).await, 0);
        // Its description changes while it lies in the volume; nobody touches the volume itself.
        let mut more = of_accounts("凭证二", "2024-02-11", 2024);
        more.fields.insert("security_level".to_owned(), FieldValue::One("3".to_owned()));
        archive.describe(&mut work, &house.keeper, (secret.id, secret.version), more).await.unwrap();
        assert_eq!(house.listed(&mut work, &low).await, 0);
        assert_eq!(house.listed(&mut work, &house.keeper).await, 1);
        assert_eq!(refused(archive.volume(&mut work, &low, volume.id).await.map(|_| ())), VolumeError::NotFound);
        let place = archive.in_volume(&mut work, &low, &open).await.unwrap().unwrap();
        assert!(place.volume.is_none() && place.next.is_none());
    }

    async fn b4_thirty_two_who_file_volumes_at_once_leave_no_gap(test: &TestDatabase) {
        let house = house(test).await;
        let mut programs = Vec::new();
        for seed in 0..PROGRAMS as u64 {
            programs.push(test.open_again(migrations(), 2_000 + seed).await);
        }
        let mut runner = TestRunner::deterministic();
        let plan = proptest::collection::vec((2023_i64..2025, 1_usize..4, prop::bool::weighted(0.75)), FILERS);
        let plan = plan.new_tree(&mut runner).unwrap().current();
        let mut tasks = Vec::new();
        for (number, (year, papers, is_kept)) in plan.iter().copied().enumerate() {
            let mut ids = Vec::new();
            for paper in 0..papers {
                let title = format!("凭证{number}-{paper}");
                ids.push(house.described(test, (&title, "2024-03-15", year)).await.id);
            }
            let mut work = test.database.begin(test.realm).await.unwrap();
            let volume = house.opened(&mut work, year).await;
            let volume = house.put(&mut work, &volume, &ids).await.unwrap();
            let volume = house.signed(&mut work, &volume).await;
            work.commit().await.unwrap();
            let database = programs[number % PROGRAMS].clone();
            let (archive, keeper) = (house.archive.clone(), house.keeper.clone());
            tasks.push(tokio::spawn(finish((database, test.realm), (archive, keeper), (volume, is_kept))));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let mut connection = test.database.read(test.realm).await.unwrap();
        let wanted = VolumeQuery { state: Some(VolumeState::Filed), ..VolumeQuery::default() };
        let found = house.archive.volumes(&mut connection, &house.keeper, &wanted, (None, 100)).await.unwrap();
        let mut numbers: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for volume in &found {
            numbers.entry(volume.year).or_default().extend(volume.number);
            let seen = house.archive.volume(&mut connection, &house.keeper, volume.id).await.unwrap();
            let items: Vec<i64> = seen.papers.iter().filter_map(|(_, paper)| paper.item_number).collect();
            assert_eq!(items, (1..=i64::from(volume.totals.papers)).collect::<Vec<_>>());
            assert!(seen.papers.iter().all(|(_, paper)| paper.state == RecordState::Filed));
        }
        for (year, mut of_year) in numbers {
            of_year.sort_unstable();
            let planned = plan.iter().filter(|(planned, _, is_kept)| *planned == year && *is_kept).count();
            assert_eq!(of_year, (1..=i64::try_from(planned).unwrap()).collect::<Vec<_>>(), "{year}: {plan:?}");
        }
        assert!(found.len() > 15);
        assert!(ItemNumbers.breaches(&mut connection).await.unwrap().is_empty());
        assert!(VolumeNumbers.breaches(&mut connection).await.unwrap().is_empty());
    }
}

/// Files one volume, or lets it be dropped as when the program ends.
async fn finish(
    (database, realm): (Database, guildhall_kernel::RealmId),
    (archive, keeper): (Archive, Actor),
    (volume, is_kept): (Volume, bool),
) {
    let mut work = database.begin(realm).await.unwrap();
    let no = |_: &Record| false;
    archive
        .finish_volume(&mut work, &keeper, (volume.id, volume.revision), &no)
        .await
        .unwrap();
    match is_kept {
        true => work.commit().await.unwrap(),
        false => work.cancel().await.unwrap(),
    }
}
