//! Papers that bear a mark of state secrecy: nothing of them is shown, and two people are needed to release one.

use crate::house::{Client, House, Part};
use guildhall_kernel::{Actor, OrgPath, RecordId};
use http::{Method, StatusCode};
use serde_json::json;

/// A paper of one archivist that is held back, and a second archivist.
struct Held {
    _house: House,
    owner: Client,
    other: Client,
    stranger: Client,
    paper: String,
    file: String,
}

async fn held() -> Held {
    let house = House::open().await;
    let union = house.first_run().await;
    let surgery = house.unit(&union, "外科分会").await;
    let medicine = house.unit(&union, "内科分会").await;
    let owner = house.account(&union, "sun.jing", &surgery, "archivist").await;
    let stranger = house.account(&union, "zhou.wen", &medicine, "archivist").await;
    let paper = owner.capture("涉密通知.txt", "机密★10年".as_bytes()).await;
    let shown = owner.get(&format!("/api/v1/records/{paper}")).await.json();
    let file = shown["files"][0]["id"].as_str().expect("a file").to_owned();
    let mut work = house
        .app
        .database
        .begin(house.realm().await)
        .await
        .expect("a unit of work");
    let reader = Actor::program("reading", house.realm().await, OrgPath::root(1));
    let id: RecordId = paper.parse().expect("an id");
    house
        .app
        .archive
        .hold(&mut work, &reader, id, "机密")
        .await
        .expect("held back");
    work.commit().await.expect("committed");
    Held {
        _house: house,
        owner,
        other: union.archivist,
        stranger,
        paper,
        file,
    }
}

#[tokio::test]
async fn nothing_of_a_paper_that_is_held_back_is_shown_to_anybody() {
    let Held {
        _house,
        owner,
        other,
        stranger,
        paper,
        file,
    } = held().await;
    for client in [&owner, &other] {
        for path in [
            format!("/api/v1/papers/{paper}"),
            format!("/api/v1/records/{paper}"),
            format!("/api/v1/records/{paper}/history"),
            format!("/api/v1/records/{paper}/files/{file}"),
        ] {
            client
                .get(&path)
                .await
                .assert_problem(StatusCode::FORBIDDEN, "held-back");
        }
        for path in [
            format!("/records/{paper}"),
            format!("/records/{paper}/pages/1/image"),
            format!("/records/{paper}/files/{file}"),
        ] {
            assert_eq!(client.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        let page = client.get(&format!("/inbox/{paper}")).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(
            page.text().contains("国家秘密标志") && !page.text().contains("涉密通知"),
            "not even its name"
        );
        client
            .describe(&paper, 2, "通知", "1")
            .await
            .assert_problem(StatusCode::FORBIDDEN, "held-back");
    }
    let hidden = stranger.get(&format!("/api/v1/papers/{paper}")).await;
    hidden.assert_problem(StatusCode::NOT_FOUND, "no-such-record");
}

#[tokio::test]
async fn only_another_than_who_brought_it_in_releases_it_and_it_is_read_again() {
    let Held {
        _house,
        owner,
        other,
        stranger,
        paper,
        ..
    } = held().await;
    let path = format!("/api/v1/papers/{paper}/release");
    owner
        .send_json(Method::POST, &path, &json!({}))
        .await
        .assert_problem(StatusCode::FORBIDDEN, "own-paper");
    stranger
        .send_json(Method::POST, &path, &json!({}))
        .await
        .assert_problem(StatusCode::NOT_FOUND, "no-such-record");
    let released = other.send_json(Method::POST, &path, &json!({})).await;
    assert_eq!(released.status, StatusCode::ACCEPTED, "{}", released.text());
    assert_eq!(released.json()["reading"]["state"], "waiting");
    assert_eq!(
        owner.get(&format!("/api/v1/records/{paper}")).await.status,
        StatusCode::OK
    );
    let again = other.send_json(Method::POST, &path, &json!({})).await;
    again.assert_problem(StatusCode::NOT_FOUND, "no-such-record");
}

#[tokio::test]
async fn a_release_asks_for_a_fresh_proof_of_identity() {
    let Held {
        _house, other, paper, ..
    } = held().await;
    _house.clock.advance_secs(16 * 60);
    let path = format!("/api/v1/papers/{paper}/release");
    let stale = other.send_json(Method::POST, &path, &json!({})).await;
    stale.assert_problem(StatusCode::FORBIDDEN, "page-confirm-needed");
}

#[tokio::test]
async fn a_paper_that_is_held_back_can_be_taken_out_of_the_inbox() {
    let Held {
        _house, owner, paper, ..
    } = held().await;
    let gone = owner
        .post_form(&format!("/inbox/{paper}/discard"), &[("csrf", &owner.form_token)])
        .await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
    let hidden = owner.get(&format!("/api/v1/papers/{paper}")).await;
    hidden.assert_problem(StatusCode::NOT_FOUND, "no-such-record");
    let again = owner
        .upload(&[Part {
            name: "涉密通知.txt",
            bytes: "机密★10年".as_bytes(),
        }])
        .await;
    assert_eq!(again.json()["files"][0]["outcome"], "restored");
    let still = owner.get(&format!("/api/v1/papers/{paper}")).await;
    still.assert_problem(StatusCode::FORBIDDEN, "held-back");
}
