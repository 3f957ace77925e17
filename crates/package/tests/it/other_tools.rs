//! Tools that others wrote (bagit of the Library of Congress, ocfl-py) read back what is written here, and refuse it when
//! it was changed.

use guildhall_package::FolderSink;
use guildhall_package::bagit::BagWriter;
use guildhall_package::ocfl::{ObjectWriter, VersionInfo};
use guildhall_package::path::as_part;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A tool that scripts/prepare.sh brings, or `None` with a note.
fn tool(name: &str) -> Option<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        PathBuf::from,
    );
    let found = target.join("package-tester/bin").join(name);
    if !found.exists() {
        eprintln!("SKIPPED: {name} is not installed; scripts/prepare.sh test brings it");
        return None;
    }
    Some(found)
}

fn run(tool: &Path, arguments: &[&str], folder: &Path) -> Output {
    Command::new(tool).args(arguments).arg(folder).output().unwrap()
}

/// Changes one bit of a file.
fn damage(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    bytes[0] ^= 1;
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn bagit_of_the_library_of_congress_validates_our_bag() {
    let Some(tool) = tool("bagit.py") else { return };
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("bag");
    let percent = format!("files/{}", as_part("100%.txt"));
    let mut bag = BagWriter::new(FolderSink::create(&root).unwrap());
    for (path, text) in [
        ("files/001-通知 (1).pdf", "first"),
        (percent.as_str(), "second"),
        ("metadata/record.json", "{}"),
    ] {
        bag.add(path, &mut text.as_bytes()).unwrap();
    }
    let info = [("Source-Organization".to_owned(), "某市总工会".to_owned())];
    bag.finish(&info).unwrap();
    let good = run(&tool, &["--validate"], &root);
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
    damage(&root.join("data/metadata/record.json"));
    assert!(!run(&tool, &["--validate"], &root).status.success());
}

#[test]
fn ocfl_py_validates_our_object_without_a_warning() {
    let Some(tool) = tool("ocfl-validate.py") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("object");
    let mut object = ObjectWriter::new(FolderSink::create(&root).unwrap(), "urn:uuid:0194f3a0").unwrap();
    for (number, text) in ["first", "second"].into_iter().enumerate() {
        object
            .add("files/001-通知 (1).pdf", &mut text.as_bytes())
            .unwrap();
        object
            .add(&format!("files/{number}.txt"), &mut "same".as_bytes())
            .unwrap();
        let about = VersionInfo {
            created: "2026-11-22T08:00:00+08:00".to_owned(),
            message: format!("第{number}版"),
            user: "某市总工会".to_owned(),
            address: "urn:guildhall:test".to_owned(),
        };
        object.end_version(&about).unwrap();
    }
    object.finish().unwrap();
    let good = run(&tool, &[], &root);
    let told = String::from_utf8_lossy(&good.stdout).into_owned();
    assert!(good.status.success(), "{told}");
    assert!(!told.contains("[W"), "{told}");
    damage(&root.join("v1/content/files/0.txt"));
    assert!(!run(&tool, &[], &root).status.success());
}
