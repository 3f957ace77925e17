//! The verifier as a person runs it: exit codes and sentences.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

mod history;

use guildhall_kernel::{LedgerEntryId, RealmId, SeededRandom, Timestamp};
use guildhall_ledger::entry::Entry;
use guildhall_ledger::tile::{Edge, Question, Tiles};
use guildhall_ledger::tree::record_hash;
use guildhall_ledger::{Checkpoint, Proof, SigningKey, checkpoint};
use std::path::{Path, PathBuf};
use std::process::Command;
use uuid::Uuid;

const REALM: RealmId = RealmId::from_uuid(Uuid::from_u128(1));

/// A log of `count` entries with a checkpoint at each size, written as [`guildhall_ledger::exported`] tells.
struct Log {
    folder: tempfile::TempDir,
    key: SigningKey,
    leaves: Vec<String>,
    notes: Vec<String>,
    tiles: Tiles,
}

impl Log {
    fn of(count: u128) -> Self {
        let key = SigningKey::generate("union", &SeededRandom::new(1)).unwrap();
        let (mut edge, mut tiles) = (Edge::default(), Tiles::new());
        let (mut leaves, mut notes) = (Vec::new(), Vec::new());
        for number in 1..=count {
            let leaf = entry(number).leaf();
            edge.push(record_hash(leaf.as_bytes()), &mut tiles);
            let origin = checkpoint::origin(key.name(), REALM);
            notes.push(
                key.sign(&Checkpoint {
                    origin,
                    size: edge.size(),
                    root: edge.root(),
                })
                .unwrap(),
            );
            leaves.push(leaf);
        }
        tiles.extend(edge.open_tiles());
        Self {
            folder: tempfile::tempdir().unwrap(),
            key,
            leaves,
            notes,
            tiles,
        }
    }

    fn text(&self) -> String {
        let notes: Vec<String> = self
            .notes
            .iter()
            .map(|note| serde_json::Value::from(note.as_str()).to_string() + "\n")
            .collect();
        let hash = |leaf: &String| {
            record_hash(leaf.as_bytes())
                .0
                .map(|byte| format!("{byte:02x}"))
                .concat()
        };
        let tile: String = self.leaves.iter().map(hash).collect();
        let leaves: Vec<String> = self.leaves.iter().map(|leaf| format!("{leaf}\n")).collect();
        let leaves = [format!("tile {tile}\n"), leaves.concat()];
        format!(
            "guildhall-ledger 2\norigin {}\nkey {}\ncheckpoints {}\n{}entries {}\n{}end\n",
            checkpoint::origin(self.key.name(), REALM),
            self.key.vkey(),
            notes.len(),
            notes.concat(),
            self.leaves.len(),
            leaves.concat()
        )
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file
    }

    fn proof(&self, question: Question) -> Vec<String> {
        question
            .answer(&self.tiles)
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect()
    }
}

fn entry(number: u128) -> Entry {
    Entry {
        realm: REALM,
        id: LedgerEntryId::from_uuid(Uuid::from_u128(number)),
        recorded_at: Timestamp::from_micros(1_790_000_000_000_000),
        actor: "program:test".to_owned(),
        action: "record.filed".to_owned(),
        subject_kind: "record".to_owned(),
        subject_id: Uuid::from_u128(number),
        digest: None,
        nonce: vec![1; 16],
        details: "{}".to_owned(),
    }
}

/// Runs the verifier and returns its exit code and what it said.
fn run(arguments: &[&dyn AsRef<std::ffi::OsStr>]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guildhall-verify"));
    command
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "en_US.UTF-8");
    let output = command
        .args(arguments.iter().map(|argument| (**argument).as_ref()))
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

fn judge(log: &Log, file: &Path, language: &str) -> (i32, String) {
    run(&[&file, &"--key", &log.key.vkey(), &"--lang", &language])
}

#[test]
fn a_sound_log_gives_0_and_its_root_in_both_languages() {
    let log = Log::of(5);
    let file = log.file("log", &log.text());
    let (code, said) = judge(&log, &file, "en");
    assert_eq!(code, 0, "{said}");
    assert!(
        said.starts_with("ok: union/") && said.contains("5 entries") && said.contains("root "),
        "{said}"
    );
    let (code, said) = judge(&log, &file, "zh");
    assert_eq!(code, 0, "{said}");
    assert!(said.starts_with("通过") && said.contains("共 5 条"), "{said}");
    let key = log.file("key", log.key.vkey());
    assert_eq!(run(&[&file, &"--key-file", &key]).0, 0);
}

#[test]
fn a_changed_log_gives_1_and_names_the_entry() {
    let log = Log::of(5);
    let text = log.text();
    let id = entry(3).id.to_string();
    let line = text
        .lines()
        .find(|line| line.contains(&format!("\"id\":\"{id}\"")))
        .unwrap();
    let file = log.file(
        "log",
        &text.replace(line, &line.replace("record.filed", "record.moved")),
    );
    let (code, said) = judge(&log, &file, "en");
    assert_eq!(code, 1, "{said}");
    assert!(said.contains(&id) && said.contains("place 2"), "{said}");
    let (code, said) = judge(&log, &file, "zh");
    assert!(
        code == 1 && said.contains(&id) && said.contains("位置 2"),
        "{said}"
    );
}

#[test]
fn what_is_no_log_gives_2() {
    let log = Log::of(1);
    let file = log.file("log", "hello\n");
    assert_eq!(judge(&log, &file, "en").0, 2);
    assert_eq!(judge(&log, Path::new("no-such-file"), "en").0, 2);
    let file = log.file("log", &log.text());
    assert_eq!(run(&[&file, &"--key", &"no+key"]).0, 2);
    assert_eq!(run(&[&file]).0, 2, "without a key");
}

#[test]
fn proofs_are_judged_by_the_public_key_alone() {
    let log = Log::of(20);
    let checkpoint = log.notes[19].clone();
    let proof = log.proof(Question::Inclusion { size: 20, index: 6 });
    let inclusion = Proof::Inclusion {
        leaf: log.leaves[6].clone(),
        index: 6,
        proof: proof.clone(),
        checkpoint,
    };
    let file = log.file("inclusion", &inclusion.to_text().unwrap());
    let (code, said) = run(&[&"--inclusion", &file, &"--key", &log.key.vkey()]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains(&entry(7).id.to_string()), "{said}");
    let moved = Proof::Inclusion {
        leaf: log.leaves[6].clone(),
        index: 7,
        proof,
        checkpoint: log.notes[19].clone(),
    };
    let file = log.file("moved", &moved.to_text().unwrap());
    assert_eq!(run(&[&"--inclusion", &file, &"--key", &log.key.vkey()]).0, 1);
    let proof = log.proof(Question::Consistency { size: 20, older: 9 });
    let grown = Proof::Consistency {
        older: log.notes[8].clone(),
        newer: log.notes[19].clone(),
        proof,
    };
    let file = log.file("grown", &grown.to_text().unwrap());
    let (code, said) = run(&[&"--consistency", &file, &"--key", &log.key.vkey()]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("from 9 to 20"), "{said}");
}
