//! Catalogues: which sets there are, what stands in one, and for whom.

use crate::house::House;
use http::{Method, StatusCode};
use serde_json::json;

const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

#[tokio::test]
async fn the_sets_of_a_year_are_listed_and_one_is_printed_for_its_keeper_alone() {
    let mut house = House::open().await;
    let union = house.first_run().await;
    let surgery = house.unit(&union, "外科分会").await;
    let keeper = house.account(&union, "sun.jing", &surgery, "archivist").await;
    let reader = house.account(&union, "qian.li", &surgery, "reader").await;
    for (name, retention) in [("一", "D30"), ("二", "D30"), ("三", "Y")] {
        let id = keeper.capture(&format!("{name}.txt"), name.as_bytes()).await;
        let body = json!({
            "version": 1, "type": "WS",
            "fields": {
                "title": format!("通知{name}"), "responsible_party": "市一医院工会", "doc_date": "2024-03-15",
                "year": "2024", "retention": retention, "security_level": "1",
            },
        });
        let path = format!("/api/v1/papers/{id}");
        let described = keeper.send_json(Method::PUT, &path, &body).await;
        let body = json!({ "version": described.json()["version"] });
        let filed = keeper
            .send_json(Method::POST, &format!("{path}/file"), &body)
            .await;
        assert!(filed.status.is_success(), "{}", filed.text());
    }
    let sets = keeper.get("/api/v1/catalogues?year=2024").await.json();
    let counts: Vec<(&str, u64)> = sets["sets"]
        .as_array()
        .expect("sets")
        .iter()
        .map(|set| {
            (
                set["retention"].as_str().expect("a code"),
                set["records"].as_u64().expect("a count"),
            )
        })
        .collect();
    assert_eq!(counts, [("D30", 2), ("Y", 1)]);
    let lines = keeper
        .get("/api/v1/catalogues/lines?year=2024&type=WS&retention=D30")
        .await
        .json();
    let titles: Vec<&str> = lines["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .filter_map(|line| line["title"].as_str())
        .collect();
    assert_eq!(titles, ["通知一", "通知二"]);
    let after = lines["lines"][0]["archival_code"].as_str().expect("a code");
    let after: String = url::form_urlencoded::byte_serialize(after.as_bytes()).collect();
    let path = format!("/api/v1/catalogues/lines?year=2024&type=WS&retention=D30&after={after}");
    assert_eq!(keeper.get(&path).await.json()["lines"][0]["title"], "通知二");
    let page = keeper
        .get_in("/records/catalogues?year=2024", "zh-CN")
        .await
        .text();
    assert!(page.contains("定期30年") && page.contains("-0002"), "{page}");
    let none = reader.get("/api/v1/catalogues?year=2024").await.json();
    assert_eq!(none["sets"], json!([]));
    let print = "/records/catalogues/print?year=2024&type=WS&retention=D30";
    assert_eq!(reader.get(print).await.status, StatusCode::NOT_FOUND);
    if !std::path::Path::new(FONT).exists() {
        eprintln!("SKIPPED: {FONT} is missing");
        return;
    }
    house.configure(|app| app.font = Some(FONT.into()));
    let printed = house.get_as(&keeper, print).await;
    assert_eq!(printed.status, StatusCode::OK, "{}", printed.text());
}
