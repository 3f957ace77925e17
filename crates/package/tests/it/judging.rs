//! A package is judged by what it is, whatever its file is called.

use guildhall_kernel::Timestamp;
use guildhall_package::bagit::BagWriter;
use guildhall_package::{FolderSink, Kind, Limits, PackageError, ZipSink, judge};
use std::fs::File;

const NOW: Timestamp = Timestamp::from_micros(1_795_305_600_000_000);

#[test]
fn a_bag_is_known_in_a_folder_and_in_a_zip_file_and_its_damage_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (root, zip) = (folder.path().join("bag"), folder.path().join("bag.bin"));
    let mut bag = BagWriter::new(FolderSink::create(&root).unwrap());
    bag.add("a.txt", &mut &b"first"[..]).unwrap();
    bag.finish(&[]).unwrap();
    let mut sink = ZipSink::new(File::create(&zip).unwrap(), "bag").unwrap();
    let mut bag = BagWriter::new(&mut sink);
    bag.add("a.txt", &mut &b"first"[..]).unwrap();
    bag.finish(&[]).unwrap();
    sink.finish().unwrap();
    for path in [&root, &zip] {
        let found = judge(path, NOW, &Limits::default()).unwrap();
        assert_eq!((found.kind, found.files, found.bytes), (Kind::Bag, 1, 5));
        assert!(found.problems.is_empty(), "{:?}", found.problems);
    }
    std::fs::write(root.join("data/a.txt"), "fIrst").unwrap();
    let found = judge(&root, NOW, &Limits::default()).unwrap();
    assert!(
        matches!(found.problems[0], PackageError::Bag(_)),
        "{:?}",
        found.problems
    );
}

#[test]
fn what_is_no_package_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "x").unwrap();
    let refused = judge(folder.path(), NOW, &Limits::default());
    assert!(matches!(refused, Err(PackageError::Unknown)), "{refused:?}");
    let refused = judge(&folder.path().join("a.txt"), NOW, &Limits::default());
    assert!(matches!(refused, Err(PackageError::Eep(_))), "{refused:?}");
}
