//! What the stage is furnished with through the API: a storeroom, a handover, a loan, a request to borrow, a name.

use crate::house::{Client, House, Union};
use guildhall_dispatch::Progress;
use http::Method;
use serde_json::{Value, json};

/// Sets up two rooms with two boxes in the first, puts the record into one of them, and returns their ids.
pub(super) async fn store_away(archivist: &Client, unit: &str, record: &str) -> Value {
    let room = |code: &str| json!({ "unit": unit, "kind": "room", "code": code });
    let first = made(archivist, "/api/v1/places", &room("K1")).await;
    let other = made(archivist, "/api/v1/places", &room("K2")).await;
    let one = |code: &str| json!({ "parent": first["id"], "kind": "box", "code": code });
    let full = made(archivist, "/api/v1/places", &one("H-1")).await;
    let empty = made(archivist, "/api/v1/places", &one("H-2")).await;
    let inside = format!("/api/v1/places/{}/records", full["id"].as_str().expect("an id"));
    let moved = made(archivist, &inside, &json!({ "records": [record] })).await;
    json!({ "room": other["id"], "full": full["id"], "empty": empty["id"], "move": moved["moves"][0]["id"] })
}

/// Packs a record and offers it to another archives, about which the chair decides.
pub(super) async fn offered(house: &House, union: &Union, archivist: &Client) -> String {
    let accounts = union.security.get("/api/v1/accounts").await.json();
    let accounts = accounts["accounts"].as_array().expect("accounts").clone();
    let chair = accounts.iter().find(|account| account["login"] == "over");
    let chair = chair.expect("an account")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let standing = json!({ "post": "10", "rank": 1 });
    let path = format!("/api/v1/accounts/{chair}/standing");
    let kept = union.security.send_json(Method::PUT, &path, &standing).await;
    assert!(kept.status.is_success(), "{}", kept.text());
    let taken = json!({ "format": "bagit", "purpose": "inspection", "reason": "移交市档案馆", "year": 2024 });
    let consignment = made(archivist, "/api/v1/consignments", &taken).await;
    let id = consignment["id"].as_str().expect("an id");
    let whole = (house.realm().await, id.parse().expect("an id"));
    let unwatched = Progress {
        told: &|_, _| {},
        is_stopped: &|| false,
        is_last: true,
    };
    let packed = house.app.exchange.pack_consignment(whole, unwatched).await;
    assert!(packed.expect("it is packed"));
    let new = json!({ "consignment": id, "name": "进馆", "receiver": "市档案馆", "medium": "在线移交" });
    let handover = made(archivist, "/api/v1/handovers", &new).await;
    handover["id"].as_str().expect("an id").to_owned()
}

/// Files another record, lends its original to somebody, and returns the id of the loan.
pub(super) async fn lent(union: &Union, archivist: &Client, unit: &str) -> String {
    let person = json!({ "staff_number": "L-7", "name": "王芳", "unit": unit });
    made(&union.system, "/api/v1/people", &person).await;
    let record = archivist.capture("借阅.txt", "借阅办法".as_bytes()).await;
    archivist.file(&record, "借阅办法", "1").await;
    let shown = archivist.get(&format!("/api/v1/records/{record}")).await.json();
    let codes = [&shown["record"]["archival_code"]];
    let body = json!({ "codes": codes, "staff_number": "L-7", "purpose": "核对办法" });
    let loans = made(archivist, "/api/v1/loans", &body).await;
    loans["loans"][0]["id"].as_str().expect("an id").to_owned()
}

/// Links the asker to the person who borrowed before, asks for an original, and returns the id of the request.
pub(super) async fn asked_to_borrow(union: &Union, asker: &Client, code: &str) -> String {
    let me = asker.get("/api/v1/me").await.json();
    let account = me["account"]["id"].as_str().expect("an id");
    let path = format!("/api/v1/accounts/{account}/person");
    let link = json!({ "staff_number": "L-7" });
    let linked = union.security.send_json(Method::PUT, &path, &link).await;
    assert!(linked.status.is_success(), "{}", linked.text());
    let body = json!({ "archival_code": code, "purpose": "核对原件", "days": 3 });
    let asked = made(asker, "/api/v1/loans/requests", &body).await;
    asked["request"]["id"].as_str().expect("an id").to_owned()
}

/// Makes something through the API and returns it.
pub(super) async fn made(client: &Client, path: &str, body: &Value) -> Value {
    let made = client.send_json(Method::POST, path, body).await;
    assert!(made.status.is_success(), "{path}: {}", made.text());
    made.json()
}

/// Makes an authority record and returns its id.
pub(super) async fn listed(archivist: &Client) -> String {
    let authority = made(archivist, "/api/v1/authorities", &of_authorities()).await;
    authority["id"].as_str().expect("an id").to_owned()
}

/// What is sent to the doors of the authority file.
pub(super) fn of_authorities() -> Value {
    json!({ "revision": 1, "kind": "body", "name": "市第一医院工会" })
}
