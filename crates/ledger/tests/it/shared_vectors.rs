//! Published proofs and a published log: every one judged right.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guildhall_ledger::VerifyingKey;
use guildhall_ledger::tile::{Edge, Question, TileId, Tiles};
use guildhall_ledger::tree::{Hash, record_hash, verify_consistency, verify_inclusion};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("GUILDHALL_SHARED_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let file = folder.join("merkle-rfc6962").join(name);
    if !file.exists() {
        eprintln!("SKIPPED: {} is not there", file.display());
        return None;
    }
    Some(file)
}

fn bytes(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap_or_default()).unwrap()
}

fn judged_right(line: &Value) -> bool {
    let proof: Vec<Vec<u8>> = line["proof"]
        .as_array()
        .into_iter()
        .flatten()
        .map(bytes)
        .collect();
    let number = |name: &str| line[name].as_u64().unwrap();
    let judgement = match line["kind"].as_str() {
        Some("inclusion") => {
            let (size, index) = (number("treeSize"), number("leafIdx"));
            verify_inclusion(
                &proof,
                size,
                &bytes(&line["root"]),
                index,
                &bytes(&line["leafHash"]),
            )
        }
        Some("consistency") => {
            let roots = (bytes(&line["root1"]), bytes(&line["root2"]));
            verify_consistency(&proof, number("size1"), &roots.0, number("size2"), &roots.1)
        }
        other => panic!("{other:?}"),
    };
    judgement.is_err() == line["wantErr"].as_bool().unwrap()
}

#[test]
fn every_published_proof_is_judged_right() {
    let Some(file) = shared("proofs.jsonl") else {
        return;
    };
    let text = std::fs::read_to_string(file).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let wrong: Vec<&Value> = lines
        .iter()
        .filter(|line| !judged_right(line))
        .map(|line| &line["file"])
        .collect();
    eprintln!(
        "{} of {} published proofs judged right",
        lines.len() - wrong.len(),
        lines.len()
    );
    assert!(!lines.is_empty());
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// The files of a tar archive (POSIX ustar): blocks of 512 bytes, a header before each file.
fn untar(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let (mut files, mut rest) = (BTreeMap::new(), archive);
    while rest.len() >= 512 && rest[0] != 0 {
        let text = |range: std::ops::Range<usize>| {
            String::from_utf8_lossy(&rest[range])
                .trim_matches(['\0', ' '])
                .to_owned()
        };
        let (name, size) = (text(0..100), usize::from_str_radix(&text(124..136), 8).unwrap());
        files.insert(name, rest[512..512 + size].to_vec());
        rest = &rest[512 + size.next_multiple_of(512)..];
    }
    files
}

/// The leaves of a bundle: each after its length in two bytes.
fn leaves(bundle: &[u8]) -> Vec<Hash> {
    let (mut leaves, mut rest) = (Vec::new(), bundle);
    while let [high, low, after @ ..] = rest {
        let (leaf, next) = after.split_at(usize::from(u16::from_be_bytes([*high, *low])));
        leaves.push(record_hash(leaf));
        rest = next;
    }
    leaves
}

#[test]
fn every_published_checkpoint_verifies_and_has_the_root_of_its_tiles_and_entries() {
    let Some(file) = shared("tile-log.tar.gz") else {
        return;
    };
    let mut archive = Vec::new();
    let packed = std::fs::File::open(file).unwrap();
    flate2::read::GzDecoder::new(packed)
        .read_to_end(&mut archive)
        .unwrap();
    let files = untar(&archive);
    let key = VerifyingKey::parse(std::str::from_utf8(&files["log/vkey.txt"]).unwrap()).unwrap();
    let mut checked = 0;
    for (name, note) in files
        .iter()
        .filter(|(name, _)| name.starts_with("log/checkpoint"))
    {
        let note = std::str::from_utf8(note).unwrap();
        let stated = key.open(note).unwrap();
        assert!(key.open(&note.replacen('\n', "x\n", 1)).is_err(), "{name}");
        let mut edge = Edge::default();
        if stated.size > 0 {
            for leaf in leaves(&files[&format!("log/tile/entries/000.p/{}", stated.size)]) {
                edge.push(leaf, &mut Tiles::new());
            }
            let tile = files[&format!("log/tile/0/000.p/{}", stated.size)].clone();
            let tiles = Tiles::from([(TileId { level: 0, index: 0 }, tile)]);
            let question = Question::Root { size: stated.size };
            assert_eq!(question.answer(&tiles).unwrap(), [stated.root], "{name}");
        }
        assert_eq!((edge.size(), edge.root()), (stated.size, stated.root), "{name}");
        checked += 1;
    }
    assert_eq!(checked, 17);
}
