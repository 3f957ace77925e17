//! The proof of a thing's whole history: holds as it was made, and with no byte changed.

use crate::log::{actor, entry, fill, key, migrations, sign};
use guildhall_kernel::{SeededRandom, Timestamp};
use guildhall_ledger::history_proof::{HistoryFlaw, HistoryProof, Thing};
use guildhall_ledger::{LedgerError, NewEntry, SigningKey, append, log, prove_history, seal};
use guildhall_store::testing::TestDatabase;
use uuid::Uuid;

fn witness() -> SigningKey {
    SigningKey::generate("witness.example", &SeededRandom::new(9)).unwrap()
}

fn thing(id: u128) -> Thing {
    Thing {
        kind: "thing".to_owned(),
        id: Uuid::from_u128(id),
    }
}

/// A log in which thing 3 was made, changed and read among others, with an earlier checkpoint that was cosigned.
async fn proof(test: &TestDatabase) -> HistoryProof {
    fill(test, 300).await;
    let seen = sign(test).await.note;
    let line = witness()
        .cosign(&seen, Timestamp::from_micros(1_790_000_000_000_000))
        .unwrap();
    let mut work = test.database.begin(test.realm).await.unwrap();
    let read = NewEntry {
        action: "thing.read",
        digest: None,
        ..entry(3, "")
    };
    for new in [entry(3, "later"), entry(4, "later"), read] {
        append(&mut work, &actor(test), new).await.unwrap();
    }
    work.commit().await.unwrap();
    seal(&test.database, test.realm, &key()).await.unwrap();
    let mut connection = test.database.read(test.realm).await.unwrap();
    let witnesses = [(witness().witness_key().as_text(), format!("{seen}{line}"))];
    prove_history(&mut connection, &key(), vec![thing(3)], &witnesses)
        .await
        .unwrap()
}

type Verdict = Result<Result<guildhall_ledger::history_proof::ProvedHistory, HistoryFlaw>, LedgerError>;

fn judge(text: &str) -> Verdict {
    HistoryProof::parse(text)?.verify(&key().verifying_key().unwrap(), &[])
}

guildhall_store::on_both_databases! { migrations();
    /// All entries about the thing, in order, with the witness's word.
    async fn a_whole_history_is_proved(test: &TestDatabase) {
        let proof = proof(test).await;
        let text = proof.to_text().unwrap();
        let proved = judge(&text).unwrap().unwrap();
        let actions: Vec<&str> = proved.entries.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(actions, ["thing.changed", "thing.changed", "thing.read"]);
        assert_eq!(proved.checkpoint.size, 303);
        assert_eq!((proved.witnesses[0].size, proved.witnesses[0].is_trusted), (300, false));
        let trusted = [witness().witness_key()];
        let proved = HistoryProof::parse(&text).unwrap().verify(&key().verifying_key().unwrap(), &trusted);
        assert!(proved.unwrap().unwrap().witnesses[0].is_trusted);
    }

    /// Each field by itself: changed, taken away, exchanged.
    async fn no_field_of_a_history_can_be_changed(test: &TestDatabase) {
        let good = proof(test).await;
        let changed = |change: &dyn Fn(&mut HistoryProof)| {
            let mut proof = good.clone();
            change(&mut proof);
            judge(&proof.to_text().unwrap())
        };
        let refused = |verdict: Verdict| !matches!(verdict, Ok(Ok(_)));
        let other = SigningKey::generate("某某医院工会", &SeededRandom::new(8)).unwrap();
        assert!(refused(changed(&|proof| proof.form = "guildhall-history 2".to_owned())));
        assert_eq!(changed(&|proof| proof.key = other.vkey().to_owned()).unwrap(), Err(HistoryFlaw::Key));
        assert!(refused(changed(&|proof| proof.things[0].id = Uuid::from_u128(4))));
        assert_eq!(changed(&|proof| proof.things.push(thing(4))).unwrap(), Err(HistoryFlaw::Statement));
        for place in 0..3 {
            let removed = changed(&|proof| drop(proof.entries.remove(place)));
            assert_eq!(removed.unwrap(), Err(HistoryFlaw::Statement), "an entry left out");
            let index = good.entries[place].index;
            for verdict in [
                changed(&|proof| proof.entries[place].index += 1),
                changed(&|proof| proof.entries[place].leaf = proof.entries[place].leaf.replace("thing.", "thin_.")),
                changed(&|proof| drop(proof.entries[place].proof.pop())),
                changed(&|proof| proof.entries[place].proof[0] = proof.entries[place].proof[1].clone()),
            ] {
                let flaw = verdict.unwrap().unwrap_err();
                assert!(matches!(flaw, HistoryFlaw::Entry { index: named } if named.abs_diff(index) < 2), "{flaw:?}");
            }
        }
        assert_eq!(changed(&|proof| proof.entries.swap(0, 1)).unwrap(), Err(HistoryFlaw::Statement));
        assert!(refused(changed(&|proof| proof.statement = proof.checkpoint.clone())));
        assert!(refused(changed(&|proof| proof.checkpoint = proof.witnesses[0].checkpoint.clone())));
        assert_eq!(changed(&|proof| proof.witnesses.clear()).unwrap(), Err(HistoryFlaw::Statement));
        let named = HistoryFlaw::Witness { name: "witness.example".to_owned() };
        assert_eq!(changed(&|proof| drop(proof.witnesses[0].proof.pop())).unwrap(), Err(named));
    }

    /// Any byte of the file, and any end cut off.
    async fn no_byte_of_a_history_can_be_changed(test: &TestDatabase) {
        let text = proof(test).await.to_text().unwrap();
        for place in 0..text.len() {
            let mut harmed = text.clone().into_bytes();
            harmed[place] ^= 1;
            let harmed = String::from_utf8_lossy(&harmed).into_owned();
            assert!(!matches!(judge(&harmed), Ok(Ok(_))), "byte {place}");
        }
        assert!(judge(&text[..text.len() - 1]).is_err(), "the last line break belongs to it");
    }

    /// Nothing is proved before there is a checkpoint.
    async fn an_empty_log_proves_no_history(test: &TestDatabase) {
        let mut connection = test.database.read(test.realm).await.unwrap();
        let refused = prove_history(&mut connection, &key(), vec![thing(1)], &[]).await;
        assert!(matches!(refused, Err(LedgerError::OutOfRange { .. })));
        assert!(log::last_checkpoint(&mut connection).await.unwrap().is_none());
    }
}
