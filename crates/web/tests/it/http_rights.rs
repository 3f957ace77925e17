//! What strangers and readers of other branches get to see: nothing, not even a count.

use crate::house::{Client, House};
use http::{Method, StatusCode, header};
use serde_json::json;

/// Every page with an address of its own; ids name nothing.
const PAGES: [&str; 20] = [
    "/",
    "/search?q=x",
    "/inbox",
    "/inbox/00000000-0000-7000-8000-000000000000",
    "/records",
    "/records/00000000-0000-7000-8000-000000000000",
    "/records/00000000-0000-7000-8000-000000000000/pages/1/image",
    "/records/00000000-0000-7000-8000-000000000000/files/00000000-0000-7000-8000-000000000000",
    "/records/00000000-0000-7000-8000-000000000000/searchable.pdf",
    "/accounts",
    "/accounts/new",
    "/accounts/00000000-0000-7000-8000-000000000000",
    "/organisation",
    "/organisation/00000000-0000-7000-8000-000000000000",
    "/system/jobs",
    "/system/storage",
    "/system/ledger",
    "/system/ledger/checkpoint",
    "/system/ledger/export",
    "/records?at=1&id=00000000-0000-7000-8000-000000000000",
];

#[tokio::test]
async fn a_stranger_is_led_to_the_sign_in_page_from_everywhere() {
    let house = House::open().await;
    house.first_run().await;
    for path in PAGES {
        let answer = house.visitor().get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text());
        assert!(answer.header(header::LOCATION).starts_with("/sign-in"), "{path}");
    }
    for path in ["/sign-in", "/help"] {
        assert_eq!(house.visitor().get(path).await.status, StatusCode::OK, "{path}");
    }
    for path in [
        "/organisation",
        "/accounts",
        "/inbox/files",
        "/sign-out",
        "/system/ledger/verify",
    ] {
        let answer = house
            .visitor()
            .post_form(path, &[("csrf", "x"), ("name", "x")])
            .await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

/// Two branches; in the first an archivist has filed a paper that the index knows.
struct Branches {
    house: House,
    archivist: Client,
    reader: Client,
    stranger: Client,
    record: String,
    file: String,
}

async fn branches() -> Branches {
    let house = House::open().await;
    let union = house.first_run().await;
    let surgery = house.unit(&union, "外科分会").await;
    let medicine = house.unit(&union, "内科分会").await;
    let archivist = house.account(&union, "sun.jing", &surgery, "archivist").await;
    let reader = house.account(&union, "qian.li", &surgery, "reader").await;
    let stranger = house.account(&union, "zhou.wen", &medicine, "reader").await;
    let record = archivist.capture("慰问.txt", "困难职工慰问".as_bytes()).await;
    archivist.file(&record, "困难职工慰问方案", "1").await;
    house.catch_up().await;
    let shown = archivist.get(&format!("/api/v1/records/{record}")).await.json();
    let file = shown["files"][0]["id"].as_str().expect("a file").to_owned();
    Branches {
        house,
        archivist,
        reader,
        stranger,
        record,
        file,
    }
}

#[tokio::test]
async fn a_reader_of_another_branch_cannot_tell_that_a_record_exists() {
    let Branches {
        house: _house,
        stranger,
        record,
        file,
        ..
    } = branches().await;
    for path in [
        format!("/records/{record}"),
        format!("/records/{record}/files/{file}"),
        format!("/records/{record}/pages/1/image"),
        format!("/records/{record}/searchable.pdf"),
        format!("/inbox/{record}"),
    ] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["", "/history", "/pages/1", &format!("/files/{file}")] {
        let answer = stranger.get(&format!("/api/v1/records/{record}{path}")).await;
        answer.assert_problem(StatusCode::NOT_FOUND, "no-such-record");
    }
    let paper = format!("/api/v1/papers/{record}");
    stranger
        .get(&paper)
        .await
        .assert_problem(StatusCode::NOT_FOUND, "no-such-record");
    stranger
        .describe(&record, 1, "x", "1")
        .await
        .assert_problem(StatusCode::NOT_FOUND, "no-such-record");
    let found = stranger.get("/api/v1/search?q=%E6%85%B0%E9%97%AE").await.json();
    assert_eq!(found["total"], 0);
    assert_eq!(found["hits"], json!([]));
    let counts = found["facets"].as_array().expect("facets");
    assert!(
        counts.iter().all(|facet| facet["values"] == json!([])),
        "no facet counts what may not be seen"
    );
    for path in ["/", "/records", "/search?q=%E6%85%B0%E9%97%AE"] {
        let page = stranger.get(path).await.text();
        assert!(!page.contains("方案") && !page.contains(&record), "{path}");
    }
}

#[tokio::test]
async fn a_reader_of_the_branch_reads_what_is_filed_and_changes_nothing() {
    let Branches {
        house: _house,
        archivist,
        reader,
        record,
        file,
        ..
    } = branches().await;
    let shown = reader.get(&format!("/api/v1/records/{record}")).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(
        reader.get("/api/v1/search?q=%E6%85%B0%E9%97%AE").await.json()["total"],
        1
    );
    assert_eq!(
        reader.get(&format!("/records/{record}")).await.status,
        StatusCode::OK
    );
    let download = reader
        .get(&format!("/api/v1/records/{record}/files/{file}"))
        .await;
    assert_eq!(
        download.status,
        StatusCode::FORBIDDEN,
        "a reader takes no copies away"
    );
    let waiting = archivist.capture("neu.txt", b"new").await;
    let answer = reader.get(&format!("/api/v1/records/{waiting}")).await;
    answer.assert_problem(StatusCode::NOT_FOUND, "no-such-record");
    assert_eq!(reader.get("/api/v1/papers").await.json()["papers"], json!([]));
    let upload = reader
        .upload(&[crate::house::Part {
            name: "x.txt",
            bytes: b"x",
        }])
        .await;
    upload.assert_problem(StatusCode::FORBIDDEN, "page-forbidden");
    for path in ["/api/v1/jobs", "/api/v1/ledger", "/api/v1/ledger/export"] {
        assert_eq!(reader.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(reader.get("/api/v1/accounts").await.json()["accounts"], json!([]));
}

#[tokio::test]
async fn nobody_gives_rights_that_she_does_not_manage() {
    let Branches {
        house: _house,
        archivist,
        reader,
        ..
    } = branches().await;
    for client in [archivist, reader] {
        let me = client.get("/api/v1/me").await.json();
        let body = json!({
            "login": "wu.an", "name": "吴安", "password": "Harbour-9-violet", "unit": me["account"]["unit"],
            "role": "reader", "clearance": 1,
        });
        let answer = client.send_json(Method::POST, "/api/v1/accounts", &body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
    }
}
