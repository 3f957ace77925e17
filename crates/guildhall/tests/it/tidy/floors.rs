//! Imports point down: a room knows only rooms on floors below its own.

use super::repository::files;
use std::collections::BTreeMap;

/// The floors from the ground up. Rooms of one floor do not know each other.
const FLOORS: &[&[&str]] = &[
    &["kernel"],
    &["store", "keyring", "rules", "package", "scanner"],
    &["formats", "vault", "ledger", "policy", "ocr", "language", "print"],
    &["reading", "backup"],
    &["identity"],
    &[
        "archive",
        "retrieval",
        "federation",
        "governance",
        "watch",
        "privacy",
        "inspection",
        "emergency",
        "workflow",
    ],
    &["intake", "checks", "preservation", "dispatch", "disposal", "demo"],
    &["web"],
    &["guildhall", "verify"],
];

/// The room of a package, such as `kernel` of `guildhall-kernel`.
fn room(package: &str) -> Option<&str> {
    if package == "guildhall" {
        Some(package)
    } else {
        package.strip_prefix("guildhall-")
    }
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// Returns each room with the rooms that its manifest names.
fn imports() -> BTreeMap<String, Vec<String>> {
    let manifests = files("toml").into_iter().filter(|file| {
        file.path.starts_with("crates/")
            && file.path.ends_with("/Cargo.toml")
            && file.path.matches('/').count() == 2
    });
    let read = |text: &str| {
        let manifest: toml::Table = text.parse().expect("a manifest is TOML");
        let package = manifest["package"]["name"]
            .as_str()
            .expect("a package has a name")
            .to_owned();
        let none = toml::Table::new();
        let named = manifest
            .get("dependencies")
            .and_then(toml::Value::as_table)
            .unwrap_or(&none);
        let rooms = named
            .keys()
            .filter_map(|name| room(name))
            .map(str::to_owned)
            .collect();
        (room(&package).expect("every package is a room").to_owned(), rooms)
    };
    manifests.map(|file| read(&file.text)).collect()
}

#[test]
fn every_room_stands_on_a_floor() {
    let homeless: Vec<String> = imports()
        .into_keys()
        .filter(|room| floor(room).is_none())
        .collect();
    assert!(homeless.is_empty(), "rooms on no floor: {homeless:?}");
}

#[test]
fn imports_point_down() {
    let imports = imports();
    assert!(imports.len() > 10, "the manifests were found");
    let mut breaches = Vec::new();
    for (room, known) in &imports {
        let upward = known.iter().filter(|other| floor(other) >= floor(room));
        breaches.extend(upward.map(|other| format!("{room} imports {other}")));
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}
