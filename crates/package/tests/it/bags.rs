//! Bags: the conformance set of the Library of Congress, and bags of our own read again.

use crate::shared_data::Cases;
use guildhall_package::bagit::{Bag, BagWriter, Reason, Remark, read};
use guildhall_package::{FolderSink, FolderTree, Limits, NoSink, PackageError, Sink, ZipSink, ZipTree};
use std::io::Cursor;
use std::path::Path;

fn judge(folder: &Path) -> Bag {
    let limits = Limits::default();
    let mut tree = FolderTree::open(folder, &limits).unwrap();
    read(&mut tree, &mut NoSink, &limits).unwrap()
}

/// What each invalid case of the set is refused for.
fn reason(name: &str) -> Reason {
    match name {
        "bom-in-bagit.txt" | "bagit-with-invalid-whitespace" => Reason::Declaration,
        "same-filename-listed-twice-with-different-hashes" => Reason::ListedTwice,
        _ => Reason::Path,
    }
}

#[test]
fn every_bag_of_the_conformance_set_is_judged_right() {
    let Some(cases) = Cases::of("bagit-conformance", "bags.tar.gz") else {
        return;
    };
    let (mut right, mut wrong) = (0, Vec::new());
    for (case, folder, columns) in cases.all() {
        let (class, name) = (columns[1].as_str(), columns[2].as_str());
        let bag = judge(&folder);
        let sound = match class {
            "valid" => bag.problems.is_empty(),
            "warning" => bag.problems.is_empty() && !odd(&bag).is_empty(),
            _ => bag.problems.iter().any(|problem| problem.reason == reason(name)),
        };
        match sound {
            true => right += 1,
            false => wrong.push(format!("{case}: {:?} {:?}", bag.problems, bag.remarks)),
        }
    }
    println!(
        "bagit-conformance: {right} of {} judged right",
        right + wrong.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(right, 24);
}

/// What is odd about a bag besides that it follows a draft.
fn odd(bag: &Bag) -> Vec<&Remark> {
    let odd = bag.remarks.iter();
    odd.filter(|remark| !matches!(remark, Remark::Draft(_))).collect()
}

/// Writes a bag of two papers.
fn write(sink: impl Sink) -> Result<(), PackageError> {
    let mut writer = BagWriter::new(sink);
    writer.add("关于召开职代会的通知.pdf", &mut &b"first"[..])?;
    writer.add("附件/100%.txt", &mut &b"second"[..])?;
    let info = [("Source-Organization".to_owned(), "某市总工会".to_owned())];
    writer.finish(&info).map(|_| ())
}

#[test]
fn a_bag_that_was_written_into_a_folder_is_valid_and_gives_back_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (root, back) = (folder.path().join("bag"), folder.path().join("back"));
    write(FolderSink::create(&root).unwrap()).unwrap();
    let limits = Limits::default();
    let mut tree = FolderTree::open(&root, &limits).unwrap();
    let mut sink = FolderSink::create(&back).unwrap();
    let bag = read(&mut tree, &mut sink, &limits).unwrap();
    assert_eq!(bag.problems, []);
    assert_eq!(bag.remarks, []);
    assert_eq!(bag.info[0].1, "某市总工会");
    assert_eq!(bag.info[1], ("Payload-Oxum".to_owned(), "11.2".to_owned()));
    assert_eq!(std::fs::read(back.join("附件/100%.txt")).unwrap(), b"second");
    assert_eq!(
        std::fs::read(back.join("关于召开职代会的通知.pdf")).unwrap(),
        b"first"
    );
}

/// The bytes of a zip file with a bag.
fn zipped() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut sink = ZipSink::new(&mut bytes, "bag").unwrap();
    write(&mut sink).unwrap();
    sink.finish().unwrap();
    bytes.into_inner()
}

#[test]
fn a_bag_in_a_zip_file_is_read_without_unpacking_it_first() {
    let limits = Limits::default();
    let mut tree = ZipTree::open(Cursor::new(zipped()), &limits).unwrap();
    let bag = read(&mut tree, &mut NoSink, &limits).unwrap();
    assert_eq!(bag.problems, []);
    assert_eq!(bag.payload.len(), 2);
}

#[test]
fn each_file_that_is_changed_added_or_taken_away_makes_a_bag_invalid() {
    let folder = tempfile::tempdir().unwrap();
    let names = [
        ("bag-info.txt", Reason::Digest),
        ("manifest-sha256.txt", Reason::Digest),
        ("data/附件/100%.txt", Reason::Digest),
    ];
    for (place, (name, wanted)) in names.into_iter().enumerate() {
        let root = folder.path().join(place.to_string());
        write(FolderSink::create(&root).unwrap()).unwrap();
        let mut bytes = std::fs::read(root.join(name)).unwrap();
        let last = bytes.len() - 2;
        bytes[last] ^= 1;
        std::fs::write(root.join(name), bytes).unwrap();
        let bag = judge(&root);
        assert!(
            bag.problems.iter().any(|problem| problem.reason == wanted),
            "{name}: {bag:?}"
        );
        assert!(matches!(bag.require_valid(), Err(PackageError::Bag(_))));
    }
    let root = folder.path().join("more");
    write(FolderSink::create(&root).unwrap()).unwrap();
    std::fs::write(root.join("data/extra"), "x").unwrap();
    std::fs::remove_file(root.join("data/附件/100%.txt")).unwrap();
    let reasons: Vec<Reason> = judge(&root)
        .problems
        .iter()
        .map(|problem| problem.reason)
        .collect();
    assert!(
        reasons.contains(&Reason::Missing) && reasons.contains(&Reason::Unlisted),
        "{reasons:?}"
    );
    assert!(reasons.contains(&Reason::Oxum), "{reasons:?}");
}

#[test]
fn files_that_would_have_to_be_fetched_are_never_fetched() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("bag");
    write(FolderSink::create(&root).unwrap()).unwrap();
    std::fs::remove_file(root.join("data/附件/100%.txt")).unwrap();
    let line = "http://127.0.0.1:9/secret 6 data/附件/100%25.txt\n";
    std::fs::write(root.join("fetch.txt"), line).unwrap();
    let bag = judge(&root);
    assert!(
        bag.problems.iter().any(|problem| problem.reason == Reason::Fetch),
        "{bag:?}"
    );
}
