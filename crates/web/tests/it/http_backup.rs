//! Backups and drills in the browser and by the API: who may, what is shown, what is put in line.

use crate::house::{House, PASSWORD};
use guildhall_backup::report::{self, BackupReport, DrillReport, Problem};
use guildhall_store::job::{self, JobState};
use guildhall_web::locale::{Args, Locale, t};
use http::{Method, StatusCode};
use serde_json::json;

/// What the page says in the language of the members.
fn say(key: &str) -> String {
    t(Locale::ZhCn, key, &Args::none())
}

/// Writes the reports of a good backup and of a drill that found something.
async fn reported(house: &House) {
    let realm = house.realm().await;
    let mut work = house.app.database.begin(realm).await.unwrap();
    let began = work.now();
    let snapshot: guildhall_backup::SnapshotId = "20260921T141320.000000Z-4f315bbf".parse().unwrap();
    let backup = BackupReport {
        snapshot: Some(snapshot.clone()),
        rows: 48_213,
        objects: 612,
        kept: vec![snapshot.clone()],
        problem: None,
        ..BackupReport::failed(Problem::default())
    };
    report::put_backup(&mut work, began, &backup).await.unwrap();
    let drill = DrillReport {
        snapshot: Some(snapshot),
        rows: 48_213,
        objects: 611,
        objects_harmed: 1,
        ..DrillReport::default()
    };
    report::put_drill(&mut work, began, &drill).await.unwrap();
    work.commit().await.unwrap();
}

async fn in_line(house: &House) -> Vec<String> {
    let mut connection = house.app.database.read(house.realm().await).await.unwrap();
    let jobs = job::list(&mut connection, JobState::Queued, 50).await.unwrap();
    let mut kinds: Vec<String> = jobs.into_iter().map(|job| job.kind).collect();
    kinds.retain(|kind| kind.starts_with("backup."));
    kinds.sort();
    kinds
}

#[tokio::test]
async fn the_page_shows_snapshots_and_drills_in_plain_words() {
    let house = House::open().await;
    let system = house.first_run().await.system;
    let before = system.get("/system/backup").await;
    assert_eq!(before.status, StatusCode::OK, "{}", before.text());
    assert!(
        before.text().contains(&say("backup-overdue")),
        "nothing was ever backed up"
    );
    reported(&house).await;
    let page = system.get("/system/backup").await.text();
    assert!(!page.contains(&say("backup-overdue")), "{page}");
    let originals = Args::none().with("count", &611u64).with("harmed", &1u64);
    for told in [
        "20260921T141320.000000Z-4f315bbf".to_owned(),
        "48,213".to_owned(),
        t(Locale::ZhCn, "drill-originals", &originals),
        say("drill-bad"),
    ] {
        assert!(page.contains(&told), "{told}: {page}");
    }
    assert!(page.contains(&say("drill-overdue")), "a bad drill is none");
    house.clock.advance_secs(3 * 86_400);
    let system = house.browser("zhao.min", PASSWORD).await;
    let late = system.get("/system/backup").await.text();
    assert!(late.contains(&say("backup-overdue")), "{late}");
}

#[tokio::test]
async fn only_who_manages_the_system_sees_and_starts_them() {
    let house = House::open().await;
    let union = house.first_run().await;
    for other in [&union.security, &union.audit] {
        assert_eq!(other.get("/system/backup").await.status, StatusCode::FORBIDDEN);
        assert_eq!(other.get("/api/v1/backup").await.status, StatusCode::FORBIDDEN);
        for path in ["/api/v1/backup/run", "/api/v1/backup/drill"] {
            let answer = other.send_json(Method::POST, path, &json!({})).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
        }
        let token = ("csrf", other.form_token.as_str());
        let refused = other.post_form("/system/backup/run", &[token]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
    assert!(in_line(&house).await.is_empty());
}

#[tokio::test]
async fn page_and_api_put_one_job_of_each_kind_in_line() {
    let house = House::open().await;
    let system = house.first_run().await.system;
    let token = ("csrf", system.form_token.as_str());
    let started = system.post_form("/system/backup/run", &[token]).await;
    assert_eq!(started.status, StatusCode::SEE_OTHER);
    assert_eq!(in_line(&house).await, ["backup.make"]);
    for path in [
        "/api/v1/backup/run",
        "/api/v1/backup/drill",
        "/api/v1/backup/drill",
    ] {
        let answer = system.send_json(Method::POST, path, &json!({})).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{path}");
    }
    assert_eq!(
        in_line(&house).await,
        ["backup.drill", "backup.make"],
        "one is open already"
    );
}

#[tokio::test]
async fn the_api_tells_what_the_page_shows() {
    let house = House::open().await;
    let system = house.first_run().await.system;
    reported(&house).await;
    let state = system.get("/api/v1/backup").await.json();
    assert_eq!(state["place"], "offsite");
    assert_eq!(state["backup"]["overdue"], false);
    assert_eq!(state["drill"]["overdue"], true);
    assert_eq!(
        state["backups"][0]["snapshot"],
        "20260921T141320.000000Z-4f315bbf"
    );
    assert_eq!(
        (
            &state["drills"][0]["good"],
            &state["drills"][0]["originals_harmed"]
        ),
        (&json!(false), &json!(1))
    );
}

#[tokio::test]
async fn without_a_place_nothing_is_started_and_the_page_says_what_to_do() {
    let mut house = House::open().await;
    house.app.backups.place = None;
    house.router = guildhall_web::router(guildhall_web::App::new(house.app.clone()));
    let system = house.first_run().await.system;
    let page = system.get("/system/backup").await.text();
    assert!(
        page.contains("backup.target") && !page.contains("/system/backup/run"),
        "{page}"
    );
    let answer = system
        .send_json(Method::POST, "/api/v1/backup/run", &json!({}))
        .await;
    answer.assert_problem(StatusCode::NOT_FOUND, "backup-no-repository");
}
