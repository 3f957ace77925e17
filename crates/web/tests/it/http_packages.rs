//! A record leaves as a package: what goes out is what came in, it is counted and written down, and nobody gets more
//! than she may.

use crate::house::{Answer, House, Union};
use crate::shipped_rules::watch_rules;
use guildhall_kernel::Clock as _;
use guildhall_package::eep::{Eep, read as read_eep};
use guildhall_package::ocfl::validate;
use guildhall_package::{FolderSink, Limits, NoSink, Tree as _, ZipTree, bagit};
use guildhall_watch::Watch;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::io::Cursor;

const TITLE: &str = "关于召开第六届职工代表大会的通知";

async fn filed(house: &House, name: &str, bytes: &[u8], title: &str) -> (Union, String) {
    let union = house.first_run().await;
    let id = union.archivist.capture(name, bytes).await;
    union.archivist.file(&id, title, "1").await;
    (union, id)
}

async fn pack(client: &crate::house::Client, id: &str, format: &str) -> Answer {
    let path = format!("/api/v1/records/{id}/package");
    client
        .send_json(Method::POST, &path, &json!({ "format": format }))
        .await
}

fn unzip(answer: &Answer) -> ZipTree<Cursor<Vec<u8>>> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    ZipTree::open(Cursor::new(answer.body.to_vec()), &Limits::default()).unwrap()
}

fn judged(house: &House, answer: &Answer, into: &mut dyn guildhall_package::Sink) -> Eep {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let now = house.clock.now();
    read_eep(Cursor::new(answer.body.to_vec()), into, now, &Limits::default()).unwrap()
}

#[tokio::test]
async fn a_record_goes_out_as_a_bag_with_files_metadata_history_and_proof() {
    let house = House::open().await;
    let (union, id) = filed(&house, "通知.txt", "第一条\n".as_bytes(), TITLE).await;
    let answer = pack(&union.archivist, &id, "bagit").await;
    let disposition = answer.header("content-disposition").to_owned();
    assert!(
        disposition.starts_with("attachment;") && disposition.contains(".bag.zip"),
        "{disposition}"
    );
    let mut tree = unzip(&answer);
    let bag = bagit::read(&mut tree, &mut NoSink, &Limits::default()).unwrap();
    assert_eq!(
        (bag.problems.as_slice(), bag.remarks.as_slice()),
        (&[][..], &[][..])
    );
    let label = |name: &str| {
        bag.info
            .iter()
            .find(|(label, _)| label == name)
            .unwrap()
            .1
            .clone()
    };
    assert_eq!(label("Source-Organization"), "市一医院工会");
    assert_eq!(label("External-Description"), TITLE);
    let paths: Vec<&str> = bag.payload.keys().map(String::as_str).collect();
    let wanted = [
        "files/001-通知.txt",
        "metadata/history.json",
        "metadata/pages.json",
        "metadata/proof.json",
        "metadata/record.json",
    ];
    assert_eq!(paths, wanted);
    assert_eq!(
        tree.read("data/files/001-通知.txt", 100).unwrap(),
        "第一条\n".as_bytes()
    );
    let record: Value =
        serde_json::from_slice(&tree.read("data/metadata/record.json", 1 << 20).unwrap()).unwrap();
    let element = |number: &str| {
        let elements = record["elements"].as_array().unwrap();
        elements
            .iter()
            .find(|element| element["number"] == number)
            .unwrap()["values"][0]
            .clone()
    };
    assert_eq!(element("M22"), TITLE);
    assert_eq!(
        element("M38"),
        "限制",
        "the house's level 1 in the words of the standard"
    );
    assert_eq!(element("M17"), "1");
    assert_eq!(
        record["files"][0]["sha256"],
        bag.payload["files/001-通知.txt"].0.as_str()
    );
    let history: Value =
        serde_json::from_slice(&tree.read("data/metadata/history.json", 1 << 20).unwrap()).unwrap();
    let actions: Vec<&str> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["action"].as_str().unwrap())
        .collect();
    assert_eq!(
        (actions[0], *actions.last().unwrap()),
        ("record.captured", "record.filed")
    );
    let proof = tree.read("data/metadata/proof.json", 1 << 20).unwrap();
    assert!(
        guildhall_ledger::history_proof::HistoryProof::parse(std::str::from_utf8(&proof).unwrap()).is_ok()
    );
}

#[tokio::test]
async fn a_record_goes_out_as_an_object_of_ocfl_that_is_valid_without_a_warning() {
    let house = House::open().await;
    let (union, id) = filed(&house, "a.txt", b"first", TITLE).await;
    let answer = pack(&union.archivist, &id, "ocfl").await;
    let found = validate(&mut unzip(&answer), &Limits::default()).unwrap();
    assert_eq!(
        (found.problems.as_slice(), found.warnings.as_slice()),
        (&[][..], &[][..])
    );
    assert_eq!(found.id, format!("urn:uuid:{id}"));
    assert_eq!(found.files.len(), 5);
}

#[tokio::test]
async fn a_record_goes_out_as_the_national_package_and_comes_back_byte_for_byte() {
    let house = House::open().await;
    let (union, id) = filed(&house, "通知.txt", "第一条 & <二>\n".as_bytes(), TITLE).await;
    let answer = pack(&union.archivist, &id, "eep").await;
    let back = house.folder.path().join("back");
    let eep = judged(&house, &answer, &mut FolderSink::create(&back).unwrap());
    assert_eq!(eep.problems, []);
    assert_eq!(eep.certificates.len(), 2);
    let layer = eep.newest().unwrap();
    assert_eq!(layer.metadata.first("M22"), Some(TITLE));
    assert_eq!(layer.metadata.first("M7"), Some(id.as_str()));
    assert_eq!(layer.creator, "市一医院工会");
    assert_eq!(layer.files[0].name, "通知.txt");
    let bytes = std::fs::read(back.join(&layer.files[0].path)).unwrap();
    assert_eq!(bytes, "第一条 & <二>\n".as_bytes());
    let acts: Vec<&str> = layer.acts.iter().map(|act| act[4].1.as_str()).collect();
    assert!(acts.last().is_some_and(|act| act.contains("归档")), "{acts:?}");
    let again = pack(&union.archivist, &id, "eep").await;
    let other = judged(&house, &again, &mut NoSink);
    assert_eq!(
        other.certificates[0].fingerprint, eep.certificates[0].fingerprint,
        "the keys stay"
    );
}

#[tokio::test]
async fn many_records_come_back_with_the_same_bytes_digests_and_metadata() {
    let house = House::open().await;
    let union = house.first_run().await;
    for number in 0..6_usize {
        let bytes = vec![b'a' + u8::try_from(number).unwrap(); number * 70_000 + 1];
        let title = format!("第{number}号通知 “引号” & <尖括号>");
        let id = union
            .archivist
            .capture(&format!("第{number}号.bin.txt"), &bytes)
            .await;
        union.archivist.file(&id, &title, "0").await;
        let shown = union.archivist.get(&format!("/api/v1/records/{id}")).await.json();
        let bag = pack(&union.archivist, &id, "bagit").await;
        let mut tree = unzip(&bag);
        let read = bagit::read(&mut tree, &mut NoSink, &Limits::default()).unwrap();
        assert_eq!(read.problems, []);
        let (path, (sha256, size)) = read.payload.iter().next().unwrap();
        assert_eq!(*size, bytes.len() as u64);
        assert!(shown.to_string().contains(sha256.as_str()), "{shown}");
        assert_eq!(tree.read(&format!("data/{path}"), 1 << 20).unwrap(), bytes);
        let eep = judged(&house, &pack(&union.archivist, &id, "eep").await, &mut NoSink);
        assert_eq!(eep.problems, []);
        let layer = eep.newest().unwrap();
        assert_eq!(layer.metadata.first("M22"), Some(title.as_str()));
        assert_eq!(layer.metadata.first("M38"), Some("公开"));
        assert_eq!(layer.files[0].content.as_ref(), Some(&(sha256.clone(), *size)));
    }
}

#[tokio::test]
async fn each_package_counts_against_the_limit_and_leaves_a_leaf_about_the_record() {
    let mut house = House::open().await;
    let (union, id) = filed(&house, "a.txt", b"first", TITLE).await;
    let mut rules = watch_rules();
    rules.limits.export.records_per_day = 2;
    let watch = Watch::new(house.app.database.clone(), rules);
    house.configure(|app| app.watch = watch);
    let archivist = house.now(&union.archivist);
    for format in ["bagit", "ocfl"] {
        assert_eq!(pack(&archivist, &id, format).await.status, StatusCode::OK);
    }
    let refused = pack(&archivist, &id, "bagit").await;
    refused.assert_problem(StatusCode::FORBIDDEN, "export-limit");
    for action in ["record.packaged", "record.list-exported"] {
        let acts = union
            .audit
            .get(&format!("/api/v1/audit?action={action}"))
            .await
            .json();
        assert_eq!(acts["acts"].as_array().map(Vec::len), Some(2), "{action}: {acts}");
    }
}

#[tokio::test]
async fn personal_data_goes_out_only_to_whom_it_is_shown_in_clear() {
    let house = House::open().await;
    let (union, id) = filed(&house, "a.txt", b"first", "慰问王芳13812345678").await;
    let refused = pack(&union.archivist, &id, "bagit").await;
    refused.assert_problem(StatusCode::FORBIDDEN, "clear-access-needed");
    let page = union.archivist.get(&format!("/records/{id}")).await.text();
    assert!(
        !page.contains(&format!("/records/{id}/package")),
        "it is not offered"
    );
    let purpose = json!({ "purpose": "archive_maintenance", "reason": "移交市档案馆" });
    let path = format!("/api/v1/records/{id}/clear-access");
    let asked = union.archivist.send_json(Method::POST, &path, &purpose).await;
    assert!(asked.status.is_success(), "{}", asked.text());
    let bag = pack(&union.archivist, &id, "bagit").await;
    assert_eq!(bag.status, StatusCode::OK, "{}", bag.text());
}

#[tokio::test]
async fn the_page_offers_the_kinds_and_sends_the_package_by_form() {
    let house = House::open().await;
    let (union, id) = filed(&house, "a.txt", b"first", TITLE).await;
    let record = union.archivist.get(&format!("/records/{id}")).await.text();
    let address = format!("/records/{id}/package");
    assert!(record.contains(&address), "the record leads there");
    let page = union.archivist.get(&address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    for format in ["eep", "bagit", "ocfl"] {
        assert!(page.text().contains(&format!("value=\"{format}\"")), "{format}");
    }
    let token = union.archivist.form_token.clone();
    let sent = union
        .archivist
        .post_form(&address, &[("csrf", token.as_str()), ("format", "bagit")])
        .await;
    unzip(&sent);
    let without = union.archivist.post_form(&address, &[("format", "bagit")]).await;
    assert_eq!(without.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_may_not_export_or_asks_for_what_is_not_there_is_refused() {
    let house = House::open().await;
    let (union, id) = filed(&house, "a.txt", b"first", TITLE).await;
    let top = union.system.get("/api/v1/organisations").await.json()["organisations"][0]["id"].clone();
    let reader = house
        .account(&union, "reader", top.as_str().unwrap(), "reader")
        .await;
    assert_eq!(pack(&reader, &id, "bagit").await.status, StatusCode::FORBIDDEN);
    for power in [&union.system, &union.security, &union.audit] {
        assert_eq!(pack(power, &id, "bagit").await.status, StatusCode::NOT_FOUND);
    }
    let unknown = pack(&union.archivist, &id, "rar").await;
    assert!(unknown.text().contains("dispatch-format"), "{}", unknown.text());
    let paper = union.archivist.capture("b.txt", b"second").await;
    assert!(
        pack(&union.archivist, &paper, "bagit")
            .await
            .status
            .is_client_error()
    );
}
