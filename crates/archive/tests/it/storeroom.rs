//! The storeroom: what may stand where, what is put into boxes, and that each move is kept and can be undone.

use crate::house::{actor, archive, captured, description, migrations, open_fonds, text};
use guildhall_archive::storeroom::{
    BoxQuery, BoxSet, Chosen, NewPlace, Place, PlaceChange, PlaceKinds, PlaceSubjects, RelocationSubjects,
};
use guildhall_archive::{Archive, ArchiveError, FieldValue, Record, Storeroom, StoreroomError};
use guildhall_kernel::Actor;
use guildhall_ledger::{Subjects, history};
use guildhall_store::on_both_databases;
use guildhall_store::testing::TestDatabase;
use std::sync::Arc;

struct House {
    archive: Archive,
    storeroom: Storeroom,
    keeper: Actor,
}

/// Opens a fonds; the keeper keeps all of it.
async fn house(test: &TestDatabase) -> House {
    let archive = archive();
    let kinds = PlaceKinds::load(&text("storeroom/schema.json"), &text("storeroom/kinds.toml")).unwrap();
    let mut work = test.database.begin(test.realm).await.unwrap();
    open_fonds(&mut work, &archive, test).await;
    work.commit().await.unwrap();
    House {
        storeroom: Storeroom {
            kinds: Arc::new(kinds),
            rights: archive.rights.clone(),
        },
        keeper: actor(test, "archivist", "/1/", 3),
        archive,
    }
}

impl House {
    async fn make(
        &self,
        test: &TestDatabase,
        parent: Option<&Place>,
        (kind, code): (&str, &str),
    ) -> Result<Place, ArchiveError> {
        self.make_as(test, &self.keeper, parent, (kind, code, "/1/"))
            .await
    }

    async fn make_as(
        &self,
        test: &TestDatabase,
        who: &Actor,
        parent: Option<&Place>,
        (kind, code, path): (&str, &str, &str),
    ) -> Result<Place, ArchiveError> {
        let new = NewPlace {
            parent: parent.map(|place| place.id),
            kind: kind.to_owned(),
            code: code.to_owned(),
            name: String::new(),
            capacity: (kind == "box").then_some(3),
            org_path: Some(path.parse().unwrap()),
        };
        let mut work = test.database.begin(test.realm).await.unwrap();
        let made = self.storeroom.make(&mut work, who, new).await;
        if made.is_ok() {
            work.commit().await.unwrap();
        }
        made
    }

    /// Sets up a room with a rack, two shelves, and boxes on the first one.
    async fn room(&self, test: &TestDatabase, boxes: &[&str]) -> (Vec<Place>, Vec<Place>) {
        let room = self.make(test, None, ("room", "K1")).await.unwrap();
        let rack = self.make(test, Some(&room), ("rack", "K1-A")).await.unwrap();
        let shelf = self.make(test, Some(&rack), ("shelf", "K1-A-1")).await.unwrap();
        let other = self.make(test, Some(&rack), ("shelf", "K1-A-2")).await.unwrap();
        let mut made = Vec::new();
        for code in boxes {
            made.push(self.make(test, Some(&shelf), ("box", code)).await.unwrap());
        }
        (vec![room, rack, shelf, other], made)
    }

    async fn filed(&self, test: &TestDatabase, year: i64) -> Record {
        let record = captured(&self.archive, test, &self.keeper, "通知").await;
        let mut described = description();
        let one = FieldValue::One(year.to_string());
        described.fields.insert("year".to_owned(), one);
        let mut work = test.database.begin(test.realm).await.unwrap();
        let found = self
            .archive
            .describe(&mut work, &self.keeper, (record.id, 1), described)
            .await
            .unwrap();
        let version = (found.id, found.version);
        let filed = self.archive.file(&mut work, &self.keeper, version).await.unwrap();
        work.commit().await.unwrap();
        filed
    }

    async fn put(&self, test: &TestDatabase, to: &Place, chosen: Chosen) -> Result<usize, StoreroomError> {
        let mut work = test.database.begin(test.realm).await.unwrap();
        match self.storeroom.put(&mut work, &self.keeper, to.id, chosen).await {
            Ok(moves) => {
                work.commit().await.unwrap();
                Ok(moves.len())
            }
            Err(ArchiveError::Storeroom(error)) => Err(error),
            Err(error) => panic!("{error}"),
        }
    }

    async fn codes_in(&self, test: &TestDatabase, place: &Place) -> Vec<i64> {
        let mut connection = test.database.read(test.realm).await.unwrap();
        let page = ("", 50);
        let found = self
            .storeroom
            .records_in(&mut connection, &self.keeper, place.id, page)
            .await
            .unwrap();
        found.iter().filter_map(|record| record.item_number).collect()
    }

    /// Asserts that all of a kind are as the ledger tells.
    async fn assert_guarded(&self, test: &TestDatabase, subjects: &dyn Subjects) -> usize {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let page = subjects.page(&mut work, None).await.unwrap();
        for (id, digest) in &page {
            let acts = history::of_subject(&mut work, subjects.kind(), *id, 1)
                .await
                .unwrap();
            let told = acts.first().and_then(|(entry, _)| entry.digest.clone());
            assert_eq!(told, Some(digest.to_hex()), "{} {id}", subjects.kind());
        }
        page.len()
    }
}

fn range(first: &Record, last: &Record) -> Chosen {
    Chosen::Range {
        first: first.archival_code.clone().unwrap(),
        last: last.archival_code.clone().unwrap(),
    }
}

fn refused(made: Result<Place, ArchiveError>) -> StoreroomError {
    match made {
        Err(ArchiveError::Storeroom(error)) => error,
        other => panic!("{other:?}"),
    }
}

on_both_databases! { migrations();
    async fn places_stand_in_each_other_as_the_rules_say_and_each_code_is_used_once(test: &TestDatabase) {
        let house = house(test).await;
        let (places, boxes) = house.room(test, &["h-0001"]).await;
        assert_eq!(boxes[0].code, "H-0001");
        assert_eq!(refused(house.make(test, Some(&places[0]), ("shelf", "X")).await), StoreroomError::KindUnfit);
        assert_eq!(refused(house.make(test, Some(&boxes[0]), ("box", "X")).await), StoreroomError::KindUnfit);
        assert_eq!(refused(house.make(test, None, ("box", "X")).await), StoreroomError::KindUnfit);
        let taken = refused(house.make(test, Some(&places[2]), ("box", "H-0001")).await);
        assert_eq!(taken, StoreroomError::CodeTaken("H-0001".to_owned()));
        let mut connection = test.database.read(test.realm).await.unwrap();
        let found = house.storeroom.by_code(&mut connection, &house.keeper, " h-0001 ").await.unwrap();
        let way = house.storeroom.way_to(&mut connection, &found).await.unwrap();
        let codes: Vec<&str> = way.iter().map(|place| place.code.as_str()).collect();
        assert_eq!(codes, ["K1", "K1-A", "K1-A-1", "H-0001"]);
        let page = ("K1-A-1", 10);
        let rest = house.storeroom.inside(&mut connection, &house.keeper, Some(places[1].id), page).await.unwrap();
        assert_eq!(rest.len(), 1, "the list goes on behind a code");
    }

    async fn nobody_sees_or_moves_what_stands_in_another_branch(test: &TestDatabase) {
        let house = house(test).await;
        let (places, boxes) = house.room(test, &["H-1"]).await;
        let record = house.filed(test, 2024).await;
        house.put(test, &boxes[0], range(&record, &record)).await.unwrap();
        let below = actor(test, "archivist", "/1/2/", 3);
        let own = house.make_as(test, &below, None, ("room", "K2", "/1/2/")).await.unwrap();
        for other in [below.clone(), actor(test, "reader", "/1/", 3), actor(test, "systemAdministrator", "/1/", 3)] {
            let mut connection = test.database.read(test.realm).await.unwrap();
            let seen = house.storeroom.place(&mut connection, &other, boxes[0].id).await;
            assert!(matches!(seen, Err(ArchiveError::Storeroom(StoreroomError::NoSuchPlace))));
            let rooms = house.storeroom.inside(&mut connection, &other, None, ("", 10)).await.unwrap();
            assert_eq!(rooms.len(), usize::from(other.grants[0] == below.grants[0]));
            let boxes = house.storeroom.boxes(&mut connection, &other, &BoxQuery::default(), 10).await.unwrap();
            assert!(boxes.is_empty());
            drop(connection);
            let made = house.make_as(test, &other, Some(&places[0]), ("rack", "X", "/1/2/")).await;
            assert_eq!(refused(made), StoreroomError::NoSuchPlace);
            let made = house.make_as(test, &other, None, ("room", "X", "/1/")).await;
            assert!(matches!(made, Err(ArchiveError::Denied(_))), "{made:?}");
        }
        assert_eq!(own.org_path.as_str(), "/1/2/");
        let mut connection = test.database.read(test.realm).await.unwrap();
        let mine = house.storeroom.where_lies(&mut connection, &house.keeper, &record).await.unwrap();
        assert_eq!(mine.len(), 4);
        let reader = actor(test, "reader", "/1/", 3);
        assert!(house.storeroom.where_lies(&mut connection, &reader, &record).await.unwrap().is_empty());
        assert!(house.storeroom.trace_of_record(&mut connection, &reader, &record).await.unwrap().is_empty());
        assert_eq!(house.storeroom.trace_of_record(&mut connection, &below, &record).await.unwrap().len(), 1);
    }

    async fn a_range_goes_into_a_box_of_its_set_until_that_is_full(test: &TestDatabase) {
        let house = house(test).await;
        let (_, boxes) = house.room(test, &["H-1", "H-2"]).await;
        let mut filed = Vec::new();
        for _ in 0..5 {
            filed.push(house.filed(test, 2024).await);
        }
        let other_year = house.filed(test, 2023).await;
        let full = StoreroomError::Full { capacity: 3 };
        assert_eq!(house.put(test, &boxes[0], range(&filed[0], &filed[4])).await, Err(full));
        assert!(house.codes_in(test, &boxes[0]).await.is_empty(), "all are put in, or none");
        assert_eq!(house.put(test, &boxes[0], range(&filed[0], &filed[1])).await, Ok(1));
        assert_eq!(house.codes_in(test, &boxes[0]).await, [1, 2]);
        let elsewhere = house.put(test, &boxes[1], range(&filed[1], &filed[2])).await;
        assert_eq!(elsewhere, Err(StoreroomError::Elsewhere(filed[1].archival_code.clone().unwrap())));
        let mixed = house.put(test, &boxes[0], range(&other_year, &other_year)).await;
        assert_eq!(mixed, Err(StoreroomError::OtherSet(other_year.archival_code.clone().unwrap())));
        assert_eq!(house.put(test, &boxes[0], range(&filed[0], &filed[1])).await, Err(StoreroomError::Nothing));
        let mut connection = test.database.read(test.realm).await.unwrap();
        let set = BoxSet { type_code: "WS".to_owned(), year: 2024, retention: "Y".to_owned() };
        let rest = house.storeroom.unplaced(&mut connection, &house.keeper, &set, ("", 50)).await.unwrap();
        assert_eq!(rest.iter().filter_map(|record| record.item_number).collect::<Vec<_>>(), [3, 4, 5]);
        let elsewhere = actor(test, "archivist", "/1/9/", 3);
        assert!(house.storeroom.unplaced(&mut connection, &elsewhere, &set, ("", 50)).await.unwrap().is_empty());
        let asked = BoxQuery { year: Some(2024), retention: Some("Y".to_owned()), ..BoxQuery::default() };
        let found = house.storeroom.boxes(&mut connection, &house.keeper, &asked, 10).await.unwrap();
        assert_eq!(found.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["H-1"]);
    }

    async fn what_is_not_filed_or_not_in_her_care_goes_into_no_box(test: &TestDatabase) {
        let house = house(test).await;
        let (places, boxes) = house.room(test, &["H-1"]).await;
        let waiting = captured(&house.archive, test, &house.keeper, "未归档").await;
        let filed = house.filed(test, 2024).await;
        let cleared_0 = actor(test, "archivist", "/1/", 0);
        let mut work = test.database.begin(test.realm).await.unwrap();
        let both = Chosen::Records(vec![waiting.id, filed.id]);
        let put = house.storeroom.put(&mut work, &house.keeper, boxes[0].id, both).await;
        assert!(matches!(put, Err(ArchiveError::NoSuchRecord)), "{put:?}");
        let own = Chosen::Records(vec![filed.id]);
        let put = house.storeroom.put(&mut work, &cleared_0, boxes[0].id, own.clone()).await;
        assert!(matches!(put, Err(ArchiveError::NoSuchRecord)), "{put:?}");
        drop(work);
        assert_eq!(house.put(test, &places[2], own).await, Err(StoreroomError::NoBox));
        let endless = Chosen::Records(vec![filed.id; 2]);
        assert_eq!(house.put(test, &boxes[0], endless).await, Ok(1), "what is named twice is put in once");
    }

    async fn every_move_stands_in_the_line_and_is_undone_while_nothing_moved_since(test: &TestDatabase) {
        let house = house(test).await;
        let (places, boxes) = house.room(test, &["H-1", "H-2"]).await;
        let (one, two) = (house.filed(test, 2024).await, house.filed(test, 2024).await);
        house.put(test, &boxes[0], range(&one, &two)).await.unwrap();
        house.put(test, &boxes[1], Chosen::Records(vec![two.id])).await.unwrap();
        assert_eq!((house.codes_in(test, &boxes[0]).await, house.codes_in(test, &boxes[1]).await), (vec![1], vec![2]));
        let mut work = test.database.begin(test.realm).await.unwrap();
        house.storeroom.move_place(&mut work, &house.keeper, boxes[1].id, places[3].id).await.unwrap();
        work.commit().await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let line = house.storeroom.trace(&mut connection, &house.keeper, boxes[1].id, (None, 50)).await.unwrap();
        let told: Vec<_> = line.iter().map(|step| (step.from.as_deref(), step.to.as_deref())).collect();
        assert_eq!(told, [(Some("K1-A-1"), Some("K1-A-2")), (Some("H-1"), Some("H-2")), (None, Some("K1-A-1"))]);
        let of_record = house.storeroom.trace_of_record(&mut connection, &house.keeper, &two).await.unwrap();
        assert_eq!(of_record.len(), 2);
        let newest = line.first().unwrap().relocation.clone();
        let page = (Some((newest.at, newest.id)), 1);
        let behind = house.storeroom.trace(&mut connection, &house.keeper, boxes[1].id, page).await.unwrap();
        assert_eq!(behind[0].to.as_deref(), Some("H-2"), "the line goes on behind a move");
        drop(connection);
        let moved = line[1].relocation.id;
        let mut work = test.database.begin(test.realm).await.unwrap();
        house.storeroom.undo(&mut work, &house.keeper, newest.id).await.unwrap();
        house.storeroom.undo(&mut work, &house.keeper, moved).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(house.codes_in(test, &boxes[0]).await, [1, 2]);
        let mut work = test.database.begin(test.realm).await.unwrap();
        let again = house.storeroom.undo(&mut work, &house.keeper, moved).await;
        assert!(matches!(again, Err(ArchiveError::Storeroom(StoreroomError::MovedSince))), "{again:?}");
        let first = house.storeroom.trace(&mut work, &house.keeper, boxes[0].id, (None, 50)).await.unwrap();
        let put_in = first.iter().find(|step| step.relocation.records == 2).unwrap().relocation.id;
        house.storeroom.take_out(&mut work, &house.keeper, boxes[0].id, vec![one.id]).await.unwrap();
        let late = house.storeroom.undo(&mut work, &house.keeper, put_in).await;
        assert!(matches!(late, Err(ArchiveError::Storeroom(StoreroomError::MovedSince))), "{late:?}");
    }

    async fn the_ledger_guards_places_their_contents_and_all_moves(test: &TestDatabase) {
        let house = house(test).await;
        let (_, boxes) = house.room(test, &["H-1", "H-2"]).await;
        let one = house.filed(test, 2024).await;
        house.put(test, &boxes[0], range(&one, &one)).await.unwrap();
        house.put(test, &boxes[1], Chosen::Records(vec![one.id])).await.unwrap();
        assert_eq!(house.assert_guarded(test, &PlaceSubjects).await, 6);
        assert_eq!(house.assert_guarded(test, &RelocationSubjects).await, 7);
        let mut work = test.database.begin(test.realm).await.unwrap();
        let (places, moves) = (
            PlaceSubjects.page(&mut work, None).await.unwrap(),
            RelocationSubjects.page(&mut work, None).await.unwrap(),
        );
        work.execute("UPDATE placement SET place_id = $1 WHERE realm_id = $2", guildhall_store::args![boxes[0].id, test.realm])
            .await
            .unwrap();
        work.execute("UPDATE relocation SET to_id = $1 WHERE realm_id = $2", guildhall_store::args![boxes[0].id, test.realm])
            .await
            .unwrap();
        assert_ne!(PlaceSubjects.page(&mut work, None).await.unwrap(), places);
        assert_ne!(RelocationSubjects.page(&mut work, None).await.unwrap(), moves);
    }

    async fn a_place_is_changed_by_who_saw_it_last_and_closed_when_it_is_empty(test: &TestDatabase) {
        let house = house(test).await;
        let (places, boxes) = house.room(test, &["H-1"]).await;
        let record = house.filed(test, 2024).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let change = |revision, capacity| PlaceChange { revision, name: "综合".to_owned(), capacity: Some(capacity) };
        let changed = house.storeroom.change(&mut work, &house.keeper, boxes[0].id, change(1, 2)).await.unwrap();
        assert_eq!((changed.name.as_str(), changed.capacity), ("综合", 2));
        let late = house.storeroom.change(&mut work, &house.keeper, boxes[0].id, change(1, 2)).await;
        assert!(matches!(late, Err(ArchiveError::Storeroom(StoreroomError::Changed))), "{late:?}");
        work.cancel().await.unwrap();
        house.put(test, &boxes[0], range(&record, &record)).await.unwrap();
        for full in [&places[2], &boxes[0]] {
            let mut work = test.database.begin(test.realm).await.unwrap();
            let closed = house.storeroom.close(&mut work, &house.keeper, full.id).await;
            assert!(matches!(closed, Err(ArchiveError::Storeroom(StoreroomError::NotEmpty))), "{closed:?}");
        }
        let mut work = test.database.begin(test.realm).await.unwrap();
        house.storeroom.take_out(&mut work, &house.keeper, boxes[0].id, vec![record.id]).await.unwrap();
        let closed = house.storeroom.close(&mut work, &house.keeper, boxes[0].id).await.unwrap();
        work.commit().await.unwrap();
        assert!(closed.closed_at.is_some() && closed.set.is_none());
        let put = house.put(test, &boxes[0], range(&record, &record)).await;
        assert_eq!(put, Err(StoreroomError::NoSuchPlace), "nothing goes into a box that is out of use");
        let again = refused(house.make(test, Some(&places[2]), ("box", "H-1")).await);
        assert_eq!(again, StoreroomError::CodeTaken("H-1".to_owned()));
    }

    async fn two_who_move_the_same_record_at_once_do_not_both_succeed(test: &TestDatabase) {
        let house = house(test).await;
        let (_, boxes) = house.room(test, &["H-1", "H-2", "H-3"]).await;
        let record = house.filed(test, 2024).await;
        house.put(test, &boxes[0], range(&record, &record)).await.unwrap();
        let mut tasks = Vec::new();
        for target in [boxes[1].id, boxes[2].id] {
            let (storeroom, keeper, database) = (house.storeroom.clone(), house.keeper.clone(), test.database.clone());
            let (realm, id) = (test.realm, record.id);
            tasks.push(tokio::spawn(async move {
                let mut work = database.begin(realm).await.unwrap();
                let moved = storeroom.put(&mut work, &keeper, target, Chosen::Records(vec![id])).await;
                if moved.is_ok() {
                    work.commit().await.unwrap();
                }
                moved.map_err(|error| error.to_string())
            }));
        }
        for task in tasks {
            // One waits for the other, then either moves on from where that one put it or is told.
            if let Err(error) = task.await.unwrap() {
                assert_eq!(error, StoreroomError::MovedSince.to_string());
            }
        }
        let lies = [house.codes_in(test, &boxes[1]).await.len(), house.codes_in(test, &boxes[2]).await.len()];
        assert_eq!(lies.iter().sum::<usize>(), 1);
        assert_eq!(house.assert_guarded(test, &PlaceSubjects).await, 7);
        house.assert_guarded(test, &RelocationSubjects).await;
    }
}
