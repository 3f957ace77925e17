//! The storeroom through pages and API: set up, put in, find by bar code, print.

use crate::house::{Client, House};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

async fn made(client: &Client, path: &str, body: Value) -> Value {
    let answer = client.send_json(Method::POST, path, &body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.text());
    answer.json()
}

fn id(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

/// Files a paper and returns its id and its archival code.
async fn filed(keeper: &Client, name: &str) -> (String, String) {
    let record = keeper.capture(&format!("{name}.txt"), name.as_bytes()).await;
    keeper.file(&record, name, "1").await;
    let shown = keeper.get(&format!("/api/v1/records/{record}")).await.json();
    let code = shown["record"]["archival_code"]
        .as_str()
        .expect("a code")
        .to_owned();
    (record, code)
}

#[tokio::test]
async fn a_record_is_put_into_a_box_found_by_its_code_and_its_way_is_shown() {
    let mut house = House::open().await;
    let union = house.first_run().await;
    let surgery = house.unit(&union, "外科分会").await;
    let keeper = house.account(&union, "sun.jing", &surgery, "archivist").await;
    let reader = house.account(&union, "qian.li", &surgery, "reader").await;
    let room = made(
        &keeper,
        "/api/v1/places",
        json!({ "unit": surgery, "kind": "room", "code": "k1" }),
    )
    .await;
    let rack = made(
        &keeper,
        "/api/v1/places",
        json!({ "parent": room["id"], "kind": "rack", "code": "K1-A" }),
    )
    .await;
    let shelf = made(
        &keeper,
        "/api/v1/places",
        json!({ "parent": rack["id"], "kind": "shelf", "code": "K1-A-1" }),
    )
    .await;
    let body = json!({ "parent": shelf["id"], "kind": "box", "code": "H-0001", "capacity": 2 });
    let one = id(&made(&keeper, "/api/v1/places", body).await);
    let (first, code) = filed(&keeper, "一").await;
    let (_, last) = filed(&keeper, "二").await;
    let inside = format!("/api/v1/places/{one}/records");
    let moved = made(&keeper, &inside, json!({ "first": code, "last": last })).await;
    assert_eq!(moved["moves"][0]["records"], 2);
    let shown = keeper.get(&format!("/api/v1/places/{one}")).await.json();
    assert_eq!(
        (shown["load"].clone(), shown["way"].clone()),
        (json!(2), json!(["K1", "K1-A", "K1-A-1"]))
    );
    let listed = keeper.get(&inside).await.json();
    assert_eq!(listed["records"][0]["archival_code"], json!(code));
    let found = keeper.get("/storeroom?code=h-0001").await;
    assert_eq!(found.header(header::LOCATION), format!("/storeroom/{one}"));
    let query: String = url::form_urlencoded::byte_serialize(code.as_bytes()).collect();
    let found = keeper.get(&format!("/storeroom?code={query}")).await;
    assert_eq!(found.header(header::LOCATION), format!("/records/{first}"));
    let nothing = keeper.get_in("/storeroom?code=nowhere", "zh-CN").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    assert!(nothing.text().contains("没有这个位置"));
    let record = keeper.get_in(&format!("/records/{first}"), "zh-CN").await.text();
    assert!(
        record.contains("库房 K1 / 架 K1-A / 层 K1-A-1 / 盒 H-0001"),
        "{record}"
    );
    let record = reader.get_in(&format!("/records/{first}"), "zh-CN").await.text();
    assert!(
        !record.contains("H-0001"),
        "a reader is not told where originals lie"
    );
    for path in [
        "/storeroom",
        "/storeroom/unplaced",
        "/api/v1/places",
        "/storeroom/labels.pdf",
    ] {
        assert_eq!(reader.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(
        reader.get(&format!("/api/v1/places/{one}/moves")).await.status,
        StatusCode::NOT_FOUND
    );
    let unplaced = keeper
        .get("/api/v1/places/unplaced?year=2024&type=WS&retention=D30")
        .await
        .json();
    assert_eq!(unplaced["records"], json!([]));
    if !std::path::Path::new(FONT).exists() {
        eprintln!("SKIPPED: {FONT} is missing");
        return;
    }
    house.configure(|app| app.font = Some(FONT.into()));
    for path in [
        "/storeroom/labels.pdf?first=H-0001&last=H-0001&width=20",
        &format!("/storeroom/{one}/list.pdf"),
    ] {
        let printed = house.get_as(&keeper, path).await;
        assert_eq!(printed.status, StatusCode::OK, "{path}: {}", printed.text());
        assert_eq!(printed.header(header::CONTENT_TYPE), "application/pdf");
    }
    let none = house.get_as(&keeper, "/storeroom/labels.pdf?year=1999").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_move_is_undone_from_the_page_and_a_refused_form_says_why() {
    let house = House::open().await;
    let union = house.first_run().await;
    let surgery = house.unit(&union, "外科分会").await;
    let keeper = house.account(&union, "sun.jing", &surgery, "archivist").await;
    let room = made(
        &keeper,
        "/api/v1/places",
        json!({ "unit": surgery, "kind": "room", "code": "K1" }),
    )
    .await;
    let body = json!({ "parent": room["id"], "kind": "box", "code": "H-1", "capacity": 1 });
    let one = id(&made(&keeper, "/api/v1/places", body).await);
    let (first, code) = filed(&keeper, "一").await;
    let (_, last) = filed(&keeper, "二").await;
    let page = format!("/storeroom/{one}");
    let full = keeper
        .post_form(&format!("{page}/records"), &[("first", &code), ("last", &last)])
        .await;
    assert_eq!(full.status, StatusCode::CONFLICT);
    let put = keeper
        .post_form(&format!("{page}/records"), &[("first", &code)])
        .await;
    assert_eq!(put.header(header::LOCATION), page);
    let line = keeper.get(&format!("/api/v1/places/{one}/moves")).await.json();
    let newest = id(&line["moves"][0]);
    let undone = keeper
        .post_form(&format!("/storeroom/moves/{newest}/undo"), &[("place", &one)])
        .await;
    assert_eq!(undone.header(header::LOCATION), page);
    let again = keeper
        .post_form(&format!("/storeroom/moves/{newest}/undo"), &[("place", &one)])
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let listed = "/storeroom/unplaced?year=2024&type=WS&retention=D30";
    let shown = keeper.get(listed).await.text();
    assert!(shown.contains(&code) && shown.contains(&last), "{shown}");
    let ticked = keeper
        .post_form(listed, &[("record", &first), ("to", "H-1")])
        .await;
    assert_eq!(ticked.header(header::LOCATION), page);
    let out = keeper
        .post_form(&format!("{page}/out"), &[("record", &first), ("to", "")])
        .await;
    assert_eq!(out.header(header::LOCATION), page);
    let change = [("revision", "1"), ("name", "综合"), ("capacity", "1")];
    let late = keeper.post_form(&page, &change).await;
    assert_eq!(
        late.status,
        StatusCode::CONFLICT,
        "the box was changed since revision 1"
    );
}
