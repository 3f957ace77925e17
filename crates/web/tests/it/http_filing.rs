//! Filing that needs a yes: a record of the fund audit passes through three hands before it gets its number.

use crate::house::{Answer, Client, House, Union};
use guildhall_checks::FilingJob;
use guildhall_store::job::{LANE_QUICK, Runner, RunnerConfig};
use guildhall_web::locale::{Args, Locale, t};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// The union with the paper of an audit, and the two whose yes it needs.
struct Scene {
    house: House,
    union: Union,
    auditor: Client,
    chair: Client,
    paper: String,
}

fn say(key: &str) -> String {
    t(Locale::ZhCn, key, &Args::none())
}

impl Scene {
    async fn open() -> Self {
        let house = House::open().await;
        let union = house.first_run().await;
        let auditor = house.officer(&union, "lu.jing", "21").await;
        let chair = house.officer(&union, "zhou.zheng", "10").await;
        let paper = union.archivist.capture("审计.txt", "审计报告".as_bytes()).await;
        Self {
            house,
            union,
            auditor,
            chair,
            paper,
        }
    }

    async fn describe(&self, version: i64) -> Answer {
        let body = json!({ "version": version, "type": "ZY.JS", "fields": {
            "title": "2023年度工会经费审计报告", "responsible_party": "经费审查委员会", "doc_date": "2024-03-15",
            "year": "2024", "retention": "D30", "security_level": "1",
        }});
        let path = format!("/api/v1/papers/{}", self.paper);
        self.union.archivist.send_json(Method::PUT, &path, &body).await
    }

    /// Describes the paper and asks that it is filed.
    async fn send(&self, version: i64) -> Answer {
        let described = self.describe(version).await;
        assert_eq!(described.status, StatusCode::OK, "{}", described.text());
        let body = json!({ "version": described.json()["version"] });
        let path = format!("/api/v1/papers/{}/file", self.paper);
        self.union.archivist.send_json(Method::POST, &path, &body).await
    }

    async fn decide(&self, client: &Client, verdict: &str) -> Value {
        let tasks = client.get("/api/v1/workflow/tasks").await.json();
        let run = &tasks["tasks"][0]["run"];
        let path = format!(
            "/api/v1/workflow/runs/{}/decision",
            run["id"].as_str().expect("a task")
        );
        let body = json!({ "revision": run["revision"], "verdict": verdict, "opinion": "已看过材料" });
        let answer = client.send_json(Method::POST, &path, &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    /// Does what waits in line.
    async fn work(&self) {
        let app = &self.house.app;
        let job = FilingJob::new(app.database.clone(), app.checks.clone());
        let config = RunnerConfig {
            lane: LANE_QUICK,
            owner: "test".to_owned(),
            parallel: 1,
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(1),
        };
        let runner = Runner::new(app.database.clone(), config, vec![Arc::new(job)]);
        runner.run_due().await.expect("the job runs");
    }

    async fn record(&self) -> Value {
        let path = format!("/api/v1/papers/{}", self.paper);
        self.union.archivist.get(&path).await.json()["record"].clone()
    }
}

#[tokio::test]
async fn a_sensitive_type_is_prepared_reviewed_and_approved_by_three_people() {
    let scene = Scene::open().await;
    let sent = scene.send(1).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
    assert_eq!(sent.json()["archival_code"], Value::Null);
    let page = scene
        .union
        .archivist
        .get(&format!("/inbox/{}", scene.paper))
        .await
        .text();
    assert!(page.contains(&say("filing-is-asked")), "{page}");
    assert!(!page.contains("value=\"file\""), "nothing can be filed twice");
    let listed = scene.union.archivist.get("/inbox?tab=described").await.text();
    assert!(listed.contains(&say("paper-asked")), "{listed}");
    for client in [&scene.auditor, &scene.chair] {
        let seen = client.get(&format!("/inbox/{}", scene.paper)).await;
        assert_eq!(seen.status, StatusCode::OK, "whoever says yes sees to what");
    }
    assert_eq!(scene.decide(&scene.auditor, "approve").await["status"], "running");
    assert_eq!(scene.decide(&scene.chair, "approve").await["status"], "approved");
    scene.work().await;
    let filed = scene.record().await;
    assert_eq!(filed["state"], "filed");
    assert!(
        filed["archival_code"]
            .as_str()
            .is_some_and(|code| code.contains("-ZY·2024-")),
        "{filed}"
    );
    scene.work().await;
    assert_eq!(
        scene.record().await["version"],
        filed["version"],
        "it is filed once"
    );
}

#[tokio::test]
async fn while_others_decide_nobody_changes_the_paper_and_after_a_no_it_can_be_mended() {
    let scene = Scene::open().await;
    scene.send(1).await;
    let again = scene.describe(2).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
    assert_eq!(again.json()["code"], "filing-asked");
    let discard = format!("/api/v1/papers/{}/discard", scene.paper);
    let discarded = scene
        .union
        .archivist
        .send_json(Method::POST, &discard, &json!({}))
        .await;
    assert_eq!(discarded.status, StatusCode::CONFLICT, "{}", discarded.text());
    assert_eq!(scene.decide(&scene.auditor, "refuse").await["status"], "refused");
    let page = scene
        .union
        .archivist
        .get(&format!("/inbox/{}", scene.paper))
        .await
        .text();
    assert!(page.contains(&say("filing-is-refused")), "{page}");
    let sent = scene.send(2).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
}

#[tokio::test]
async fn without_anybody_to_decide_the_paper_stays_and_the_archivist_is_told() {
    let house = House::open().await;
    let union = house.first_run().await;
    let paper = union.archivist.capture("审计.txt", "审计报告".as_bytes()).await;
    let chair = house.officer(&union, "zhou.zheng", "10").await;
    let scene = Scene {
        auditor: chair.clone(),
        chair,
        house,
        union,
        paper,
    };
    let sent = scene.send(1).await;
    assert_eq!(sent.json()["code"], "workflow-nobody", "{}", sent.text());
    assert_eq!(scene.describe(2).await.status, StatusCode::OK, "it is not locked");
}
