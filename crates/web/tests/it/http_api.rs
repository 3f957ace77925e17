//! The API as a whole: the document is what is served, nobody gets in unsigned, refusals have one form.

use crate::house::House;
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// Method and path of every documented operation, in the order of the document.
async fn operations(house: &House) -> Vec<(Method, String)> {
    let document = house.visitor().get("/api/v1/openapi.json").await;
    assert_eq!(document.status, StatusCode::OK);
    let document = document.json();
    let paths = document["paths"].as_object().expect("paths").clone();
    let methods = |item: &Value| -> Vec<Method> {
        let known = [Method::GET, Method::PUT, Method::POST, Method::DELETE];
        known
            .into_iter()
            .filter(|method| item.get(method.as_str().to_lowercase()).is_some())
            .collect()
    };
    let all = paths
        .iter()
        .flat_map(|(path, item)| methods(item).into_iter().map(|method| (method, path.clone())));
    all.collect()
}

fn filled_in(path: &str) -> String {
    path.replace("{id}", NOBODY)
        .replace("{file}", NOBODY)
        .replace("{binding}", NOBODY)
        .replace("{provider}", "nobody")
        .replace("{number}", "1")
        .replace("{type}", "WS")
        .replace("{code}", "events")
}

#[tokio::test]
async fn the_document_names_these_operations() {
    let house = House::open().await;
    let mut lines: Vec<String> = operations(&house)
        .await
        .iter()
        .map(|(method, path)| format!("{path} {method}"))
        .collect();
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"), @r"
    /api/v1/accessions GET
    /api/v1/accessions POST
    /api/v1/accessions/{id} GET
    /api/v1/accessions/{id}/items GET
    /api/v1/accessions/{id}/stopping POST
    /api/v1/accounts GET
    /api/v1/accounts POST
    /api/v1/accounts/{id}/certificates GET
    /api/v1/accounts/{id}/certificates/{certificate} DELETE
    /api/v1/accounts/{id}/outside GET
    /api/v1/accounts/{id}/outside/{binding} DELETE
    /api/v1/accounts/{id}/password PUT
    /api/v1/accounts/{id}/person PUT
    /api/v1/accounts/{id}/standing PUT
    /api/v1/alerts GET
    /api/v1/alerts/{id} GET
    /api/v1/alerts/{id}/acknowledge POST
    /api/v1/alerts/{id}/close POST
    /api/v1/alerts/{id}/end-sessions POST
    /api/v1/alerts/{id}/lift-limit POST
    /api/v1/attestations GET
    /api/v1/attestations/check GET
    /api/v1/attestations/{id} GET
    /api/v1/attestations/{id}/certificate GET
    /api/v1/attestations/{id}/revocation POST
    /api/v1/audit GET
    /api/v1/authorities GET
    /api/v1/authorities POST
    /api/v1/authorities/unknown GET
    /api/v1/authorities/{id} GET
    /api/v1/authorities/{id} PUT
    /api/v1/authorities/{id}/records GET
    /api/v1/backup GET
    /api/v1/backup/drill POST
    /api/v1/backup/run POST
    /api/v1/catalogues GET
    /api/v1/catalogues/lines GET
    /api/v1/checks GET
    /api/v1/consignments GET
    /api/v1/consignments POST
    /api/v1/consignments/{id} GET
    /api/v1/consignments/{id}/items GET
    /api/v1/consignments/{id}/packages GET
    /api/v1/consignments/{id}/receipt GET
    /api/v1/consignments/{id}/stopping POST
    /api/v1/dictionary GET
    /api/v1/dictionary/{type} GET
    /api/v1/directory-tokens GET
    /api/v1/directory-tokens POST
    /api/v1/directory-tokens/{id} DELETE
    /api/v1/disposal/holds GET
    /api/v1/disposal/holds POST
    /api/v1/disposal/holds/{id}/lifting POST
    /api/v1/disposal/items/{id} PUT
    /api/v1/disposal/rounds GET
    /api/v1/disposal/rounds POST
    /api/v1/disposal/rounds/{id} GET
    /api/v1/disposal/rounds/{id}/execution POST
    /api/v1/disposal/rounds/{id}/sending POST
    /api/v1/disposal/rounds/{id}/signature POST
    /api/v1/disposal/rounds/{id}/stopping POST
    /api/v1/dossiers GET
    /api/v1/dossiers POST
    /api/v1/dossiers/owed GET
    /api/v1/dossiers/{id} GET
    /api/v1/dossiers/{id}/papers POST
    /api/v1/dossiers/{id}/removal POST
    /api/v1/dossiers/{id}/state POST
    /api/v1/emergency/plans GET
    /api/v1/emergency/plans/{code}/sheet GET
    /api/v1/emergency/runs GET
    /api/v1/emergency/runs POST
    /api/v1/emergency/runs/{id} GET
    /api/v1/emergency/runs/{id}/close POST
    /api/v1/emergency/runs/{id}/sheet GET
    /api/v1/emergency/runs/{id}/steps/{number} POST
    /api/v1/first-run POST
    /api/v1/formats GET
    /api/v1/formats/files GET
    /api/v1/handovers GET
    /api/v1/handovers POST
    /api/v1/handovers/{id} GET
    /api/v1/handovers/{id}/acceptance POST
    /api/v1/handovers/{id}/form GET
    /api/v1/handovers/{id}/refusal POST
    /api/v1/incidents GET
    /api/v1/incidents POST
    /api/v1/incidents/{id} GET
    /api/v1/incidents/{id}/clocks/{code} POST
    /api/v1/incidents/{id}/close POST
    /api/v1/incidents/{id}/facts PUT
    /api/v1/incidents/{id}/letters GET
    /api/v1/incidents/{id}/letters POST
    /api/v1/incidents/{id}/reopen POST
    /api/v1/incidents/{id}/runs POST
    /api/v1/incidents/{id}/sightings POST
    /api/v1/incidents/{id}/sightings/file POST
    /api/v1/inspection GET
    /api/v1/inspection/declarations POST
    /api/v1/inspection/pack POST
    /api/v1/inspection/reports POST
    /api/v1/inspection/sbom GET
    /api/v1/jobs GET
    /api/v1/jobs/{id}/cancel POST
    /api/v1/jobs/{id}/retry POST
    /api/v1/keys GET
    /api/v1/keys/rotate POST
    /api/v1/ledger GET
    /api/v1/ledger/export GET
    /api/v1/letters/{id} PUT
    /api/v1/letters/{id}/send POST
    /api/v1/letters/{id}/sheet GET
    /api/v1/loans GET
    /api/v1/loans POST
    /api/v1/loans/own GET
    /api/v1/loans/requests GET
    /api/v1/loans/requests POST
    /api/v1/loans/requests/waiting GET
    /api/v1/loans/requests/{id}/drop POST
    /api/v1/loans/requests/{id}/loan POST
    /api/v1/loans/{id}/renewal POST
    /api/v1/loans/{id}/reopening POST
    /api/v1/loans/{id}/return POST
    /api/v1/me GET
    /api/v1/me/certificates GET
    /api/v1/me/certificates POST
    /api/v1/me/certificates/{id} DELETE
    /api/v1/me/consents GET
    /api/v1/me/consents/{code} DELETE
    /api/v1/me/consents/{code} PUT
    /api/v1/me/data GET
    /api/v1/me/looks GET
    /api/v1/me/outside GET
    /api/v1/me/outside/with/{provider} POST
    /api/v1/me/outside/{id} DELETE
    /api/v1/me/passkeys GET
    /api/v1/me/passkeys POST
    /api/v1/me/passkeys/challenge POST
    /api/v1/me/passkeys/{id} DELETE
    /api/v1/me/password PUT
    /api/v1/me/requests GET
    /api/v1/me/requests POST
    /api/v1/me/requests/{id}/close POST
    /api/v1/me/second-factor DELETE
    /api/v1/me/second-factor POST
    /api/v1/me/second-factor PUT
    /api/v1/me/sessions GET
    /api/v1/me/sessions/{id} DELETE
    /api/v1/moves/{id}/undo POST
    /api/v1/openapi.json GET
    /api/v1/organisations GET
    /api/v1/organisations POST
    /api/v1/organisations/{id}/code PUT
    /api/v1/papers GET
    /api/v1/papers POST
    /api/v1/papers/{id} GET
    /api/v1/papers/{id} PUT
    /api/v1/papers/{id}/discard POST
    /api/v1/papers/{id}/file POST
    /api/v1/papers/{id}/read-again POST
    /api/v1/papers/{id}/release POST
    /api/v1/papers/{id}/restore POST
    /api/v1/people POST
    /api/v1/places GET
    /api/v1/places POST
    /api/v1/places/unplaced GET
    /api/v1/places/{id} DELETE
    /api/v1/places/{id} GET
    /api/v1/places/{id} PUT
    /api/v1/places/{id}/move POST
    /api/v1/places/{id}/moves GET
    /api/v1/places/{id}/out POST
    /api/v1/places/{id}/records GET
    /api/v1/places/{id}/records POST
    /api/v1/policies GET
    /api/v1/policies/editions GET
    /api/v1/policies/editions POST
    /api/v1/policies/editions/{id}/decision POST
    /api/v1/policies/editions/{id}/withdrawal POST
    /api/v1/policies/trials POST
    /api/v1/policies/why GET
    /api/v1/powers GET
    /api/v1/powers/changes POST
    /api/v1/powers/changes/{id} DELETE
    /api/v1/powers/changes/{id}/decision POST
    /api/v1/privacy/assessments GET
    /api/v1/privacy/assessments POST
    /api/v1/privacy/assessments/{id} PUT
    /api/v1/privacy/assessments/{id}/decision POST
    /api/v1/privacy/register GET
    /api/v1/privacy/register/{code} PUT
    /api/v1/privacy/requests GET
    /api/v1/privacy/requests/{id}/answer POST
    /api/v1/privacy/requests/{id}/begin POST
    /api/v1/record-batches GET
    /api/v1/record-batches POST
    /api/v1/record-batches/{id} GET
    /api/v1/record-batches/{id}/changes PUT
    /api/v1/record-batches/{id}/preview GET
    /api/v1/record-batches/{id}/refused GET
    /api/v1/record-batches/{id}/run POST
    /api/v1/record-batches/{id}/stop POST
    /api/v1/record-batches/{id}/undo POST
    /api/v1/records/{id} GET
    /api/v1/records/{id}/attestations POST
    /api/v1/records/{id}/checks GET
    /api/v1/records/{id}/checks POST
    /api/v1/records/{id}/checks/{code} POST
    /api/v1/records/{id}/clear-access DELETE
    /api/v1/records/{id}/clear-access POST
    /api/v1/records/{id}/files/{file} GET
    /api/v1/records/{id}/formats GET
    /api/v1/records/{id}/history GET
    /api/v1/records/{id}/package POST
    /api/v1/records/{id}/pages/{number} GET
    /api/v1/records/{id}/prior-history GET
    /api/v1/records/{id}/proof GET
    /api/v1/records/{id}/quarantine GET
    /api/v1/records/{id}/quarantine POST
    /api/v1/records/{id}/secrecy POST
    /api/v1/retention/due GET
    /api/v1/retention/schedule GET
    /api/v1/search GET
    /api/v1/search/export POST
    /api/v1/sessions POST
    /api/v1/sessions/certificate POST
    /api/v1/sessions/current DELETE
    /api/v1/sessions/current/code POST
    /api/v1/sessions/current/confirmation POST
    /api/v1/sessions/current/confirmation/passkey POST
    /api/v1/sessions/current/passkey POST
    /api/v1/sessions/current/passkey/challenge POST
    /api/v1/sessions/outside GET
    /api/v1/sessions/outside/{provider} POST
    /api/v1/sessions/passkey POST
    /api/v1/sessions/passkey/challenge POST
    /api/v1/uses GET
    /api/v1/uses POST
    /api/v1/uses/register GET
    /api/v1/uses/statistics GET
    /api/v1/uses/{id}/pages/{page}/image GET
    /api/v1/uses/{id}/revocation POST
    /api/v1/volumes GET
    /api/v1/volumes POST
    /api/v1/volumes/catalogue GET
    /api/v1/volumes/{id} GET
    /api/v1/volumes/{id} PUT
    /api/v1/volumes/{id}/order POST
    /api/v1/volumes/{id}/papers POST
    /api/v1/volumes/{id}/removal POST
    /api/v1/volumes/{id}/state POST
    /api/v1/witness POST
    /api/v1/workflow/absences GET
    /api/v1/workflow/absences POST
    /api/v1/workflow/absences/{id}/end POST
    /api/v1/workflow/definitions GET
    /api/v1/workflow/runs GET
    /api/v1/workflow/runs/{id} GET
    /api/v1/workflow/runs/{id}/decision POST
    /api/v1/workflow/runs/{id}/delegation POST
    /api/v1/workflow/runs/{id}/withdrawal POST
    /api/v1/workflow/tasks GET
    ");
}

/// Handlers come into the router together with their description; `route` would bring one without.
#[test]
fn no_route_of_the_api_goes_around_the_document() {
    let source = include_str!("../../src/api.rs");
    assert!(source.contains(".routes(routes!("));
    for around in [".route(", ".nest_service(", ".route_service(", ".fallback("] {
        assert!(!source.contains(around), "{around}");
    }
}

#[tokio::test]
async fn every_documented_operation_is_served_and_closed_to_strangers() {
    let house = House::open().await;
    house.first_run().await;
    let all = operations(&house).await;
    for (method, path) in &all {
        let request = Request::builder().method(method).uri(filled_in(path));
        let answer = house
            .visitor()
            .send(request.body(Body::empty()).expect("a request"))
            .await;
        match path.as_str() {
            "/api/v1/openapi.json" | "/api/v1/sessions/outside" | "/api/v1/sessions/passkey/challenge" => {
                assert_eq!(answer.status, StatusCode::OK);
            }
            "/api/v1/sessions"
            | "/api/v1/sessions/current/code"
            | "/api/v1/sessions/passkey"
            | "/api/v1/sessions/current/passkey"
            | "/api/v1/first-run" => {
                answer.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "api-body");
            }
            "/api/v1/sessions/certificate" => {
                answer.assert_problem(StatusCode::CONFLICT, "certificates-off");
            }
            "/api/v1/sessions/outside/{provider}" => {
                answer.assert_problem(StatusCode::NOT_FOUND, "outside-unknown-provider");
            }
            "/api/v1/witness" => answer.assert_problem(StatusCode::BAD_REQUEST, "page-bad-request"),
            _ => answer.assert_problem(StatusCode::UNAUTHORIZED, "page-sign-in-required"),
        }
    }
    assert!(all.len() >= 26);
}

#[tokio::test]
async fn what_the_document_does_not_name_is_not_served() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    archivist
        .get("/api/v1/nothing")
        .await
        .assert_problem(StatusCode::NOT_FOUND, "page-not-found");
    let all = operations(&house).await;
    let mut paths: Vec<&String> = all.iter().map(|(_, path)| path).collect();
    paths.dedup();
    for path in paths {
        for method in [
            Method::GET,
            Method::PUT,
            Method::POST,
            Method::DELETE,
            Method::PATCH,
        ] {
            let is_documented = all.iter().any(|known| known == &(method.clone(), path.clone()));
            if !is_documented {
                let answer = archivist
                    .send_json(method.clone(), &filled_in(path), &json!({}))
                    .await;
                assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
                assert!(!answer.header(header::ALLOW).is_empty());
            }
        }
    }
}

#[tokio::test]
async fn the_document_holds_together() {
    let document = serde_json::to_value(guildhall_web::api::openapi()).expect("a document");
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap_or_default();
        assert!(
            document["components"]["schemas"].get(name).is_some(),
            "{name} is not defined"
        );
    }
    let mut ids = Vec::new();
    for item in document["paths"].as_object().expect("paths").values() {
        for operation in item.as_object().expect("operations").values() {
            ids.push(operation["operationId"].as_str().expect("an id").to_owned());
            assert!(
                operation["summary"]
                    .as_str()
                    .is_some_and(|summary| !summary.is_empty()),
                "{operation}"
            );
            assert!(operation["responses"].get("default").is_some());
        }
    }
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "every operation has its own id");
    assert!(document["components"]["securitySchemes"].get("bearer").is_some());
}

#[tokio::test]
async fn a_problem_speaks_the_language_of_the_request() {
    let house = House::open().await;
    house.first_run().await;
    let visitor = house.visitor();
    let chinese = visitor.get_in("/api/v1/me", "zh-CN").await;
    let english = visitor.get_in("/api/v1/me", "en").await;
    for answer in [&chinese, &english] {
        answer.assert_problem(StatusCode::UNAUTHORIZED, "page-sign-in-required");
    }
    assert_eq!(chinese.header(header::CONTENT_LANGUAGE), "zh-CN");
    assert_eq!(english.header(header::CONTENT_LANGUAGE), "en");
    let title = |answer: &crate::house::Answer| answer.json()["title"].as_str().expect("a title").to_owned();
    assert!(title(&chinese).contains("登录"), "{}", title(&chinese));
    assert!(title(&english).is_ascii(), "{}", title(&english));
}

#[tokio::test]
async fn a_body_that_is_not_understood_is_refused_and_says_why() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let path = "/api/v1/organisations";
    let body = json!({ "parent": NOBODY, "name": "x", "kind": "branch", "x": 1 });
    let unknown = archivist.send_json(Method::POST, path, &body).await;
    unknown.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "api-body");
    assert!(
        unknown.json()["title"]
            .as_str()
            .is_some_and(|title| title.contains("unknown field `x`"))
    );
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in ["{", "[1]", "\"x\"", deep.as_str(), "\u{0}"] {
        let request = Request::post(path)
            .header("x-csrf-token", &archivist.form_token)
            .header(header::CONTENT_TYPE, "application/json");
        let answer = archivist
            .send(request.body(Body::from(body.to_owned())).expect("a request"))
            .await;
        answer.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "api-body");
    }
    let large = json!({ "parent": NOBODY, "name": "x".repeat(2 * 1024 * 1024), "kind": "branch" });
    let answer = archivist.send_json(Method::POST, path, &large).await;
    answer.assert_problem(StatusCode::PAYLOAD_TOO_LARGE, "page-too-large");
    let wrong = archivist.get("/api/v1/papers?state=lost").await;
    wrong.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "api-query");
    archivist
        .get("/api/v1/records/not-an-id")
        .await
        .assert_problem(StatusCode::NOT_FOUND, "page-not-found");
}

#[tokio::test]
async fn dictionary_jobs_ledger_and_accounts_are_shown_to_who_looks_after_them() {
    let house = House::open().await;
    let union = house.first_run().await;
    let archivist = &union.archivist;
    let dictionary = archivist.get("/api/v1/dictionary").await.json();
    assert_eq!(dictionary["types"].as_array().map(Vec::len), Some(30));
    assert_eq!(dictionary["base"][0]["name"], "title");
    let meeting = archivist.get("/api/v1/dictionary/ZY.HY").await.json();
    assert_eq!(meeting["type"]["code"], "ZY.HY");
    archivist
        .get("/api/v1/dictionary/XX")
        .await
        .assert_problem(StatusCode::NOT_FOUND, "page-not-found");
    let accounts = union.security.get("/api/v1/accounts").await.json();
    assert_eq!(accounts["accounts"].as_array().map(Vec::len), Some(4));
    let ledger = union.audit.get("/api/v1/ledger").await.json();
    assert!(
        ledger["key"]
            .as_str()
            .is_some_and(|key| key.starts_with("test.example+"))
    );
    let realm = house.realm().await;
    guildhall_ledger::sequence(&house.app.database, realm, 1_000)
        .await
        .expect("leaves get their place");
    let export = union.audit.get("/api/v1/ledger/export").await;
    assert_eq!(export.status, StatusCode::OK, "{}", export.text());
    assert!(export.text().contains("account.created"));
    let ledger = union.audit.get("/api/v1/ledger").await.json();
    assert!(
        ledger["checkpoint"]["note"]
            .as_str()
            .is_some_and(|note| note.contains(&realm.to_string()))
    );
    archivist.capture("通知.txt", b"one").await;
    let jobs = union.system.get("/api/v1/jobs?state=queued").await.json();
    let id = jobs["jobs"][0]["id"]
        .as_str()
        .expect("the job that reads the paper")
        .to_owned();
    let stopped = union
        .system
        .send_json(Method::POST, &format!("/api/v1/jobs/{id}/cancel"), &json!({}))
        .await;
    assert_eq!(stopped.json()["state"], "cancelled");
    let again = union
        .system
        .send_json(Method::POST, &format!("/api/v1/jobs/{id}/retry"), &json!({}))
        .await;
    assert_eq!(again.json()["state"], "queued");
    let nobodys = union
        .system
        .send_json(Method::POST, &format!("/api/v1/jobs/{NOBODY}/cancel"), &json!({}))
        .await;
    nobodys.assert_problem(StatusCode::NOT_FOUND, "page-not-found");
}
