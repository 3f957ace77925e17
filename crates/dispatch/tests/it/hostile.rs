//! What somebody else made is believed in nothing: each refusal names its reason, and nothing of the package is kept.

use crate::house::{House, below, copy, migrations};
use guildhall_dispatch::{Arrived, Format, Told};
use guildhall_kernel::ContentHash;
use guildhall_package::bagit::BagWriter;
use guildhall_package::sink::Sink as _;
use guildhall_package::{FolderSink, ZipSink};
use guildhall_store::on_both_databases;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

type Payload = BTreeMap<String, Vec<u8>>;

fn payload(bag: &Path) -> Payload {
    let mut files = Payload::new();
    for folder in ["files", "metadata"] {
        for file in below(&bag.join("data").join(folder)) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            files.insert(format!("{folder}/{name}"), std::fs::read(&file).unwrap());
        }
    }
    files
}

/// Makes a bag anew that is valid in itself, out of one that was changed.
fn remade(bag: &Path, into: &Path, change: impl FnOnce(&mut Payload)) -> PathBuf {
    let mut files = payload(bag);
    change(&mut files);
    let mut writer = BagWriter::new(FolderSink::create(into).unwrap());
    for (path, bytes) in &files {
        writer.add(path, &mut bytes.as_slice()).unwrap();
    }
    writer.finish(&[]).unwrap();
    into.to_owned()
}

/// Changes what `record.json` says.
fn changed(files: &mut Payload, change: impl FnOnce(&mut Value)) {
    let text = files.get_mut("metadata/record.json").unwrap();
    let mut value: Value = serde_json::from_slice(text).unwrap();
    change(&mut value);
    *text = serde_json::to_vec(&value).unwrap();
}

/// Two houses, and a bag out of the first.
async fn refused(house: &House<'_>, path: &Path) -> Told {
    let (accession, items) = house.take_in(path).await;
    assert_eq!(accession.sums.received, 0);
    if let Some(problem) = accession.problem {
        return problem;
    }
    assert_eq!(items[0].outcome, Arrived::Refused);
    items[0].problem.clone().unwrap()
}

async fn is_empty(house: &House<'_>) -> bool {
    let mut connection = house.test.database.read(house.test.realm).await.unwrap();
    let all = guildhall_archive::record::store::page_by_id(&mut connection, None, 10).await;
    all.unwrap().is_empty()
}

on_both_databases! { migrations();
    async fn what_lies_about_itself_is_refused_and_leaves_nothing(test: &TestDatabase) {
        let one = House::open(test, "one.example", 0).await;
        one.filed("通知").await;
        let sent = one.sent(Format::Bagit, "sent").await;
        let bag = below(&sent.join("packages")).remove(0);
        let sibling = test.sibling(migrations()).await;
        let other = House::open(&sibling, "other.example", 1).await;
        let make = |name: &str| other.folder.path().join(name);

        let broken = make("broken");
        copy(&bag, &broken);
        let file = below(&broken.join("data/files")).remove(0);
        std::fs::write(file, "another text").unwrap();
        assert_eq!(refused(&other, &broken).await.code, "package-bag-digest");

        let foreign = remade(&bag, &make("foreign"), |files| files.retain(|path, _| path.starts_with("files/")));
        assert_eq!(refused(&other, &foreign).await.code, "accession-foreign");

        let title = remade(&bag, &make("title"), |files| {
            changed(files, |value| value["state"]["title"] = "别的题名".into());
        });
        assert_eq!(refused(&other, &title).await.code, "accession-digest");

        let resealed = remade(&bag, &make("resealed"), |files| {
            changed(files, |value| {
                value["state"]["title"] = "别的题名".into();
                let state: guildhall_archive::Record = serde_json::from_value(value["state"].clone()).unwrap();
                value["digest"] = state.digest().to_hex().into();
            });
        });
        assert_eq!(refused(&other, &resealed).await.code, "accession-proof");

        let swapped = remade(&bag, &make("swapped"), |files| {
            let name = files.keys().next().unwrap().clone();
            files.insert(name, b"another text".to_vec());
        });
        assert_eq!(refused(&other, &swapped).await.code, "accession-file");

        // File and list agree with each other, and not with the ledger of the sender.
        let listed = remade(&bag, &make("listed"), |files| {
            let name = files.keys().next().unwrap().clone();
            files.insert(name, b"another text".to_vec());
            changed(files, |value| {
                value["files"][0]["sha256"] = ContentHash::of(b"another text").to_hex().into();
                value["files"][0]["bytes"] = 12.into();
            });
        });
        assert_eq!(refused(&other, &listed).await.code, "accession-proof");

        let pages = remade(&bag, &make("pages"), |files| {
            files.insert("metadata/pages.json".to_owned(), b"[]".to_vec());
        });
        assert_eq!(refused(&other, &pages).await.code, "accession-proof");

        let future = remade(&bag, &make("future"), |files| {
            changed(files, |value| value["form"] = "guildhall-record 9".into());
        });
        assert_eq!(refused(&other, &future).await.code, "accession-form");

        let empty = make("nothing");
        std::fs::create_dir(&empty).unwrap();
        assert_eq!(refused(&other, &empty).await.code, "dispatch-no-package");
        assert!(is_empty(&other).await);
        let whole = remade(&bag, &make("whole"), |_| {});
        assert_eq!(other.take_in(&whole).await.0.sums.received, 1, "unchanged it is taken in");
    }

    async fn a_zip_file_that_climbs_out_writes_nothing(test: &TestDatabase) {
        let house = House::open(test, "one.example", 0).await;
        let zip = house.folder.path().join("climbing.zip");
        let mut writer = zip::ZipWriter::new(std::fs::File::create(&zip).unwrap());
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file("../../outside.txt", options).unwrap();
        writer.write_all(b"out").unwrap();
        writer.finish().unwrap();
        assert_eq!(refused(&house, &zip).await.code, "package-path");
        assert!(!house.folder.path().join("outside.txt").exists());
    }

    async fn a_zip_file_of_many_packages_is_unpacked_and_its_receipt_is_held_against_it(test: &TestDatabase) {
        let one = House::open(test, "one.example", 0).await;
        for number in 0..2 {
            one.filed(&format!("第{number}号通知")).await;
        }
        let sent = one.sent(Format::Eep, "sent").await;
        let zip = one.folder.path().join("all.zip");
        let mut sink = ZipSink::new(std::fs::File::create(&zip).unwrap(), "all").unwrap();
        let packages = below(&sent.join("packages"));
        // The second one is missing.
        for file in [sent.join("receipt.json"), packages[0].clone()] {
            let path = file.strip_prefix(&sent).unwrap().to_string_lossy().into_owned();
            sink.put(&path, &mut std::fs::File::open(&file).unwrap()).unwrap();
        }
        sink.finish().unwrap();
        let sibling = test.sibling(migrations()).await;
        let other = House::open(&sibling, "other.example", 1).await;
        let (accession, items) = other.take_in(&zip).await;
        assert_eq!((accession.packages, accession.sums.received, accession.sums.refused), (2, 1, 1));
        assert_eq!(items[1].outcome, Arrived::Missing);
        assert_eq!(items[1].problem.as_ref().unwrap().code, "accession-missing");
    }

    async fn a_signature_that_is_broken_or_out_of_date_is_refused(test: &TestDatabase) {
        let one = House::open(test, "one.example", 0).await;
        one.filed("通知").await;
        let sent = one.sent(Format::Eep, "sent").await;
        let package = below(&sent.join("packages")).remove(0);
        let sibling = test.sibling(migrations()).await;
        let other = House::open(&sibling, "other.example", 1).await;
        let text = std::fs::read_to_string(&package).unwrap();
        let changed = other.folder.path().join("changed.xml");
        std::fs::write(&changed, text.replacen("护理部", "外科部", 1).replacen("通知", "通告", 1)).unwrap();
        assert_eq!(refused(&other, &changed).await.code, "package-eep-signature");
        sibling.clock.advance_secs(200 * 365 * 86_400);
        assert_eq!(refused(&other, &package).await.code, "package-eep-expired");
        assert!(is_empty(&other).await);
    }

    async fn what_has_no_place_here_is_refused_by_name(test: &TestDatabase) {
        let one = House::open(test, "one.example", 0).await;
        let record = one.filed("通知").await;
        let sent = one.sent(Format::Bagit, "sent").await;
        let sibling = test.sibling(migrations()).await;
        let other = House::open(&sibling, "other.example", 1).await;
        // Another record holds the number.
        let holder = other.filed("占号的通知").await;
        assert_eq!(holder.archival_code, record.archival_code);
        let told = refused(&other, &sent).await;
        assert_eq!(told.code, "accession-number");
        assert_eq!(told.values[0].1, record.archival_code.clone().unwrap());
        // The branch is missing.
        const RENAME: &str = "UPDATE organisation SET name = '别的部', code = NULL WHERE code = 'HLB'";
        let third = test.sibling(migrations()).await;
        let last = House::open(&third, "third.example", 1).await;
        let mut work = third.database.begin_outside_realms().await.unwrap();
        work.execute(RENAME, Vec::new()).await.unwrap();
        work.commit().await.unwrap();
        let told = refused(&last, &sent).await;
        assert_eq!(told.code, "accession-organisation");
        assert_eq!(told.values[0].1, "护理部 (HLB)");
        assert!(is_empty(&last).await);
    }
}
