//! The main job over HTTP: in, described, filed, shown, found, downloaded; pages and API agree.

use crate::house::House;
use http::{Method, StatusCode, header};
use serde_json::json;

#[tokio::test]
async fn a_paper_goes_from_upload_to_finding_and_the_api_says_the_same_as_the_pages() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let id = archivist
        .capture("职代会通知.txt", "关于召开职工代表大会的通知".as_bytes())
        .await;
    assert!(archivist.get("/inbox").await.text().contains("职代会通知.txt"));
    let paper = archivist.get(&format!("/api/v1/papers/{id}")).await.json();
    assert_eq!(paper["reading"]["state"], "waiting");
    let form = archivist.get(&format!("/inbox/{id}")).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text());
    let fields = [
        ("csrf", archivist.form_token.as_str()),
        ("action", "file"),
        ("class", "WS"),
        ("version", "1"),
        ("title", "关于召开职工代表大会的通知"),
        ("responsible_party", "市一医院工会"),
        ("doc_date", "2024-03-15"),
        ("year", "2024"),
        ("retention", "D30"),
        ("security_level", "1"),
        ("persons", "赵敏；钱立"),
    ];
    let answer = archivist.post_form(&format!("/inbox/{id}"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let twin = archivist.get(&format!("/api/v1/records/{id}")).await.json();
    let record = &twin["record"];
    assert_eq!(record["state"], "filed");
    assert_eq!(record["fields"]["persons"], json!(["赵敏", "钱立"]));
    let code = record["archival_code"].as_str().expect("an archival code");
    assert!(code.starts_with("Z109"), "{code}");
    let page = archivist.get(&format!("/records/{id}")).await.text();
    assert!(page.contains(code) && page.contains("关于召开职工代表大会的通知"));
    assert!(page.contains(twin["files"][0]["sha256"].as_str().expect("a hash")));
    house.catch_up().await;
    let found = archivist
        .get("/api/v1/search?q=%E8%81%8C%E5%B7%A5%E4%BB%A3%E8%A1%A8")
        .await
        .json();
    assert_eq!(found["total"], 1);
    assert_eq!(found["hits"][0]["record"], id.as_str());
    assert_eq!(found["hits"][0]["archival_code"], code);
    let page = archivist
        .get("/search?q=%E8%81%8C%E5%B7%A5%E4%BB%A3%E8%A1%A8")
        .await
        .text();
    assert!(page.contains(&format!("/records/{id}")) && page.contains("<mark>"));
    let history = archivist
        .get(&format!("/api/v1/records/{id}/history"))
        .await
        .json();
    let actions: Vec<&str> = history["changes"]
        .as_array()
        .expect("changes")
        .iter()
        .filter_map(|change| change["action"].as_str())
        .collect();
    assert_eq!(actions, ["record.filed", "record.described", "record.captured"]);
    assert_eq!(history["changes"][0]["actor_name"], "陈瑜");
}

#[tokio::test]
async fn a_description_based_on_an_old_version_is_refused() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let id = archivist.capture("a.txt", b"a").await;
    assert_eq!(
        archivist.describe(&id, 1, "first", "1").await.status,
        StatusCode::OK
    );
    archivist
        .describe(&id, 1, "second", "1")
        .await
        .assert_problem(StatusCode::CONFLICT, "record-changed");
    let paper = archivist.get(&format!("/api/v1/papers/{id}")).await.json();
    assert_eq!(paper["record"]["title"], "first");
}

#[tokio::test]
async fn fields_that_do_not_fit_are_named() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let id = archivist.capture("a.txt", b"a").await;
    let body = json!({ "version": 1, "type": "WS", "fields": { "doc_date": "yesterday", "no_such": "x" } });
    let answer = archivist
        .send_json(Method::PUT, &format!("/api/v1/papers/{id}"), &body)
        .await;
    answer.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "fields-do-not-fit");
    let fields = &answer.json()["fields"];
    assert_eq!(
        *fields,
        json!([{ "field": "doc_date", "code": "not-a-date" }, { "field": "no_such", "code": "unknown-field" }])
    );
    let body = json!({ "version": 1 });
    let answer = archivist
        .send_json(Method::POST, &format!("/api/v1/papers/{id}/file"), &body)
        .await;
    answer.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "fields-do-not-fit");
    let secret = archivist.describe(&id, 1, "秘密", "9").await;
    secret.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "state-secret");
}

#[tokio::test]
async fn a_download_is_the_original_byte_for_byte() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let original: Vec<u8> = (0..700_000_u32)
        .map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let id = archivist.capture("数据 \"1\".bin", &original).await;
    let record = archivist.get(&format!("/api/v1/records/{id}")).await.json();
    let file = record["files"][0]["id"].as_str().expect("a file").to_owned();
    for start in ["", "/api/v1"] {
        let answer = archivist.get(&format!("{start}/records/{id}/files/{file}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.body == original, "the bytes are the same");
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/octet-stream");
        assert_eq!(answer.header(header::CONTENT_LENGTH), "700000");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert!(answer.header(header::CACHE_CONTROL).contains("no-store"));
        assert!(
            answer
                .header(header::CONTENT_DISPOSITION)
                .starts_with("attachment; filename=")
        );
    }
    let other = archivist.capture("b.txt", b"b").await;
    let foreign = archivist
        .get(&format!("/api/v1/records/{other}/files/{file}"))
        .await;
    foreign.assert_problem(StatusCode::NOT_FOUND, "page-not-found");
}

#[tokio::test]
async fn each_reading_of_a_restricted_record_is_in_its_history() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let id = archivist.capture("a.txt", b"a").await;
    archivist.file(&id, "慰问名单", "3").await;
    let record = archivist.get(&format!("/api/v1/records/{id}")).await.json();
    archivist.get(&format!("/records/{id}")).await;
    let file = record["files"][0]["link"].as_str().expect("a link").to_owned();
    let purpose = json!({ "purpose": "inspection", "reason": "市总工会检查" });
    let path = format!("/api/v1/records/{id}/clear-access");
    archivist.send_json(Method::POST, &path, &purpose).await;
    archivist.get(&file).await;
    let history = archivist
        .get(&format!("/api/v1/records/{id}/history"))
        .await
        .json();
    let changes = history["changes"].as_array().expect("changes");
    let count = |action: &str| changes.iter().filter(|change| change["action"] == action).count();
    assert_eq!((count("record.viewed"), count("record.downloaded")), (2, 1));
}

#[tokio::test]
async fn papers_are_listed_by_key_without_gap_or_repetition() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let contents: Vec<String> = (0..130).map(|number| format!("paper {number}")).collect();
    let names: Vec<String> = (0..130).map(|number| format!("{number}.txt")).collect();
    let parts: Vec<_> = names
        .iter()
        .zip(&contents)
        .map(|(name, content)| crate::house::Part {
            name,
            bytes: content.as_bytes(),
        })
        .collect();
    assert_eq!(archivist.upload(&parts).await.status, StatusCode::CREATED);
    let (mut seen, mut path) = (Vec::new(), Some("/api/v1/papers".to_owned()));
    while let Some(next) = path {
        let page = archivist.get(&next).await.json();
        let papers = page["papers"].as_array().expect("papers");
        seen.extend(papers.iter().map(|paper| paper["record"]["id"].to_string()));
        path = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(seen.len(), 130);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 130);
}

#[tokio::test]
async fn the_code_of_a_unit_is_set_by_the_system_administrator_and_stands_in_what_it_files() {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let archivist = house.account(&union, "sun.jing", &unit, "archivist").await;
    let path = format!("/api/v1/organisations/{unit}/code");
    let refused = archivist
        .send_json(Method::PUT, &path, &json!({ "code": "WK" }))
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    let wrong = union
        .system
        .send_json(Method::PUT, &path, &json!({ "code": "W-K" }))
        .await;
    wrong.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-unit-code");
    let set = union
        .system
        .send_json(Method::PUT, &path, &json!({ "code": "WK" }))
        .await;
    assert_eq!(set.json()["code"], "WK", "{}", set.text());
    let page = union.system.get(&format!("/organisation/{unit}")).await.text();
    assert!(page.contains("value=\"WK\""), "{page}");
    let id = archivist.capture("a.txt", b"a").await;
    let filed = archivist.file(&id, "通知", "1").await;
    assert_eq!(filed["archival_code"], "Z109-WS·2024-D30-WK-0001");
    let fields = [("csrf", union.system.form_token.as_str()), ("code", "")];
    let taken_away = union
        .system
        .post_form(&format!("/organisation/{unit}"), &fields)
        .await;
    assert_eq!(taken_away.status, StatusCode::SEE_OTHER, "{}", taken_away.text());
    let id = archivist.capture("b.txt", b"b").await;
    let filed = archivist.file(&id, "通知", "1").await;
    assert_eq!(filed["archival_code"], "Z109-WS·2024-D30-0001");
}
