//! Requests to borrow through pages and API: asked for, decided, handed out, dropped; and who may do which.

use crate::house::{Client, House, Union};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

const REQUESTS: &str = "/api/v1/loans/requests";

struct Scene {
    house: House,
    union: Union,
    unit: String,
    keeper: Client,
    asker: Client,
    record: String,
    code: String,
}

impl Scene {
    async fn open() -> Self {
        let house = House::open().await;
        let union = house.first_run().await;
        let unit = house.unit(&union, "外科分会").await;
        let keeper = house.account(&union, "sun.jing", &unit, "archivist").await;
        let asker = house.account(&union, "wang.fang", &unit, "reader").await;
        let record = keeper.capture("一.txt", "一".as_bytes()).await;
        keeper.file(&record, "职代会决议", "1").await;
        let shown = keeper.get(&format!("/api/v1/records/{record}")).await.json();
        let code = shown["record"]["archival_code"]
            .as_str()
            .expect("a code")
            .to_owned();
        let scene = Self {
            house,
            union,
            unit,
            keeper,
            asker,
            record,
            code,
        };
        scene.link(&scene.asker, "A-7").await;
        scene
    }

    /// Enters a person and says that the account is hers.
    async fn link(&self, client: &Client, number: &str) {
        let person = json!({ "staff_number": number, "name": "王芳", "unit": self.unit });
        let system = &self.union.system;
        let entered = system.send_json(Method::POST, "/api/v1/people", &person).await;
        assert!(entered.status.is_success(), "{}", entered.text());
        let me = client.get("/api/v1/me").await.json();
        let account = me["account"]["id"].as_str().expect("an id");
        let path = format!("/api/v1/accounts/{account}/person");
        let link = json!({ "staff_number": number });
        let linked = self.union.security.send_json(Method::PUT, &path, &link).await;
        assert_eq!(linked.status, StatusCode::OK, "{}", linked.text());
    }

    async fn ask(&self, days: u32) -> Value {
        let body = json!({ "archival_code": self.code, "purpose": "公证须出示原件", "days": days });
        let asked = self.asker.send_json(Method::POST, REQUESTS, &body).await;
        assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.text());
        asked.json()
    }

    async fn decide(&self, client: &Client, verdict: &str) -> Value {
        let tasks = client.get("/api/v1/workflow/tasks").await.json();
        let run = &tasks["tasks"][0]["run"];
        let id = run["id"].as_str().expect("a task");
        let body = json!({ "revision": run["revision"], "verdict": verdict, "opinion": "原件完好" });
        let path = format!("/api/v1/workflow/runs/{id}/decision");
        let answer = client.send_json(Method::POST, &path, &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()["status"].clone()
    }

    async fn state(&self) -> Value {
        self.asker.get(REQUESTS).await.json()["requests"][0]["state"].clone()
    }

    async fn act(&self, client: &Client, request: &Value, way: &str) -> StatusCode {
        let id = request["request"]["id"].as_str().expect("an id");
        let path = format!("{REQUESTS}/{id}/{way}");
        client.send_json(Method::POST, &path, &json!({})).await.status
    }
}

#[tokio::test]
async fn an_approved_request_waits_at_the_desk_and_becomes_one_loan() {
    let scene = Scene::open().await;
    let asked = scene.ask(7).await;
    assert_eq!(scene.state().await, "asked");
    assert_eq!(
        scene.act(&scene.keeper, &asked, "loan").await,
        StatusCode::CONFLICT
    );
    assert_eq!(scene.decide(&scene.keeper, "approve").await, "approved");
    let waiting = scene.keeper.get("/api/v1/loans/requests/waiting").await.json();
    assert_eq!(waiting["requests"][0]["archival_code"], json!(scene.code));
    let home = scene.keeper.get_in("/", "zh-CN").await.text();
    assert!(home.contains("1 件借阅申请已同意"), "{home}");
    let desk = scene.keeper.get_in("/loans", "zh-CN").await.text();
    assert!(desk.contains("登记借出") && desk.contains("王芳"), "{desk}");
    let id = asked["request"]["id"].as_str().expect("an id");
    let form = format!("/loans/requests/{id}/loan");
    let handed = scene.keeper.post_form(&form, &[]).await;
    assert_eq!(handed.header(header::LOCATION), "/loans", "{}", handed.text());
    assert_eq!(scene.state().await, "lent");
    let own = scene.asker.get("/api/v1/loans/own").await.json();
    assert_eq!(own["loans"][0]["record"], json!(scene.record));
    assert_eq!(own["loans"][0]["purpose"], "公证须出示原件");
    let again = scene.keeper.post_form(&form, &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
}

#[tokio::test]
async fn a_long_loan_takes_the_chair_and_a_no_ends_it() {
    let scene = Scene::open().await;
    let chair = scene.house.officer(&scene.union, "zhou.zheng", "10").await;
    scene.ask(20).await;
    assert_eq!(scene.decide(&scene.keeper, "approve").await, "running");
    assert_eq!(scene.decide(&chair, "refuse").await, "refused");
    assert_eq!(scene.state().await, "refused");
    let waiting = scene.keeper.get("/api/v1/loans/requests/waiting").await.json();
    assert_eq!(waiting["requests"], json!([]));
    scene.ask(20).await;
    assert_eq!(scene.state().await, "asked", "what is over can be asked for anew");
}

#[tokio::test]
async fn what_is_not_needed_any_more_is_dropped_by_whoever_asked_and_by_nobody_else() {
    let scene = Scene::open().await;
    let asked = scene.ask(7).await;
    scene.decide(&scene.keeper, "approve").await;
    let stranger = scene
        .house
        .account(&scene.union, "li.si", &scene.unit, "reader")
        .await;
    for way in ["loan", "drop"] {
        let status = scene.act(&stranger, &asked, way).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{way}");
    }
    assert_eq!(
        scene.act(&scene.asker, &asked, "loan").await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nobody lends to herself what she does not keep"
    );
    assert_eq!(scene.act(&scene.asker, &asked, "drop").await, StatusCode::OK);
    assert_eq!(scene.state().await, "dropped");
    assert_eq!(
        scene.act(&scene.keeper, &asked, "loan").await,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn the_form_says_why_it_refuses_and_keeps_what_was_typed() {
    let scene = Scene::open().await;
    let send = |code: String, days: &'static str| {
        let asker = &scene.asker;
        async move {
            let fields = [
                ("code", code.as_str()),
                ("purpose", "公证须出示原件"),
                ("days", days),
            ];
            asker.post_form("/loans/requests", &fields).await
        }
    };
    let wrong = send("Z999-WS·2026-D30-0009".to_owned(), "7").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("公证须出示原件"), "{}", wrong.text());
    let long = send(scene.code.clone(), "366").await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = send(scene.code.clone(), "7").await;
    assert!(
        sent.header(header::LOCATION).starts_with("/workflow/"),
        "{}",
        sent.text()
    );
    let twice = send(scene.code.clone(), "7").await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let unlinked = scene
        .house
        .account(&scene.union, "li.si", &scene.unit, "reader")
        .await;
    let page = unlinked.get_in("/loans/requests", "zh-CN").await.text();
    assert!(page.contains("还没有关联到人员名册"), "{page}");
    let body = json!({ "archival_code": scene.code, "purpose": "公证须出示原件" });
    let refused = unlinked.send_json(Method::POST, REQUESTS, &body).await;
    assert_eq!(refused.json()["code"], "loan-no-own-person", "{}", refused.text());
}
