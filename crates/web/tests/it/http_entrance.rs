//! First run, signing in and out, and the guard against other sites.

use crate::house::{FIRST_RUN, House, OWN_PASSWORD, PASSWORD};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use serde_json::json;

#[tokio::test]
async fn the_first_run_makes_three_administrators_and_only_once() {
    let house = House::open().await;
    let mut visitor = house.visitor();
    assert_eq!(visitor.get("/").await.header(header::LOCATION), "/first-run");
    let form = visitor.get("/first-run").await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.text().contains("name=\"audit_login\""));
    let made = visitor.post_form("/first-run", &FIRST_RUN).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let slips = made.text();
    let secrets: Vec<&str> = slips
        .split("data-secret>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .collect();
    assert_eq!(secrets.len(), 2, "{slips}");
    visitor.keep_cookie(&made);
    for (client, login, role) in [
        (visitor.clone(), "zhao.min", "systemAdministrator"),
        (
            house.settled("he.an", secrets[0]).await,
            "he.an",
            "securityAdministrator",
        ),
        (
            house.settled("lu.ping", secrets[1]).await,
            "lu.ping",
            "auditAdministrator",
        ),
    ] {
        let me = client.get("/api/v1/me").await.json();
        assert_eq!(me["account"]["login"], login);
        assert_eq!(me["may_capture"], false);
        let grants = me["account"]["grants"].as_array().expect("grants").clone();
        assert_eq!((grants.len(), &grants[0]["role"]), (1, &json!(role)));
    }
    assert_eq!(visitor.get("/first-run").await.status, StatusCode::NOT_FOUND);
    for again in [
        visitor.post_form("/first-run", &FIRST_RUN).await,
        house.visitor().post_form("/first-run", &FIRST_RUN).await,
    ] {
        assert_eq!(again.status, StatusCode::CONFLICT);
    }
    assert_eq!(
        house.visitor().get("/").await.header(header::LOCATION),
        "/sign-in"
    );
}

#[tokio::test]
async fn what_is_wrong_in_the_first_run_is_said_at_its_field() {
    let house = House::open().await;
    for (field, value, code) in [
        (5, "", "security_name"),
        (6, "zhao.min", "security_login"),
        (8, "he.an", "audit_login"),
        (8, "陆 平", "audit_login"),
    ] {
        let mut fields = FIRST_RUN;
        fields[field].1 = value;
        let answer = house.visitor().post_form("/first-run", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{value}");
        assert!(
            answer.text().contains(&format!("id=\"{code}-fault\"")),
            "{value}: {}",
            answer.text()
        );
    }
    house.first_run().await;
}

#[tokio::test]
async fn a_weak_first_password_is_refused_with_a_sentence_and_nothing_is_made() {
    let house = House::open().await;
    let mut fields = FIRST_RUN;
    fields[4].1 = "12345";
    let answer = house.visitor().post_form("/first-run", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("zhao.min"), "what was typed stays");
    assert!(
        !answer.text().contains("12345"),
        "a password is never shown again"
    );
    house.first_run().await;
}

#[tokio::test]
async fn signing_in_by_the_page_leads_on_and_signing_out_ends_the_session() {
    let house = House::open().await;
    house.first_run().await;
    let mut client = house.visitor();
    let fields = [
        ("login", "zhao.min"),
        ("password", PASSWORD),
        ("next", "/records?x=1"),
    ];
    let answer = client.post_form("/sign-in", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(header::LOCATION), "/records?x=1");
    let cookie = answer.header(header::SET_COOKIE);
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    client.keep_cookie(&answer);
    client.form_token = client.get("/api/v1/me").await.json()["form_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    assert_eq!(client.get("/records").await.status, StatusCode::OK);
    let token = client.form_token.clone();
    assert_eq!(
        client.post_form("/sign-out", &[("csrf", &token)]).await.status,
        StatusCode::SEE_OTHER
    );
    client
        .get("/api/v1/me")
        .await
        .assert_problem(StatusCode::UNAUTHORIZED, "page-sign-in-required");
}

#[tokio::test]
async fn a_wrong_password_is_answered_like_an_unknown_login() {
    let house = House::open().await;
    house.first_run().await;
    for login in ["zhao.min", "nobody"] {
        let fields = [("login", login), ("password", "wrong-password-1")];
        let answer = house.visitor().post_form("/sign-in", &fields).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(
            answer.text().contains(&format!("value=\"{login}\"")),
            "the login name stays"
        );
        assert!(!answer.text().contains("wrong-password-1"));
        assert!(answer.headers.get(header::SET_COOKIE).is_none());
        let body = json!({ "login": login, "password": "wrong-password-1" });
        let answer = house
            .visitor()
            .send_json(Method::POST, "/api/v1/sessions", &body)
            .await;
        answer.assert_problem(StatusCode::UNAUTHORIZED, "sign-in-refused");
    }
}

#[tokio::test]
async fn guessing_passwords_has_to_wait() {
    let house = House::open().await;
    house.first_run().await;
    let body = json!({ "login": "zhao.min", "password": "wrong-password-1" });
    for _ in 0..6 {
        house
            .visitor()
            .send_json(Method::POST, "/api/v1/sessions", &body)
            .await;
    }
    let right = json!({ "login": "zhao.min", "password": PASSWORD });
    let answer = house
        .visitor()
        .send_json(Method::POST, "/api/v1/sessions", &right)
        .await;
    answer.assert_problem(StatusCode::TOO_MANY_REQUESTS, "too-many-attempts");
    let wait: u64 = answer.header(header::RETRY_AFTER).parse().expect("seconds");
    assert!((1..=900).contains(&wait), "{wait}");
}

#[tokio::test]
async fn a_session_of_the_api_lasts_until_it_is_ended() {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let reader = house.account(&union, "qian.li", &unit, "reader").await;
    assert_eq!(
        reader.get("/api/v1/me").await.json()["account"]["grants"][0]["role"],
        "reader"
    );
    let ended = reader
        .send_json(Method::DELETE, "/api/v1/sessions/current", &json!({}))
        .await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    reader
        .get("/api/v1/me")
        .await
        .assert_problem(StatusCode::UNAUTHORIZED, "page-sign-in-required");
}

#[tokio::test]
async fn a_form_without_its_token_or_from_another_site_does_nothing() {
    let house = House::open().await;
    let system = house.first_run().await.system;
    let tree = system.get("/api/v1/organisations").await.json();
    let top = tree["organisations"][0]["id"].as_str().expect("an id").to_owned();
    let fields = [
        ("parent", top.as_str()),
        ("name", "外科"),
        ("kind", "branch"),
        ("csrf", ""),
    ];
    assert_eq!(
        system.post_form("/organisation", &fields).await.status,
        StatusCode::FORBIDDEN
    );
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        let body = format!("parent={top}&name=x&kind=branch&csrf={}", system.form_token);
        let request = Request::post("/organisation")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::HOST, "archive.example")
            .header(name, value);
        let answer = system
            .send(request.body(Body::from(body)).expect("a request"))
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
    }
    let body = json!({ "parent": top, "name": "外科", "kind": "branch" });
    let mut forgetful = system.clone();
    forgetful.form_token = "wrong".to_owned();
    let answer = forgetful
        .send_json(Method::POST, "/api/v1/organisations", &body)
        .await;
    answer.assert_problem(StatusCode::FORBIDDEN, "page-form-expired");
    let tree = system.get("/api/v1/organisations").await.json();
    assert_eq!(
        tree["organisations"].as_array().map(Vec::len),
        Some(1),
        "nothing was added"
    );
    let fields = [
        ("parent", top.as_str()),
        ("name", "外科"),
        ("kind", "branch"),
        ("csrf", &system.form_token),
    ];
    assert_eq!(
        system.post_form("/organisation", &fields).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn whoever_has_a_password_from_somebody_else_sets_her_own_before_anything_else() {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let client = house.newcomer(&union, "qian.li", &unit, "archivist").await;
    for path in [
        "/",
        "/records",
        "/inbox",
        "/system/ledger",
        "/me/sessions/end-others",
    ] {
        let answer = client.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.header(header::LOCATION), "/me", "{path}");
    }
    for path in ["/api/v1/papers", "/api/v1/search?q=x", "/api/v1/me/sessions"] {
        let answer = client.get(path).await;
        answer.assert_problem(StatusCode::FORBIDDEN, "page-password-due");
    }
    let refused = client
        .send_json(Method::POST, "/api/v1/organisations", &json!({}))
        .await;
    refused.assert_problem(StatusCode::FORBIDDEN, "page-password-due");
    assert_eq!(client.get("/me").await.status, StatusCode::OK);
    for (present, new, code) in [
        ("wrong-password-1", OWN_PASSWORD, "wrong-password"),
        (PASSWORD, PASSWORD, "password-unchanged"),
        (PASSWORD, "12345", "password-too-short"),
    ] {
        let body = json!({ "present": present, "new": new });
        let answer = client.send_json(Method::PUT, "/api/v1/me/password", &body).await;
        answer.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, code);
    }
    let body = json!({ "present": PASSWORD, "new": OWN_PASSWORD });
    let set = client.send_json(Method::PUT, "/api/v1/me/password", &body).await;
    assert_eq!(set.status, StatusCode::NO_CONTENT, "{}", set.text());
    assert_eq!(client.get("/records").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions_and_a_wrong_one_stays_unseen() {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let here = house.account(&union, "qian.li", &unit, "reader").await;
    let there = house.sign_in("qian.li", OWN_PASSWORD).await;
    let open = here.get("/api/v1/me/sessions").await.json();
    assert_eq!(open["sessions"].as_array().expect("sessions").len(), 2);
    let token = here.get("/api/v1/me").await.json()["form_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let new = "Lantern-9-orchid-mine";
    let wrong = [
        ("csrf", token.as_str()),
        ("present", "never-mine-77"),
        ("new", new),
    ];
    let answer = here.post_form("/me/password", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!answer.text().contains("never-mine-77") && !answer.text().contains(new));
    let right = [("csrf", token.as_str()), ("present", OWN_PASSWORD), ("new", new)];
    let answer = here.post_form("/me/password", &right).await;
    assert_eq!(answer.header(header::LOCATION), "/me?done=password");
    assert_eq!(here.get("/api/v1/me").await.status, StatusCode::OK);
    assert_eq!(there.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_left_open_elsewhere_is_ended_by_its_owner_and_by_nobody_else() {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let here = house.account(&union, "qian.li", &unit, "reader").await;
    let there = house.sign_in("qian.li", OWN_PASSWORD).await;
    let open = there.get("/api/v1/me/sessions").await.json();
    let id = open["sessions"]
        .as_array()
        .expect("sessions")
        .iter()
        .find(|session| session["present"] == true)
        .and_then(|session| session["id"].as_str())
        .expect("the session that asks")
        .to_owned();
    let path = format!("/api/v1/me/sessions/{id}");
    let foreign = union.archivist.send_json(Method::DELETE, &path, &json!({})).await;
    foreign.assert_problem(StatusCode::NOT_FOUND, "identity-not-found");
    let own = here.send_json(Method::DELETE, &path, &json!({})).await;
    assert_eq!(own.status, StatusCode::NO_CONTENT);
    assert_eq!(there.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_password_reset_by_the_security_administrator_ends_the_sessions_and_must_be_changed() {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let client = house.account(&union, "qian.li", &unit, "reader").await;
    let id = client.get("/api/v1/me").await.json()["account"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let token = union.security.form_token.clone();
    let weak = [("csrf", token.as_str()), ("password", "12345")];
    let answer = union
        .security
        .post_form(&format!("/accounts/{id}/password"), &weak)
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let path = format!("/api/v1/accounts/{id}/password");
    let denied = client
        .send_json(Method::PUT, &path, &json!({ "password": PASSWORD }))
        .await;
    denied.assert_problem(StatusCode::NOT_FOUND, "identity-not-found");
    let given = union
        .security
        .send_json(Method::PUT, &path, &json!({ "password": PASSWORD }))
        .await;
    assert_eq!(given.status, StatusCode::NO_CONTENT, "{}", given.text());
    assert_eq!(client.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    let again = house.sign_in("qian.li", PASSWORD).await;
    assert_eq!(
        again.get("/api/v1/me").await.json()["account"]["must_change_password"],
        true
    );
}

#[tokio::test]
async fn whoever_asks_without_end_has_to_wait_and_others_do_not() {
    let house = House::with_rate_limit(1).await;
    let archivist = house.first_run().await.archivist;
    let flood = house.visitor();
    let mut answer = flood.get("/help").await;
    for _ in 0..100 {
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        answer = flood.get("/help").await;
    }
    let refused = answer;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header(header::RETRY_AFTER), "1");
    assert_eq!(archivist.get("/").await.status, StatusCode::OK);
}

/// The house as browsers see it over https.
async fn over_https() -> House {
    let mut house = House::open().await;
    house.configure(|app| app.https = true);
    house
}

#[tokio::test]
async fn over_https_cookies_are_tied_to_the_host_and_others_are_not_believed() {
    let house = over_https().await;
    let visitor = house.visitor();
    let english = visitor
        .post_form("/preferences", &[("lang", "en"), ("next", "/first-run")])
        .await;
    let set = english.header(header::SET_COOKIE);
    assert!(
        set.starts_with("__Host-lang=en;") && set.contains("Secure") && set.contains("Path=/"),
        "{set}"
    );
    for (cookie, title) in [("__Host-lang=en", "lang=\"en\""), ("lang=en", "lang=\"zh-CN\"")] {
        let request = Request::get("/first-run")
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .expect("a request");
        let page = visitor.send(request).await;
        assert!(page.text().contains(title), "{cookie}");
    }
}

#[tokio::test]
async fn https_is_demanded_where_it_is_spoken_and_nowhere_else() {
    let name = header::STRICT_TRANSPORT_SECURITY;
    let tied = over_https().await.visitor().get("/first-run").await;
    assert_eq!(tied.header(name.clone()), "max-age=31536000; includeSubDomains");
    let plain = House::open().await.visitor().get("/first-run").await;
    assert!(!plain.headers.contains_key(name));
}

#[tokio::test]
async fn who_signs_out_leaves_nothing_in_the_browser() {
    let house = House::open().await;
    let union = house.first_run().await;
    let token = union.archivist.form_token.clone();
    let page = union.archivist.post_form("/sign-out", &[("csrf", &token)]).await;
    assert_eq!(page.header("clear-site-data"), r#""cache", "storage""#);
    assert_eq!(
        union.archivist.get("/").await.header(header::LOCATION),
        "/sign-in"
    );
}
