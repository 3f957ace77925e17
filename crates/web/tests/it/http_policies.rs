//! The policies: who may see them, why somebody may do something, and trials that change nothing.

use crate::house::{Answer, Client, House};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

/// A union with a reader of surgery and a filed record there.
struct Setting {
    house: House,
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
        house,
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
        house: _house,
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
        house: _house,
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
        house: _house,
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
        house: _house,
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
    let Setting {
        house: _house,
        security,
        ..
    } = setting().await;
    let wider = policy_text("records.cedar").replace("&& resource.state == State::\"filed\"", "");
    let found = trial(&security, "records.cedar", &wider).await;
    assert_eq!(found["good"], false);
    let says = found["failed_cases"][0]["says"].as_str().expect("a case");
    assert!(says.contains("not filed"), "{found}");
}

#[tokio::test]
async fn a_text_that_is_no_policy_is_refused_with_its_place() {
    let Setting {
        house: _house,
        security,
        ..
    } = setting().await;
    let found = trial(&security, "records.cedar", "permit everything").await;
    assert_eq!(found["good"], false);
    let fault = found["fault"].as_str().expect("a fault");
    assert!(fault.starts_with("records.cedar"), "{fault}");
}

#[tokio::test]
async fn the_law_of_the_three_powers_cannot_be_changed() {
    let Setting {
        house: _house,
        security,
        ..
    } = setting().await;
    let found = trial(&security, "three-powers.cedar", "").await;
    assert_eq!(
        (&found["good"], &found["impacts"]),
        (&json!(true), &json!([])),
        "{found}"
    );
}

/// The shipped policies of records with one more: readers see nothing of files.
fn without_readers() -> String {
    let more = "@id(\"no-reader-today\")\nforbid (principal in Role::\"reader\", action == Action::\"viewRecord\", resource);\n";
    format!("{}\n{more}", policy_text("records.cedar"))
}

async fn propose(client: &Client, cases: &str) -> Answer {
    let body = json!({
        "files": [{ "name": "records.cedar", "text": without_readers() }],
        "cases": cases,
        "reason": "盘库期间停止查阅",
    });
    client
        .send_json(Method::POST, "/api/v1/policies/editions", &body)
        .await
}

#[tokio::test]
async fn an_edition_that_another_power_approves_holds_at_once() {
    let setting = setting().await;
    let record = format!("/api/v1/records/{}", setting.record);
    assert_eq!(setting.reader.get(&record).await.status, StatusCode::OK);
    let proposed = propose(&setting.security, "").await;
    assert_eq!(proposed.status, StatusCode::CREATED, "{}", proposed.text());
    let edition = proposed.json();
    assert_eq!(edition["effects"][0]["people"], 1);
    assert_eq!(edition["effects"][0]["lost"], 1);
    assert_eq!(
        setting.reader.get(&record).await.status,
        StatusCode::OK,
        "nothing happened yet"
    );
    let id = edition["id"].as_str().expect("an id");
    let decision = format!("/api/v1/policies/editions/{id}/decision");
    let approve = json!({ "approve": true });
    let own = setting
        .security
        .send_json(Method::POST, &decision, &approve)
        .await;
    own.assert_problem(StatusCode::FORBIDDEN, "denied");
    let home = setting.system.get_in("/", "zh-CN").await.text();
    assert!(home.contains("策略版本"), "the one who decides is led there");
    let approved = setting.system.send_json(Method::POST, &decision, &approve).await;
    assert_eq!(approved.json()["number"], 1, "{}", approved.text());
    let hidden = setting.reader.get(&record).await.status;
    assert_eq!(hidden, StatusCode::NOT_FOUND, "it holds at once");
    let again = setting.audit.send_json(Method::POST, &decision, &approve).await;
    again.assert_problem(StatusCode::CONFLICT, "edition-closed");
    let list = setting.audit.get("/api/v1/policies/editions").await.json();
    assert_eq!(list["in_force"], 1);
    let policies = setting.audit.get_in("/system/policies", "zh-CN").await.text();
    assert!(
        policies.contains("第 1 版") && policies.contains("no-reader-today"),
        "{policies}"
    );
    let acts = setting
        .audit
        .get("/api/v1/audit?action=policies.approved")
        .await
        .json();
    assert_eq!(acts["acts"].as_array().map(Vec::len), Some(1), "{acts}");
}

#[tokio::test]
async fn the_pages_show_what_changes_line_by_line_and_take_the_decision() {
    let setting = setting().await;
    let form = setting
        .security
        .get_in("/system/policies/try", "zh-CN")
        .await
        .text();
    assert!(form.contains("提出为新版本"), "{form}");
    let text = without_readers();
    let csrf = setting.security.form_token.clone();
    let fields = [
        ("csrf", csrf.as_str()),
        ("records.cedar", &text),
        ("reason", "盘库"),
    ];
    let sent = setting
        .security
        .post_form("/system/policies/editions", &fields)
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let page = sent.header(header::LOCATION).to_owned();
    let hers = setting.security.get_in(&page, "zh-CN").await.text();
    assert!(
        hers.contains("撤回提议") && !hers.contains("批准并生效"),
        "{hers}"
    );
    let theirs = setting.audit.get_in(&page, "zh-CN").await.text();
    assert!(theirs.contains("+ @id(&#34;no-reader-today&#34;)"), "{theirs}");
    assert!(theirs.contains("批准并生效") && !theirs.contains("撤回提议"));
    let csrf = setting.audit.form_token.as_str();
    let fields = [("csrf", csrf), ("verdict", "refuse"), ("reason", "")];
    let mute = setting
        .audit
        .post_form(&format!("{page}/decision"), &fields)
        .await;
    assert_eq!(mute.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("csrf", csrf), ("verdict", "refuse"), ("reason", "盘库不需要")];
    let refused = setting
        .audit
        .post_form(&format!("{page}/decision"), &fields)
        .await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER);
    let list = setting
        .system
        .get_in("/system/policies/editions", "zh-CN")
        .await
        .text();
    assert!(list.contains("盘库不需要"), "{list}");
}

#[tokio::test]
async fn texts_that_break_a_case_or_touch_the_law_are_not_proposed() {
    let setting = setting().await;
    let case = "[[case]]\nsays = \"读者看得到\"\nrole = \"reader\"\nbranch = \"/1/\"\nclearance = 1\n\
                action = \"viewRecord\"\nat = \"/1/\"\nallowed = true\n\
                with = { state = \"filed\", secrecy = 0, type_code = \"WS\" }\n";
    let refused = propose(&setting.security, case).await;
    refused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "edition-unfit");
    let nonsense = propose(&setting.security, "[[case]]\nsays = 1").await;
    nonsense.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "edition-unfit");
    let law = json!({ "files": [{ "name": "three-powers.cedar", "text": "" }], "reason": "试" });
    let path = "/api/v1/policies/editions";
    let refused = setting.security.send_json(Method::POST, path, &law).await;
    refused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "edition-unknown-file");
    let nothing = json!({ "files": [], "reason": "试" });
    let refused = setting.security.send_json(Method::POST, path, &nothing).await;
    refused.assert_problem(StatusCode::CONFLICT, "edition-same");
    let list = setting.audit.get(path).await.json();
    assert_eq!(list["editions"].as_array().map(Vec::len), Some(0));
    assert_eq!(
        setting.reader.get("/system/policies/editions").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_proof_that_has_grown_old_does_not_lose_the_text() {
    let setting = setting().await;
    setting.house.clock.advance_secs(20 * 60);
    let csrf = setting.security.form_token.as_str();
    let text = without_readers();
    let fields = [("csrf", csrf), ("records.cedar", &text), ("reason", "盘库")];
    let sent = setting
        .security
        .post_form("/system/policies/editions", &fields)
        .await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    let page = sent.text();
    assert!(
        page.contains("no-reader-today") && page.contains("/me/confirm"),
        "{page}"
    );
    let refused = propose(&setting.security, "").await;
    refused.assert_problem(StatusCode::FORBIDDEN, "page-confirm-needed");
}
