//! Files are scanned before they can be filed; of an infected one nothing is given out until somebody else has decided.

use crate::clamd::{Manner, eicar, start};
use crate::house::{Answer, Client, House};
use guildhall_archive::Scanned;
use guildhall_kernel::{Actor, OrgPath, RecordId};
use guildhall_scanner::{Patience, Scanner};
use http::{Method, StatusCode};
use serde_json::{Value, json};

/// A house that asks a scanner.
async fn scanning() -> House {
    let mut house = House::open().await;
    let scanner = Scanner::new(start(Manner::Clamd(1 << 20)).await, Patience::default());
    house.configure(|app| {
        app.preservation.scanner = Some(scanner);
        app.checks.has_scanner = true;
    });
    house
}

/// Has the files of a paper scanned, as the job does.
async fn scan(house: &House, id: &str) {
    let record: RecordId = id.parse().expect("an id");
    let scanned = house.app.preservation.scan(house.realm().await, record).await;
    assert_eq!(scanned.expect("scanned"), 1);
}

async fn describe_and_file(client: &Client, id: &str) -> Answer {
    let fields = json!({
        "title": "通知", "responsible_party": "市一医院工会", "doc_date": "2024-03-15", "year": "2024",
        "retention": "D30", "security_level": "1",
    });
    let path = format!("/api/v1/papers/{id}");
    let version = client.get(&path).await.json()["record"]["version"].clone();
    let body = json!({ "version": version, "type": "WS", "fields": fields });
    let described = client.send_json(Method::PUT, &path, &body).await;
    assert!(described.status.is_success(), "{}", described.text());
    let body = json!({ "version": described.json()["version"] });
    client
        .send_json(Method::POST, &format!("{path}/file"), &body)
        .await
}

fn of_viruses(run: &Value) -> Value {
    let results = run["results"].as_array().expect("results");
    let found = results.iter().find(|result| result["code"] == "GD-4-2");
    found.expect("a check of viruses").clone()
}

#[tokio::test]
async fn a_paper_that_was_not_scanned_is_not_filed_and_one_that_was_says_by_whom_and_when() {
    let house = scanning().await;
    let union = house.first_run().await;
    let archivist = &union.archivist;
    let id = archivist.capture("通知.txt", "正文".as_bytes()).await;
    let refused = describe_and_file(archivist, &id).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.text()
    );
    assert!(refused.text().contains("GD-4-2"), "{}", refused.text());
    scan(&house, &id).await;
    let filed = describe_and_file(archivist, &id).await;
    assert!(filed.status.is_success(), "{}", filed.text());
    let checks = archivist
        .get(&format!("/api/v1/records/{id}/checks"))
        .await
        .json();
    let found = of_viruses(&checks["runs"][0]);
    assert_eq!(found["outcome"], "in-order", "{found}");
    assert!(
        found["why"]
            .as_str()
            .is_some_and(|why| why.contains("ClamAV 1.4.1")),
        "{found}"
    );
}

#[tokio::test]
async fn nothing_of_an_infected_paper_is_given_out_until_somebody_else_has_released_it_with_a_reason() {
    let house = scanning().await;
    let union = house.first_run().await;
    let surgery = house.unit(&union, "外科分会").await;
    let medicine = house.unit(&union, "内科分会").await;
    let owner = house.account(&union, "sun.jing", &surgery, "archivist").await;
    let stranger = house.account(&union, "zhou.wen", &medicine, "archivist").await;
    let id = owner.capture("通知.txt", eicar().as_bytes()).await;
    let shown = owner.get(&format!("/api/v1/records/{id}")).await.json();
    let file = shown["files"][0]["id"].as_str().expect("a file").to_owned();
    scan(&house, &id).await;
    for path in [
        format!("/api/v1/records/{id}"),
        format!("/api/v1/records/{id}/files/{file}"),
        format!("/api/v1/records/{id}/formats"),
    ] {
        let answer = owner.get(&path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(answer.json()["code"], "quarantined", "{path}");
    }
    for path in [
        format!("/records/{id}"),
        format!("/inbox/{id}"),
        format!("/records/{id}/quarantine"),
    ] {
        let page = union.archivist.get_in(&path, "zh-CN").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        let text = page.text();
        assert!(
            text.contains("Win.Test.EICAR_HDB-1") && !text.contains("通知"),
            "{path}: {text}"
        );
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let path = format!("/api/v1/records/{id}/quarantine");
    let release = async |client: &Client, reason: &str| {
        client
            .send_json(Method::POST, &path, &json!({ "reason": reason }))
            .await
    };
    assert_eq!(release(&owner, "测试文件").await.json()["code"], "own-paper");
    assert_eq!(release(&stranger, "测试文件").await.status, StatusCode::NOT_FOUND);
    let silent = release(&union.archivist, " ").await;
    assert_eq!(
        silent.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        silent.text()
    );
    let released = release(&union.archivist, "测试文件").await;
    assert_eq!(released.status, StatusCode::NO_CONTENT, "{}", released.text());
    assert_eq!(
        release(&union.archivist, "再一次").await.status,
        StatusCode::NOT_FOUND
    );

    let open = owner.get(&format!("/api/v1/records/{id}/files/{file}")).await;
    assert_eq!(open.status, StatusCode::OK);
    let history = owner.get(&format!("/api/v1/records/{id}/history")).await.text();
    assert!(
        history.contains("record.quarantined") && history.contains("record.quarantine-released"),
        "{history}"
    );
    assert!(!history.contains("测试文件"), "the reason is not in the ledger");
    let filed = describe_and_file(&union.archivist, &id).await;
    assert!(filed.status.is_success(), "{}", filed.text());
}

#[tokio::test]
async fn an_infected_paper_is_taken_out_of_the_inbox_and_a_scanner_that_is_silent_says_nothing() {
    let mut house = scanning().await;
    let union = house.first_run().await;
    let archivist = &union.archivist;
    let id = archivist.capture("通知.txt", eicar().as_bytes()).await;
    scan(&house, &id).await;
    let discard = format!("/api/v1/papers/{id}/discard");
    let body = json!({ "reason": "查出病毒" });
    let discarded = archivist.send_json(Method::POST, &discard, &body).await;
    assert!(discarded.status.is_success(), "{}", discarded.text());
    let next = archivist.capture("决定.txt", "决定".as_bytes()).await;
    let nobody = "tcp:127.0.0.1:1".parse().expect("an address");
    house.configure(|app| app.preservation.scanner = Some(Scanner::new(nobody, Patience::default())));
    let record: RecordId = next.parse().expect("an id");
    let asked = house.app.preservation.scan(house.realm().await, record).await;
    let error = asked.expect_err("nobody listens there");
    assert_eq!(guildhall_kernel::Explain::code(&error), "scanner");
}

#[tokio::test]
async fn a_filed_record_that_is_found_infected_later_is_closed_to_its_readers_who_decide_nothing() {
    let house = scanning().await;
    let union = house.first_run().await;
    let surgery = house.unit(&union, "外科分会").await;
    let archivist = house.account(&union, "sun.jing", &surgery, "archivist").await;
    let reader = house.account(&union, "qian.li", &surgery, "reader").await;
    let id = archivist.capture("通知.txt", "正文".as_bytes()).await;
    scan(&house, &id).await;
    assert!(describe_and_file(&archivist, &id).await.status.is_success());
    assert_eq!(reader.get(&format!("/records/{id}")).await.status, StatusCode::OK);

    let (app, realm) = (&house.app, house.realm().await);
    let record: RecordId = id.parse().expect("an id");
    let mut work = app.database.begin(realm).await.expect("a unit of work");
    let files = guildhall_archive::record::store::components(&mut work, record).await;
    let file = files.expect("files").remove(0);
    let program = Actor::program("preservation", realm, OrgPath::root(1));
    let said = (Scanned::Infected("Later.Known".to_owned()), "ClamAV 1.4.1/27999");
    let kept = app.archive.keep_scan(&mut work, &program, &file, said).await;
    kept.expect("kept");
    work.commit().await.expect("committed");

    let told = reader.get_in(&format!("/records/{id}"), "zh-CN").await;
    assert_eq!(told.status, StatusCode::FORBIDDEN);
    assert!(!told.text().contains("Later.Known"), "{}", told.text());
    let path = format!("/api/v1/records/{id}/quarantine");
    let body = json!({ "reason": "不怕" });
    assert_eq!(reader.get(&path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        reader.send_json(Method::POST, &path, &body).await.status,
        StatusCode::FORBIDDEN
    );
    let body = json!({ "reason": "误报" });
    let released = union.archivist.send_json(Method::POST, &path, &body).await;
    assert_eq!(released.status, StatusCode::NO_CONTENT, "{}", released.text());
    assert_eq!(reader.get(&format!("/records/{id}")).await.status, StatusCode::OK);
}
