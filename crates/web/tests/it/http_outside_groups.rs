//! Groups at an identity provider give rights here, and take them again.

use crate::house::Union;
use crate::http_outside::Joined;
use crate::shipped_rules::rights;
use guildhall_federation::GroupMapping;
use guildhall_identity::Rights;
use http::StatusCode;
use serde_json::{Value, json};
use std::path::Path;

const RULES: &str = "version = 1
[[group]]
source = 'hospital'
group = 'archive-staff'
role = 'reader'
organisation = '/1/'
clearance = 2
[[group]]
source = 'another'
group = 'archive-staff'
role = 'archivist'
organisation = '/1/'
clearance = 4
";

fn mapping(rights: &Rights) -> GroupMapping {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/federation/schema.json");
    let schema = std::fs::read_to_string(schema).expect("the schema");
    GroupMapping::load(&schema, &[("own.toml".to_owned(), RULES.to_owned())], rights).expect("good rules")
}

fn claims(login: &str, groups: &[&str]) -> Value {
    json!({ "sub": login, "preferred_username": login, "groups": groups })
}

/// Returns role and clearance of each right that an account holds.
async fn rights_of(union: &Union, login: &str) -> Vec<(String, i64)> {
    let accounts = union.security.get("/api/v1/accounts").await.json();
    let accounts = accounts["accounts"].as_array().expect("accounts").clone();
    let found = accounts.into_iter().find(|account| account["login"] == login);
    let grants = found.expect("an account")["grants"].clone();
    let grant = |grant: &Value| {
        let role = grant["role"].as_str().expect("a role").to_owned();
        (role, grant["clearance"].as_i64().expect("a clearance"))
    };
    grants.as_array().expect("grants").iter().map(grant).collect()
}

#[tokio::test]
async fn a_group_gives_a_right_at_sign_in_and_leaving_it_takes_the_right() {
    let joined = Joined::with_groups(|_| {}, mapping(&rights())).await;
    let union = joined.house.first_run().await;
    let hers = ("archivist".to_owned(), 4);
    assert_eq!(rights_of(&union, "chen.yu").await, vec![hers.clone()]);
    let entered = joined
        .enter(claims("chen.yu", &["archive-staff", "canteen"]))
        .await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
    let both = vec![hers.clone(), ("reader".to_owned(), 2)];
    assert_eq!(rights_of(&union, "chen.yu").await, both);
    joined.enter(claims("chen.yu", &["archive-staff"])).await;
    joined.enter(claims("chen.yu", &["canteen"])).await;
    assert_eq!(rights_of(&union, "chen.yu").await, vec![hers]);
    let changes = union
        .audit
        .get("/api/v1/audit?action=account.grants-changed")
        .await
        .json();
    assert_eq!(changes["acts"].as_array().expect("acts").len(), 2);
}

#[tokio::test]
async fn who_holds_a_power_gets_nothing_from_groups() {
    let joined = Joined::with_groups(|_| {}, mapping(&rights())).await;
    let union = joined.house.first_run().await;
    let told = claims("lu.ping", &["archive-staff"]);
    assert_eq!(
        joined.bind(&union.audit, told.clone()).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(joined.enter(told).await.status, StatusCode::SEE_OTHER);
    let held = rights_of(&union, "lu.ping").await;
    assert_eq!(held, vec![("auditAdministrator".to_owned(), 0)]);
}
