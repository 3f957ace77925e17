//! The key page and its twins in the API: who may look, who may turn, what a turn leaves behind.

use crate::house::House;
use guildhall_store::job::{self, JobState};
use http::{Method, StatusCode};
use serde_json::json;

#[tokio::test]
async fn a_keeper_turns_the_ring_and_sees_the_work_in_line() {
    let house = House::open().await;
    let system = house.first_run().await.system;
    let before = system.get("/api/v1/keys").await.json();
    assert_eq!(before["keys"].as_array().unwrap().len(), 1);
    assert_eq!(before["recovery"], json!(null));
    let csrf = ("csrf", system.form_token.as_str());
    let turned = system.post_form("/system/keys/rotate", &[csrf]).await;
    assert_eq!(turned.status, StatusCode::SEE_OTHER, "{}", turned.text());
    let after = system.get("/api/v1/keys").await.json();
    let keys = after["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    assert_eq!(
        (&keys[0]["seals"], &keys[1]["seals"]),
        (&json!(false), &json!(true))
    );
    let page = system.get("/system/keys").await.text();
    for told in [keys[1]["id"].as_str().unwrap(), "还没有人持有分片", "重新封装"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let mut connection = house.app.database.read(house.realm().await).await.unwrap();
    let jobs = job::list(&mut connection, JobState::Queued, 50).await.unwrap();
    let of_keys = jobs.iter().filter(|job| job.kind == guildhall_web::REWRAP_KEYS);
    assert_eq!(of_keys.count(), 1);
}

#[tokio::test]
async fn the_ring_is_for_those_who_manage_the_system_with_a_fresh_proof() {
    let house = House::open().await;
    let union = house.first_run().await;
    for other in [&union.security, &union.audit] {
        assert_eq!(other.get("/system/keys").await.status, StatusCode::FORBIDDEN);
        let refused = other
            .send_json(Method::POST, "/api/v1/keys/rotate", &json!({}))
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
    house.clock.advance_secs(16 * 60);
    let stale = union
        .system
        .send_json(Method::POST, "/api/v1/keys/rotate", &json!({}))
        .await;
    stale.assert_problem(StatusCode::FORBIDDEN, "page-confirm-needed");
    let csrf = ("csrf", union.system.form_token.as_str());
    let asked = union.system.post_form("/system/keys/rotate", &[csrf]).await;
    assert_eq!(asked.header("location"), "/me/confirm?next=%2Fsystem%2Fkeys");
    let keys = union.system.get("/api/v1/keys").await.json();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
}
