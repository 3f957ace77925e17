//! Watching over conduct, over the web: a list leaves the house as a file, the limit holds, and the security administrator
//! sees what happened without seeing a record.

use crate::house::{Answer, Client, House, Union};
use crate::shipped_rules::watch_rules;
use guildhall_watch::Watch;
use http::{Method, StatusCode};
use serde_json::{Value, json};

const FINDING: &str = "年度移交清点，已与科室核实。";

/// A house in which five records go out on a day, with six filed ones.
async fn filled() -> (House, Union) {
    let mut house = House::open().await;
    let union = house.first_run().await;
    let titles = [
        "=1+1慰问",
        "慰问王芳13812345678",
        "慰问三",
        "慰问四",
        "慰问五",
        "慰问六",
    ];
    for (number, title) in titles.iter().enumerate() {
        let name = format!("{number}.txt");
        let id = union.archivist.capture(&name, name.as_bytes()).await;
        union.archivist.file(&id, title, "1").await;
    }
    house.catch_up().await;
    let mut rules = watch_rules();
    rules.limits.export.records_per_day = 5;
    let watch = Watch::new(house.app.database.clone(), rules);
    house.configure(|app| app.watch = watch);
    (house, union)
}

/// Sends a request of a browser to the house as it is configured now.
async fn export(house: &House, client: &Client, query: &str) -> Answer {
    let now = house.now(client);
    let path = format!("/api/v1/search/export{query}");
    now.send_json(Method::POST, &path, &json!({})).await
}

async fn alerts(house: &House, client: &Client) -> Vec<Value> {
    house.app.watch.settle().await.unwrap();
    let answer = house.get_as(client, "/api/v1/alerts").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["alerts"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_found_list_goes_out_masked_and_without_formulas() {
    let (house, union) = filled().await;
    let page = house.get_as(&union.archivist, "/search?q=王芳").await.text();
    assert!(page.contains("/search/export?q="), "the page offers it");
    let form = house.get_as(&union.archivist, "/search/export?q=王芳").await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(
        form.text().contains("name=\"q\" value=\"王芳\""),
        "{}",
        form.text()
    );
    let file = export(&house, &union.archivist, "?q=1%2B1").await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.body.starts_with("\u{feff}".as_bytes()));
    assert!(file.text().contains("\"'=1+1慰问\""), "{}", file.text());
    let file = export(&house, &union.archivist, "?q=王芳").await.text();
    assert!(
        file.contains("138****5678") && !file.contains("13812345678"),
        "{file}"
    );
    let audit = union
        .audit
        .get("/api/v1/audit?action=record.list-exported")
        .await
        .json();
    assert_eq!(audit["acts"].as_array().map(Vec::len), Some(2));
    assert_eq!(audit["acts"][0]["details"]["records"], 1);
}

#[tokio::test]
async fn only_who_may_export_is_offered_the_file() {
    let (house, union) = filled().await;
    let top = union.system.get("/api/v1/organisations").await.json()["organisations"][0]["id"].clone();
    let reader = house
        .account(&union, "reader", top.as_str().unwrap(), "reader")
        .await;
    let page = house.get_as(&reader, "/search?q=慰问").await.text();
    assert!(page.contains("找到6件") && !page.contains("/search/export"));
    for client in [&reader, &union.security, &union.system, &union.audit] {
        let refused = export(&house, client, "?q=慰问").await;
        refused.assert_problem(StatusCode::FORBIDDEN, "page-forbidden");
    }
}

#[tokio::test]
async fn the_limit_holds_is_told_and_is_lifted_for_a_reason() {
    let (house, union) = filled().await;
    let refused = export(&house, &union.archivist, "?q=慰问").await;
    refused.assert_problem(StatusCode::FORBIDDEN, "export-limit");
    let told = alerts(&house, &union.security).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["rule"], "export-limit");
    let id = told[0]["id"].as_str().unwrap().to_owned();
    let home = house.get_as(&union.security, "/").await.text();
    assert!(home.contains("href=\"/system/alerts\""), "{home}");
    assert!(home.contains("class=\"count\""), "one waits");
    let path = format!("/api/v1/alerts/{id}/lift-limit");
    let security = house.now(&union.security);
    let short = json!({ "hours": 2, "reason": "急" });
    let refused = security.send_json(Method::POST, &path, &short).await;
    refused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "watch-text-length");
    let lifted = security
        .send_json(Method::POST, &path, &json!({ "hours": 2, "reason": FINDING }))
        .await;
    assert_eq!(lifted.status, StatusCode::CREATED, "{}", lifted.text());
    let file = export(&house, &union.archivist, "?q=慰问").await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert_eq!(file.text().lines().count(), 7);
}

#[tokio::test]
async fn the_evidence_names_codes_and_nothing_of_the_records() {
    let (house, union) = filled().await;
    let found = house
        .get_as(&union.archivist, "/api/v1/search?q=慰问")
        .await
        .json();
    let id = found["hits"][0]["record"].as_str().unwrap().to_owned();
    for _ in 0..130 {
        house.get_as(&union.archivist, &format!("/records/{id}")).await;
    }
    let told = alerts(&house, &union.security).await;
    // It is night in the test house, which is odd by itself.
    assert_eq!(told.len(), 2);
    let reading = told.iter().find(|alert| alert["rule"] == "mass-reading").unwrap();
    assert_eq!(reading["acts"], 130);
    let alert = reading["id"].as_str().unwrap().to_owned();
    let shown = house
        .get_as(&union.security, &format!("/system/alerts/{alert}"))
        .await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
    let text = shown.text();
    assert!(
        text.contains("陈瑜") && text.contains("130 次") && text.contains("<rect "),
        "{text}"
    );
    assert!(text.contains("Z109"), "the archival code stands there");
    assert!(!text.contains("慰问"), "the title does not");
    let evidence = house
        .get_as(&union.security, &format!("/api/v1/alerts/{alert}"))
        .await;
    assert!(!evidence.text().contains("慰问"));
    assert_eq!(
        evidence.json()["kinds"],
        json!([{ "name": "view", "count": 130 }])
    );
    let stopped = house
        .get_as(&union.archivist, &format!("/api/v1/records/{id}"))
        .await;
    stopped.assert_problem(StatusCode::FORBIDDEN, "page-confirm-needed");
    let security = house.now(&union.security);
    let path = format!("/api/v1/alerts/{alert}/end-sessions");
    let ended = security.send_json(Method::POST, &path, &json!({})).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT, "{}", ended.text());
    let out = house.get_as(&union.archivist, "/api/v1/me").await;
    assert_eq!(out.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_alert_is_taken_up_and_closed_by_the_pages() {
    let (house, union) = filled().await;
    export(&house, &union.archivist, "?q=慰问").await;
    let told = alerts(&house, &union.security).await;
    let page = format!("/system/alerts/{}", told[0]["id"].as_str().unwrap());
    let security = house.now(&union.security);
    let token = ("csrf", security.form_token.as_str());
    let taken = security.post_form(&format!("{page}/acknowledge"), &[token]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    let short = security
        .post_form(&format!("{page}/close"), &[token, ("finding", "没事")])
        .await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.text().contains("10 至 2000"), "{}", short.text());
    let closed = security
        .post_form(&format!("{page}/close"), &[token, ("finding", FINDING)])
        .await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
    let text = security.get(&page).await.text();
    assert!(text.contains(FINDING) && text.contains("何安"), "{text}");
    assert!(!text.contains("name=\"finding\""), "it cannot be changed");
    let forged = security
        .post_form(&format!("{page}/acknowledge"), &[("csrf", "x")])
        .await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN, "{}", forged.text());
    let auditor = house.get_as(&union.audit, &page).await;
    assert_eq!(
        auditor.status,
        StatusCode::NOT_FOUND,
        "it is about no administrator"
    );
    for blind in [&union.system, &union.archivist] {
        assert_eq!(
            house.get_as(blind, "/system/alerts").await.status,
            StatusCode::FORBIDDEN
        );
    }
}
