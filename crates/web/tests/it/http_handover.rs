//! Records pass to another archives over the web: appraised, packed, approved by a leader, taken over, due here no more.

use crate::house::{Answer, Client, House, OWN_PASSWORD, Union};
use guildhall_dispatch::consignment::Packing;
use guildhall_store::job::{JobHandler, LANE_QUICK, Runner, RunnerConfig};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Where Debian puts the font that the build asks for.
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
const ROUNDS: &str = "/api/v1/disposal/rounds";
const CONSIGNMENTS: &str = "/api/v1/consignments";
const HANDOVERS: &str = "/api/v1/handovers";

/// Two filed records of the whole union, the chair, and a member of the committee.
struct Scene {
    house: House,
    union: Union,
    records: Vec<String>,
}

async fn sent(client: &Client, method: Method, path: &str, body: &Value) -> Value {
    let answer = client.send_json(method, path, body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.text());
    answer.json()
}

fn id(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

impl Scene {
    async fn open() -> Self {
        let mut house = House::open().await;
        house.configure(|app| app.font = Some(FONT.into()).filter(|font: &std::path::PathBuf| font.exists()));
        let union = house.first_run().await;
        let mut records = Vec::new();
        for number in 1..=2 {
            let text = format!("第{number}号通知的内容");
            let record = union.archivist.capture("通知.txt", text.as_bytes()).await;
            union
                .archivist
                .file(&record, &format!("第{number}号通知"), "1")
                .await;
            records.push(record);
        }
        for (login, post) in [("zhou.zheng", "10"), ("sun.li", "13")] {
            house.officer(&union, login, post).await;
        }
        Self {
            house,
            union,
            records,
        }
    }

    async fn decide(&self, login: &str) {
        let client = self.house.sign_in(login, OWN_PASSWORD).await;
        let tasks = client.get("/api/v1/workflow/tasks").await.json();
        let run = &tasks["tasks"][0]["run"];
        let body = json!({ "revision": run["revision"], "verdict": "approve", "opinion": "同意" });
        let path = format!("/api/v1/workflow/runs/{}/decision", id(run));
        sent(&client, Method::POST, &path, &body).await;
    }

    /// Appraises both records so that they are to be handed over, and returns the approved round.
    async fn appraised(&self) -> String {
        let archivist = &self.union.archivist;
        let body = json!({ "name": "到期鉴定", "basis": "保管期限表", "until_year": 2100 });
        let round = id(&sent(archivist, Method::POST, ROUNDS, &body).await);
        let whole = archivist.get(&format!("{ROUNDS}/{round}")).await.json();
        for item in whole["items"].as_array().expect("lines") {
            let path = format!("/api/v1/disposal/items/{}", id(item));
            let body = json!({ "verdict": "transfer", "reason": "由市档案馆永久保管" });
            let proposed = sent(archivist, Method::PUT, &path, &body).await;
            assert_eq!(proposed["proposal"], "transfer");
        }
        sent(
            archivist,
            Method::POST,
            &format!("{ROUNDS}/{round}/sending"),
            &json!({}),
        )
        .await;
        self.decide("sun.li").await;
        round
    }

    async fn packed(&self, round: Option<&str>) -> String {
        let body = json!({
            "format": "bagit", "purpose": "archive_maintenance", "reason": "移交市档案馆", "round": round,
        });
        let consignment = id(&sent(&self.union.archivist, Method::POST, CONSIGNMENTS, &body).await);
        let config = RunnerConfig {
            lane: LANE_QUICK,
            owner: "test".to_owned(),
            parallel: 1,
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(1),
        };
        let handlers: Vec<Arc<dyn JobHandler>> = vec![Arc::new(Packing(self.house.app.exchange.clone()))];
        let runner = Runner::new(self.house.app.database.clone(), config, handlers);
        runner.run_due().await.expect("the job runs");
        consignment
    }

    async fn ask(&self, client: &Client, consignment: &str) -> Answer {
        let body = json!({
            "consignment": consignment, "name": "永久档案进馆", "receiver": "市档案馆", "medium": "在线移交",
        });
        client.send_json(Method::POST, HANDOVERS, &body).await
    }

    async fn accept(&self, handover: &str, records: u64) -> Answer {
        let now = self.house.app.database.clock().now();
        let today = now.date_in("Asia/Shanghai");
        let body = json!({ "taken_by": "王芳", "taken_on": today, "records": records, "remark": "检验合格" });
        let path = format!("{HANDOVERS}/{handover}/acceptance");
        self.union.archivist.send_json(Method::POST, &path, &body).await
    }
}

#[tokio::test]
async fn what_appraisal_hands_over_is_packed_approved_taken_over_and_due_no_more() {
    let scene = Scene::open().await;
    let archivist = &scene.union.archivist;
    let round = scene.appraised().await;
    let page = archivist.get(&format!("/disposal/{round}")).await.text();
    assert!(page.contains(&format!("/consignments?round={round}")), "{page}");
    let form = archivist.get(&format!("/consignments?round={round}")).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text());
    assert!(form.text().contains(&format!("name=\"round\" value=\"{round}\"")));
    let consignment = scene.packed(Some(&round)).await;
    let fill_in = archivist
        .get(&format!("/consignments/{consignment}/handover"))
        .await;
    assert_eq!(fill_in.status, StatusCode::OK, "{}", fill_in.text());
    let asked = scene.ask(archivist, &consignment).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.text());
    let handover = id(&asked.json());
    assert_eq!(
        scene.ask(archivist, &consignment).await.json()["code"],
        "dispatch-handover-asked"
    );
    let early = scene.accept(&handover, 2).await;
    assert_eq!(early.json()["code"], "dispatch-changed", "{}", early.text());
    scene.decide("zhou.zheng").await;
    let short = scene.accept(&handover, 1).await;
    assert_eq!(short.json()["code"], "dispatch-count-differs", "{}", short.text());
    let page = archivist.get(&format!("/handovers/{handover}")).await;
    assert!(page.text().contains("/acceptance"), "{}", page.text());
    let done = scene.accept(&handover, 2).await;
    assert_eq!(done.json()["state"], "accepted", "{}", done.text());
    let whole = archivist.get(&format!("{ROUNDS}/{round}")).await.json();
    assert_eq!(
        (&whole["round"]["state"], &whole["items"][0]["outcome"]),
        (&json!("done"), &json!("transferred"))
    );
    let record = archivist.get(&format!("/records/{}", scene.records[0])).await;
    assert!(record.text().contains("市档案馆"), "the record says who keeps it");
    let body = json!({ "name": "再次鉴定", "basis": "保管期限表", "until_year": 2100 });
    let none = archivist.send_json(Method::POST, ROUNDS, &body).await;
    assert_eq!(none.json()["code"], "disposal-nothing-due", "{}", none.text());
    let history = archivist
        .get(&format!("/api/v1/records/{}/history", scene.records[0]))
        .await;
    assert!(
        history.text().contains("record.handed-over"),
        "{}",
        history.text()
    );
}

#[tokio::test]
async fn the_form_of_a_handover_is_printed_in_both_languages() {
    if !Path::new(FONT).exists() {
        eprintln!("SKIPPED: {FONT} is not there (fonts-noto-cjk)");
        return;
    }
    let scene = Scene::open().await;
    let consignment = scene.packed(None).await;
    let handover = id(&scene.ask(&scene.union.archivist, &consignment).await.json());
    for path in [
        format!("/handovers/{handover}/form.pdf"),
        format!("{HANDOVERS}/{handover}/form"),
    ] {
        let form = scene.union.archivist.get(&path).await;
        assert_eq!(form.status, StatusCode::OK, "{path}");
        assert!(form.body.starts_with(b"%PDF"), "{path}");
    }
}

#[tokio::test]
async fn a_reader_knows_of_no_handover_and_what_was_declined_may_be_offered_again() {
    let scene = Scene::open().await;
    let consignment = scene.packed(None).await;
    let handover = id(&scene.ask(&scene.union.archivist, &consignment).await.json());
    let reader = scene.house.sign_in("sun.li", OWN_PASSWORD).await;
    for path in [
        HANDOVERS.to_owned(),
        format!("{HANDOVERS}/{handover}"),
        format!("/handovers/{handover}"),
    ] {
        assert_eq!(reader.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    scene.decide("zhou.zheng").await;
    let token = scene.union.archivist.form_token.clone();
    let fields = [("csrf", token.as_str()), ("reason", "载体损坏")];
    let declined = scene
        .union
        .archivist
        .post_form(&format!("/handovers/{handover}/refusal"), &fields)
        .await;
    assert_eq!(declined.status, StatusCode::SEE_OTHER, "{}", declined.text());
    let again = scene.ask(&scene.union.archivist, &consignment).await;
    assert_eq!(again.status, StatusCode::CREATED, "{}", again.text());
}

#[tokio::test]
async fn a_record_under_a_hold_is_not_handed_over() {
    let scene = Scene::open().await;
    let consignment = scene.packed(None).await;
    let hold = json!({ "name": "审计", "reason": "审计需要", "scope": { "words": ["通知"] } });
    sent(
        &scene.union.archivist,
        Method::POST,
        "/api/v1/disposal/holds",
        &hold,
    )
    .await;
    let held = scene.ask(&scene.union.archivist, &consignment).await;
    assert_eq!(held.json()["code"], "disposal-held", "{}", held.text());
    let none = scene.union.archivist.get(HANDOVERS).await.json();
    assert_eq!(none["handovers"], json!([]), "nothing is left of it");
}

#[tokio::test]
async fn a_hold_set_while_the_receiver_counts_keeps_the_records_here() {
    let scene = Scene::open().await;
    let consignment = scene.packed(None).await;
    let asked = scene.ask(&scene.union.archivist, &consignment).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.text());
    let handover = id(&asked.json());
    scene.decide("zhou.zheng").await;
    let hold = json!({ "name": "审计", "reason": "审计需要", "scope": { "words": ["通知"] } });
    let archivist = &scene.union.archivist;
    sent(archivist, Method::POST, "/api/v1/disposal/holds", &hold).await;
    let refused = scene.accept(&handover, 2).await;
    assert_eq!(refused.json()["code"], "disposal-held", "{}", refused.text());
    let after = archivist.get(&format!("{HANDOVERS}/{handover}")).await.json();
    assert_eq!(after["state"], "approved", "nothing of it was kept");
}
