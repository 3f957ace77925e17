//! Duties to people over HTTP: requests with their answers, the copy, consents, register and assessments.

use crate::house::{Client, House, OWN_PASSWORD, PASSWORD, Union};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

const STAFF_NUMBER: &str = "A-1024";

/// Makes a member: a person of the directory, and an account that is linked to her.
async fn member(house: &House, union: &Union) -> Client {
    let tree = union.system.get("/api/v1/organisations").await.json();
    let unit = tree["organisations"][0]["id"].clone();
    let person = json!({ "staff_number": STAFF_NUMBER, "name": "王芳菲", "unit": unit });
    let added = union
        .system
        .send_json(Method::POST, "/api/v1/people", &person)
        .await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    let account = json!({
        "login": "wang.fangfei", "name": "王芳菲", "password": PASSWORD, "unit": unit, "role": "reader", "clearance": 0,
    });
    let made = union
        .security
        .send_json(Method::POST, "/api/v1/accounts", &account)
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let link = json!({ "staff_number": STAFF_NUMBER });
    let linked = union
        .security
        .send_json(Method::PUT, &format!("/api/v1/accounts/{id}/person"), &link)
        .await;
    assert!(linked.status.is_success(), "{}", linked.text());
    house.settled("wang.fangfei", PASSWORD).await
}

async fn ask(client: &Client, kind: &str) -> String {
    let body = json!({ "kind": kind, "wish": "手机号换了，请更正" });
    let made = client.send_json(Method::POST, "/api/v1/me/requests", &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()["id"].as_str().expect("an id").to_owned()
}

async fn confirm(client: &Client) {
    let fields = [
        ("csrf", client.form_token.as_str()),
        ("proof", OWN_PASSWORD),
        ("next", "/me/data"),
    ];
    let proved = client.post_form("/me/confirm", &fields).await;
    assert_eq!(proved.status, StatusCode::SEE_OTHER, "{}", proved.text());
}

#[tokio::test]
async fn a_member_asks_for_a_correction_an_officer_answers_and_she_sees_it() {
    let house = House::open().await;
    let union = house.first_run().await;
    let she = member(&house, &union).await;
    let fields = [
        ("csrf", she.form_token.as_str()),
        ("kind", "correction"),
        ("wish", "手机号换了"),
    ];
    let asked = she.post_form("/me/data/requests", &fields).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    let open = union.security.get("/api/v1/privacy/requests").await.json();
    let id = open["open"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(open["open"][0]["overdue"], false);
    let begun = union
        .security
        .post_form(
            &format!("/privacy/requests/{id}/begin"),
            &[("csrf", union.security.form_token.as_str())],
        )
        .await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    let path = format!("/privacy/requests/{id}/answer");
    let csrf = union.security.form_token.as_str();
    let wrong = [
        ("csrf", csrf),
        ("outcome", "granted"),
        ("answer", "已更正"),
        ("phone", "不是号码"),
    ];
    let refused = union.security.post_form(&path, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("不是号码"), "what was typed stays");
    let right = [
        ("csrf", csrf),
        ("outcome", "granted"),
        ("answer", "已更正"),
        ("phone", "13987654321"),
    ];
    let answered = union.security.post_form(&path, &right).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text());
    let page = she.get_in("/me/data", "zh-CN").await.text();
    assert!(page.contains("已更正") && page.contains("139****4321"), "{page}");
    assert!(!page.contains("13987654321"));
    let copy = she.get("/api/v1/me/data").await.json();
    assert_eq!(copy["person"]["phone"], "13987654321");
    assert_eq!(copy["requests"][0]["outcome"], "granted");
}

#[tokio::test]
async fn requests_are_seen_by_who_answers_them_and_by_who_asked_alone() {
    let house = House::open().await;
    let union = house.first_run().await;
    let she = member(&house, &union).await;
    let id = ask(&she, "copy").await;
    for other in [&union.audit, &union.archivist, &she] {
        let list = other.get("/api/v1/privacy/requests").await;
        list.assert_problem(StatusCode::FORBIDDEN, "page-forbidden");
        let begin = format!("/api/v1/privacy/requests/{id}/begin");
        let begun = other.send_json(Method::POST, &begin, &json!({})).await;
        begun.assert_problem(StatusCode::NOT_FOUND, "privacy-not-found");
    }
    let close = format!("/api/v1/me/requests/{id}/close");
    let closed = union.security.send_json(Method::POST, &close, &json!({})).await;
    closed.assert_problem(StatusCode::NOT_FOUND, "privacy-not-found");
    let own = ask(&union.security, "access").await;
    let begin = format!("/api/v1/privacy/requests/{own}/begin");
    let begun = union.security.send_json(Method::POST, &begin, &json!({})).await;
    begun.assert_problem(StatusCode::FORBIDDEN, "privacy-own-request");
    let begun = union.system.send_json(Method::POST, &begin, &json!({})).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
    house.clock.advance_secs(40 * 24 * 60 * 60);
    let union_again = house.sign_in("he.an", OWN_PASSWORD).await;
    let open = union_again.get("/api/v1/privacy/requests").await.json();
    let overdue = |request: &Value| request["overdue"] == true;
    assert!(open["open"].as_array().expect("requests").iter().all(overdue));
}

#[tokio::test]
async fn the_copy_needs_a_fresh_proof_and_lists_filed_papers_that_name_her() {
    let house = House::open().await;
    let union = house.first_run().await;
    let she = member(&house, &union).await;
    let paper = union
        .archivist
        .capture("补助.txt", "困难补助申请".as_bytes())
        .await;
    let fields = json!({
        "title": "王芳菲困难补助申请书", "responsible_party": "市一医院工会", "doc_date": "2024-03-15", "year": "2024",
        "retention": "D30", "security_level": "3", "persons": ["王芳菲"],
    });
    let body = json!({ "version": 1, "type": "ZY.BF", "fields": fields });
    let described = union
        .archivist
        .send_json(Method::PUT, &format!("/api/v1/papers/{paper}"), &body)
        .await;
    assert_eq!(described.status, StatusCode::OK, "{}", described.text());
    let version = described.json()["version"].clone();
    let filed = union
        .archivist
        .send_json(
            Method::POST,
            &format!("/api/v1/papers/{paper}/file"),
            &json!({ "version": version }),
        )
        .await;
    assert_eq!(filed.status, StatusCode::OK, "{}", filed.text());
    house.catch_up().await;
    let copy = she.get("/api/v1/me/data").await.json();
    let records = copy["records"].as_array().expect("records");
    assert_eq!(records.len(), 1, "{copy}");
    assert_eq!(records[0]["title"], Value::Null, "above her clearance");
    assert_eq!(copy["is_cut"], false);
    let file = she.get("/me/data/copy.json").await;
    assert_eq!(
        file.header(header::CONTENT_DISPOSITION),
        "attachment; filename=\"my-data.json\""
    );
    assert_eq!(file.json()["account"]["login"], "wang.fangfei");
    let page = she.get_in("/me/data/copy", "zh-CN").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains(STAFF_NUMBER));
    house.clock.advance_secs(20 * 60);
    let asked = she.get("/me/data/copy").await;
    assert!(asked.header(header::LOCATION).starts_with("/me/confirm"));
    she.get("/api/v1/me/data")
        .await
        .assert_problem(StatusCode::FORBIDDEN, "page-confirm-needed");
    confirm(&she).await;
    assert_eq!(she.get("/me/data/copy").await.status, StatusCode::OK);
    let acts = union
        .audit
        .get("/api/v1/audit?action=privacy-copy.made")
        .await
        .json();
    assert_eq!(acts["acts"].as_array().map(Vec::len), Some(4), "{acts}");
}

#[tokio::test]
async fn a_consent_is_given_by_her_own_tick_and_withdrawn_in_one_step() {
    let house = House::open().await;
    let union = house.first_run().await;
    let she = member(&house, &union).await;
    let page = she.get("/me/data").await.text();
    assert!(!page.contains(" checked"), "nothing is ticked before she does");
    let give = "/me/data/consents/event_pictures/give";
    let csrf = she.form_token.as_str();
    let unticked = she.post_form(give, &[("csrf", csrf), ("version", "1")]).await;
    assert_eq!(unticked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let given = she
        .post_form(give, &[("csrf", csrf), ("version", "1"), ("agreed", "on")])
        .await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());
    let standing = async |client: &Client| {
        let consents = client.get("/api/v1/me/consents").await.json();
        let consents = consents["consents"].as_array().expect("consents").clone();
        let found = consents
            .iter()
            .find(|consent| consent["code"] == "event_pictures");
        found.expect("the consent")["standing"].clone()
    };
    assert_eq!(standing(&she).await, "given");
    assert_eq!(
        standing(&union.archivist).await,
        "never",
        "each speaks for herself"
    );
    let old = json!({ "version": 9 });
    let path = "/api/v1/me/consents/contact_by_phone";
    let refused = she.send_json(Method::PUT, path, &old).await;
    refused.assert_problem(StatusCode::CONFLICT, "privacy-old-text");
    let withdrawn = she
        .post_form("/me/data/consents/event_pictures/withdraw", &[("csrf", csrf)])
        .await;
    assert_eq!(withdrawn.status, StatusCode::SEE_OTHER);
    assert_eq!(standing(&she).await, "withdrawn");
    let again = she
        .send_json(Method::DELETE, "/api/v1/me/consents/event_pictures", &json!({}))
        .await;
    again.assert_problem(StatusCode::CONFLICT, "privacy-not-given");
}

#[tokio::test]
async fn everybody_reads_the_register_and_its_keeper_changes_it() {
    let house = House::open().await;
    let union = house.first_run().await;
    let she = member(&house, &union).await;
    let page = she.get_in("/privacy", "zh-CN").await.text();
    assert!(page.contains("人员名册") && page.contains("缺影响评估"), "{page}");
    let register = she.get("/api/v1/privacy/register").await.json();
    let entries = register["entries"].as_array().expect("entries").clone();
    let find = |code: &str| {
        entries
            .iter()
            .find(|entry| entry["code"] == code)
            .expect("an entry")
            .clone()
    };
    let mut activity = find("sign_in")["activity"].clone();
    activity["retention"] = json!({ "zh": "一年" });
    let body = json!({ "version": 1, "activity": activity, "reason": "新规定" });
    let path = "/api/v1/privacy/register/sign_in";
    let refused = she.send_json(Method::PUT, path, &body).await;
    refused.assert_problem(StatusCode::FORBIDDEN, "denied");
    let kept = union.security.send_json(Method::PUT, path, &body).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    assert_eq!(kept.json()["version"], 2);
    let late = union.security.send_json(Method::PUT, path, &body).await;
    late.assert_problem(StatusCode::CONFLICT, "privacy-changed");
    let entry = she.get_in("/privacy/register/sign_in", "zh-CN").await.text();
    assert!(entry.contains("一年") && entry.contains("随程序提供"), "{entry}");
    assert!(!entry.contains("<textarea"), "a reader has no form");
    let form = union
        .security
        .get_in("/privacy/register/sign_in", "zh-CN")
        .await
        .text();
    assert!(form.contains("<textarea") && form.contains("name=\"class.device\""));
    let fields = [
        ("csrf", union.security.form_token.as_str()),
        ("code", "hardship_aid"),
        ("title", "困难帮扶"),
        ("purpose", "核实困难"),
        ("basis", "duty"),
        ("ground", "帮扶办法"),
        ("class.illness", "on"),
        ("whose", "困难职工"),
        ("recipients", "工会"),
        ("retention", "10 年"),
        ("responsible", "女工委员"),
        ("reason", "新业务"),
    ];
    let hidden = union.security.post_form("/privacy/new-entry", &fields).await;
    assert_eq!(
        hidden.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "sensitive, and not said so"
    );
    let mut said = fields.to_vec();
    said.push(("sensitive", "on"));
    let added = union.security.post_form("/privacy/new-entry", &said).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    assert!(she.get("/privacy").await.text().contains("困难帮扶"));
}

#[tokio::test]
async fn an_assessment_is_drafted_by_one_and_approved_by_another_and_closes_the_gap() {
    let house = House::open().await;
    let union = house.first_run().await;
    let gap = async || {
        let register = union.archivist.get("/api/v1/privacy/register").await.json();
        let entries = register["entries"].as_array().expect("entries").clone();
        let archives = entries.iter().find(|entry| entry["code"] == "archives");
        archives.expect("the archives")["gap"].clone()
    };
    assert_eq!(gap().await, true);
    let content = json!({ "what": "收集病情材料", "necessity": "必要", "risks": "泄露", "measures": "加密" });
    let body = json!({ "entry": "archives", "content": content });
    let path = "/api/v1/privacy/assessments";
    let refused = union.archivist.send_json(Method::POST, path, &body).await;
    refused.assert_problem(StatusCode::FORBIDDEN, "denied");
    let drafted = union.security.send_json(Method::POST, path, &body).await;
    assert_eq!(drafted.status, StatusCode::CREATED, "{}", drafted.text());
    let id = drafted.json()["id"].as_str().expect("an id").to_owned();
    let decision = format!("/privacy/assessments/{id}/decision");
    let verdict = |client: &Client, verdict: &'static str, reason: &'static str| {
        let (client, decision) = (client.clone(), decision.clone());
        async move {
            let csrf = client.form_token.clone();
            let fields = [("csrf", csrf.as_str()), ("verdict", verdict), ("reason", reason)];
            client.post_form(&decision, &fields).await.status
        }
    };
    assert_eq!(
        verdict(&union.security, "approve", "").await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        verdict(&union.audit, "return", "").await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        verdict(&union.audit, "return", "太简单").await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(gap().await, true);
    let form = union
        .security
        .get_in(&format!("/privacy/assessments/{id}"), "zh-CN")
        .await
        .text();
    assert!(
        form.contains("太简单") && form.contains("name=\"risks\""),
        "{form}"
    );
    let revised = union
        .security
        .send_json(Method::PUT, &format!("{path}/{id}"), &content)
        .await;
    assert_eq!(revised.json()["revision"], 2);
    assert_eq!(verdict(&union.audit, "approve", "").await, StatusCode::SEE_OTHER);
    assert_eq!(gap().await, false);
    let list = union.audit.get(path).await.json();
    assert_eq!(list["assessments"][0]["state"], "approved");
    assert!(list["assessments"][0]["keep_until"].is_string());
    union
        .archivist
        .get(path)
        .await
        .assert_problem(StatusCode::FORBIDDEN, "denied");
}
