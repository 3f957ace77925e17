//! Discarding papers and putting them back, over HTTP: by page and API, with the rights of each branch.

use crate::house::{Answer, Client, House, Part};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

const SEARCH: &str = "/api/v1/search?q=%E6%89%AB%E9%87%8D";

async fn post(client: &Client, path: &str, body: &Value) -> Answer {
    client.send_json(Method::POST, path, body).await
}

async fn discard(client: &Client, id: &str) -> Answer {
    post(
        client,
        &format!("/api/v1/papers/{id}/discard"),
        &json!({ "reason": "扫重了" }),
    )
    .await
}

async fn restore(client: &Client, id: &str) -> Answer {
    post(client, &format!("/api/v1/papers/{id}/restore"), &json!({})).await
}

async fn papers(client: &Client, state: &str) -> Vec<Value> {
    let answer = client.get(&format!("/api/v1/papers?state={state}")).await.json();
    answer["papers"].as_array().expect("papers").clone()
}

/// Two branches with an archivist each; the first has taken in a paper.
struct Branches {
    house: House,
    surgery: Client,
    medicine: Client,
    reader: Client,
    id: String,
}

async fn branches() -> Branches {
    let house = House::open().await;
    let union = house.first_run().await;
    let (first, second) = (
        house.unit(&union, "外科分会").await,
        house.unit(&union, "内科分会").await,
    );
    let surgery = house.account(&union, "sun.jing", &first, "archivist").await;
    let reader = house.account(&union, "qian.li", &first, "reader").await;
    let medicine = house.account(&union, "zhou.wen", &second, "archivist").await;
    let id = surgery.capture("扫重.txt", b"scanned twice").await;
    Branches {
        house,
        surgery,
        medicine,
        reader,
        id,
    }
}

#[tokio::test]
async fn a_discarded_paper_is_out_of_inbox_and_search_and_can_be_put_back_at_once() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let id = archivist.capture("扫重.txt", b"scanned twice").await;
    house.catch_up().await;
    assert_eq!(archivist.get(SEARCH).await.json()["total"], 1);
    let (away, back) = (format!("/inbox/{id}/discard"), format!("/inbox/{id}/restore"));
    assert!(
        archivist
            .get("/inbox")
            .await
            .text()
            .contains(&format!("action=\"{away}\""))
    );
    let strange = archivist.post_form(&away, &[("csrf", "wrong")]).await;
    assert_eq!(strange.status, StatusCode::FORBIDDEN);
    let token = ("csrf", archivist.form_token.as_str());
    let gone = archivist.post_form(&away, &[token, ("reason", "扫重了")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
    let told = archivist.get(gone.header(header::LOCATION)).await.text();
    assert!(
        told.contains(&format!("action=\"{back}\"")) && !told.contains(&away),
        "{told}"
    );
    house.catch_up().await;
    assert_eq!(archivist.get(SEARCH).await.json()["total"], 0);
    for path in [
        format!("/inbox/{id}"),
        format!("/records/{id}"),
        format!("/records/{id}/pages/1/image"),
    ] {
        assert_eq!(archivist.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let list = archivist.get("/inbox?tab=discarded").await.text();
    assert!(
        list.contains("扫重.txt") && list.contains("扫重了") && list.contains(&back),
        "{list}"
    );
    let restored = archivist.post_form(&back, &[token]).await;
    assert_eq!(restored.status, StatusCode::SEE_OTHER, "{}", restored.text());
    let told = archivist.get(restored.header(header::LOCATION)).await.text();
    assert!(told.contains(&away) && told.contains("已放回收件箱"), "{told}");
    house.catch_up().await;
    assert_eq!(archivist.get(SEARCH).await.json()["total"], 1);
}

#[tokio::test]
async fn the_api_discards_lists_and_puts_back_and_every_step_is_in_the_history() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let id = archivist.capture("a.txt", b"a").await;
    let answer = discard(&archivist, &id).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.json()["discarded"]["reason"], "扫重了");
    assert_eq!(papers(&archivist, "captured").await.len(), 0);
    let listed = papers(&archivist, "discarded").await;
    assert_eq!(listed[0]["record"]["id"], id.as_str());
    assert_eq!(listed[0]["file_name"], "a.txt");
    discard(&archivist, &id)
        .await
        .assert_problem(StatusCode::NOT_FOUND, "no-such-record");
    let described = archivist.describe(&id, 2, "x", "1").await;
    described.assert_problem(StatusCode::NOT_FOUND, "no-such-record");
    let answer = restore(&archivist, &id).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.json()["discarded"], Value::Null);
    restore(&archivist, &id)
        .await
        .assert_problem(StatusCode::NOT_FOUND, "no-such-record");
    assert_eq!(papers(&archivist, "discarded").await.len(), 0);
    let history = archivist
        .get(&format!("/api/v1/records/{id}/history"))
        .await
        .json();
    let changes = history["changes"].as_array().expect("changes");
    let actions: Vec<&str> = changes
        .iter()
        .filter_map(|change| change["action"].as_str())
        .collect();
    assert_eq!(
        actions,
        ["record.restored", "record.discarded", "record.captured"]
    );
}

#[tokio::test]
async fn what_is_filed_stays() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let id = archivist.capture("a.txt", b"a").await;
    archivist.file(&id, "通知", "1").await;
    discard(&archivist, &id)
        .await
        .assert_problem(StatusCode::CONFLICT, "already-filed");
    assert_eq!(
        archivist.get(&format!("/records/{id}")).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn nobody_of_another_branch_discards_or_puts_back_or_hears_of_it() {
    let Branches {
        house: _house,
        surgery,
        medicine,
        reader,
        id,
    } = branches().await;
    for stranger in [&medicine, &reader] {
        discard(stranger, &id)
            .await
            .assert_problem(StatusCode::NOT_FOUND, "no-such-record");
        let page = stranger.post_form(&format!("/inbox/{id}/discard"), &[]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(discard(&surgery, &id).await.status, StatusCode::OK);
    for stranger in [&medicine, &reader] {
        restore(stranger, &id)
            .await
            .assert_problem(StatusCode::NOT_FOUND, "no-such-record");
        let page = stranger.post_form(&format!("/inbox/{id}/restore"), &[]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert_eq!(papers(stranger, "discarded").await.len(), 0);
        let told = stranger.get(&format!("/inbox?discarded={id}")).await.text();
        assert!(
            !told.contains(&format!("/inbox/{id}")) && !told.contains("扫重"),
            "{told}"
        );
    }
    assert_eq!(restore(&surgery, &id).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_bytes_of_a_discarded_paper_handed_in_again_put_it_back() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let id = archivist.capture("a.txt", b"a").await;
    discard(&archivist, &id).await;
    let answer = archivist
        .upload(&[Part {
            name: "b.txt",
            bytes: b"a",
        }])
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let file = &answer.json()["files"][0];
    assert_eq!(
        (&file["outcome"], &file["record"]),
        (&json!("restored"), &json!(id))
    );
    assert!(
        file["message"]
            .as_str()
            .is_some_and(|message| message.contains("放回")),
        "{file}"
    );
    assert_eq!(papers(&archivist, "captured").await.len(), 1);
    assert_eq!(papers(&archivist, "discarded").await.len(), 0);
}

#[tokio::test]
async fn who_hands_in_what_another_branch_keeps_hears_only_that_it_is_kept() {
    let Branches {
        house: _house,
        surgery,
        medicine,
        id,
        ..
    } = branches().await;
    let twin = [Part {
        name: "other.txt",
        bytes: b"scanned twice",
    }];
    for is_discarded in [false, true] {
        if is_discarded {
            assert_eq!(discard(&surgery, &id).await.status, StatusCode::OK);
        }
        let answer = medicine.upload(&twin).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let file = &answer.json()["files"][0];
        assert_eq!(
            (&file["outcome"], &file["record"]),
            (&json!("known"), &Value::Null)
        );
        assert!(
            file["message"]
                .as_str()
                .is_some_and(|message| !message.is_empty())
        );
        assert!(!answer.text().contains(&id) && !answer.text().contains("扫重"));
        assert_eq!(papers(&medicine, "captured").await.len(), 0);
    }
    assert_eq!(
        papers(&surgery, "discarded").await.len(),
        1,
        "a stranger puts nothing back"
    );
}

#[tokio::test]
async fn the_home_page_counts_only_the_papers_that_the_person_may_see() {
    let Branches {
        house: _house,
        surgery,
        medicine,
        id,
        ..
    } = branches().await;
    let told = async |client: &Client| client.get("/").await.text().contains("正在识读1份文件");
    assert!(told(&surgery).await);
    assert!(!told(&medicine).await);
    assert_eq!(discard(&surgery, &id).await.status, StatusCode::OK);
    assert!(!told(&surgery).await, "what is discarded is not waited for");
}
