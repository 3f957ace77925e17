//! Appraisal and destruction over the web: from what is due to the certificate, by different people.

use crate::document_source::ArchiveDocuments;
use crate::house::{Answer, Client, House, OWN_PASSWORD, Union};
use guildhall_disposal::DestructionJob;
use guildhall_retrieval::Indexer;
use guildhall_store::job::{LANE_QUICK, Runner, RunnerConfig};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Where Debian puts the font that the build asks for.
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
const DAY: i64 = 86_400;
const ROUNDS: &str = "/api/v1/disposal/rounds";
/// Logins with their posts: the chair, a member of the committee, two who watch.
const PEOPLE: [(&str, &str); 4] = [
    ("zhou.zheng", "10"),
    ("sun.li", "13"),
    ("wu.yue", "40"),
    ("wu.xia", "41"),
];

/// A filed record of the whole union, and the people of a destruction.
struct Scene {
    house: House,
    union: Union,
    record: String,
    code: String,
}

async fn sent(client: &Client, method: Method, path: &str, body: &Value) -> Value {
    let answer = client.send_json(method, path, body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.text());
    answer.json()
}

impl Scene {
    async fn open() -> Self {
        let mut house = House::open().await;
        house.configure(|app| app.font = Some(FONT.into()).filter(|font: &std::path::PathBuf| font.exists()));
        let union = house.first_run().await;
        let record = union
            .archivist
            .capture("通知.txt", "例行通知的内容".as_bytes())
            .await;
        let filed = union.archivist.file(&record, "例行通知", "1").await;
        for (login, post) in PEOPLE {
            house.officer(&union, login, post).await;
        }
        let code = filed["archival_code"].as_str().expect("a code").to_owned();
        Self {
            house,
            union,
            record,
            code,
        }
    }

    async fn person(&self, login: &str) -> Client {
        self.house.sign_in(login, OWN_PASSWORD).await
    }

    async fn begun(&self) -> String {
        let body = json!({ "name": "到期鉴定", "basis": "保管期限表", "until_year": 2100 });
        let round = sent(&self.union.archivist, Method::POST, ROUNDS, &body).await;
        round["id"].as_str().expect("an id").to_owned()
    }

    async fn decide(&self, login: &str) {
        let client = self.person(login).await;
        let tasks = client.get("/api/v1/workflow/tasks").await.json();
        let run = &tasks["tasks"][0]["run"];
        let (run, revision) = (run["id"].as_str().expect("a task"), &run["revision"]);
        let body = json!({ "revision": revision, "verdict": "approve", "opinion": "同意" });
        sent(
            &client,
            Method::POST,
            &format!("/api/v1/workflow/runs/{run}/decision"),
            &body,
        )
        .await;
    }

    async fn act(&self, client: &Client, round: &str, act: &str) -> Answer {
        client
            .send_json(Method::POST, &format!("{ROUNDS}/{round}/{act}"), &json!({}))
            .await
    }

    async fn destroy(&self) {
        let app = &self.house.app;
        let documents = Arc::new(ArchiveDocuments::new(app.archive.clone()));
        let job = DestructionJob {
            database: app.database.clone(),
            disposal: app.disposal.clone(),
            vault: app.vault.clone(),
            indexer: Arc::new(Indexer::new(app.database.clone(), app.finder.clone(), documents)),
            traces: Arc::new([]),
        };
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
}

#[tokio::test]
async fn the_whole_way_from_what_is_due_to_the_certificate_takes_five_people() {
    let scene = Scene::open().await;
    let round = scene.begun().await;
    let page = scene
        .union
        .archivist
        .get(&format!("/disposal/{round}"))
        .await
        .text();
    assert!(page.contains(&scene.code), "{page}");
    let hidden = scene
        .person("sun.li")
        .await
        .get(&format!("{ROUNDS}/{round}"))
        .await;
    assert_eq!(
        hidden.status,
        StatusCode::NOT_FOUND,
        "a draft concerns nobody else"
    );
    let sending = scene.act(&scene.union.archivist, &round, "sending").await;
    assert_eq!(sending.status, StatusCode::OK, "{}", sending.text());
    scene.decide("sun.li").await;
    scene.decide("zhou.zheng").await;
    let leader = scene
        .act(&scene.person("zhou.zheng").await, &round, "signature")
        .await;
    assert_eq!(leader.status, StatusCode::FORBIDDEN, "{}", leader.text());
    for watcher in ["wu.yue", "wu.xia"] {
        let signed = scene.act(&scene.person(watcher).await, &round, "signature").await;
        assert_eq!(signed.status, StatusCode::OK, "{}", signed.text());
    }
    let keeper = scene.house.sign_in("chen.yu", OWN_PASSWORD).await;
    let early = scene.act(&keeper, &round, "execution").await;
    assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.text());
    scene.house.clock.advance_secs(31 * DAY);
    let keeper = scene.house.sign_in("chen.yu", OWN_PASSWORD).await;
    let begun = scene.act(&keeper, &round, "execution").await;
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.text());
    scene.destroy().await;

    let done = keeper.get(&format!("{ROUNDS}/{round}")).await.json();
    assert_eq!(done["round"]["state"], "done", "{done}");
    assert_eq!(
        (&done["round"]["proof"]["records"], &done["items"][0]["outcome"]),
        (&json!(1), &json!("destroyed"))
    );
    let stub = keeper.get(&format!("/records/{}", scene.record)).await;
    assert_eq!(stub.status, StatusCode::OK);
    assert!(stub.text().contains(&scene.code) && !stub.text().contains("例行通知的内容"));
    let api = keeper.get(&format!("/api/v1/records/{}", scene.record)).await;
    assert_eq!(api.status, StatusCode::NOT_FOUND);
    if Path::new(FONT).exists() {
        for paper in ["list.pdf", "certificate.pdf"] {
            let answer = keeper.get(&format!("/disposal/{round}/{paper}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{paper}");
            assert!(answer.body.starts_with(b"%PDF"), "{paper}");
        }
    } else {
        eprintln!("SKIPPED: there is no font to print with");
    }
}

#[tokio::test]
async fn a_hold_set_by_a_form_keeps_a_record_out_of_every_round() {
    let scene = Scene::open().await;
    let archivist = &scene.union.archivist;
    let form = [
        ("csrf", archivist.form_token.as_str()),
        ("name", "审计 2026-8"),
        ("reason", "审计需要"),
        ("words", "例行"),
    ];
    let set = archivist.post_form("/disposal/holds", &form).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text());
    let page = archivist.get("/disposal/holds").await.text();
    assert!(page.contains("审计 2026-8"), "{page}");
    let body = json!({ "name": "到期鉴定", "basis": "保管期限表", "until_year": 2100 });
    let refused = archivist.send_json(Method::POST, ROUNDS, &body).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    let empty = [
        ("csrf", archivist.form_token.as_str()),
        ("name", "空"),
        ("reason", "空"),
    ];
    let nothing = archivist.post_form("/disposal/holds", &empty).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reader = scene.house.sign_in("wu.yue", OWN_PASSWORD).await;
    assert_eq!(reader.get("/disposal/holds").await.status, StatusCode::FORBIDDEN);
}
