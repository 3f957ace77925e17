//! A directory keeps the accounts of a branch by SCIM 2.0: who leaves is locked out at once.

use crate::house::{Answer, Client, House, Union};
use crate::http_outside::account_id;
use crate::shipped_rules::rights;
use axum::body::Body;
use guildhall_federation::{Federation, FederationSettings, GroupMapping};
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use std::path::Path;

const RULES: &str = "version = 1
[[group]]
source = 'scim'
group = '档案室'
role = 'reader'
organisation = '/1/'
clearance = 2
";

/// A house, its people, and a directory with a token.
struct Scene {
    house: House,
    union: Union,
    directory: Client,
}

impl Scene {
    /// Opens a house with a token for the whole union.
    async fn open() -> Self {
        let mut house = House::open().await;
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/federation/schema.json");
        let schema = std::fs::read_to_string(schema).expect("the schema");
        let mapping = GroupMapping::load(&schema, &[("own.toml".to_owned(), RULES.to_owned())], &rights());
        let settings = FederationSettings {
            mapping: mapping.expect("good rules"),
            ..FederationSettings::default()
        };
        let federation = Federation::new(settings, house.app.rights.clone()).expect("no providers");
        house.configure(|app| app.federation = federation);
        let union = house.first_run().await;
        let top = union.system.get("/api/v1/organisations").await.json()["organisations"][0]["id"].clone();
        let (_, secret) = make_token(&union, &top).await;
        let directory = with_token(&house, &secret);
        Self {
            house,
            union,
            directory,
        }
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Answer {
        send(&self.directory, method, path, body, None).await
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.directory.get(&format!("/scim/v2{path}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/scim+json");
        answer.json()
    }

    async fn stop(&self, account: &str) -> Answer {
        let body = json!({ "Operations": [{ "op": "replace", "path": "active", "value": false }] });
        self.send(Method::PATCH, &format!("/Users/{account}"), &body)
            .await
    }
}

async fn make_token(union: &Union, unit: &Value) -> (String, String) {
    let body = json!({ "name": "人事系统", "unit": unit, "days": 30 });
    let made = union
        .security
        .send_json(Method::POST, "/api/v1/directory-tokens", &body)
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let made = made.json();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (text(&made["token"]["id"]), text(&made["secret"]))
}

fn with_token(house: &House, secret: &str) -> Client {
    let mut directory = house.visitor();
    directory.bearer = Some(secret.to_owned());
    directory
}

async fn send(client: &Client, method: Method, path: &str, body: &Value, version: Option<&str>) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("/scim/v2{path}"))
        .header(header::CONTENT_TYPE, "application/scim+json");
    if let Some(version) = version {
        request = request.header(header::IF_MATCH, version);
    }
    client
        .send(request.body(Body::from(body.to_string())).expect("a request"))
        .await
}

#[track_caller]
fn assert_refused(answer: &Answer, status: StatusCode, kind: Option<&str>) {
    assert_eq!(answer.status, status, "{}", answer.text());
    let body = answer.json();
    assert_eq!(body["schemas"][0], "urn:ietf:params:scim:api:messages:2.0:Error");
    assert_eq!(body["status"], status.as_str());
    assert_eq!(body["scimType"].as_str(), kind);
    assert!(!body["detail"].as_str().expect("a reason").is_empty());
}

#[tokio::test]
async fn the_very_next_request_of_a_leaver_is_refused() {
    let scene = Scene::open().await;
    let her = account_id(&scene.union, "chen.yu").await;
    assert_eq!(
        scene.union.archivist.get("/api/v1/me").await.status,
        StatusCode::OK
    );
    let stopped = scene.stop(&her).await;
    assert_eq!(stopped.status, StatusCode::OK, "{}", stopped.text());
    assert_eq!(stopped.json()["active"], false);
    assert_eq!(
        scene.union.archivist.get("/api/v1/me").await.status,
        StatusCode::UNAUTHORIZED
    );
    let body = json!({ "Operations": [{ "op": "replace", "value": { "active": "True" } }] });
    let back = scene.send(Method::PATCH, &format!("/Users/{her}"), &body).await;
    assert_eq!(back.json()["active"], true, "{}", back.text());
    assert_eq!(
        scene.union.archivist.get("/api/v1/me").await.status,
        StatusCode::UNAUTHORIZED,
        "her old session is over for good"
    );
    let acts = scene
        .union
        .audit
        .get("/api/v1/audit?action=account.state-changed")
        .await
        .json();
    let acts = acts["acts"].as_array().expect("acts").clone();
    assert_eq!(acts.len(), 2);
    assert!(acts.iter().all(|act| act["actor"] == "program:directory"));
}

#[tokio::test]
async fn what_an_administrator_locked_a_directory_does_not_open() {
    let scene = Scene::open().await;
    let her = account_id(&scene.union, "chen.yu").await;
    let security = &scene.union.security;
    let form = [("csrf", security.form_token.as_str()), ("action", "close")];
    let closed = security.post_form(&format!("/accounts/{her}"), &form).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    let whole = json!({ "userName": "chen.yu", "displayName": "陈瑜", "active": true });
    let replaced = scene.send(Method::PUT, &format!("/Users/{her}"), &whole).await;
    assert_eq!(replaced.status, StatusCode::OK, "{}", replaced.text());
    assert_eq!(replaced.json()["active"], false);
}

#[tokio::test]
async fn the_last_holder_of_a_power_is_not_locked_out() {
    let scene = Scene::open().await;
    for login in ["zhao.min", "he.an", "lu.ping"] {
        let id = account_id(&scene.union, login).await;
        let refused = scene.stop(&id).await;
        assert_refused(&refused, StatusCode::CONFLICT, None);
        assert!(refused.text().contains("power"), "{}", refused.text());
        let refused = scene
            .send(Method::DELETE, &format!("/Users/{id}"), &json!({}))
            .await;
        assert_refused(&refused, StatusCode::CONFLICT, None);
    }
    assert_eq!(
        scene.union.security.get("/api/v1/me").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn an_account_is_made_found_changed_taken_away_and_made_again() {
    let scene = Scene::open().await;
    let new = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "Li.Na", "externalId": "hr-7",
        "displayName": "李娜", "emails": [{ "value": "li.na@example.org" }], "active": true,
    });
    let made = scene.send(Method::POST, "/Users", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let user = made.json();
    let id = user["id"].as_str().expect("an id").to_owned();
    assert_eq!(made.header(header::LOCATION), format!("/scim/v2/Users/{id}"));
    assert_eq!(user["userName"], "li.na");
    assert!(user["emails"].is_null(), "what is not needed is not kept");
    assert_eq!(
        made.header(header::ETAG),
        user["meta"]["version"].as_str().expect("a version")
    );
    assert_refused(
        &scene.send(Method::POST, "/Users", &new).await,
        StatusCode::CONFLICT,
        Some("uniqueness"),
    );
    for filter in ["userName%20eq%20%22LI.NA%22", "externalId%20eq%20%22hr-7%22"] {
        let found = scene.get(&format!("/Users?filter={filter}")).await;
        assert_eq!(found["totalResults"], 1, "{filter}");
        assert_eq!(found["Resources"][0]["id"], id);
    }
    let all = scene.get("/Users").await;
    assert_eq!(all["totalResults"], 5);
    let part = scene.get("/Users?startIndex=2&count=3").await;
    assert_eq!(part["itemsPerPage"], 3);
    assert_eq!(part["Resources"][0]["id"], all["Resources"][1]["id"]);
    let renamed = json!({ "Operations": [{ "op": "Replace", "path": "displayName", "value": "李娜娜" }] });
    let path = format!("/Users/{id}");
    let stale = send(&scene.directory, Method::PATCH, &path, &renamed, Some("W/\"0\"")).await;
    assert_refused(&stale, StatusCode::PRECONDITION_FAILED, None);
    let version = made.header(header::ETAG).to_owned();
    let changed = send(&scene.directory, Method::PATCH, &path, &renamed, Some(&version)).await;
    assert_eq!(changed.json()["displayName"], "李娜娜", "{}", changed.text());
    assert_ne!(changed.header(header::ETAG), version);
    let moved = json!({ "userName": "li.na.2" });
    assert_refused(
        &scene.send(Method::PUT, &path, &moved).await,
        StatusCode::BAD_REQUEST,
        Some("mutability"),
    );
    let removed = scene.send(Method::DELETE, &path, &json!({})).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    let gone = scene.directory.get(&format!("/scim/v2{path}")).await;
    assert_refused(&gone, StatusCode::NOT_FOUND, None);
    assert_eq!(scene.get("/Users").await["totalResults"], 4);
    let again = scene.send(Method::POST, "/Users", &new).await;
    assert_eq!(again.status, StatusCode::CREATED, "{}", again.text());
    assert_eq!(again.json()["id"], id);
    assert_eq!(again.json()["active"], true);
}

#[tokio::test]
async fn members_of_a_group_have_its_right_and_lose_it_at_once() {
    let scene = Scene::open().await;
    let her = account_id(&scene.union, "chen.yu").await;
    let group = scene
        .get("/Groups?filter=displayName%20eq%20%22%E6%A1%A3%E6%A1%88%E5%AE%A4%22")
        .await;
    assert_eq!(group["totalResults"], 1);
    let path = format!("/Groups/{}", group["Resources"][0]["id"].as_str().expect("an id"));
    let add = json!({ "Operations": [{ "op": "add", "path": "members", "value": [{ "value": her }] }] });
    let joined = scene.send(Method::PATCH, &path, &add).await;
    assert_eq!(joined.json()["members"][0]["value"], her, "{}", joined.text());
    let roles = async || {
        let me = scene.union.archivist.get("/api/v1/me").await.json();
        me["account"]["grants"].as_array().expect("grants").len()
    };
    assert_eq!(roles().await, 2);
    assert_eq!(
        scene.get(&format!("/Users/{her}")).await["groups"][0]["display"],
        "档案室"
    );
    let remove =
        json!({ "Operations": [{ "op": "remove", "path": format!("members[value eq \"{her}\"]") }] });
    let left = scene.send(Method::PATCH, &path, &remove).await;
    assert_eq!(left.json()["members"], json!([]), "{}", left.text());
    assert_eq!(roles().await, 1);
    let stranger = json!({ "Operations": [{ "op": "add", "path": "members", "value": [{ "value": "x" }] }] });
    let refused = scene.send(Method::PATCH, &path, &stranger).await;
    assert_refused(&refused, StatusCode::BAD_REQUEST, Some("invalidValue"));
}

#[tokio::test]
async fn a_token_reaches_its_own_branch_only() {
    let scene = Scene::open().await;
    let surgery = scene.house.unit(&scene.union, "外科分会").await;
    scene
        .house
        .account(&scene.union, "qian.li", &surgery, "reader")
        .await;
    let (_, secret) = make_token(&scene.union, &json!(surgery)).await;
    let directory = with_token(&scene.house, &secret);
    let seen = directory.get("/scim/v2/Users").await.json();
    assert_eq!(seen["totalResults"], 1);
    assert_eq!(seen["Resources"][0]["userName"], "qian.li");
    let above = account_id(&scene.union, "chen.yu").await;
    let body = json!({ "Operations": [{ "op": "replace", "path": "active", "value": false }] });
    let refused = send(&directory, Method::PATCH, &format!("/Users/{above}"), &body, None).await;
    assert_refused(&refused, StatusCode::NOT_FOUND, None);
    let found = directory
        .get("/scim/v2/Users?filter=userName%20eq%20%22chen.yu%22")
        .await;
    assert_eq!(found.json()["totalResults"], 0);
    let taken = send(
        &directory,
        Method::POST,
        "/Users",
        &json!({ "userName": "chen.yu" }),
        None,
    )
    .await;
    assert_refused(&taken, StatusCode::CONFLICT, Some("uniqueness"));
    let made = send(
        &directory,
        Method::POST,
        "/Users",
        &json!({ "userName": "sun.li" }),
        None,
    )
    .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert_eq!(directory.get("/scim/v2/Groups").await.json()["totalResults"], 0);
}

#[tokio::test]
async fn a_token_that_is_revoked_over_or_made_up_opens_nothing() {
    let scene = Scene::open().await;
    let top = scene.union.system.get("/api/v1/organisations").await.json()["organisations"][0]["id"].clone();
    let (id, secret) = make_token(&scene.union, &top).await;
    let directory = with_token(&scene.house, &secret);
    assert_eq!(directory.get("/scim/v2/Users").await.status, StatusCode::OK);
    let listed = scene.union.security.get("/api/v1/directory-tokens").await;
    assert!(!listed.text().contains(&secret));
    let listed = listed.json()["tokens"].as_array().expect("tokens").clone();
    assert!(
        listed
            .iter()
            .any(|token| token["id"] == id && token["used_at"].is_string())
    );
    let path = format!("/api/v1/directory-tokens/{id}");
    let other = scene
        .union
        .system
        .send_json(Method::DELETE, &path, &json!({}))
        .await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
    let revoked = scene
        .union
        .security
        .send_json(Method::DELETE, &path, &json!({}))
        .await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    let made_up = format!("{secret}x");
    for client in [
        directory,
        with_token(&scene.house, &made_up),
        scene.house.visitor(),
    ] {
        let refused = client.get("/scim/v2/Users").await;
        assert_refused(&refused, StatusCode::UNAUTHORIZED, None);
        assert!(refused.header(header::WWW_AUTHENTICATE).starts_with("Bearer"));
    }
    assert_refused(
        &scene.union.security.get("/scim/v2/Users").await,
        StatusCode::UNAUTHORIZED,
        None,
    );
    scene.house.clock.advance_secs(31 * 24 * 60 * 60);
    assert_refused(
        &scene.directory.get("/scim/v2/Users").await,
        StatusCode::UNAUTHORIZED,
        None,
    );
}

#[tokio::test]
async fn hostile_input_is_refused_in_the_words_of_the_standard() {
    let scene = Scene::open().await;
    let huge = json!({ "userName": "x".repeat(300 * 1024) });
    let bodies = [
        (huge, Some("invalidSyntax")),
        (json!([]), Some("invalidSyntax")),
        (json!({}), Some("invalidValue")),
        (json!({ "userName": "a b/c" }), Some("invalidValue")),
        (json!({ "userName": 7 }), Some("invalidValue")),
        (
            json!({ "userName": "li.na", "active": "perhaps" }),
            Some("invalidValue"),
        ),
        (
            json!({ "userName": "li.na", "externalId": "x".repeat(201) }),
            Some("invalidValue"),
        ),
    ];
    for (body, kind) in bodies {
        let refused = scene.send(Method::POST, "/Users", &body).await;
        assert_refused(&refused, StatusCode::BAD_REQUEST, kind);
    }
    let filter = "/scim/v2/Users?filter=password%20pr";
    assert_refused(
        &scene.directory.get(filter).await,
        StatusCode::BAD_REQUEST,
        Some("invalidFilter"),
    );
    for path in ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"] {
        assert!(scene.get(path).await["schemas"].is_array(), "{path}");
    }
    let form = Request::post("/scim/v2/Users").header(header::CONTENT_TYPE, "text/plain");
    let refused = scene
        .directory
        .send(form.body(Body::from("{}")).expect("a request"))
        .await;
    assert_refused(&refused, StatusCode::BAD_REQUEST, Some("invalidSyntax"));
}
