//! Packages that mean harm: refused with their own reason, in bounded time and memory.

use guildhall_package::bagit::{Reason, read};
use guildhall_package::ocfl::validate;
use guildhall_package::{FolderTree, Limits, NoSink, PackageError, Tree, ZipTree};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn open(bytes: Vec<u8>) -> Result<ZipTree<Cursor<Vec<u8>>>, PackageError> {
    ZipTree::open(Cursor::new(bytes), &Limits::default())
}

#[test]
fn a_zip_file_whose_names_climb_out_are_absolute_or_of_another_system_is_refused() {
    for name in [
        "../x",
        "a/../../x",
        "/etc/passwd",
        "C:/x",
        "a\\..\\x",
        "a//x",
        "./x",
    ] {
        let refused = open(zip(&[("bagit.txt", b""), (name, b"x")]));
        assert!(
            matches!(refused, Err(PackageError::Path { .. })),
            "{name}: {refused:?}"
        );
    }
}

#[test]
fn names_that_would_be_one_file_are_refused() {
    for (one, other) in [("data/A.pdf", "data/a.PDF"), ("data/é", "data/e\u{301}")] {
        let refused = open(zip(&[(one, b"1"), (other, b"2")]));
        assert!(
            matches!(refused, Err(PackageError::Clash { .. })),
            "{one}: {refused:?}"
        );
    }
}

#[test]
fn links_are_refused_in_zip_files_and_folders() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .add_symlink("data/link", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    let refused = open(writer.finish().unwrap().into_inner());
    assert!(matches!(refused, Err(PackageError::Link { .. })), "{refused:?}");
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.path().join("data")).unwrap();
    let refused = FolderTree::open(folder.path(), &Limits::default());
    assert!(matches!(refused, Err(PackageError::Link { .. })), "{refused:?}");
}

#[test]
fn what_is_no_zip_file_is_refused() {
    for bytes in [&b""[..], b"PK\x03\x04", b"no zip at all"] {
        assert!(matches!(open(bytes.to_vec()), Err(PackageError::Zip)));
    }
}

#[test]
fn more_files_bytes_or_a_longer_manifest_than_allowed_are_refused() {
    let small = Limits {
        files: 2,
        bytes: 10,
        whole_bytes: 50,
        problems: 3,
    };
    let many = zip(&[("a", b"1"), ("b", b"2"), ("c", b"3")]);
    let large = zip(&[("a", b"12345678901")]);
    for bytes in [many, large] {
        let refused = ZipTree::open(Cursor::new(bytes), &small);
        assert!(
            matches!(refused, Err(PackageError::TooLarge { .. })),
            "{refused:?}"
        );
    }
    let bomb = zip(&[("bagit.txt", &[b'x'; 100_000])]);
    let limits = Limits {
        whole_bytes: 50,
        ..Limits::default()
    };
    let mut tree = ZipTree::open(Cursor::new(bomb), &limits).unwrap();
    let refused = read(&mut tree, &mut NoSink, &limits);
    assert!(
        matches!(refused, Err(PackageError::TooLarge { .. })),
        "{refused:?}"
    );
}

#[test]
fn a_manifest_of_a_hundred_thousand_lines_is_judged_and_at_most_so_many_problems_are_told() {
    let mut manifest = String::new();
    for line in 0..100_000 {
        writeln!(manifest, "{:064x}  data/{line}", 1).unwrap();
    }
    let declaration = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
    let bytes = zip(&[
        ("bagit.txt", declaration),
        ("manifest-sha256.txt", manifest.as_bytes()),
        ("data/x", b"x"),
    ]);
    let limits = Limits::default();
    let bag = read(&mut open(bytes).unwrap(), &mut NoSink, &limits).unwrap();
    assert_eq!(bag.problems.len(), limits.problems);
    assert_eq!(bag.problems[0].reason, Reason::Missing);
}

#[test]
fn a_zip_entry_that_is_longer_than_it_says_gives_no_more_than_it_says() {
    let mut bytes = zip(&[("data/x", &[0; 4_096])]);
    // The size in the central directory is lowered to 16.
    let central = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    bytes[central + 24..central + 28].copy_from_slice(&16_u32.to_le_bytes());
    let mut tree = open(bytes).unwrap();
    let name = tree.files().keys().next().unwrap().clone();
    if let Ok(read) = tree.read(&name, 1 << 20) {
        assert!(read.len() <= 16);
    }
}

#[test]
fn deep_json_and_odd_values_are_problems_and_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    for text in [
        "[".repeat(100_000),
        "{\"id\":".repeat(50_000),
        "{}".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "{\"versions\": {\"v99999999999999999999\": {}}, \"manifest\": {\"zz\": [\"v1/content/x\"]}}"
            .to_owned(),
    ] {
        std::fs::write(folder.path().join("inventory.json"), text).unwrap();
        assert!(!judged(folder.path()).is_empty());
    }
}

fn judged(folder: &Path) -> Vec<guildhall_package::ocfl::Problem> {
    let limits = Limits::default();
    let mut tree = FolderTree::open(folder, &limits).unwrap();
    validate(&mut tree, &limits).unwrap().problems
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_in_the_tag_files_is_judged_without_panic(
        declaration in "(BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n)?.{0,40}",
        manifest in "([0-9a-f]{0,64} {0,3}[*./a-z%\\\\]{0,20}\n){0,5}",
    ) {
        let bytes = zip(&[("bagit.txt", declaration.as_bytes()), ("manifest-sha256.txt", manifest.as_bytes())]);
        let limits = Limits::default();
        let bag = read(&mut open(bytes).unwrap(), &mut NoSink, &limits).unwrap();
        prop_assert!(bag.problems.len() <= limits.problems);
    }

    #[test]
    fn any_bytes_as_a_zip_file_are_judged_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(open(bytes).is_err());
    }
}
