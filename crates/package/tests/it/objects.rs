//! OCFL objects: the fixtures of its editors, and objects of our own read again.

use crate::shared_data::Cases;
use guildhall_package::ocfl::{ObjectWriter, Validity, VersionInfo, validate};
use guildhall_package::{FolderSink, FolderTree, Limits, PackageError, Sink};
use std::path::Path;

fn judge(folder: &Path) -> Validity {
    let limits = Limits::default();
    validate(&mut FolderTree::open(folder, &limits).unwrap(), &limits).unwrap()
}

#[test]
fn every_object_of_the_fixtures_is_judged_right_with_a_code_of_the_index() {
    let Some(cases) = Cases::of("ocfl-fixtures", "objects.tar.gz") else {
        return;
    };
    let (mut right, mut with_code, mut wrong) = (0, 0, Vec::new());
    for (case, folder, columns) in cases.all() {
        let (class, codes) = (columns[1].as_str(), columns[3].as_str());
        if class == "content" {
            continue;
        }
        let found = judge(&folder);
        let told = |problems: &[guildhall_package::ocfl::Problem]| {
            let wanted: Vec<&str> = codes.split(' ').collect();
            problems.iter().any(|problem| wanted.contains(&problem.code))
        };
        let (sound, coded) = match class {
            "good-objects" => (found.problems.is_empty(), true),
            "warn-objects" => (found.problems.is_empty(), told(&found.warnings)),
            _ => (!found.problems.is_empty(), told(&found.problems)),
        };
        right += usize::from(sound);
        with_code += usize::from(sound && coded);
        if !sound || !coded {
            wrong.push(format!("{case}: {:?} {:?}", found.problems, found.warnings));
        }
    }
    println!("ocfl-fixtures: {right} judged right, {with_code} of them with an expected code");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!((right, with_code), (81, 81));
}

fn about(message: &str) -> VersionInfo {
    VersionInfo {
        created: "2026-11-22T08:00:00+08:00".to_owned(),
        message: message.to_owned(),
        user: "某市总工会".to_owned(),
        address: "urn:guildhall:test".to_owned(),
    }
}

/// Writes an object with two versions.
fn write(sink: impl Sink) -> Result<(), PackageError> {
    let mut writer = ObjectWriter::new(sink, "urn:uuid:0194f3a0-0000-7000-8000-000000000001")?;
    writer.add("通知.pdf", &mut &b"first"[..])?;
    writer.add("same.pdf", &mut &b"first"[..])?;
    writer.add("gone.txt", &mut &b"gone"[..])?;
    writer.end_version(&about("归档"))?;
    writer.add("通知.pdf", &mut &b"second"[..])?;
    writer.remove("gone.txt");
    writer.end_version(&about("更正"))?;
    writer.finish().map(|_| ())
}

#[test]
fn an_object_with_two_versions_that_was_written_is_valid_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("object");
    write(FolderSink::create(&root).unwrap()).unwrap();
    let found = judge(&root);
    assert_eq!(
        (found.problems.as_slice(), found.warnings.as_slice()),
        (&[][..], &[][..])
    );
    assert_eq!(found.versions, 2);
    let files: Vec<(&str, &str)> = found
        .files
        .iter()
        .map(|(logical, content, ..)| (logical.as_str(), content.as_str()))
        .collect();
    assert_eq!(
        files,
        [
            ("same.pdf", "v1/content/same.pdf"),
            ("通知.pdf", "v2/content/通知.pdf")
        ]
    );
}

#[test]
fn a_changed_file_or_inventory_is_told_with_its_code() {
    let folder = tempfile::tempdir().unwrap();
    for (place, (name, code)) in [
        ("v1/content/same.pdf", "E092"),
        ("inventory.json", "E060"),
        ("v1/inventory.json", "E060"),
        ("0=ocfl_object_1.1", "E007"),
    ]
    .into_iter()
    .enumerate()
    {
        let root = folder.path().join(place.to_string());
        write(FolderSink::create(&root).unwrap()).unwrap();
        let mut bytes = std::fs::read(root.join(name)).unwrap();
        bytes.push(b' ');
        std::fs::write(root.join(name), bytes).unwrap();
        let found = judge(&root);
        assert!(
            found.problems.iter().any(|problem| problem.code == code),
            "{name}: {found:?}"
        );
        assert!(matches!(found.require_valid(), Err(PackageError::Ocfl(_))));
    }
}
