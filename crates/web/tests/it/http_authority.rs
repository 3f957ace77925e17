//! The authority file through pages and API: taken in from a record, changed, found by every name, proposed in describing.

use crate::house::{Client, House};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

const AUTHORITIES: &str = "/api/v1/authorities";

async fn filed(keeper: &Client, name: &str) {
    let record = keeper.capture(&format!("{name}.txt"), name.as_bytes()).await;
    keeper.file(&record, name, "1").await;
}

#[tokio::test]
async fn a_name_is_taken_in_from_the_records_and_leads_to_them() {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let keeper = &house.account(&union, "sun.jing", &unit, "archivist").await;
    filed(keeper, "职代会决议").await;
    let unknown = keeper.get("/api/v1/authorities/unknown").await.json();
    let name = unknown["names"][0].as_str().expect("a name").to_owned();
    let page = keeper.get_in("/authorities/unknown", "zh-CN").await.text();
    assert!(page.contains(&name) && page.contains("收录"), "{page}");
    let form = keeper
        .get_in(&format!("/authorities/new?name={name}"), "zh-CN")
        .await
        .text();
    assert!(form.contains(&format!("value=\"{name}\"")), "{form}");
    let fields = [
        ("kind", "body"),
        ("name", "市总工会"),
        ("other_names", name.as_str()),
        ("began", "1952"),
    ];
    let made = keeper.post_form("/authorities", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let address = made.header(header::LOCATION).to_owned();
    let shown = keeper.get_in(&address, "zh-CN").await.text();
    for text in ["市总工会", name.as_str(), "职代会决议", "1952–"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    let unknown = keeper.get("/api/v1/authorities/unknown").await.json();
    assert_eq!(unknown["names"], json!([]));
    let names = keeper.get(AUTHORITIES).await.json();
    assert_eq!(names["names"].as_array().map(Vec::len), Some(2));
    let paper = keeper.capture("二.txt", "二".as_bytes()).await;
    let describing = keeper.get_in(&format!("/inbox/{paper}"), "zh-CN").await.text();
    assert!(describing.contains("<option value=\"市总工会\">"), "{describing}");
    assert!(describing.contains("list=\"parties\""), "{describing}");
}

#[tokio::test]
async fn a_change_names_the_revision_it_saw_and_a_refusal_keeps_what_was_typed() {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let keeper = &house.account(&union, "sun.jing", &unit, "archivist").await;
    let send = |method: Method, path: String, body: Value| async move {
        keeper.send_json(method, &path, &body).await
    };
    let new = json!({ "kind": "person", "name": "王芳（外科）", "code": "护士长" });
    let made = send(Method::POST, AUTHORITIES.to_owned(), new.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let taken = send(Method::POST, AUTHORITIES.to_owned(), new).await;
    assert_eq!(taken.json()["code"], "authority-taken", "{}", taken.text());
    let path = format!("{AUTHORITIES}/{id}");
    let change = json!({ "revision": 1, "kind": "person", "name": "王芳（外科）", "code": "主任" });
    let changed = send(Method::PUT, path.clone(), change.clone()).await;
    assert_eq!(changed.json()["revision"], 2, "{}", changed.text());
    let late = send(Method::PUT, path, change).await;
    assert_eq!(late.json()["code"], "authority-changed", "{}", late.text());
    let fields = [
        ("revision", "2"),
        ("kind", "person"),
        ("name", "王芳（外科）"),
        ("began", "从前"),
    ];
    let refused = keeper.post_form(&format!("/authorities/{id}"), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("从前"), "{}", refused.text());
}

#[tokio::test]
async fn who_keeps_no_records_has_no_authority_file() {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let reader = house.account(&union, "li.si", &unit, "reader").await;
    for path in [
        "/authorities",
        "/authorities/new",
        "/authorities/unknown",
        AUTHORITIES,
    ] {
        assert_eq!(reader.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let new = json!({ "kind": "body", "name": "甲" });
    let refused = reader.send_json(Method::POST, AUTHORITIES, &new).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
}
