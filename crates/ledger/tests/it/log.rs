//! Writing, sequencing, proving: the contract of the log on both databases.

use guildhall_kernel::{Actor, ContentHash, LedgerEntryId, OrgPath, SeededRandom};
use guildhall_ledger::{
    LedgerError, MIGRATIONS, NewEntry, Proof, Proved, SigningKey, Verification, append, append_many,
    checkpoint_if_grown, checkpoint_now, log, prove_consistency, prove_inclusion, sequence, verify_realm,
};
use guildhall_store::Migration;
use guildhall_store::testing::TestDatabase;
use uuid::Uuid;

pub(crate) fn migrations() -> &'static [Migration] {
    static ALL: std::sync::LazyLock<Vec<Migration>> =
        std::sync::LazyLock::new(|| [guildhall_store::MIGRATIONS, MIGRATIONS].concat());
    &ALL
}

pub(crate) fn actor(test: &TestDatabase) -> Actor {
    Actor::program("test", test.realm, OrgPath::root(1))
}

pub(crate) fn key() -> SigningKey {
    SigningKey::generate("某某医院工会", &SeededRandom::new(7)).unwrap()
}

pub(crate) fn entry(subject: u128, state: &str) -> NewEntry {
    NewEntry {
        action: "thing.changed",
        subject_kind: "thing",
        subject_id: Uuid::from_u128(subject),
        digest: Some(ContentHash::of(state.as_bytes())),
        details: serde_json::json!({ "说明": state }),
    }
}

/// Writes `count` entries about things 1 to `count`, gives all of them their places, and returns them in that order:
/// entries of one instant are placed in the order of their ids.
pub(crate) async fn fill(test: &TestDatabase, count: u128) -> Vec<LedgerEntryId> {
    let mut work = test.database.begin(test.realm).await.unwrap();
    let entries = (1..=count).map(|subject| entry(subject, "new")).collect();
    let mut ids = append_many(&mut work, &actor(test), entries).await.unwrap();
    ids.sort();
    work.commit().await.unwrap();
    while sequence(&test.database, test.realm, 300).await.unwrap() > 0 {}
    ids
}

pub(crate) async fn sign(test: &TestDatabase) -> log::KeptCheckpoint {
    let mut work = test.database.begin(test.realm).await.unwrap();
    let kept = checkpoint_now(&mut work, &key()).await.unwrap();
    work.commit().await.unwrap();
    kept
}

pub(crate) async fn verify(test: &TestDatabase) -> guildhall_ledger::Report {
    let key = key().verifying_key().unwrap();
    let verification = Verification {
        key: &key,
        subjects: &[],
        checks: &[],
        sealed: &[],
        progress: &|_, _| {},
    };
    verify_realm(&mut test.database.read(test.realm).await.unwrap(), &verification)
        .await
        .unwrap()
}

guildhall_store::on_both_databases! { migrations();
    /// A log that stands still gets no further checkpoint, and an empty one none at all.
    async fn a_checkpoint_is_made_only_when_the_log_has_grown(test: &TestDatabase) {
        let key = key();
        let look = || checkpoint_if_grown(&test.database, test.realm, &key);
        assert_eq!(look().await.unwrap(), None, "nothing is stated about an empty log");
        fill(test, 3).await;
        let first = look().await.unwrap().unwrap();
        assert_eq!((first.number, first.size), (1, 3));
        for _ in 0..5 {
            test.clock.advance_secs(60);
            assert_eq!(look().await.unwrap(), None);
        }
        let mut work = test.database.begin(test.realm).await.unwrap();
        append(&mut work, &actor(test), entry(9, "new")).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(look().await.unwrap(), None, "an entry without a place is no growth");
        sequence(&test.database, test.realm, 10).await.unwrap();
        let second = look().await.unwrap().unwrap();
        assert_eq!((second.number, second.size), (2, 4));
        let mut connection = test.database.read(test.realm).await.unwrap();
        assert_eq!(log::checkpoints(&mut connection, 0, 100).await.unwrap(), [first, second]);
    }

    /// An entry exists exactly when its transaction was committed.
    async fn an_entry_shares_the_fate_of_its_transaction(test: &TestDatabase) {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let lost = append(&mut work, &actor(test), entry(1, "a")).await.unwrap();
        work.cancel().await.unwrap();
        let mut work = test.database.begin(test.realm).await.unwrap();
        let kept = append(&mut work, &actor(test), entry(1, "b")).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(sequence(&test.database, test.realm, 10).await.unwrap(), 1);
        assert_eq!(sequence(&test.database, test.realm, 10).await.unwrap(), 0);
        let mut connection = test.database.read(test.realm).await.unwrap();
        assert_eq!(log::place(&mut connection, lost).await.unwrap(), None);
        assert_eq!(log::place(&mut connection, kept).await.unwrap(), Some(0));
        assert!(log::entry(&mut connection, lost).await.unwrap().is_none());
    }

    /// Entries about one thing follow one another even when the clock stands still or goes back.
    async fn entries_about_one_thing_keep_their_order_whatever_the_clock_does(test: &TestDatabase) {
        let mut ids = Vec::new();
        for step in 0..6 {
            test.clock.advance_micros(-1_000 * step);
            let mut work = test.database.begin(test.realm).await.unwrap();
            let pair = vec![entry(5, "x"), entry(5, "y")];
            ids.extend(append_many(&mut work, &actor(test), pair).await.unwrap());
            work.commit().await.unwrap();
        }
        sequence(&test.database, test.realm, 100).await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        for (place, id) in (0..).zip(ids) {
            assert_eq!(log::place(&mut connection, id).await.unwrap(), Some(place));
        }
    }

    /// Each entry of a log with two levels of tiles is proved, and each checkpoint continues each older one.
    async fn every_entry_is_proved_and_every_checkpoint_continues_the_older_ones(test: &TestDatabase) {
        let mut ids = fill(test, 3).await;
        let first = sign(test).await;
        ids.extend(fill(test, 700).await);
        let second = sign(test).await;
        assert_eq!((first.number, first.size, second.number, second.size), (1, 3, 2, 703));
        assert_eq!(sign(test).await, second, "nothing new, nothing to sign");
        let public = key().verifying_key().unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        for place in [0usize, 2, 3, 255, 256, 511, 512, 702] {
            let text = prove_inclusion(&mut connection, ids[place]).await.unwrap().to_text().unwrap();
            match Proof::parse(&text).unwrap().verify(&public).unwrap() {
                Some(Proved::Inclusion(entry, stated)) => {
                    assert_eq!((entry.id, stated.size), (ids[place], 703));
                }
                other => panic!("{place}: {other:?}"),
            }
        }
        let proof = prove_consistency(&mut connection, 1, 2).await.unwrap();
        assert!(matches!(proof.verify(&public), Ok(Some(Proved::Consistency(..)))));
        assert!(matches!(prove_consistency(&mut connection, 1, 3).await, Err(LedgerError::OutOfRange { .. })));
        drop(connection);
        let report = verify(test).await;
        assert!(report.is_sound(), "{:?}", report.problems);
        assert_eq!((report.entries, report.checkpoints, report.waiting), (703, 2, 0));
    }

    /// An entry that has no place yet has no proof yet.
    async fn a_waiting_entry_is_verified_but_not_proved(test: &TestDatabase) {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let id = append(&mut work, &actor(test), entry(1, "a")).await.unwrap();
        work.commit().await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let refused = prove_inclusion(&mut connection, id).await;
        assert!(matches!(refused, Err(LedgerError::OutOfRange { .. })), "{refused:?}");
        drop(connection);
        let report = verify(test).await;
        assert!(report.is_sound(), "{:?}", report.problems);
        assert_eq!(report.waiting, 1);
    }

    /// Details are small.
    async fn large_details_are_refused(test: &TestDatabase) {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let mut large = entry(1, "a");
        large.details = serde_json::json!("x".repeat(guildhall_ledger::DETAILS_BYTES_MAX));
        let refused = append(&mut work, &actor(test), large).await;
        assert!(matches!(refused, Err(LedgerError::DetailsTooLarge { .. })), "{refused:?}");
    }

    /// Two sequencers at once give each place once.
    async fn two_sequencers_give_no_place_twice(test: &TestDatabase) {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let entries = (1..=400).map(|subject| entry(subject, "new")).collect();
        append_many(&mut work, &actor(test), entries).await.unwrap();
        work.commit().await.unwrap();
        let run = || async {
            let mut given = 0;
            loop {
                match sequence(&test.database, test.realm, 37).await.unwrap() {
                    0 => return given,
                    more => given += more,
                }
            }
        };
        let (one, other) = tokio::join!(run(), run());
        assert_eq!(one + other, 400);
        let report = verify(test).await;
        assert!(report.is_sound(), "{:?}", report.problems);
    }
}
