//! Builders of people and papers.

use guildhall_policy::{Circumstances, Grant, PolicySet, Resource, Standing, Subject};

/// The schema of the house.
pub const SCHEMA: &str = include_str!("../../../../rules/policies/guildhall.cedarschema");

/// The policy files of the house.
pub const FILES: [(&str, &str); 3] = [
    (
        "records.cedar",
        include_str!("../../../../rules/policies/records.cedar"),
    ),
    (
        "administration.cedar",
        include_str!("../../../../rules/policies/administration.cedar"),
    ),
    (
        "three-powers.cedar",
        include_str!("../../../../rules/policies/three-powers.cedar"),
    ),
];

/// Returns the policies of the house.
pub fn the_house() -> PolicySet {
    PolicySet::load(SCHEMA, &FILES).expect("the policies of the house are right")
}

/// Returns a person with grants, each of role, path and clearance.
pub fn a_person(grants: &[(&str, &str, i64)]) -> Subject {
    let grant = |&(role, path, clearance): &(&str, &str, i64)| Grant {
        role: role.to_owned(),
        org_path: path.to_owned(),
        clearance,
    };
    Subject {
        id: "zhao".to_owned(),
        grants: grants.iter().map(grant).collect(),
        standing: Standing::default(),
        circumstances: Circumstances::default(),
    }
}

/// Returns a record at an organisation.
pub fn a_record(path: &str, state: &str, secrecy: i64) -> Resource {
    Resource::new("Record", path)
        .with("state", state)
        .with("secrecy", secrecy)
        .with("type_code", "WS")
}
