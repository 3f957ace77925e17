//! Another secrecy level of a filed record: asked for on a basis, approved by others, in force at once.

use crate::house::{Answer, Client, House, Union};
use http::{Method, StatusCode};
use serde_json::{Value, json};

struct Scene {
    _house: House,
    union: Union,
    deputy: Client,
    chair: Client,
    record: String,
}

impl Scene {
    async fn open() -> Self {
        let house = House::open().await;
        let union = house.first_run().await;
        let deputy = house.officer(&union, "zheng.yi", "11").await;
        let chair = house.officer(&union, "zhou.zheng", "10").await;
        let record = union.archivist.capture("通知.txt", "通知".as_bytes()).await;
        union.archivist.file(&record, "三届二次职代会通知", "1").await;
        Self {
            _house: house,
            union,
            deputy,
            chair,
            record,
        }
    }

    async fn ask(&self, client: &Client, level: i64) -> Answer {
        let body = json!({ "level": level, "basis": "院党委会议纪要〔2026〕8号，2026年3月2日" });
        let path = format!("/api/v1/records/{}/secrecy", self.record);
        client.send_json(Method::POST, &path, &body).await
    }

    async fn approve(&self, client: &Client) -> Value {
        let tasks = client.get("/api/v1/workflow/tasks").await.json();
        let run = &tasks["tasks"][0]["run"];
        let path = format!(
            "/api/v1/workflow/runs/{}/decision",
            run["id"].as_str().expect("a task")
        );
        let body = json!({ "revision": run["revision"], "verdict": "approve", "opinion": "" });
        let answer = client.send_json(Method::POST, &path, &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()["status"].clone()
    }

    async fn level(&self) -> Value {
        let record = self
            .union
            .archivist
            .get(&format!("/api/v1/records/{}", self.record))
            .await;
        record.json()["record"]["secrecy"].clone()
    }
}

#[tokio::test]
async fn a_lower_level_takes_two_people_and_holds_at_once() {
    let scene = Scene::open().await;
    let page = format!("/records/{}/secrecy", scene.record);
    assert_eq!(scene.union.archivist.get(&page).await.status, StatusCode::OK);
    let asked = scene.ask(&scene.union.archivist, 0).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.text());
    let twice = scene.ask(&scene.union.archivist, 3).await;
    assert_eq!(twice.json()["code"], "reclassification-asked", "{}", twice.text());
    assert_eq!(scene.approve(&scene.deputy).await, "running");
    assert_eq!(scene.level().await, 1, "one yes is not enough");
    assert_eq!(scene.approve(&scene.chair).await, "approved");
    assert_eq!(scene.level().await, 0);
    let history = scene
        .union
        .archivist
        .get(&format!("/api/v1/records/{}/history", scene.record))
        .await
        .text();
    assert!(history.contains("record.reclassified"), "{history}");
}

#[tokio::test]
async fn the_same_level_a_state_secret_and_a_reader_are_refused() {
    let scene = Scene::open().await;
    let same = scene.ask(&scene.union.archivist, 1).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", same.text());
    let secret = scene.ask(&scene.union.archivist, 9).await;
    assert_eq!(secret.json()["code"], "state-secret", "{}", secret.text());
    let reader = scene.ask(&scene.chair, 0).await;
    assert_eq!(reader.status, StatusCode::FORBIDDEN, "{}", reader.text());
    assert_eq!(scene.level().await, 1);
}
