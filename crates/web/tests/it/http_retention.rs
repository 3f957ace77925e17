//! Retention: what falls due, for whom, and why.

use crate::house::{Client, House};
use http::StatusCode;
use serde_json::{Value, json};

async fn filed(client: &Client, name: &str, (year, retention): (&str, &str)) -> String {
    let id = client.capture(name, name.as_bytes()).await;
    let body = json!({
        "version": 1, "type": "WS",
        "fields": {
            "title": format!("{year} 年通知"), "responsible_party": "市一医院工会", "doc_date": format!("{year}-03-15"),
            "year": year, "retention": retention, "security_level": "1",
        },
    });
    let path = format!("/api/v1/papers/{id}");
    let described = client.send_json(http::Method::PUT, &path, &body).await;
    assert!(described.status.is_success(), "{}", described.text());
    let version = described.json()["version"].clone();
    let path = format!("/api/v1/papers/{id}/file");
    let done = client
        .send_json(http::Method::POST, &path, &json!({ "version": version }))
        .await;
    assert!(done.status.is_success(), "{}", done.text());
    id
}

#[tokio::test]
async fn the_archivist_sees_what_falls_due_and_why_and_a_reader_does_not() {
    let house = House::open().await;
    let union = house.first_run().await;
    let surgery = house.unit(&union, "外科分会").await;
    let archivist = house.account(&union, "sun.jing", &surgery, "archivist").await;
    let reader = house.account(&union, "qian.li", &surgery, "reader").await;
    let old = filed(&archivist, "旧.txt", ("2010", "D10")).await;
    filed(&archivist, "新.txt", ("2024", "D30")).await;
    filed(&archivist, "永.txt", ("1999", "Y")).await;
    let list = archivist.get("/api/v1/retention/due").await.json();
    assert_eq!(list["records"].as_array().map(Vec::len), Some(1), "{list}");
    assert_eq!(list["records"][0]["id"], old.as_str());
    assert_eq!(list["records"][0]["last_day"], "2020-12-31");
    assert_eq!(list["records"][0]["due"], "2021-01-01");
    assert_eq!(list["years"], json!([{ "year": 2021, "records": 1 }]));
    let page = archivist.get_in("/retention", "zh-CN").await.text();
    assert!(
        page.contains("现已到期 1 件") && page.contains("2010 年通知"),
        "{page}"
    );
    assert!(
        page.contains("自 2011-01-01 起算") || page.contains("自 2011年1月1日 起算"),
        "{page}"
    );
    let record = archivist.get_in(&format!("/records/{old}"), "zh-CN").await.text();
    assert!(record.contains("保管至"), "{record}");
    let long = archivist.get("/api/v1/retention/due?until=2060").await.json();
    assert_eq!(long["records"].as_array().map(Vec::len), Some(2), "{long}");
    let none = reader.get("/api/v1/retention/due?until=2060").await.json();
    assert_eq!(none["records"], Value::Array(Vec::new()));
    let empty = reader.get_in("/retention", "zh-CN").await.text();
    assert!(empty.contains("没有到期的档案"), "{empty}");
}

#[tokio::test]
async fn the_schedule_names_its_sources_and_what_is_unsure() {
    let house = House::open().await;
    let union = house.first_run().await;
    let of_type = union
        .archivist
        .get("/api/v1/retention/schedule?type=KU")
        .await
        .json();
    let matters = of_type["matters"].as_array().expect("matters");
    assert!(!matters.is_empty() && matters.iter().all(|matter| matter["type"] == "KU"));
    assert_eq!(of_type["counts_from"], "year-after");
    assert_eq!(of_type["settled"], false);
    let page = union.archivist.get_in("/retention/schedule", "zh-CN").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text().contains("待确认") && page.text().contains("模板"),
        "{}",
        page.text()
    );
}
