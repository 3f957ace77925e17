//! B7, dossiers through pages and API: opened, closed with a paper missing, the paper given by whoever owes it, filed, and
//! its receipt; and who sees what.

use crate::house::{Answer, Client, House, Union};
use guildhall_archive::batch::BatchJob;
use guildhall_archive::dossier::DossierJob;
use guildhall_store::job::{LANE_QUICK, Runner, RunnerConfig};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
const DOSSIERS: &str = "/api/v1/dossiers";

struct Scene {
    house: House,
    union: Union,
    auditor: Client,
    top: String,
}

impl Scene {
    async fn open() -> Self {
        let house = House::open().await;
        let union = house.first_run().await;
        let auditor = house.officer(&union, "lu.jing", "21").await;
        let tree = union.system.get("/api/v1/organisations").await.json();
        let top = tree["organisations"][0]["id"].as_str().expect("an id").to_owned();
        Self {
            house,
            union,
            auditor,
            top,
        }
    }

    async fn dossier(&self, kind: &str) -> String {
        let body = json!({ "kind": kind, "title": "七届三次职工代表大会", "unit": self.top, "year": 2026 });
        let made = self
            .union
            .archivist
            .send_json(Method::POST, DOSSIERS, &body)
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        made.json()["id"].as_str().expect("an id").to_owned()
    }

    /// Brings a paper in and describes it.
    async fn described(&self, title: &str) -> String {
        let archivist = &self.union.archivist;
        let paper = archivist.capture(&format!("{title}.txt"), title.as_bytes()).await;
        let described = archivist.describe(&paper, 1, title, "1").await;
        assert_eq!(described.status, StatusCode::OK, "{}", described.text());
        paper
    }

    async fn put(&self, client: &Client, id: &str, (paper, record): (&str, &str)) -> Answer {
        let path = format!("{DOSSIERS}/{id}/papers");
        let body = json!({ "paper": paper, "record": record });
        client.send_json(Method::POST, &path, &body).await
    }

    async fn act(&self, id: &str, to: &str) -> Answer {
        let path = format!("{DOSSIERS}/{id}/state");
        let keeper = &self.union.archivist;
        keeper.send_json(Method::POST, &path, &json!({ "to": to })).await
    }

    async fn shown(&self, id: &str) -> Value {
        let keeper = &self.union.archivist;
        keeper.get(&format!("{DOSSIERS}/{id}")).await.json()
    }

    /// Works through what waits, with the four checks.
    async fn work(&self) {
        let app = &self.house.app;
        let batch = BatchJob {
            database: app.database.clone(),
            batches: app.batches.clone(),
            filing: Arc::new(app.checks.clone()),
        };
        let dossiers = DossierJob {
            database: app.database.clone(),
            dossiers: app.dossiers.clone(),
        };
        let config = RunnerConfig {
            lane: LANE_QUICK,
            owner: "test".to_owned(),
            parallel: 1,
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(1),
        };
        let handlers: Vec<Arc<dyn guildhall_store::job::JobHandler>> =
            vec![Arc::new(batch), Arc::new(dossiers)];
        let runner = Runner::new(app.database.clone(), config, handlers);
        runner.run_due().await.expect("the jobs run");
    }
}

#[tokio::test]
async fn b7_a_dossier_is_closed_completed_by_who_owes_the_paper_filed_and_has_its_receipt() {
    let mut scene = Scene::open().await;
    let id = scene.dossier("congress").await;
    let notice = scene.described("会议通知").await;
    let resolution = scene.described("大会决议").await;
    let review = scene.described("经费审查报告").await;
    let keeper = &scene.union.archivist;
    for (paper, record) in [("notice", &notice), ("resolution", &resolution)] {
        let put = scene.put(keeper, &id, (paper, record)).await;
        assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    }
    let twice = scene.put(keeper, &id, ("resolution", &notice)).await;
    twice.assert_problem(StatusCode::CONFLICT, "dossier-taken");
    assert_eq!(
        scene.auditor.get("/api/v1/dossiers/owed").await.json()["papers"],
        json!([])
    );
    assert_eq!(scene.act(&id, "file").await.status, StatusCode::CONFLICT);
    assert_eq!(scene.act(&id, "close").await.json()["state"], "due");
    assert_eq!(scene.shown(&id).await["missing"], json!(["budget-review"]));

    let owed = scene.auditor.get("/api/v1/dossiers/owed").await.json();
    assert_eq!(owed["papers"][0]["paper"], "budget-review", "{owed}");
    let home = scene.auditor.get_in("/", "zh-CN").await.text();
    assert!(home.contains("1 份卷宗材料应由您补交"), "{home}");
    let list = scene.auditor.get_in("/dossiers/owed", "zh-CN").await.text();
    assert!(list.contains("经费审查报告") && list.contains(&id), "{list}");
    let page = scene
        .auditor
        .get_in(&format!("/dossiers/{id}"), "zh-CN")
        .await
        .text();
    assert!(page.contains(&review) && !page.contains("办结"), "{page}");
    let other = scene.put(&scene.auditor, &id, ("notice", &review)).await;
    other.assert_problem(StatusCode::FORBIDDEN, "dossier-not-yours");
    let given = scene
        .auditor
        .post_form(
            &format!("/dossiers/{id}/papers"),
            &[
                ("csrf", &scene.auditor.form_token),
                ("paper", "budget-review"),
                ("record", &review),
            ],
        )
        .await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());
    assert_eq!(scene.shown(&id).await["dossier"]["state"], "complete");
    assert_eq!(
        scene.auditor.get("/api/v1/dossiers/owed").await.json()["papers"],
        json!([])
    );

    let home = keeper.get_in("/", "zh-CN").await.text();
    assert!(home.contains("1 个卷宗材料齐全"), "{home}");
    let filing = scene.act(&id, "file").await;
    assert_eq!(filing.json()["state"], "filing", "{}", filing.text());
    scene
        .act(&id, "file")
        .await
        .assert_problem(StatusCode::CONFLICT, "dossier-filing");
    scene.work().await;
    let filed = scene.shown(&id).await;
    assert_eq!(filed["dossier"]["state"], "filed", "{filed}");
    assert!(
        filed["dossier"]["receipt"]
            .as_str()
            .is_some_and(|number| number.ends_with("-0001")),
        "{filed}"
    );
    for paper in filed["papers"].as_array().expect("papers") {
        assert!(
            paper["archival_code"].is_string() && paper["record_digest"].is_string(),
            "{paper}"
        );
    }
    if !std::path::Path::new(FONT).exists() {
        eprintln!("SKIPPED: {FONT} is missing");
        return;
    }
    scene.house.configure(|app| app.font = Some(FONT.into()));
    let receipt = format!("/dossiers/{id}/receipt.pdf");
    let printed = scene.house.get_as(&scene.union.archivist, &receipt).await;
    assert_eq!(printed.status, StatusCode::OK, "{}", printed.text());
    assert_eq!(printed.header(header::CONTENT_TYPE), "application/pdf");
}

#[tokio::test]
async fn b7_nobody_else_sees_a_dossier_and_who_keeps_none_opens_none() {
    let scene = Scene::open().await;
    let id = scene.dossier("congress").await;
    let reader = scene
        .house
        .account(&scene.union, "li.si", &scene.top, "reader")
        .await;
    let vice = scene.house.officer(&scene.union, "sun.fu", "11").await;
    for client in [&reader, &vice] {
        let shown = client.get(&format!("{DOSSIERS}/{id}")).await;
        shown.assert_problem(StatusCode::NOT_FOUND, "dossier-not-found");
        assert_eq!(
            client.get(&format!("/dossiers/{id}")).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(client.get("/dossiers").await.status, StatusCode::FORBIDDEN);
        assert_eq!(client.get("/dossiers/new").await.status, StatusCode::FORBIDDEN);
        let body = json!({ "kind": "congress", "title": "我的卷宗", "unit": scene.top, "year": 2026 });
        let made = client.send_json(Method::POST, DOSSIERS, &body).await;
        assert_eq!(made.status, StatusCode::FORBIDDEN);
        let owed = client.get_in("/dossiers/owed", "zh-CN").await;
        assert!(owed.text().contains("没有待补交的材料"));
    }
    let shown = scene.auditor.get(&format!("{DOSSIERS}/{id}")).await;
    assert_eq!(
        shown.status,
        StatusCode::OK,
        "her post owes it a paper: {}",
        shown.text()
    );
    let path = format!("{DOSSIERS}/{id}/state");
    let closed = scene
        .auditor
        .send_json(Method::POST, &path, &json!({ "to": "close" }))
        .await;
    closed.assert_problem(StatusCode::NOT_FOUND, "dossier-not-found");
}

#[tokio::test]
async fn b7_the_form_opens_a_dossier_and_says_why_it_does_not() {
    let scene = Scene::open().await;
    let keeper = &scene.union.archivist;
    let form = keeper.get_in("/dossiers/new", "zh-CN").await.text();
    assert!(
        form.contains("职工代表大会") && form.contains("困难职工帮扶个案"),
        "{form}"
    );
    let send = async |title: &str, year: &str| {
        let fields = [
            ("csrf", keeper.form_token.as_str()),
            ("kind", "aid"),
            ("title", title),
            ("unit", &scene.top),
            ("year", year),
        ];
        keeper.post_form("/dossiers", &fields).await
    };
    for (title, year) in [("一", "2026"), ("帮扶个案", "今年")] {
        let refused = send(title, year).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            refused.text()
        );
        assert!(refused.text().contains(title), "what was typed stays");
    }
    let opened = send("帮扶个案", "2026").await;
    assert!(
        opened.header(header::LOCATION).starts_with("/dossiers/"),
        "{}",
        opened.text()
    );
    let list = keeper.get_in("/dossiers?state=open", "zh-CN").await.text();
    assert!(list.contains("帮扶个案"), "{list}");
    let none = keeper.get_in("/dossiers?state=filed", "zh-CN").await.text();
    assert!(none.contains("这里没有卷宗"), "{none}");
}
