//! Many records at once over the web: ticked, previewed, run, undone; all that a search finds; and who may not.

use crate::house::{Answer, Client, House, Union};
use guildhall_archive::batch::BatchJob;
use guildhall_store::job::{LANE_QUICK, Runner, RunnerConfig};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const BATCHES: &str = "/api/v1/record-batches";

/// Works through what waits, with the four checks.
async fn work_through(house: &House) {
    let app = &house.app;
    let job = BatchJob {
        database: app.database.clone(),
        batches: app.batches.clone(),
        filing: Arc::new(app.checks.clone()),
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

async fn papers(union: &Union, count: usize) -> Vec<String> {
    let mut made = Vec::new();
    for number in 0..count {
        let name = format!("通知{number}.txt");
        let id = union
            .archivist
            .capture(&name, format!("第{number}号通知").as_bytes())
            .await;
        let title = format!("第{number}号例行通知");
        let described = union.archivist.describe(&id, 1, &title, "1").await;
        assert!(described.status.is_success(), "{}", described.text());
        made.push(id);
    }
    made
}

async fn shown(client: &Client, id: &str) -> Value {
    client.get(&format!("/api/v1/papers/{id}")).await.json()["record"].clone()
}

/// Sends a form with the token of the session.
async fn send(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    let token = [("csrf", client.form_token.as_str())];
    client.post_form(path, &[&token, fields].concat()).await
}

/// Returns where the answer to a form leads.
fn led_to(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.header("location").to_owned()
}

#[tokio::test]
async fn ticked_papers_are_changed_after_a_preview_and_put_back() {
    let house = House::open().await;
    let union = house.first_run().await;
    let papers = papers(&union, 3).await;
    let keeper = &union.archivist;
    let inbox = keeper.get("/inbox?tab=described").await.text();
    assert!(
        inbox.contains("form=\"batch\"") && inbox.contains("name=\"scope\""),
        "{inbox}"
    );

    let ticked = [
        ("act", "edit"),
        ("scope", "ticked"),
        ("from", "described"),
        ("record", &papers[0]),
        ("record", &papers[1]),
    ];
    let made = led_to(&send(keeper, "/batches", &ticked).await);
    let page = keeper.get(&made).await.text();
    assert!(
        page.contains("name=\"department\"") && !page.contains(&format!("{made}/run")),
        "{page}"
    );
    let nothing = send(keeper, &made, &[("year", "")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = send(keeper, &made, &[("year", "2019"), ("department", "宣传部")]).await;
    assert_eq!(led_to(&told), made);
    let page = keeper.get(&made).await.text();
    assert!(
        page.contains("将改动 2 份") && page.contains("<ins>2019</ins>"),
        "{page}"
    );
    led_to(&send(keeper, &format!("{made}/run"), &[]).await);
    let page = keeper.get(&made).await.text();
    assert!(page.contains("every 2s"), "{page}");
    work_through(&house).await;
    assert_eq!(shown(keeper, &papers[0]).await["year"], 2019);
    assert_ne!(shown(keeper, &papers[2]).await["year"], 2019);

    let page = keeper.get(&made).await.text();
    assert!(
        page.contains(&format!("{made}/undo")) && !page.contains("every 2s"),
        "{page}"
    );
    let undoing = led_to(&send(keeper, &format!("{made}/undo"), &[]).await);
    led_to(&send(keeper, &format!("{undoing}/run"), &[]).await);
    work_through(&house).await;
    assert_ne!(shown(keeper, &papers[0]).await["year"], 2019);
    let again = send(keeper, &format!("{made}/undo"), &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let list = keeper.get("/batches").await.text();
    assert!(list.contains(&undoing) && list.contains(&made), "{list}");
}

#[tokio::test]
async fn all_that_a_search_finds_is_filed_with_the_four_checks() {
    let house = House::open().await;
    let union = house.first_run().await;
    let papers = papers(&union, 3).await;
    house.catch_up().await;
    let keeper = &union.archivist;
    let found = keeper
        .get(&guildhall_web::routes::search("例行通知"))
        .await
        .text();
    assert!(found.contains("name=\"scope\""), "{found}");
    let all = [
        ("act", "file"),
        ("scope", "all"),
        ("from", "search"),
        ("q", "例行通知"),
    ];
    let made = led_to(&send(keeper, "/batches", &all).await);
    let page = keeper.get(&made).await.text();
    assert!(
        page.contains("将改动 3 份") && page.contains("不能撤销"),
        "{page}"
    );
    led_to(&send(keeper, &format!("{made}/run"), &[]).await);
    work_through(&house).await;
    let id = made.trim_start_matches("/batches/");
    let batch = keeper.get(&format!("{BATCHES}/{id}")).await.json();
    assert_eq!(
        (&batch["state"], &batch["done"]),
        (&json!("done"), &json!(3)),
        "{batch}"
    );
    let mut numbers = Vec::new();
    for paper in &papers {
        let record = keeper.get(&format!("/api/v1/records/{paper}")).await.json();
        numbers.push(
            record["record"]["archival_code"]
                .as_str()
                .expect("a code")
                .to_owned(),
        );
        let checks = keeper.get(&format!("/api/v1/records/{paper}/checks")).await;
        assert!(checks.text().contains("filing"), "{}", checks.text());
    }
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 3);
    let refused = keeper
        .send_json(Method::POST, &format!("{BATCHES}/{id}/undo"), &json!({}))
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_program_sees_the_preview_and_what_is_against_each_record() {
    let house = House::open().await;
    let union = house.first_run().await;
    let papers = papers(&union, 1).await;
    let raw = union
        .archivist
        .capture("没看过.txt", "还没有人看过".as_bytes())
        .await;
    let keeper = &union.archivist;
    let body = json!({ "files": true, "records": [papers[0], raw] });
    let made = keeper.send_json(Method::POST, BATCHES, &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let address = format!("{BATCHES}/{}", made.json()["id"].as_str().expect("an id"));
    let preview = keeper.get(&format!("{address}/preview")).await.json();
    assert_eq!(
        (&preview["fitting"], preview["refused"][0]["code"].as_str()),
        (&json!(1), Some("fields-do-not-fit")),
        "{preview}"
    );
    let run = keeper
        .send_json(Method::POST, &format!("{address}/run"), &json!({}))
        .await;
    assert_eq!(run.status, StatusCode::ACCEPTED);
    work_through(&house).await;
    let left = keeper.get(&format!("{address}/refused")).await.json();
    assert_eq!(left["records"].as_array().map(Vec::len), Some(1), "{left}");
    let over = keeper
        .send_json(Method::POST, &format!("{address}/stop"), &json!({}))
        .await;
    assert_eq!(over.status, StatusCode::CONFLICT);

    let unit = house.unit(&union, "骨科分会").await;
    let reader = house.account(&union, "wu.an", &unit, "reader").await;
    let refused = reader.send_json(Method::POST, BATCHES, &body).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let other = house.account(&union, "wu.bo", &unit, "archivist").await;
    assert_eq!(other.get(&address).await.status, StatusCode::NOT_FOUND);
    let theirs = other.send_json(Method::POST, BATCHES, &body).await;
    assert_eq!(
        theirs.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        theirs.text()
    );
}
