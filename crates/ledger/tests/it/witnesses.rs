//! Witnesses: what they take, what they refuse, and that a log which they saw cannot be rewritten unnoticed.

use crate::log::{actor, fill, key, migrations, sign};
use guildhall_kernel::SeededRandom;
use guildhall_ledger::delivery::{self, Undelivered, client, deliver};
use guildhall_ledger::report::Problem;
use guildhall_ledger::submission::Submission;
use guildhall_ledger::trail::{self, TrailQuery};
use guildhall_ledger::witness::{self, Place, Witness};
use guildhall_ledger::witness_folder::read_notes;
use guildhall_ledger::witnessed::{Answer, witness, witnessed_logs};
use guildhall_ledger::{
    LedgerError, Proof, Sealed, SigningKey, Verification, VerifyingKey, prove_consistency, verify_realm,
};
use guildhall_store::args;
use guildhall_store::testing::TestDatabase;
use std::path::Path;

fn folder_witness(folder: &Path) -> Witness {
    Witness {
        name: "disk".to_owned(),
        place: Place::Folder(folder.to_owned()),
    }
}

async fn carry(test: &TestDatabase, to: &Witness) -> Result<bool, Undelivered> {
    let key = key().verifying_key().unwrap();
    deliver(&test.database, test.realm, &key, (&client().unwrap(), to)).await
}

/// Forgets the log and writes another one with as many entries, as who holds the database and the key could.
async fn rewrite(test: &TestDatabase, entries: u128) {
    for table in [
        "ledger_entry",
        "ledger_leaf",
        "ledger_tile",
        "ledger_head",
        "ledger_checkpoint",
        "ledger_waiting",
    ] {
        let sql = format!("DELETE FROM {table} WHERE realm_id = $1");
        let mut work = test.database.begin(test.realm).await.unwrap();
        work.execute(sql, args![test.realm]).await.unwrap();
        work.commit().await.unwrap();
    }
    fill(test, entries).await;
    sign(test).await;
}

/// What another installation would send, beginning at checkpoint `older` (0 for the beginning).
async fn submission(test: &TestDatabase, older: u64, newer: u64) -> Submission {
    let mut connection = test.database.read(test.realm).await.unwrap();
    let note = guildhall_ledger::log::checkpoints(&mut connection, newer - 1, 1)
        .await
        .unwrap()
        .remove(0)
        .note;
    if older == 0 {
        return Submission::new(0, &[], note);
    }
    let Proof::Consistency { older, proof, .. } =
        prove_consistency(&mut connection, older, newer).await.unwrap()
    else {
        panic!("a consistency proof was asked for");
    };
    let size = key().verifying_key().unwrap().open(&older).unwrap().size;
    let lines: Vec<String> = proof.iter().map(|hash| format!("{hash}\n")).collect();
    Submission::parse(&format!("old {size}\n{}\n{note}", lines.concat())).unwrap()
}

async fn ask(
    test: &TestDatabase,
    keys: &[VerifyingKey],
    submission: &Submission,
) -> Result<Answer, LedgerError> {
    let own = SigningKey::generate("witness.example", &SeededRandom::new(3)).unwrap();
    let mut work = test.database.begin(test.realm).await.unwrap();
    let answer = witness(&mut work, &actor(test), (keys, &own), submission).await?;
    work.commit().await.unwrap();
    if let Answer::Cosigned(line) = &answer {
        own.witness_key()
            .open(&format!("{}{line}", submission.note))
            .unwrap();
    }
    Ok(answer)
}

guildhall_store::on_both_databases! { migrations();
    /// A folder gets each newest checkpoint once, and the state tells.
    async fn a_folder_gets_each_checkpoint_once(test: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let disk = folder_witness(folder.path());
        assert!(!carry(test, &disk).await.unwrap(), "an empty log has nothing to carry");
        for _ in 0..2 {
            fill(test, 3).await;
            sign(test).await;
            assert!(carry(test, &disk).await.unwrap());
            assert!(!carry(test, &disk).await.unwrap());
        }
        let notes = read_notes(&folder.path().join(delivery::file_name(test.realm))).unwrap();
        assert_eq!(notes.len(), 2);
        let mut connection = test.database.read(test.realm).await.unwrap();
        let state = witness::state(&mut connection, "disk").await.unwrap().unwrap();
        assert_eq!((state.size, state.problem, state.note), (6, None, notes[1].clone()));
        assert!(state.sent_at.is_some());
    }

    /// A folder that is not there is told, and is tried again.
    async fn a_folder_that_is_not_mounted_is_told_and_tried_again(test: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let mounted = folder.path().join("disk");
        let disk = folder_witness(&mounted);
        fill(test, 3).await;
        sign(test).await;
        let refused = carry(test, &disk).await;
        assert!(matches!(refused, Err(Undelivered::Unreachable(_))), "{refused:?}");
        let mut connection = test.database.read(test.realm).await.unwrap();
        let state = witness::state(&mut connection, "disk").await.unwrap().unwrap();
        assert_eq!((state.size, state.problem.as_deref()), (0, Some("unreachable")));
        drop(connection);
        std::fs::create_dir(&mounted).unwrap();
        assert!(carry(test, &disk).await.unwrap());
    }

    /// A log that was rewritten or cut off is not carried on, and the verification says so from the kept checkpoints.
    async fn a_rewritten_log_contradicts_the_folder(test: &TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let disk = folder_witness(folder.path());
        fill(test, 30).await;
        sign(test).await;
        carry(test, &disk).await.unwrap();
        let public = key().verifying_key().unwrap();
        let note = read_notes(&folder.path().join(delivery::file_name(test.realm))).unwrap().remove(0);
        let seen = public.open(&note).unwrap();
        let sealed = [Sealed { witness: "disk".to_owned(), size: seen.size, root: seen.root }];
        let problems = async || {
            let verification =
                Verification { key: &public, subjects: &[], checks: &[], sealed: &sealed, progress: &|_, _| {} };
            let mut connection = test.database.read(test.realm).await.unwrap();
            verify_realm(&mut connection, &verification).await.unwrap().problems
        };
        assert_eq!(problems().await, []);
        rewrite(test, 40).await;
        assert!(matches!(carry(test, &disk).await, Err(Undelivered::Fork)));
        let witness = || "disk".to_owned();
        assert_eq!(problems().await, [Problem::WitnessContradicted { witness: witness(), from: 0, to: 29 }]);
        rewrite(test, 20).await;
        assert!(matches!(carry(test, &disk).await, Err(Undelivered::Ahead(30))));
        assert_eq!(problems().await, [Problem::WitnessAhead { witness: witness(), seen: 30, size: 20 }]);
    }

    /// A witness cosigns what continues, tells where it stands, and refuses a fork once in its ledger.
    async fn a_witness_cosigns_what_continues_and_refuses_a_fork(test: &TestDatabase) {
        let keys = [key().verifying_key().unwrap()];
        fill(test, 5).await;
        sign(test).await;
        fill(test, 6).await;
        sign(test).await;
        let first = submission(test, 0, 1).await;
        assert_eq!(ask(test, &[], &first).await.unwrap(), Answer::Unknown, "no key is configured");
        assert!(matches!(ask(test, &keys, &first).await.unwrap(), Answer::Cosigned(_)));
        assert_eq!(ask(test, &keys, &first).await.unwrap(), Answer::Elsewhere(5));
        let unproved = Submission { older: 5, ..submission(test, 0, 2).await };
        assert_eq!(ask(test, &keys, &unproved).await.unwrap(), Answer::Fork, "a size without a proof");
        let second = submission(test, 1, 2).await;
        assert!(matches!(ask(test, &keys, &second).await.unwrap(), Answer::Cosigned(_)));
        let beyond = Submission { older: 12, ..second };
        assert!(matches!(ask(test, &keys, &beyond).await, Err(LedgerError::Malformed(_))));
        let mut connection = test.database.read(test.realm).await.unwrap();
        assert_eq!(witnessed_logs(&mut connection).await.unwrap()[0].size, 11);
        drop(connection);
        rewrite(test, 11).await;
        let forged = Submission { older: 11, ..submission(test, 0, 1).await };
        for _ in 0..3 {
            assert_eq!(ask(test, &keys, &forged).await.unwrap(), Answer::Fork);
        }
        let mut connection = test.database.read(test.realm).await.unwrap();
        let query = TrailQuery { action: Some("witness.fork-refused".to_owned()), ..TrailQuery::default() };
        assert_eq!(trail::page(&mut connection, &query, 10).await.unwrap().len(), 1, "told once for each checkpoint");
        let log = witnessed_logs(&mut connection).await.unwrap().remove(0);
        assert!(log.refused_at.is_some() && log.size == 11, "what was seen stays");
    }
}
