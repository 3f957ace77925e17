//! The parts of the program are held against a database of advisories in the layout of RustSec.

use crate::place::{Place, finding, migrations};
use crate::union::House;
use guildhall_inspection::Outcome;
use guildhall_inspection::weakness::{matches_in, parts};
use guildhall_store::on_both_databases;
use std::path::Path;

/// Writes an advisory about a part.
fn advise(folder: &Path, (part, id): (&str, &str), about: &str, versions: &str) {
    let place = folder.join("crates").join(part);
    std::fs::create_dir_all(&place).unwrap();
    let text = format!(
        "```toml\n[advisory]\nid = \"{id}\"\npackage = \"{part}\"\ndate = \"2026-01-02\"\n{about}\n\n[versions]\n{versions}\n```\n\n# Made up for a test\n\nWords.\n"
    );
    std::fs::write(place.join(format!("{id}.md")), text).unwrap();
}

const LOCK: &str = r#"
version = 4

[[package]]
name = "guildhall-kernel"
version = "0.1.0"

[[package]]
name = "lantern"
version = "1.4.2"
source = "registry+https://registry.example"
checksum = "ab"

[[package]]
name = "lantern"
version = "2.0.0"
source = "registry+https://registry.example"
"#;

#[test]
fn only_versions_that_are_neither_mended_nor_spared_are_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("crates")).unwrap();
    let parts = parts(LOCK).unwrap();
    assert_eq!(parts.len(), 2, "our own rooms are no parts");
    assert!(matches_in(folder.path(), &parts).unwrap().is_empty());
    advise(
        folder.path(),
        ("lantern", "RUSTSEC-2026-0001"),
        "",
        "patched = [\">= 2.0.0\"]\nunaffected = [\"< 1.0.0\"]",
    );
    advise(
        folder.path(),
        ("lantern", "RUSTSEC-2026-0002"),
        "informational = \"unmaintained\"",
        "patched = []",
    );
    advise(
        folder.path(),
        ("lantern", "RUSTSEC-2026-0003"),
        "withdrawn = \"2026-02-01\"",
        "patched = []",
    );
    advise(folder.path(), ("lamp", "RUSTSEC-2026-0004"), "", "patched = []");
    let found = matches_in(folder.path(), &parts).unwrap();
    let told: Vec<String> = found
        .iter()
        .map(|hit| format!("{} {} {}", hit.advisory.id, hit.part.version, hit.advisory.title))
        .collect();
    assert_eq!(
        told,
        [
            "RUSTSEC-2026-0001 1.4.2 Made up for a test",
            "RUSTSEC-2026-0002 1.4.2 Made up for a test",
            "RUSTSEC-2026-0002 2.0.0 Made up for a test",
        ]
    );
}

#[test]
fn an_advisory_that_cannot_be_read_is_not_passed_over() {
    let parts = parts(LOCK).unwrap();
    for text in [
        "",
        "no head",
        "```toml\n[advisory\n```",
        "```toml\n[advisory]\nid = \"A\"\npackage = \"lantern\"\n[versions]\npatched = [\"one\"]\n```",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("crates/lantern");
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join("RUSTSEC-2026-0001.md"), text).unwrap();
        let error = matches_in(folder.path(), &parts).unwrap_err();
        assert!(error.to_string().contains("RUSTSEC-2026-0001.md"), "{error}");
    }
    let empty = tempfile::tempdir().unwrap();
    assert!(
        matches_in(empty.path(), &parts).is_err(),
        "a folder that is no database"
    );
}

on_both_databases! { migrations();
    async fn a_weakness_of_a_part_must_be_acted_on(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut place = Place::of(&house);
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("crates")).unwrap();
        place.settings(|premises| {
            premises.lock = LOCK;
            premises.advisories = Some(folder.path().to_owned());
        });
        assert_eq!(place.at(&house, "weaknesses").await, (Outcome::Good, "weakness-parts".to_owned()));
        advise(folder.path(), ("lantern", "RUSTSEC-2026-0001"), "", "patched = [\">= 2.0.0\"]");
        let findings = place.look(&house).await;
        let found = finding(&findings, "weaknesses");
        assert_eq!(found.outcome, Outcome::MustAct);
        assert_eq!(found.evidence[1].code, "weakness");
        place.settings(|premises| premises.advisories = Some("/does/not/exist".into()));
        assert_eq!(place.at(&house, "weaknesses").await, (Outcome::Unknown, "failed".to_owned()));
    }

    async fn the_list_of_parts_names_every_part_of_the_program(test: &TestDatabase) {
        let house = House::open(test).await;
        let place = Place::of(&house);
        let list = place.inspector.parts_list(&mut house.read().await, &house.audit).await.unwrap();
        assert_eq!(list["bomFormat"], "CycloneDX");
        assert_eq!(list["metadata"]["component"]["version"], "1.2.3");
        let parts = list["components"].as_array().unwrap();
        let axum = parts.iter().find(|part| part["name"] == "axum").unwrap();
        assert_eq!(axum["purl"], format!("pkg:cargo/axum@{}", axum["version"].as_str().unwrap()));
        assert_eq!(axum["hashes"][0]["content"].as_str().unwrap().len(), 64);
        assert!(parts.iter().all(|part| !part["name"].as_str().unwrap().starts_with("guildhall")));
    }
}
