//! Emergency plans over the web: rehearsed step by step on the page and by the API, and what the self-inspection says then.

use crate::house::{Client, House};
use guildhall_web::locale::{Args, Locale, t};
use guildhall_web::pdf;
use http::{Method, StatusCode};
use serde_json::{Value, json};

/// Where Debian puts the font that the build asks for.
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

fn say(key: &str) -> String {
    t(Locale::ZhCn, key, &Args::none())
}

async fn post(client: &Client, path: &str, fields: &[(&str, &str)]) -> crate::house::Answer {
    let token = [("csrf", client.form_token.as_str())];
    client.post_form(path, &[&token, fields].concat()).await
}

/// What the self-inspection says about rehearsals.
async fn rehearsals(client: &Client) -> Value {
    let state = client.get("/api/v1/inspection").await.json();
    let findings = state["findings"].as_array().unwrap().clone();
    let found = findings
        .into_iter()
        .find(|finding| finding["clause"] == "emergency-rehearsals");
    found.unwrap()
}

#[tokio::test]
async fn a_plan_is_rehearsed_on_the_page_left_resumed_and_closed() {
    let house = House::open().await;
    let union = house.first_run().await;
    let list = union.system.get("/emergency").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.text());
    assert!(list.text().contains(&say("runs-none")) && list.text().contains("停电、断网"));
    let plan = union.system.get("/emergency/plans/outage").await.text();
    assert!(plan.contains(&say("plan-rehearse")), "{plan}");
    let begun = post(
        &union.system,
        "/emergency/plans/outage/runs",
        &[("kind", "rehearsal")],
    )
    .await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    let run = begun.header(http::header::LOCATION).to_owned();
    let step = async |number: u32, outcome: &str, note: &str| {
        let path = format!("{run}/steps/{number}");
        post(&union.system, &path, &[("outcome", outcome), ("note", note)]).await
    };
    assert_eq!(
        step(1, "done", "后勤科：两小时").await.status,
        StatusCode::SEE_OTHER
    );
    let refused = step(2, "skipped", "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("note"), "{}", refused.text());
    let early = post(
        &union.system,
        &format!("{run}/close"),
        &[("findings", "好"), ("improvements", "无")],
    )
    .await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(
        union
            .system
            .get("/emergency")
            .await
            .text()
            .contains(&say("runs-open")),
        "it can be resumed"
    );
    for (number, outcome, note) in [
        (2, "skipped", "演练不真正关机"),
        (3, "done", ""),
        (4, "done", "=1+1"),
    ] {
        assert_eq!(step(number, outcome, note).await.status, StatusCode::SEE_OTHER);
    }
    let closed = post(
        &union.system,
        &format!("{run}/close"),
        &[("findings", "找不到收件簿"), ("improvements", "放前台")],
    )
    .await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    let page = union.audit.get(&run).await.text();
    assert!(
        page.contains("找不到收件簿") && page.contains("后勤科：两小时"),
        "{page}"
    );
    assert!(!page.contains("/close\""), "it is over");
}

#[tokio::test]
async fn each_plan_is_led_by_who_holds_its_right_and_others_look_on_or_see_nothing() {
    let house = House::open().await;
    let union = house.first_run().await;
    let begin = async |client: &Client, plan: &str| {
        let body = json!({ "plan": plan, "kind": "real" });
        client
            .send_json(Method::POST, "/api/v1/emergency/runs", &body)
            .await
            .status
    };
    assert_eq!(begin(&union.security, "outage").await, StatusCode::FORBIDDEN);
    assert_eq!(begin(&union.audit, "outage").await, StatusCode::FORBIDDEN);
    assert_eq!(begin(&union.system, "data-breach").await, StatusCode::FORBIDDEN);
    assert_eq!(begin(&union.system, "moon").await, StatusCode::NOT_FOUND);
    assert_eq!(begin(&union.system, "store-room").await, StatusCode::CREATED);
    assert_eq!(begin(&union.security, "store-room").await, StatusCode::CREATED);
    assert_eq!(begin(&union.archivist, "store-room").await, StatusCode::FORBIDDEN);
    let runs = union.audit.get("/api/v1/emergency/runs").await.json();
    assert_eq!(runs["runs"].as_array().unwrap().len(), 2);
    for path in [
        "/emergency",
        "/emergency/plans/outage",
        "/api/v1/emergency/runs",
        "/api/v1/emergency/plans",
    ] {
        assert_eq!(
            union.archivist.get(path).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_self_inspection_wants_every_plan_rehearsed_within_its_days() {
    let house = House::open().await;
    let union = house.first_run().await;
    assert_eq!(rehearsals(&union.audit).await["outcome"], "must-act");
    let plans = union.system.get("/api/v1/emergency/plans").await.json();
    for standing in plans["plans"].as_array().unwrap() {
        assert_eq!(standing["overdue"], true);
        let plan = &standing["plan"];
        let leader = match plan["lead"].as_str().unwrap() {
            "keepIncidents" => &union.security,
            _ => &union.system,
        };
        let body = json!({ "plan": plan["code"], "kind": "rehearsal" });
        let run = leader
            .send_json(Method::POST, "/api/v1/emergency/runs", &body)
            .await
            .json();
        let path = format!("/api/v1/emergency/runs/{}", run["id"].as_str().unwrap());
        for number in 1..=plan["steps"].as_array().unwrap().len() {
            let body = json!({ "outcome": "done", "note": "" });
            let taken = leader
                .send_json(Method::POST, &format!("{path}/steps/{number}"), &body)
                .await;
            assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
        }
        let body = json!({ "findings": "顺利", "improvements": "无" });
        let closed = leader
            .send_json(Method::POST, &format!("{path}/close"), &body)
            .await;
        assert_eq!(closed.json()["state"], "closed", "{}", closed.text());
    }
    assert_eq!(rehearsals(&union.audit).await["outcome"], "good");
    house.clock.advance_secs(181 * 86_400);
    let (system, audit) = (
        house.sign_in("zhao.min", crate::house::PASSWORD).await,
        house.sign_in("lu.ping", crate::house::OWN_PASSWORD).await,
    );
    let plans = system.get("/api/v1/emergency/plans").await.json();
    let overdue = plans["plans"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|standing| standing["overdue"] == true);
    assert_eq!(
        overdue
            .map(|standing| &standing["plan"]["code"])
            .collect::<Vec<_>>(),
        ["ransomware"]
    );
    assert_eq!(rehearsals(&audit).await["outcome"], "must-act");
}

#[tokio::test]
async fn a_plan_and_the_log_of_a_run_are_printed() {
    let mut house = House::open().await;
    let union = house.first_run().await;
    let none = union.system.get("/emergency/plans/outage/print").await;
    assert_eq!(none.status, StatusCode::CONFLICT, "without a font");
    let font = std::path::PathBuf::from(FONT);
    if !font.exists() {
        eprintln!("skipped: no font at {FONT}");
        return;
    }
    house.configure(|app| app.font = Some(font));
    let plan = house.get_as(&union.system, "/emergency/plans/outage/print").await;
    assert_eq!(plan.status, StatusCode::OK, "{}", plan.text());
    assert_eq!(plan.header(http::header::CONTENT_TYPE), "application/pdf");
    let body = json!({ "plan": "outage", "kind": "rehearsal" });
    let run = union
        .system
        .send_json(Method::POST, "/api/v1/emergency/runs", &body)
        .await
        .json();
    let path = format!("/api/v1/emergency/runs/{}/sheet", run["id"].as_str().unwrap());
    let log = house.get_as(&union.audit, &path).await;
    assert_eq!(log.status, StatusCode::OK, "{}", log.text());
    assert!(log.body.starts_with(b"%PDF-"), "a PDF");
    let file = pdf::file(Vec::new(), "attachment; filename=\"x.pdf\"");
    assert_eq!(file.headers()["cache-control"], "no-store");
}
