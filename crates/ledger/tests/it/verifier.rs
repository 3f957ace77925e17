//! The exported log: sound as it was written, refused with any byte changed.

use crate::log::{fill, key, migrations, sign};
use guildhall_ledger::exported::{self, Flaw, Named};
use guildhall_ledger::{LedgerError, export};
use guildhall_store::testing::TestDatabase;

type Verdict = Result<Result<exported::Sound, Vec<Flaw>>, LedgerError>;

fn judge(text: &[u8]) -> Verdict {
    exported::verify(text, &key().verifying_key().unwrap(), &[], &|_, _| {})
}

/// Judges lines of which some were changed and returns what is wrong, which must be something.
#[track_caller]
fn flaws(lines: &[String]) -> Vec<Flaw> {
    let text = lines.join("\n") + "\n";
    judge(text.as_bytes()).unwrap().unwrap_err()
}

fn id_of(entry: Option<&Named>) -> &str {
    &entry.unwrap().id
}

async fn exported_log(test: &TestDatabase) -> String {
    fill(test, 4).await;
    sign(test).await;
    fill(test, 3).await;
    sign(test).await;
    let mut out = Vec::new();
    let mut connection = test.database.read(test.realm).await.unwrap();
    assert!(export(&mut connection, &key(), &mut out).await.unwrap() >= 7);
    String::from_utf8(out).unwrap()
}

/// The lines of an exported log, and where its first entry stands.
async fn lines(test: &TestDatabase) -> (Vec<String>, usize) {
    let text = exported_log(test).await;
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let first = lines.iter().position(|line| line.starts_with('{')).unwrap();
    (lines, first)
}

guildhall_store::on_both_databases! { migrations();
    /// The verifier with the public key alone says yes to what was exported.
    async fn an_exported_log_verifies(test: &TestDatabase) {
        let sound = judge(exported_log(test).await.as_bytes()).unwrap().unwrap();
        assert_eq!((sound.entries, sound.checkpoints), (7, 2));
    }

    /// An empty log is a log.
    async fn an_empty_log_verifies(test: &TestDatabase) {
        sign(test).await;
        let mut out = Vec::new();
        let mut connection = test.database.read(test.realm).await.unwrap();
        export(&mut connection, &key(), &mut out).await.unwrap();
        assert_eq!(judge(&out).unwrap().unwrap().entries, 0);
    }

    /// An entry that was changed is named with its place and what it tells now.
    async fn a_changed_entry_of_an_exported_log_is_named(test: &TestDatabase) {
        let (mut lines, first) = lines(test).await;
        lines[first + 2] = lines[first + 2].replace("thing.changed", "thing.forgot!");
        match flaws(&lines).as_slice() {
            [Flaw::Changed { index: 2, entry: Some(entry) }] => {
                assert_eq!((entry.action.as_str(), entry.subject_kind.as_str()), ("thing.forgot!", "thing"));
            }
            other => panic!("{other:?}"),
        }
        lines[first + 2] = "{}".to_owned();
        assert_eq!(flaws(&lines), [Flaw::Changed { index: 2, entry: None }]);
    }

    /// An entry that was left out is named by its place, also the first and the last.
    async fn a_missing_entry_of_an_exported_log_is_named(test: &TestDatabase) {
        let (lines, first) = lines(test).await;
        for place in 0..7u64 {
            let mut lines = lines.clone();
            lines.remove(first + place as usize);
            match flaws(&lines).as_slice() {
                [Flaw::Missing { index, behind }] => {
                    assert_eq!(*index, place);
                    assert_eq!(behind.is_none(), place == 0, "what stood before it is known");
                }
                other => panic!("{place}: {other:?}"),
            }
        }
    }

    /// Entries that exchanged their places are both named, with where they belong.
    async fn exchanged_entries_of_an_exported_log_are_named(test: &TestDatabase) {
        let (mut lines, first) = lines(test).await;
        lines.swap(first + 1, first + 5);
        match flaws(&lines).as_slice() {
            [Flaw::Moved { index: 1, belongs: 5, entry: one }, Flaw::Moved { index: 5, belongs: 1, entry: two }] => {
                assert!(lines[first + 1].contains(id_of(one.as_ref())) && lines[first + 5].contains(id_of(two.as_ref())));
            }
            other => panic!("{other:?}"),
        }
    }

    /// An entry that was added is named with what it tells.
    async fn an_added_entry_of_an_exported_log_is_named(test: &TestDatabase) {
        let (mut lines, first) = lines(test).await;
        let forged = lines[first].replace("thing.changed", "thing.invented");
        lines.insert(first + 3, forged);
        match flaws(&lines).as_slice() {
            [Flaw::Added { before: 3, entry: Some(entry) }] => assert_eq!(entry.action, "thing.invented"),
            other => panic!("{other:?}"),
        }
    }

    /// An entry that was taken from one tile to another is one that was moved.
    async fn an_entry_that_was_moved_to_another_tile_is_named(test: &TestDatabase) {
        fill(test, 600).await;
        sign(test).await;
        let (mut lines, first) = lines(test).await;
        let moved = lines.remove(first + 10);
        // A line for the tile stands between places 255 and 256.
        lines.insert(first + 300, moved.clone());
        match flaws(&lines).as_slice() {
            [Flaw::Moved { index, belongs: 10, entry }] => {
                assert!((299..=301).contains(index), "{index}");
                assert!(moved.contains(id_of(entry.as_ref())));
            }
            other => panic!("{other:?}"),
        }
    }

    /// Who changes entry and tile alike is contradicted by the next checkpoint; a truncated log by the last.
    async fn a_forgery_of_entry_and_tile_contradicts_the_checkpoint(test: &TestDatabase) {
        let (mut lines, first) = lines(test).await;
        lines[first + 5] = lines[first + 5].replace("thing.changed", "thing.forgot!");
        let hash = hex::encode(guildhall_ledger::tree::record_hash(lines[first + 5].as_bytes()).0);
        let tile = first - 1;
        let digits = "tile ".len() + 5 * 64;
        lines[tile].replace_range(digits..digits + 64, &hash);
        assert_eq!(flaws(&lines), [Flaw::Span { from: 4, to: 6, number: 2 }]);
    }

    /// Entries cut off at the end together with their hashes are missed by the last checkpoint.
    async fn a_truncated_log_is_missed_by_the_last_checkpoint(test: &TestDatabase) {
        let (mut lines, first) = lines(test).await;
        lines.remove(first + 6);
        let shorter = lines[first - 1].len() - 64;
        lines[first - 1].truncate(shorter);
        lines[first - 2] = "entries 6".to_owned();
        assert!(flaws(&lines).contains(&Flaw::End { entries: 6, vouched: 7 }));
    }

    /// A log is held against a checkpoint that was printed: of the same history, of another, of a longer one.
    async fn a_kept_checkpoint_tells_whether_the_log_was_rewritten(test: &TestDatabase) {
        let text = exported_log(test).await;
        let key = key().verifying_key().unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let kept = guildhall_ledger::log::checkpoints(&mut connection, 0, 1).await.unwrap().remove(0);
        let kept = key.open(&kept.note).unwrap();
        let judge = |sealed| exported::verify(text.as_bytes(), &key, &[sealed], &|_, _| {}).unwrap();
        assert!(judge(kept.clone()).is_ok());
        let mut other = kept.clone();
        other.root.0[0] ^= 1;
        assert_eq!(judge(other), Err(vec![Flaw::Sealed { size: 4 }]));
        let longer = guildhall_ledger::Checkpoint { size: 8, ..kept };
        assert_eq!(judge(longer), Err(vec![Flaw::Sealed { size: 8 }]));
    }

    /// A log of another key is not taken for ours.
    async fn a_log_of_another_key_is_refused(test: &TestDatabase) {
        let text = exported_log(test).await;
        let other = guildhall_ledger::SigningKey::generate("某某医院工会", &guildhall_kernel::SeededRandom::new(8));
        let other = other.unwrap().verifying_key().unwrap();
        let verdict = exported::verify(text.as_bytes(), &other, &[], &|_, _| {}).unwrap().unwrap_err();
        assert!(verdict.contains(&Flaw::Checkpoint { number: 1 }), "{verdict:?}");
    }

    /// No byte can be changed, apart from the line that only informs.
    async fn no_byte_of_an_exported_log_can_be_changed(test: &TestDatabase) {
        let text = exported_log(test).await;
        let informs = text.find("key ").unwrap()..text.find("checkpoints ").unwrap();
        for place in (0..text.len()).filter(|place| !informs.contains(place)) {
            let mut harmed = text.clone().into_bytes();
            harmed[place] ^= 1;
            assert!(!matches!(judge(&harmed), Ok(Ok(_))), "byte {place}");
        }
        for length in (0..text.len()).step_by(7) {
            assert!(!matches!(judge(&text.as_bytes()[..length]), Ok(Ok(_))), "cut to {length}");
        }
    }
}
