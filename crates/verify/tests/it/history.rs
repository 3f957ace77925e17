//! `guildhall-verify proof` and `guildhall-verify checkpoint`, as a person runs them.

use super::{Log, REALM, entry, run};
use guildhall_kernel::SeededRandom;
use guildhall_ledger::history_proof::{FORM, HistoryProof, ProvedEntry, Thing};
use guildhall_ledger::tile::Question;
use guildhall_ledger::{SigningKey, checkpoint};
use std::path::PathBuf;

/// The proof of record 3 in a log of five, as the installation writes it, apart from its statement.
fn unsigned(log: &Log) -> HistoryProof {
    let proof = log.proof(Question::Inclusion { size: 5, index: 2 });
    HistoryProof {
        form: FORM.to_owned(),
        key: log.key.vkey().to_owned(),
        things: vec![Thing {
            kind: "record".to_owned(),
            id: entry(3).subject_id,
        }],
        entries: vec![ProvedEntry {
            index: 2,
            leaf: log.leaves[2].clone(),
            proof,
        }],
        checkpoint: log.notes[4].clone(),
        statement: log.notes[4].clone(),
        witnesses: Vec::new(),
    }
}

fn judge(log: &Log, proof: &HistoryProof) -> (i32, String) {
    let file = log.file("proof", &proof.to_text().unwrap());
    run(&[&"proof", &file, &"--key", &log.key.vkey(), &"--lang", &"en"])
}

#[test]
fn a_proof_without_the_statement_of_the_installation_is_wrong() {
    let log = Log::of(5);
    let (code, said) = judge(&log, &unsigned(&log));
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("the installation signed other entries"), "{said}");
    let mut changed = unsigned(&log);
    changed.entries[0].leaf = changed.entries[0].leaf.replace("record.filed", "record.moved");
    let (code, said) = judge(&log, &changed);
    assert!(code == 1 && said.contains("place 2"), "{said}");
    changed.key = "other".to_owned();
    assert!(judge(&log, &changed).1.contains("another public key"));
    let file = log.file("proof", "{}");
    assert_eq!(
        run(&[&"proof", &file, &"--key", &log.key.vkey()]).0,
        2,
        "no proof at all"
    );
}

/// The log as a file, and a checkpoint that was printed when it had `size` entries.
fn printed(log: &Log, size: usize) -> (PathBuf, PathBuf) {
    (
        log.file("log", &log.text()),
        log.file("printed", &log.notes[size - 1]),
    )
}

#[test]
fn a_printed_checkpoint_is_compared_with_the_log_of_today() {
    let log = Log::of(5);
    let (file, sheet) = printed(&log, 3);
    let ask = |sheet: &PathBuf, file: &PathBuf| {
        run(&[
            &"checkpoint",
            sheet,
            &"--log",
            file,
            &"--key",
            &log.key.vkey(),
            &"--lang",
            &"en",
        ])
    };
    let (code, said) = ask(&sheet, &file);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("the checkpoint of 3 entries agrees"), "{said}");
    let all = log.file("all", &log.notes.join("\n"));
    assert_eq!(ask(&all, &file).0, 0, "a witness's whole file");
    let shorter = log.file("shorter", &Log::of(2).text());
    let (code, said) = ask(&sheet, &shorter);
    assert!(
        code == 1 && said.contains("3 entries"),
        "a log that was cut off: {said}"
    );
    let stated = guildhall_ledger::Checkpoint {
        origin: checkpoint::origin(log.key.name(), REALM),
        size: 3,
        root: guildhall_ledger::tree::EMPTY_HASH,
    };
    let other = log.file("other", &log.key.sign(&stated).unwrap());
    assert_eq!(ask(&other, &file).0, 1, "another history");
    let stranger = SigningKey::generate("union", &SeededRandom::new(2)).unwrap();
    let foreign = log.file("foreign", &stranger.sign(&stated).unwrap());
    assert_eq!(ask(&foreign, &file).0, 2, "not signed by the key");
    assert_eq!(ask(&log.file("empty", ""), &file).0, 2);
}
