//! The four checks: at filing, on request, by a person's eyes; who may, and what is refused.

use crate::house::{Client, House};
use http::{Method, StatusCode};
use serde_json::{Value, json};

fn fields(title: &str) -> Value {
    json!({
        "title": title, "responsible_party": "市一医院工会", "doc_date": "2024-03-15", "year": "2024",
        "retention": "D30", "security_level": "1",
    })
}

/// Describes a paper and asks to file it; returns the answer to that.
async fn file(client: &Client, id: &str, fields: Value) -> crate::house::Answer {
    let path = format!("/api/v1/papers/{id}");
    let body = json!({ "version": 1, "type": "WS", "fields": fields });
    let described = client.send_json(Method::PUT, &path, &body).await;
    assert!(described.status.is_success(), "{}", described.text());
    let body = json!({ "version": described.json()["version"] });
    client
        .send_json(Method::POST, &format!("{path}/file"), &body)
        .await
}

async fn runs(client: &Client, id: &str) -> Vec<Value> {
    let answer = client.get(&format!("/api/v1/records/{id}/checks")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["runs"].as_array().expect("runs").clone()
}

fn outcome<'v>(run: &'v Value, code: &str) -> &'v str {
    let results = run["results"].as_array().expect("results");
    let found = results.iter().find(|result| result["code"] == code);
    found
        .and_then(|result| result["outcome"].as_str())
        .unwrap_or("none")
}

#[tokio::test]
async fn a_record_is_checked_when_it_is_filed_and_its_page_tells_how_it_stands() {
    let house = House::open().await;
    let union = house.first_run().await;
    let archivist = &union.archivist;
    let id = archivist.capture("通知.txt", "正文".as_bytes()).await;
    let filed = file(archivist, &id, fields("通知")).await;
    assert!(filed.status.is_success(), "{}", filed.text());
    let runs = runs(archivist, &id).await;
    assert_eq!(runs.len(), 1);
    assert_eq!(
        (&runs[0]["stage"], &runs[0]["cause"]),
        (&json!("filing"), &json!("filing"))
    );
    assert_eq!(runs[0]["results"].as_array().map(Vec::len), Some(40));
    for code in [
        "GD-1-1", "GD-1-7", "GD-1-9", "GD-1-11", "GD-2-4", "GD-2-5", "GD-2-6", "GD-3-3",
    ] {
        assert_eq!(outcome(&runs[0], code), "in-order", "{code}: {}", runs[0]);
    }
    assert_eq!(outcome(&runs[0], "GD-3-4"), "to-look-at");
    assert_eq!(outcome(&runs[0], "GD-4-2"), "not-asked");
    let page = archivist.get_in(&format!("/records/{id}"), "zh-CN").await.text();
    assert!(
        page.contains("四性检测") && page.contains("待查看 1 项"),
        "{page}"
    );
    let page = archivist
        .get_in(&format!("/records/{id}/checks"), "zh-CN")
        .await
        .text();
    assert!(
        page.contains("固化信息有效性检测") && page.contains("没有杀毒软件查过"),
        "{page}"
    );
    let list = archivist.get_in("/checks", "zh-CN").await.text();
    assert!(list.contains("已检测 1 件") && list.contains("通知"), "{list}");
}

#[tokio::test]
async fn what_fails_a_check_that_blocks_is_not_filed_and_stays_as_it_was() {
    let house = House::open().await;
    let union = house.first_run().await;
    let archivist = &union.archivist;
    let zip = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let id = archivist.capture("材料.zip", zip).await;
    let refused = file(archivist, &id, fields("材料")).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.text()
    );
    assert_eq!(refused.json()["code"], "checks-blocked");
    assert!(refused.text().contains("GD-3-3"), "{}", refused.text());
    let paper = archivist.get(&format!("/api/v1/papers/{id}")).await.json();
    assert_eq!(paper["record"]["state"], "described", "{paper}");
    assert_eq!(runs(archivist, &id).await, Vec::<Value>::new());
    // The number that it would have had goes to the next.
    let next = archivist.capture("通知.txt", "正文".as_bytes()).await;
    let filed = file(archivist, &next, fields("通知")).await;
    assert!(filed.text().contains("-0001"), "{}", filed.text());
}

#[tokio::test]
async fn a_file_that_was_lost_is_found_by_checking_again() {
    let house = House::open().await;
    let union = house.first_run().await;
    let archivist = &union.archivist;
    let id = archivist.capture("通知.txt", "正文".as_bytes()).await;
    assert!(file(archivist, &id, fields("通知")).await.status.is_success());
    for replica in ["vault-a", "vault-b"] {
        spoil(&house.folder.path().join(replica));
    }
    let again = archivist
        .send_json(Method::POST, &format!("/api/v1/records/{id}/checks"), &json!({}))
        .await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text());
    assert_eq!(again.json()["stage"], "keeping");
    assert_eq!(outcome(&again.json(), "BC-1-1"), "fails", "{}", again.text());
    assert_eq!(outcome(&again.json(), "LT-2-2"), "fails");
    let overview = archivist.get("/api/v1/checks").await.json();
    assert_eq!(
        (&overview["checked"], &overview["failing"]),
        (&json!(1), &json!(1)),
        "{overview}"
    );
    assert_eq!(overview["records"][0]["id"], id.as_str());
    assert_eq!(runs(archivist, &id).await.len(), 2);
}

/// Turns the last byte of every file.
fn spoil(folder: &std::path::Path) {
    for entry in walk(folder) {
        let mut bytes = std::fs::read(&entry).expect("a file of the vault");
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
            std::fs::write(&entry, bytes).expect("a file of the vault");
        }
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let found = entries.map(|entry| entry.expect("an entry").path());
    found
        .flat_map(|path| match path.is_dir() {
            true => walk(&path),
            false => vec![path],
        })
        .collect()
}

#[tokio::test]
async fn a_person_answers_what_the_program_cannot_tell_and_what_was_found_before_stays() {
    let house = House::open().await;
    let union = house.first_run().await;
    let archivist = &union.archivist;
    let id = archivist.capture("通知.txt", "正文".as_bytes()).await;
    assert!(file(archivist, &id, fields("通知")).await.status.is_success());
    let path = format!("/records/{id}/checks/GD-3-4");
    let answered = archivist
        .post_form(&path, &[("csrf", &archivist.form_token), ("is_in_order", "yes")])
        .await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text());
    let made = runs(archivist, &id).await;
    assert_eq!(made.len(), 2);
    assert_eq!(
        (outcome(&made[0], "GD-3-4"), outcome(&made[1], "GD-3-4")),
        ("in-order", "to-look-at")
    );
    let again = archivist
        .send_json(Method::POST, &format!("/api/v1/records/{id}/checks"), &json!({}))
        .await;
    assert_eq!(
        outcome(&again.json(), "GD-3-4"),
        "in-order",
        "her answer holds on"
    );
    assert_eq!(outcome(&again.json(), "LT-3-2"), "to-look-at");
    let body = json!({ "is_in_order": false });
    let path = format!("/api/v1/records/{id}/checks/GD-3-4");
    let twice = archivist.send_json(Method::POST, &path, &body).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "{}", twice.text());
    let unknown = archivist
        .send_json(
            Method::POST,
            &format!("/api/v1/records/{id}/checks/XX-9-9"),
            &body,
        )
        .await;
    assert_eq!(unknown.status, StatusCode::CONFLICT, "{}", unknown.text());
}

#[tokio::test]
async fn a_reader_sees_how_a_record_stands_and_makes_no_check() {
    let house = House::open().await;
    let union = house.first_run().await;
    let surgery = house.unit(&union, "外科分会").await;
    let archivist = house.account(&union, "sun.jing", &surgery, "archivist").await;
    let reader = house.account(&union, "qian.li", &surgery, "reader").await;
    let elsewhere = house.unit(&union, "内科分会").await;
    let stranger = house.account(&union, "zhou.ming", &elsewhere, "reader").await;
    let id = archivist.capture("通知.txt", "正文".as_bytes()).await;
    assert!(file(&archivist, &id, fields("通知")).await.status.is_success());
    assert_eq!(runs(&reader, &id).await.len(), 1);
    let again = reader
        .send_json(Method::POST, &format!("/api/v1/records/{id}/checks"), &json!({}))
        .await;
    assert_eq!(again.status, StatusCode::FORBIDDEN, "{}", again.text());
    let hidden = stranger.get(&format!("/api/v1/records/{id}/checks")).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    let none = stranger.get("/api/v1/checks").await.json();
    assert_eq!(
        (&none["checked"], &none["records"]),
        (&json!(0), &json!([])),
        "{none}"
    );
}

#[tokio::test]
async fn two_records_with_one_number_title_and_party_name_each_other() {
    let house = House::open().await;
    let union = house.first_run().await;
    let archivist = &union.archivist;
    let mut same = fields("通知");
    same["doc_number"] = json!("院工〔2024〕3号");
    let first = archivist.capture("一.txt", "一".as_bytes()).await;
    assert!(file(archivist, &first, same.clone()).await.status.is_success());
    let second = archivist.capture("二.txt", "二".as_bytes()).await;
    assert!(file(archivist, &second, same).await.status.is_success());
    assert_eq!(outcome(&runs(archivist, &second).await[0], "GD-1-8"), "fails");
    let page = archivist
        .get_in(&format!("/records/{second}/checks"), "zh-CN")
        .await
        .text();
    assert!(page.contains("-0001") && page.contains("责任者都相同"), "{page}");
}
