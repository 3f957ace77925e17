//! The three powers over HTTP: what each sees, how one is given, and that no door goes around two people.

use crate::house::{Answer, Client, House, OWN_PASSWORD, PASSWORD, Union};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

const CHANGES: &str = "/api/v1/powers/changes";

async fn propose(client: &Client, login: &str, act: &str, power: Option<&str>) -> Answer {
    let body = json!({ "login": login, "act": act, "power": power, "reason": "换届" });
    client.send_json(Method::POST, CHANGES, &body).await
}

async fn decide(client: &Client, change: &Value, approve: bool) -> Answer {
    let id = change["change"]["id"].as_str().expect("an id");
    let body = json!({ "approve": approve, "reason": "已核实" });
    client
        .send_json(Method::POST, &format!("{CHANGES}/{id}/decision"), &body)
        .await
}

/// Makes an account without rights that has its own password, and returns its browser.
async fn newcomer(house: &House, union: &Union, login: &str) -> Client {
    let fields = [
        ("csrf", union.security.form_token.as_str()),
        ("login", login),
        ("name", "王兰"),
        ("password", PASSWORD),
        ("unit", &top(union).await),
        ("role", ""),
    ];
    let made = union.security.post_form("/accounts", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    house.settled(login, PASSWORD).await
}

async fn top(union: &Union) -> String {
    let tree = union.system.get("/api/v1/organisations").await.json();
    tree["organisations"][0]["id"].as_str().expect("an id").to_owned()
}

async fn id_of(client: &Client) -> String {
    let me = client.get("/api/v1/me").await.json();
    me["account"]["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn an_auditor_is_proposed_approved_and_sees_the_ledger_and_no_record() {
    let house = House::open().await;
    let union = house.first_run().await;
    let record = union.archivist.capture("通知.txt", b"one").await;
    union.archivist.file(&record, "关于换届的通知", "0").await;
    house.catch_up().await;
    let wang = newcomer(&house, &union, "wang.lan").await;
    assert_eq!(wang.get("/api/v1/ledger").await.status, StatusCode::FORBIDDEN);
    let proposed = propose(&union.security, "wang.lan", "give", Some("auditAdministrator")).await;
    assert_eq!(proposed.status, StatusCode::CREATED, "{}", proposed.text());
    let proposed = proposed.json();
    decide(&union.security, &proposed, true)
        .await
        .assert_problem(StatusCode::FORBIDDEN, "power-same-hand");
    decide(&wang, &proposed, true)
        .await
        .assert_problem(StatusCode::NOT_FOUND, "identity-not-found");
    let count = |page: String| page.matches("action=\"/accounts/powers/").count();
    assert_eq!(
        count(union.audit.get("/accounts/powers").await.text()),
        1,
        "a decision"
    );
    assert_eq!(
        count(union.security.get("/accounts/powers").await.text()),
        1,
        "a withdrawal"
    );
    let approved = decide(&union.system, &proposed, true).await;
    assert_eq!(approved.status, StatusCode::OK, "{}", approved.text());
    assert_eq!(approved.json()["change"]["state"], "approved");
    assert_eq!(wang.get("/api/v1/ledger").await.status, StatusCode::OK);
    let holders = union.audit.get("/api/v1/powers").await.json();
    assert_eq!(holders["holders"].as_array().map(Vec::len), Some(4));
    for client in [&union.system, &union.security, &union.audit, &wang] {
        let home = client.get("/").await;
        assert_eq!(home.status, StatusCode::OK);
        assert!(!home.text().contains("data-search"), "there is nothing to search");
        assert_eq!(
            client.get("/api/v1/search?q=%E9%80%9A%E7%9F%A5").await.json()["total"],
            0
        );
        for path in ["", "/history", "/pages/1"] {
            let answer = client.get(&format!("/api/v1/records/{record}{path}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(client.get("/api/v1/papers").await.json()["papers"], json!([]));
    }
}

#[tokio::test]
async fn no_door_gives_a_power_or_touches_its_holder_alone() {
    let house = House::open().await;
    let union = house.first_run().await;
    let (security, auditor, unit) = (&union.security, id_of(&union.audit).await, top(&union).await);
    for role in [
        "systemAdministrator",
        "securityAdministrator",
        "auditAdministrator",
    ] {
        let body = json!({
            "login": "wu.an", "name": "吴安", "password": "Harbour-9-violet", "unit": unit, "role": role,
            "clearance": 0,
        });
        let answer = security.send_json(Method::POST, "/api/v1/accounts", &body).await;
        answer.assert_problem(StatusCode::FORBIDDEN, "power-needs-two");
    }
    let reset = json!({ "password": "Harbour-9-violet" });
    let path = format!("/api/v1/accounts/{auditor}/password");
    security
        .send_json(Method::PUT, &path, &reset)
        .await
        .assert_problem(StatusCode::FORBIDDEN, "power-needs-two");
    let token = ("csrf", security.form_token.as_str());
    let page = format!("/accounts/{auditor}");
    for (path, field) in [
        (page.clone(), ("action", "close")),
        (page.clone(), ("action", "open")),
        (format!("{page}/password"), ("password", "Harbour-9-violet")),
        (format!("{page}/second-factor/remove"), ("x", "")),
    ] {
        let answer = security.post_form(&path, &[token, field]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {field:?}");
    }
    for role in ["", "archivist"] {
        let fields = [
            token,
            ("action", "save"),
            ("unit", &unit),
            ("role", role),
            ("clearance", "1"),
        ];
        let answer = security.post_form(&page, &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role}");
    }
    let shown = security.get(&page).await.text();
    assert!(
        shown.contains("href=\"/accounts/powers\"") && !shown.contains("value=\"close\""),
        "{shown}"
    );
    assert_eq!(
        union.audit.get("/api/v1/ledger").await.status,
        StatusCode::OK,
        "nothing has changed"
    );
}

#[tokio::test]
async fn a_power_chosen_in_the_form_of_an_account_is_only_proposed() {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = top(&union).await;
    let mut fields = vec![
        ("csrf", union.security.form_token.as_str()),
        ("login", "wang.lan"),
        ("name", "王兰"),
        ("password", PASSWORD),
        ("unit", &unit),
        ("role", "auditAdministrator"),
    ];
    let nameless = union.security.post_form("/accounts", &fields).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nameless.text().contains("id=\"reason-fault\""));
    fields.push(("reason", "陆平退休"));
    let made = union.security.post_form("/accounts", &fields).await;
    assert_eq!(
        made.header(header::LOCATION),
        "/accounts/powers",
        "{}",
        made.text()
    );
    let wang = house.settled("wang.lan", PASSWORD).await;
    assert_eq!(
        wang.get("/api/v1/me").await.json()["account"]["grants"],
        json!([])
    );
    let waiting = union.system.get("/api/v1/powers").await.json();
    assert_eq!(waiting["waiting"][0]["reason"], "陆平退休");
    let archivist = union.archivist.get("/api/v1/me").await.json()["account"]["id"].clone();
    let path = format!("/accounts/{}", archivist.as_str().expect("an id"));
    fields.push(("action", "save"));
    let exclusive = union.security.post_form(&path, &fields).await;
    assert_eq!(exclusive.status, StatusCode::CONFLICT, "{}", exclusive.text());
}

#[tokio::test]
async fn proposing_and_deciding_want_a_fresh_proof_a_form_of_ones_own_and_a_power() {
    let house = House::open().await;
    let union = house.first_run().await;
    newcomer(&house, &union, "wang.lan").await;
    let proposed = propose(&union.security, "wang.lan", "give", Some("auditAdministrator")).await;
    let proposed = proposed.json();
    let id = proposed["change"]["id"].as_str().expect("an id").to_owned();
    let page = format!("/accounts/powers/{id}/decision");
    let forged = union
        .system
        .post_form(&page, &[("csrf", "x"), ("verdict", "approve")])
        .await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    for path in ["/accounts/powers", "/api/v1/powers"] {
        assert_eq!(
            union.archivist.get(path).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
    propose(&union.archivist, "wang.lan", "give", Some("auditAdministrator"))
        .await
        .assert_problem(StatusCode::NOT_FOUND, "identity-not-found");
    house.clock.advance_secs(16 * 60);
    decide(&union.system, &proposed, true)
        .await
        .assert_problem(StatusCode::FORBIDDEN, "page-confirm-needed");
    propose(&union.security, "chen.yu", "give", Some("auditAdministrator"))
        .await
        .assert_problem(StatusCode::FORBIDDEN, "page-confirm-needed");
    let token = ("csrf", union.system.form_token.as_str());
    let proof = [token, ("proof", PASSWORD), ("next", "/accounts/powers")];
    union.system.post_form("/me/confirm", &proof).await;
    let silent = union
        .system
        .post_form(&page, &[token, ("verdict", "refuse")])
        .await;
    assert_eq!(
        silent.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a refusal says why"
    );
    let refusal = [token, ("verdict", "refuse"), ("reason", "人选未定")];
    let refused = union.system.post_form(&page, &refusal).await;
    assert_eq!(refused.header(header::LOCATION), "/accounts/powers?done=refused");
    let past = union.audit.get("/accounts/powers").await.text();
    assert!(past.contains("人选未定"), "{past}");
}

#[tokio::test]
async fn a_new_password_is_shown_in_halves_and_ends_the_sessions() {
    let house = House::open().await;
    let union = house.first_run().await;
    let proposed = propose(&union.security, "lu.ping", "reset-password", None).await;
    assert_eq!(proposed.status, StatusCode::CREATED, "{}", proposed.text());
    let proposed = proposed.json();
    let approved = decide(&union.system, &proposed, true).await.json();
    let half = |answer: &Value| answer["half"].as_str().expect("a half").to_owned();
    assert_eq!(
        union.audit.get("/api/v1/me").await.status,
        StatusCode::UNAUTHORIZED
    );
    let whole = format!("{}-{}", half(&proposed), half(&approved));
    house.settled("lu.ping", &whole).await;
    house.sign_in("lu.ping", OWN_PASSWORD).await;
}

#[tokio::test]
async fn a_proposal_is_taken_back_by_its_author_alone() {
    let house = House::open().await;
    let union = house.first_run().await;
    newcomer(&house, &union, "wang.lan").await;
    let proposed = propose(&union.security, "wang.lan", "give", Some("systemAdministrator")).await;
    let proposed = proposed.json();
    let path = format!("{CHANGES}/{}", proposed["change"]["id"].as_str().expect("an id"));
    let foreign = union.audit.send_json(Method::DELETE, &path, &json!({})).await;
    foreign.assert_problem(StatusCode::NOT_FOUND, "identity-not-found");
    let own = union.security.send_json(Method::DELETE, &path, &json!({})).await;
    assert_eq!(own.json()["state"], "withdrawn", "{}", own.text());
    decide(&union.audit, &proposed, true)
        .await
        .assert_problem(StatusCode::CONFLICT, "power-change-closed");
}
