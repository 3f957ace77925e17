//! Many records leave at once and come into another house, over the web: what is fetched is what was packed, each hand
//! sees its own, and each act is written down.

use crate::house::{Answer, Client, House, Part, Union};
use crate::shipped_rules::watch_rules;
use guildhall_dispatch::accession::Receiving;
use guildhall_dispatch::consignment::Packing;
use guildhall_package::{Limits, Tree as _, ZipTree};
use guildhall_store::job::{JobHandler, LANE_QUICK, Runner, RunnerConfig};
use guildhall_watch::Watch;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

const CONSIGNMENTS: &str = "/api/v1/consignments";
const ACCESSIONS: &str = "/api/v1/accessions";

async fn filed(union: &Union, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..count {
        let bytes = format!("第{number}条\n");
        let id = union
            .archivist
            .capture(&format!("{number}.txt"), bytes.as_bytes())
            .await;
        union.archivist.file(&id, &format!("第{number}号通知"), "1").await;
        ids.push(id);
    }
    ids
}

/// Does what waits.
async fn work_off(house: &House) {
    let config = RunnerConfig {
        lane: LANE_QUICK,
        owner: "test".to_owned(),
        parallel: 1,
        lease: Duration::from_secs(60),
        poll: Duration::from_secs(1),
    };
    let exchange = house.app.exchange.clone();
    let handlers: Vec<Arc<dyn JobHandler>> =
        vec![Arc::new(Packing(exchange.clone())), Arc::new(Receiving(exchange))];
    let runner = Runner::new(house.app.database.clone(), config, handlers);
    runner.run_due().await.unwrap();
}

fn wanted(format: &str) -> Value {
    json!({ "format": format, "purpose": "archive_maintenance", "reason": "移交市档案馆" })
}

async fn begun(client: &Client, format: &str) -> String {
    let answer = client
        .send_json(Method::POST, CONSIGNMENTS, &wanted(format))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

async fn send(client: &Client, name: &str, bytes: &[u8]) -> Answer {
    let mut request = client.upload_to(ACCESSIONS, &[Part { name, bytes }]);
    let token = client.form_token.parse().unwrap();
    request.headers_mut().insert("x-csrf-token", token);
    client.send(request).await
}

async fn acts(union: &Union, action: &str) -> usize {
    let path = format!("/api/v1/audit?action={action}");
    let acts = union.audit.get(&path).await.json();
    acts["acts"].as_array().map(Vec::len).unwrap()
}

#[tokio::test]
async fn records_leave_one_house_and_are_the_same_in_another() {
    let house = House::open().await;
    let union = house.first_run().await;
    let ids = filed(&union, 2).await;
    let id = begun(&union.archivist, "bagit").await;
    let early = union
        .archivist
        .get(&format!("/consignments/{id}/packages.zip"))
        .await;
    assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.text());
    work_off(&house).await;
    let shown = union.archivist.get(&format!("{CONSIGNMENTS}/{id}")).await.json();
    assert_eq!(
        (&shown["state"], &shown["packed"], &shown["left_out"]),
        (&json!("done"), &json!(2), &json!(0))
    );
    let page = union.archivist.get(&format!("/consignments/{id}")).await;
    assert!(page.text().contains("packages.zip"), "{}", page.text());
    let zip = union
        .archivist
        .get(&format!("{CONSIGNMENTS}/{id}/packages"))
        .await;
    assert_eq!(zip.status, StatusCode::OK, "{}", zip.text());
    let mut tree = ZipTree::open(Cursor::new(zip.body.to_vec()), &Limits::default()).unwrap();
    let receipt: Value = serde_json::from_slice(&tree.read("receipt.json", 1 << 20).unwrap()).unwrap();
    assert_eq!(receipt["packages"].as_array().map(Vec::len), Some(2));
    assert_eq!(acts(&union, "record.packaged").await, 2);
    for action in ["consignment.begun", "consignment.done", "consignment.fetched"] {
        assert_eq!(acts(&union, action).await, 1, "{action}");
    }

    let other = House::open().await;
    let archives = other.first_run().await;
    let sent = send(&archives.archivist, "sent.zip", &zip.body).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    let accession = sent.json()["id"].as_str().unwrap().to_owned();
    work_off(&other).await;
    let path = format!("{ACCESSIONS}/{accession}");
    let shown = archives.archivist.get(&path).await.json();
    let items = archives.archivist.get(&format!("{path}/items")).await.json();
    assert_eq!(shown["received"], 2, "{shown} {items}");
    for record in &ids {
        let path = format!("/api/v1/records/{record}");
        let (before, after) = (
            union.archivist.get(&path).await.json(),
            archives.archivist.get(&path).await.json(),
        );
        for same in ["title", "archival_code", "retention", "filed_at", "version"] {
            assert_eq!(before["record"][same], after["record"][same], "{same}");
        }
        assert_eq!(before["files"][0]["sha256"], after["files"][0]["sha256"]);
        let prior = archives
            .archivist
            .get(&format!("{path}/prior-history"))
            .await
            .json();
        let acts = prior["houses"][0]["acts"].as_array().unwrap();
        assert_eq!(acts[0]["action"], "record.captured");
        assert!(acts.iter().any(|act| act["who"] == "陈瑜"), "{acts:?}");
        let page = archives.archivist.get(&format!("/records/{record}")).await.text();
        assert!(page.contains("接收前历史：市一医院工会"), "{page}");
    }
    let again = send(&archives.archivist, "sent.zip", &zip.body).await.json();
    work_off(&other).await;
    let path = format!("{ACCESSIONS}/{}", again["id"].as_str().unwrap());
    let shown = archives.archivist.get(&path).await.json();
    assert_eq!((&shown["received"], &shown["known"]), (&json!(0), &json!(2)));
    let page = archives
        .archivist
        .get(&format!("/accessions/{accession}"))
        .await
        .text();
    assert!(page.contains(receipt["packages"][0]["archival_code"].as_str().unwrap()));
    assert_eq!(acts(&archives, "record.received").await, 2);
    let waiting = other.folder.path().join("packages");
    assert_eq!(
        std::fs::read_dir(waiting).unwrap().count(),
        0,
        "nothing stays unsealed"
    );
}

#[tokio::test]
async fn a_single_package_comes_in_by_the_form_of_the_page() {
    let house = House::open().await;
    let union = house.first_run().await;
    let ids = filed(&union, 1).await;
    let path = format!("/api/v1/records/{}/package", ids[0]);
    let package = union
        .archivist
        .send_json(Method::POST, &path, &json!({ "format": "eep" }))
        .await;
    let other = House::open().await;
    let archives = other.first_run().await;
    let page = archives.archivist.get("/accessions").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.text().contains("enctype=\"multipart/form-data\""));
    let part = Part {
        name: "通知.eep.xml",
        bytes: &package.body,
    };
    let without = archives
        .archivist
        .send(archives.archivist.upload_to("/accessions", &[part]))
        .await;
    assert_eq!(without.status, StatusCode::FORBIDDEN, "{}", without.text());
    let sent = send(&archives.archivist, "通知.eep.xml", &package.body).await;
    work_off(&other).await;
    let path = format!("{ACCESSIONS}/{}/items", sent.json()["id"].as_str().unwrap());
    let items = archives.archivist.get(&path).await.json();
    assert_eq!(items["items"][0]["outcome"], "received", "{items}");
    assert_eq!(items["items"][0]["kind"], "EEP (DA/T 48)");
}

#[tokio::test]
async fn what_is_refused_says_why_and_what_to_do() {
    let house = House::open().await;
    let union = house.first_run().await;
    let none = send(&union.archivist, "x.zip", b"PK broken").await.json();
    work_off(&house).await;
    let id = none["id"].as_str().unwrap();
    let shown = union.archivist.get(&format!("{ACCESSIONS}/{id}")).await.json();
    assert_eq!(shown["state"], "done");
    assert_eq!(shown["problem"]["code"], "package-zip", "{shown}");
    let page = union.archivist.get(&format!("/accessions/{id}")).await.text();
    assert!(page.contains("zip 文件"), "{page}");
}

#[tokio::test]
async fn the_limit_of_exports_counts_every_record_of_a_consignment() {
    let mut house = House::open().await;
    let union = house.first_run().await;
    filed(&union, 3).await;
    let mut rules = watch_rules();
    rules.limits.export.records_per_day = 2;
    let watch = Watch::new(house.app.database.clone(), rules);
    house.configure(|app| app.watch = watch);
    let archivist = house.now(&union.archivist);
    let refused = archivist
        .send_json(Method::POST, CONSIGNMENTS, &wanted("ocfl"))
        .await;
    refused.assert_problem(StatusCode::FORBIDDEN, "export-limit");
    let none = archivist.get(CONSIGNMENTS).await.json();
    assert_eq!(none["consignments"], json!([]), "nothing is left of it");
    let mut narrow = wanted("ocfl");
    narrow["year"] = json!(1999);
    let refused = archivist.send_json(Method::POST, CONSIGNMENTS, &narrow).await;
    refused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "dispatch-nothing");
    let mut silent = wanted("ocfl");
    silent["reason"] = json!("x");
    let refused = archivist.send_json(Method::POST, CONSIGNMENTS, &silent).await;
    refused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "dispatch-purpose");
}

#[tokio::test]
async fn a_consignment_is_stopped_by_its_maker_and_seen_by_nobody_else() {
    let house = House::open().await;
    let union = house.first_run().await;
    filed(&union, 1).await;
    let token = union.archivist.form_token.clone();
    let fields = [
        ("csrf", token.as_str()),
        ("format", "bagit"),
        ("purpose", "archive_maintenance"),
        ("reason", "移交市档案馆"),
    ];
    let begun = union.archivist.post_form("/consignments", &fields).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    let here = begun.header("location").to_owned();
    for power in [&union.system, &union.security, &union.audit] {
        let answer = power.get(&here).await;
        assert!(answer.status.is_client_error(), "{}", answer.status);
    }
    let stop = format!("{here}/stopping");
    let stopped = union
        .archivist
        .post_form(&stop, &[("csrf", token.as_str())])
        .await;
    assert_eq!(stopped.status, StatusCode::SEE_OTHER, "{}", stopped.text());
    let again = union
        .archivist
        .post_form(&stop, &[("csrf", token.as_str())])
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    work_off(&house).await;
    let page = union.archivist.get(&here).await.text();
    assert!(page.contains("已停止"), "{page}");
}
