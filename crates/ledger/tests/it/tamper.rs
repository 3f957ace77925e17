//! Whatever is changed behind the program's back is found and named.

use crate::log::{actor, entry, fill, migrations, sign, verify};
use async_trait::async_trait;
use guildhall_kernel::{ContentHash, LedgerEntryId};
use guildhall_ledger::tile::TileId;
use guildhall_ledger::{NewEntry, Problem, Subjects, Verification, append, verify_realm};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Connection, StoreError, Value, args};
use uuid::Uuid;

/// Changes rows as somebody with the database's own tools would.
pub(crate) async fn tamper(test: &TestDatabase, sql: &'static str, values: Vec<Value>) {
    let mut work = test.database.begin(test.realm).await.unwrap();
    assert!(
        work.execute(sql, values).await.unwrap() > 0,
        "{sql} touched nothing"
    );
    work.commit().await.unwrap();
}

/// A log of 600 entries with checkpoints at 300 and 600.
async fn signed_log(test: &TestDatabase) -> Vec<LedgerEntryId> {
    let mut ids = fill(test, 300).await;
    sign(test).await;
    ids.extend(fill(test, 300).await);
    sign(test).await;
    assert!(verify(test).await.is_sound());
    ids
}

guildhall_store::on_both_databases! { migrations();
    /// Each column of an entry is covered.
    async fn a_changed_entry_is_named(test: &TestDatabase) {
        let ids = signed_log(test).await;
        let changes: [(&'static str, Vec<Value>); 7] = [
            ("UPDATE ledger_entry SET actor = 'account:x' WHERE realm_id = $1 AND id = $2", args![]),
            ("UPDATE ledger_entry SET action = 'thing.kept' WHERE realm_id = $1 AND id = $2", args![]),
            ("UPDATE ledger_entry SET recorded_at = recorded_at + 1 WHERE realm_id = $1 AND id = $2", args![]),
            ("UPDATE ledger_entry SET digest = NULL WHERE realm_id = $1 AND id = $2", args![]),
            ("UPDATE ledger_entry SET details = '{}' WHERE realm_id = $1 AND id = $2", args![]),
            ("UPDATE ledger_entry SET nonce = $3 WHERE realm_id = $1 AND id = $2", args![vec![1u8; 3]]),
            ("UPDATE ledger_entry SET subject_id = $3 WHERE realm_id = $1 AND id = $2", args![Uuid::from_u128(9)]),
        ];
        let mut expected = Vec::new();
        for (index, (sql, more)) in (40..).zip(changes) {
            let id = ids[index as usize];
            let mut values = args![test.realm, id];
            values.extend(more);
            tamper(test, sql, values).await;
            expected.push(Problem::EntryChanged { index, id });
        }
        assert_eq!(verify(test).await.problems, expected);
    }

    /// A deleted entry is missed at its place.
    async fn a_deleted_entry_is_named(test: &TestDatabase) {
        let ids = signed_log(test).await;
        tamper(test, "DELETE FROM ledger_entry WHERE realm_id = $1 AND id = $2", args![test.realm, ids[299]]).await;
        assert_eq!(verify(test).await.problems, [Problem::EntryMissing { index: Some(299), id: ids[299] }]);
    }

    /// An entry that was added without the program has no place.
    async fn an_added_entry_is_named(test: &TestDatabase) {
        let ids = signed_log(test).await;
        let forged = Uuid::from_u128(77);
        let sql = "INSERT INTO ledger_entry SELECT realm_id, $1, recorded_at, actor, action, subject_kind, subject_id,
            digest, details, nonce FROM ledger_entry WHERE realm_id = $2 AND id = $3";
        tamper(test, sql, args![forged, test.realm, ids[0]]).await;
        assert_eq!(verify(test).await.problems, [Problem::EntryAstray { id: forged.into() }]);
    }

    /// Two places that were exchanged are both named, with where they belong.
    async fn exchanged_places_are_named(test: &TestDatabase) {
        let ids = signed_log(test).await;
        let sql = "UPDATE ledger_leaf SET leaf_index = $1 WHERE realm_id = $2 AND leaf_index = $3";
        for (to, from) in [(1_000_000i64, 10i64), (10, 20), (20, 1_000_000)] {
            tamper(test, sql, args![to, test.realm, from]).await;
        }
        let mut problems = verify(test).await.problems;
        problems.sort_by_key(|problem| format!("{problem:?}"));
        assert_eq!(problems, [
            Problem::EntryMoved { index: 10, belongs: 20, id: ids[20] },
            Problem::EntryMoved { index: 20, belongs: 10, id: ids[10] },
        ]);
    }

    /// Rows of places: changed, deleted, added.
    async fn a_changed_place_is_named(test: &TestDatabase) {
        let ids = signed_log(test).await;
        let sql = "UPDATE ledger_leaf SET leaf_hash = $1 WHERE realm_id = $2 AND leaf_index = $3";
        tamper(test, sql, args![vec![0u8; 32], test.realm, 5i64]).await;
        tamper(test, "DELETE FROM ledger_leaf WHERE realm_id = $1 AND leaf_index = 7", args![test.realm]).await;
        let sql = "INSERT INTO ledger_leaf (realm_id, leaf_index, entry_id, leaf_hash) VALUES ($1, 600, $2, $3)";
        tamper(test, sql, args![test.realm, Uuid::from_u128(1), vec![0u8; 32]]).await;
        assert_eq!(verify(test).await.problems, [
            Problem::PlaceChanged { index: 5, id: ids[5] },
            Problem::PlaceMissing { index: 7 },
            Problem::EntryAstray { id: ids[7] },
            Problem::PlacesBeyondEnd { size: 600, rows: 1 },
        ]);
    }

    /// Tiles of both levels: changed, cut off, deleted.
    async fn a_changed_tile_is_named(test: &TestDatabase) {
        let sql = "UPDATE ledger_tile SET hashes = $1 WHERE realm_id = $2 AND level = $3 AND tile_index = $4";
        signed_log(test).await;
        tamper(test, sql, args![vec![0u8; 256 * 32], test.realm, 0i64, 1i64]).await;
        tamper(test, sql, args![vec![0u8; 32], test.realm, 1i64, 0i64]).await;
        let problems = verify(test).await.problems;
        for tile in [TileId { level: 0, index: 1 }, TileId { level: 1, index: 0 }] {
            assert!(problems.contains(&Problem::TileWrong { tile }), "{problems:?}");
        }
        assert_eq!(problems.len(), 2, "{problems:?}");
        let sql = "DELETE FROM ledger_tile WHERE realm_id = $1 AND level = 0 AND tile_index = 2";
        tamper(test, sql, args![test.realm]).await;
        let problems = verify(test).await.problems;
        assert!(problems.contains(&Problem::TileWrong { tile: TileId { level: 0, index: 2 } }), "{problems:?}");
    }

    /// Checkpoints: changed, deleted in the middle and at the end, exchanged.
    async fn a_changed_checkpoint_is_named(test: &TestDatabase) {
        signed_log(test).await;
        fill(test, 5).await;
        sign(test).await;
        let sql = "UPDATE ledger_checkpoint SET note = $1 WHERE realm_id = $2 AND number = 1";
        tamper(test, sql, args!["forged", test.realm]).await;
        assert_eq!(verify(test).await.problems, [Problem::CheckpointInvalid { number: 1 }]);
        tamper(test, "UPDATE ledger_checkpoint SET note = (SELECT c.note FROM ledger_checkpoint c
            WHERE c.realm_id = $1 AND c.number = 2) WHERE realm_id = $1 AND number = 1", args![test.realm]).await;
        assert_eq!(verify(test).await.problems, [Problem::CheckpointInvalid { number: 1 }]);
        for number in [1u64, 3] {
            let sql = "DELETE FROM ledger_checkpoint WHERE realm_id = $1 AND number = $2";
            tamper(test, sql, args![test.realm, number as i64]).await;
        }
        assert_eq!(verify(test).await.problems, [
            Problem::CheckpointMissing { number: 1 },
            Problem::CheckpointMissing { number: 3 },
        ]);
    }

    /// Who changes entry, place and tile alike is contradicted by the next checkpoint.
    async fn a_forgery_in_all_tables_contradicts_the_checkpoint(test: &TestDatabase) {
        let ids = signed_log(test).await;
        let sql = "UPDATE ledger_entry SET details = '{}' WHERE realm_id = $1 AND id = $2";
        tamper(test, sql, args![test.realm, ids[450]]).await;
        let mut connection = test.database.read(test.realm).await.unwrap();
        let forged = guildhall_ledger::log::entry(&mut connection, ids[450]).await.unwrap().unwrap();
        let hash = guildhall_ledger::tree::record_hash(forged.leaf().as_bytes()).0.to_vec();
        let sql = "SELECT hashes FROM ledger_tile WHERE realm_id = $1 AND level = 0 AND tile_index = 1";
        let mut tile: Vec<u8> =
            connection.fetch_one(sql, args![test.realm]).await.unwrap().get("hashes").unwrap();
        drop(connection);
        let place = 450 - 256;
        tile[place * 32..(place + 1) * 32].copy_from_slice(&hash);
        let sql = "UPDATE ledger_leaf SET leaf_hash = $1 WHERE realm_id = $2 AND leaf_index = 450";
        tamper(test, sql, args![hash, test.realm]).await;
        let sql = "UPDATE ledger_tile SET hashes = $1 WHERE realm_id = $2 AND level = 0 AND tile_index = 1";
        tamper(test, sql, args![tile, test.realm]).await;
        let problems = verify(test).await.problems;
        let contradicted = Problem::CheckpointContradicted { number: 2, from: 300, to: 599 };
        assert!(problems.contains(&contradicted), "{problems:?}");
    }

    /// Waiting entries are guarded too.
    async fn a_changed_waiting_entry_is_named(test: &TestDatabase) {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let changed = append(&mut work, &actor(test), entry(1, "a")).await.unwrap();
        let deleted = append(&mut work, &actor(test), entry(2, "a")).await.unwrap();
        let hidden = append(&mut work, &actor(test), entry(3, "a")).await.unwrap();
        work.commit().await.unwrap();
        let sql = "UPDATE ledger_entry SET details = '[]' WHERE realm_id = $1 AND id = $2";
        tamper(test, sql, args![test.realm, changed]).await;
        tamper(test, "DELETE FROM ledger_entry WHERE realm_id = $1 AND id = $2", args![test.realm, deleted]).await;
        let sql = "DELETE FROM ledger_waiting WHERE realm_id = $1 AND entry_id = $2";
        tamper(test, sql, args![test.realm, hidden]).await;
        let problems = verify(test).await.problems;
        assert_eq!(problems.len(), 3, "{problems:?}");
        for problem in [
            Problem::WaitingChanged { id: changed },
            Problem::EntryMissing { index: None, id: deleted },
            Problem::EntryAstray { id: hidden },
        ] {
            assert!(problems.contains(&problem), "{problems:?}");
        }
    }

    /// Things that differ from their last entry are named, each by how.
    async fn a_thing_changed_behind_the_ledger_is_named(test: &TestDatabase) {
        fill(test, 1_200).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let ended = |subject| NewEntry { action: "thing.destroyed", digest: None, ..entry(subject, "") };
        let read = |subject| NewEntry { action: "thing.read", digest: None, ..entry(subject, "") };
        for new in [ended(3), ended(4), read(5), entry(6, "later")] {
            append(&mut work, &actor(test), new).await.unwrap();
        }
        work.commit().await.unwrap();
        let mut things = Things((1..=1_200).map(|id| (Uuid::from_u128(id), "new")).collect());
        things.set(3, None);
        things.set(4, None);
        things.set(6, Some("later"));
        assert_eq!(compare(test, &things).await, []);
        things.set(4, Some("back"));
        things.set(7, Some("forged"));
        things.set(800, None);
        things.set(5_000, Some("added"));
        let (kind, id) = ("thing", Uuid::from_u128);
        assert_eq!(compare(test, &things).await, [
            Problem::SubjectReturned { kind, id: id(4) },
            Problem::SubjectChanged { kind, id: id(7) },
            Problem::SubjectMissing { kind, id: id(800) },
            Problem::SubjectUnknown { kind, id: id(5_000) },
        ]);
        assert_eq!(compare(test, &Things(Default::default())).await.len(), 1_000);
    }
}

async fn compare(test: &TestDatabase, things: &Things) -> Vec<Problem> {
    let key = crate::log::key().verifying_key().unwrap();
    let verification = Verification {
        key: &key,
        subjects: &[things],
        checks: &[],
        sealed: &[],
        progress: &|_, _| {},
    };
    let mut connection = test.database.read(test.realm).await.unwrap();
    verify_realm(&mut connection, &verification)
        .await
        .unwrap()
        .problems
}

/// Things of another room, by id.
struct Things(std::collections::BTreeMap<Uuid, &'static str>);

impl Things {
    fn set(&mut self, id: u128, state: Option<&'static str>) {
        let id = Uuid::from_u128(id);
        match state {
            Some(state) => self.0.insert(id, state),
            None => self.0.remove(&id),
        };
    }
}

#[async_trait]
impl Subjects for Things {
    fn kind(&self) -> &'static str {
        "thing"
    }

    fn ending_actions(&self) -> &'static [&'static str] {
        &["thing.destroyed"]
    }

    async fn page(
        &self,
        _connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let later = self
            .0
            .iter()
            .filter(|(id, _)| after.is_none_or(|after| **id > after));
        Ok(later
            .take(100)
            .map(|(id, state)| (*id, ContentHash::of(state.as_bytes())))
            .collect())
    }
}
