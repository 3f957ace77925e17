//! Which identity outside belongs to whose account: bound by its owner or by a claim, removed, and never taken twice.

use crate::http_outside::{Joined, account_id, archivist, come_back};
use guildhall_federation::oidc::BindRule;
use http::{Method, StatusCode, header};
use serde_json::json;

#[tokio::test]
async fn who_holds_a_power_is_bound_only_by_herself() {
    let joined = Joined::open(|_| {}).await;
    let union = joined.house.first_run().await;
    let claims = json!({ "sub": "s1", "preferred_username": "he.an" });
    assert_eq!(joined.enter(claims.clone()).await.status, StatusCode::FORBIDDEN);
    let bound = joined.bind(&union.security, claims.clone()).await;
    assert_eq!(
        bound.header(header::LOCATION),
        "/me/outside?done=bound",
        "{}",
        bound.text()
    );
    let me = joined
        .browser(&joined.enter(claims).await)
        .get("/api/v1/me")
        .await
        .json();
    assert_eq!(me["account"]["login"], "he.an");
}

#[tokio::test]
async fn an_identity_belongs_to_one_account_and_is_removed_by_its_owner_or_administrator() {
    let joined = Joined::open(|provider| provider.bind = BindRule::OwnAccount).await;
    let union = joined.house.first_run().await;
    assert_eq!(joined.enter(archivist()).await.status, StatusCode::FORBIDDEN);
    let bound = joined.bind(&union.archivist, archivist()).await;
    assert_eq!(bound.status, StatusCode::SEE_OTHER, "{}", bound.text());
    let again = joined.bind(&union.archivist, archivist()).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "it is hers already");
    let taken = joined.bind(&union.system, archivist()).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    assert!(taken.text().contains("已绑定到另一个账户"), "{}", taken.text());
    assert_eq!(joined.enter(archivist()).await.status, StatusCode::SEE_OTHER);
    let listed = union.archivist.get("/api/v1/me/outside").await.json();
    let binding = &listed["bindings"][0];
    assert_eq!(binding["label"], "chen.yu");
    assert!(binding["used_at"].is_string());
    let id = binding["id"].as_str().expect("an id");
    let foreign = union
        .system
        .send_json(Method::DELETE, &format!("/api/v1/me/outside/{id}"), &json!({}))
        .await;
    foreign.assert_problem(StatusCode::NOT_FOUND, "outside-binding-not-found");
    let path = format!("/api/v1/accounts/{}/outside", account_id(&union, "chen.yu").await);
    assert_eq!(union.security.get(&path).await.json()["bindings"][0]["id"], id);
    union
        .system
        .get(&path)
        .await
        .assert_problem(StatusCode::NOT_FOUND, "identity-not-found");
    let removed = union
        .security
        .send_json(Method::DELETE, &format!("{path}/{id}"), &json!({}))
        .await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(joined.enter(archivist()).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_binding_is_begun_and_finished_in_one_session_with_a_fresh_proof() {
    let joined = Joined::open(|provider| provider.bind = BindRule::OwnAccount).await;
    let union = joined.house.first_run().await;
    let form = [("csrf", union.archivist.form_token.as_str())];
    let path = "/me/outside/with/hospital";
    let leaving = union.archivist.post_form(path, &form).await;
    assert_eq!(leaving.status, StatusCode::OK, "{}", leaving.text());
    let (_, cookie) = leaving.cookie_pair("guildhall-outside").expect("a cookie");
    let (_, address) = leaving
        .header(header::REFRESH)
        .split_once("url=")
        .expect("an address");
    let back = joined.provider.let_in(address, archivist());
    // Somebody else's session, or none, finishes nothing: the attempt is used up.
    let refused = come_back(&union.system, &back, &cookie).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(union.archivist.get("/api/v1/me/outside").await.json()["bindings"] == json!([]));
    assert_eq!(
        union.archivist.post_form(path, &[("csrf", "wrong")]).await.status,
        StatusCode::FORBIDDEN
    );
    joined.house.clock.advance_secs(16 * 60);
    let stale = union.archivist.post_form(path, &form).await;
    assert!(stale.header(header::LOCATION).starts_with("/me/confirm"));
}

#[tokio::test]
async fn a_staff_number_leads_to_the_account_of_the_person() {
    let joined = Joined::open(|provider| {
        provider.bind = BindRule::StaffNumber;
        provider.bind_claim = "employee_number".to_owned();
    })
    .await;
    let union = joined.house.first_run().await;
    let top = union.system.get("/api/v1/organisations").await.json()["organisations"][0]["id"].clone();
    let people = json!({ "staff_number": "1024", "name": "陈瑜", "unit": top });
    let added = union
        .system
        .send_json(Method::POST, "/api/v1/people", &people)
        .await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    let claims = json!({ "sub": "n1", "employee_number": 1024 });
    assert_eq!(
        joined.enter(claims.clone()).await.status,
        StatusCode::FORBIDDEN,
        "she has no account yet"
    );
    let path = format!("/api/v1/accounts/{}/person", account_id(&union, "chen.yu").await);
    let linked = union
        .security
        .send_json(Method::PUT, &path, &json!({ "staff_number": "1024" }))
        .await;
    assert!(linked.status.is_success(), "{}", linked.text());
    let me = joined
        .browser(&joined.enter(claims).await)
        .get("/api/v1/me")
        .await
        .json();
    assert_eq!(me["account"]["login"], "chen.yu");
}
