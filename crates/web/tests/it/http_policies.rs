//! The policies: who may see them, why somebody may do something, and trials that change nothing.

use crate::house::{Client, House};
use http::{Method, StatusCode};
use serde_json::{Value, json};

/// A union with a reader of surgery and a filed record there.
struct Setting {
    _house: House,
    security: Client,
    audit: Client,
    system: Client,
    reader: Client,
    record: String,
}

async fn setting() -> Setting {
    let house = House::open().await;
    let union = house.first_run().await;
    let surgery = house.unit(&union, "外科分会").await;
    let archivist = house.account(&union, "sun.jing", &surgery, "archivist").await;
    let reader = house.account(&union, "qian.li", &surgery, "reader").await;
    let record = archivist.capture("慰问.txt", "困难职工慰问".as_bytes()).await;
    archivist.file(&record, "困难职工慰问方案", "1").await;
    Setting {
        _house: house,
        security: union.security,
        audit: union.audit,
        system: union.system,
        reader,
        record,
    }
}

fn policy_text(name: &str) -> String {
    let path = format!("{}/../../rules/policies/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("a policy file")
}

async fn trial(client: &Client, name: &str, text: &str) -> Value {
    let body = json!({ "files": [{ "name": name, "text": text }] });
    let answer = client
        .send_json(Method::POST, "/api/v1/policies/trials", &body)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn only_who_gives_rights_or_audits_them_sees_the_policies() {
    let Setting {
        _house,
        security,
        audit,
        system,
        reader,
        ..
    } = setting().await;
    for overseer in [&security, &audit] {
        let found = overseer.get("/api/v1/policies").await.json();
        let ids: Vec<&str> = found["policies"]
            .as_array()
            .expect("policies")
            .iter()
            .filter_map(|policy| policy["id"].as_str())
            .collect();
        assert!(ids.contains(&"nobody-above-her-clearance"), "{ids:?}");
        assert_eq!(overseer.get("/system/policies").await.status, StatusCode::OK);
    }
    for other in [&system, &reader] {
        assert_eq!(other.get("/api/v1/policies").await.status, StatusCode::FORBIDDEN);
        assert_eq!(other.get("/system/policies").await.status, StatusCode::FORBIDDEN);
        assert_eq!(
            other.get("/system/policies/try").await.status,
            StatusCode::FORBIDDEN
        );
    }
    assert_eq!(
        audit.get("/system/policies/try").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn each_action_is_answered_with_the_policy_that_decided() {
    let Setting {
        _house,
        security,
        record,
        ..
    } = setting().await;
    let path = format!("/api/v1/policies/why?login=qian.li&record={record}");
    let answer = security.get(&path).await.json();
    let of = |action: &str| {
        let mut actions = answer["actions"].as_array().expect("actions").iter();
        actions
            .find(|found| found["action"] == action)
            .expect("the action")
            .clone()
    };
    assert_eq!(of("viewContent")["allowed"], true);
    assert_eq!(
        of("viewContent")["grants"][0]["policies"],
        json!(["reader-sees-what-is-filed"])
    );
    assert_eq!(of("downloadContent")["allowed"], false);
    assert_eq!(of("downloadContent")["grants"][0]["policies"], json!([]));
    let page = security
        .get(&format!("/system/policies?login=qian.li&record={record}"))
        .await
        .text();
    assert!(
        page.contains("href=\"#reader-sees-what-is-filed\""),
        "the answer leads to the policy"
    );
    assert!(
        !page.contains("困难职工慰问方案"),
        "who gives rights is not shown the record"
    );
}

#[tokio::test]
async fn a_question_about_nobody_or_nothing_is_refused() {
    let Setting {
        _house,
        security,
        record,
        ..
    } = setting().await;
    let nobody = security
        .get(&format!("/api/v1/policies/why?login=nobody&record={record}"))
        .await;
    nobody.assert_problem(StatusCode::NOT_FOUND, "identity-not-found");
    let nothing = security
        .get("/api/v1/policies/why?login=qian.li&record=Z999")
        .await;
    nothing.assert_problem(StatusCode::NOT_FOUND, "no-such-record");
}

#[tokio::test]
async fn a_trial_counts_what_a_change_would_open_and_changes_nothing() {
    let Setting {
        _house,
        security,
        reader,
        record,
        ..
    } = setting().await;
    let wider = policy_text("records.cedar").replace(
        "principal in Role::\"reader\",\n  action in Action::\"see\",",
        "principal in Role::\"reader\",\n  action in [Action::\"see\", Action::\"viewClear\"],",
    );
    let found = trial(&security, "records.cedar", &wider).await;
    assert_eq!(found["good"], true, "{found}");
    let impacts = found["impacts"].as_array().expect("impacts");
    assert_eq!(impacts.len(), 1, "{found}");
    assert_eq!(impacts[0]["action"], "viewClear");
    assert_eq!(
        (&impacts[0]["gained"], &impacts[0]["lost"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(impacts[0]["people"], json!(["钱立"]));
    let why = reader_may(&security, &record, "viewClear").await;
    assert_eq!(why, json!(false), "nothing has changed");
    assert_eq!(
        reader.get(&format!("/api/v1/records/{record}")).await.status,
        StatusCode::OK
    );
}

async fn reader_may(security: &Client, record: &str, action: &str) -> Value {
    let why = security
        .get(&format!("/api/v1/policies/why?login=qian.li&record={record}"))
        .await
        .json();
    let actions = why["actions"].as_array().expect("actions").iter();
    let mut found = actions.filter(|found| found["action"] == action);
    found.next().expect("the action")["allowed"].clone()
}

#[tokio::test]
async fn a_change_that_breaks_a_case_is_not_taken_and_the_case_is_named() {
    let Setting { _house, security, .. } = setting().await;
    let wider = policy_text("records.cedar").replace("&& resource.state == State::\"filed\"", "");
    let found = trial(&security, "records.cedar", &wider).await;
    assert_eq!(found["good"], false);
    let says = found["failed_cases"][0]["says"].as_str().expect("a case");
    assert!(says.contains("not filed"), "{found}");
}

#[tokio::test]
async fn a_text_that_is_no_policy_is_refused_with_its_place() {
    let Setting { _house, security, .. } = setting().await;
    let found = trial(&security, "records.cedar", "permit everything").await;
    assert_eq!(found["good"], false);
    let fault = found["fault"].as_str().expect("a fault");
    assert!(fault.starts_with("records.cedar"), "{fault}");
}

#[tokio::test]
async fn the_law_of_the_three_powers_cannot_be_changed() {
    let Setting { _house, security, .. } = setting().await;
    let found = trial(&security, "three-powers.cedar", "").await;
    assert_eq!(
        (&found["good"], &found["impacts"]),
        (&json!(true), &json!([])),
        "{found}"
    );
}
