//! The policies in rules/policies: every role with every action on every kind of resource, and the filters of
//! the three people of their README.

use crate::people::{FILES, SCHEMA, a_person, a_record, the_house};
use guildhall_policy::{Case, Filter, PolicySet, Resource, Subject, Value};
use std::collections::BTreeMap;
use std::fmt::Write;

const BRANCH: &str = "/1/17/";
/// Duties to people, which a union may give to any role: the law of the three powers is silent about them.
const DUTIES: [&str; 25] = [
    "answerPrivacyRequests",
    "approveDisposal",
    "approveFiling",
    "approveHandover",
    "approveImpactAssessment",
    "approveReclassification",
    "approveSensitiveUse",
    "approveUse",
    "askUse",
    "destroyRecords",
    "draftImpactAssessment",
    "giveDossierPapers",
    "handOverRecords",
    "holdRecords",
    "joinAppraisal",
    "keepDossiers",
    "keepIncidents",
    "keepPrivacyRegister",
    "keepStoreroom",
    "proposeDisposal",
    "rehearseEmergency",
    "reviewFiling",
    "superviseDestruction",
    "viewEmergency",
    "viewIncidents",
];

/// Goal: a change of rights must show in review. Method: the whole table is kept beside this file.
#[test]
fn every_role_may_do_exactly_what_the_table_says() {
    let policies = the_house();
    let mut table = String::new();
    for role in policies.roles() {
        writeln!(table, "{role}").unwrap();
        let person = a_person(&[(role, BRANCH, 4)]);
        for action in policies.actions() {
            let allowed = allowed_places(&policies, &person, action);
            writeln!(
                table,
                "  {action:<20} {}",
                if allowed.is_empty() { "-" } else { &allowed }
            )
            .unwrap();
        }
    }
    assert_eq!(table, include_str!("rights.txt"), "\n{table}");
}

fn allowed_places(policies: &PolicySet, person: &Subject, action: &str) -> String {
    let mut allowed = Vec::new();
    for (name, resource) in places(action) {
        let decision = policies
            .decide(person, action, &resource)
            .expect("the resource fits the schema");
        if decision.allowed {
            allowed.push(name);
        }
    }
    allowed.join(", ")
}

fn places(action: &str) -> Vec<(&'static str, Resource)> {
    if matches!(
        action,
        "manageAccounts"
            | "manageSystem"
            | "viewLedger"
            | "verify"
            | "proposePowers"
            | "proposeSecurityPower"
            | "decidePowers"
            | "viewInspection"
            | "declareInspection"
    ) || DUTIES.contains(&action)
    {
        return vec![
            ("her organisation", Resource::new("Organisation", BRANCH)),
            ("one below", Resource::new("Organisation", "/1/17/2/")),
            ("one above", Resource::new("Organisation", "/1/")),
            ("a neighbour", Resource::new("Organisation", "/1/170/")),
        ];
    }
    vec![
        ("filed", a_record(BRANCH, "filed", 0)),
        ("filed below", a_record("/1/17/2/", "filed", 1)),
        ("captured", a_record(BRANCH, "captured", 1)),
        ("state secret", a_record(BRANCH, "filed", 2)),
        ("top secret", a_record(BRANCH, "filed", 4)),
        ("above", a_record("/1/", "filed", 0)),
        ("neighbour", a_record("/1/170/", "filed", 0)),
    ]
}

#[test]
fn a_reader_gets_filed_records_of_her_branch_up_to_her_clearance() {
    let filter = the_house()
        .filter(&a_person(&[("reader", BRANCH, 1)]), "listRecords")
        .unwrap();
    let expected = Filter::And(vec![
        Filter::PathUnder {
            field: "org_path".to_owned(),
            path: BRANCH.to_owned(),
        },
        Filter::In {
            field: "state".to_owned(),
            values: vec![Value::from("filed")],
        },
        Filter::AtMost {
            field: "secrecy".to_owned(),
            limit: 1,
        },
    ]);
    assert_eq!(*filter, expected.normalised());
}

/// Goal: a union's own policy cannot give an administrator a record by mistake. Method: permit everything to everybody.
#[test]
fn a_permit_for_everything_shows_no_record_to_the_three_powers_and_gives_none_the_work_of_another() {
    let everything = "@id(\"everything\")\npermit (principal, action, resource);";
    let files = [FILES[0], FILES[1], FILES[2], ("own.cedar", everything)];
    let policies = PolicySet::load(SCHEMA, &files).unwrap();
    for (power, work) in [
        (
            "systemAdministrator",
            [
                "decidePowers",
                "declareInspection",
                "manageSystem",
                "proposeSecurityPower",
                "verify",
                "viewInspection",
            ]
            .as_slice(),
        ),
        (
            "securityAdministrator",
            &[
                "declareInspection",
                "manageAccounts",
                "proposePowers",
                "verify",
                "viewInspection",
            ],
        ),
        (
            "auditAdministrator",
            &[
                "decidePowers",
                "declareInspection",
                "verify",
                "viewInspection",
                "viewLedger",
            ],
        ),
    ] {
        let person = a_person(&[(power, "/1/", 4)]);
        let allowed: Vec<&str> = policies
            .actions()
            .filter(|action| *policies.filter(&person, action).unwrap() != Filter::Nothing)
            .filter(|action| !DUTIES.contains(action))
            .collect();
        assert_eq!(allowed, work, "{power}");
        for action in [
            "listRecords",
            "viewRecord",
            "viewContent",
            "downloadContent",
            "fileRecord",
        ] {
            let decision = policies
                .decide(&person, action, &a_record("/1/", "filed", 0))
                .unwrap();
            assert!(!decision.allowed, "{power} {action}");
        }
    }
    let archivist = a_person(&[("archivist", "/1/", 4)]);
    for action in ["manageAccounts", "manageSystem", "viewLedger", "decidePowers"] {
        assert_eq!(
            *policies.filter(&archivist, action).unwrap(),
            Filter::Nothing,
            "{action}"
        );
    }
}

#[test]
fn no_one_person_can_both_propose_and_decide_a_change_of_the_powers() {
    let policies = the_house();
    let top = Resource::new("Organisation", "/1/");
    for role in policies.roles() {
        let person = a_person(&[(role, "/1/", 4)]);
        let may = |action| policies.decide(&person, action, &top).unwrap().allowed;
        assert!(!(may("proposePowers") && may("decidePowers")), "{role}");
    }
}

#[test]
fn the_clearance_of_one_grant_does_not_help_another() {
    let policies = the_house();
    let both = a_person(&[("archivist", BRANCH, 4), ("reader", "/1/", 1)]);
    let filter = policies.filter(&both, "viewContent").unwrap();
    for (record, allowed) in [
        (a_record(BRANCH, "captured", 4), true),
        (a_record("/1/18/", "filed", 1), true),
        (a_record("/1/18/", "filed", 2), false),
        (a_record("/1/18/", "captured", 0), false),
    ] {
        assert_eq!(filter.matches(&record), allowed, "{record:?}");
        assert_eq!(
            policies.decide(&both, "viewContent", &record).unwrap().allowed,
            allowed,
            "{record:?}"
        );
    }
}

#[test]
fn the_example_of_the_readme_can_be_added_and_does_what_it_says() {
    let readme = include_str!("../../../../rules/policies/README.md");
    let (_, example) = readme.split_once("```cedar\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let files = [FILES[0], FILES[1], FILES[2], ("example.cedar", example)];
    let policies = PolicySet::load(SCHEMA, &files).unwrap();
    let reader = a_person(&[("reader", BRANCH, 1)]);
    let filter = policies.filter(&reader, "listRecords").unwrap();
    let captured = a_record(BRANCH, "captured", 1);
    assert!(!filter.matches(&captured));
    assert!(!filter.matches(&captured.clone().with("owner", "qian")));
    assert!(filter.matches(&captured.with("owner", "zhao")));
}

#[test]
fn the_reasons_name_the_policies() {
    let policies = the_house();
    let reader = a_person(&[("reader", BRANCH, 1)]);
    let allowed = policies
        .decide(&reader, "viewRecord", &a_record(BRANCH, "filed", 1))
        .unwrap();
    assert_eq!(allowed.reasons, ["reader-sees-what-is-filed"]);
    let forbidden = policies
        .decide(&reader, "viewRecord", &a_record(BRANCH, "filed", 2))
        .unwrap();
    assert_eq!(forbidden.reasons, ["nobody-above-her-clearance"]);
    let unmentioned = policies
        .decide(&reader, "fileRecord", &a_record(BRANCH, "captured", 0))
        .unwrap();
    assert!(!unmentioned.allowed && unmentioned.reasons.is_empty());
}

#[test]
fn nobody_without_a_known_role_may_do_anything() {
    let policies = the_house();
    for person in [a_person(&[]), a_person(&[("emperor", "/1/", 4)])] {
        for action in policies.actions() {
            assert_eq!(
                *policies.filter(&person, action).unwrap(),
                Filter::Nothing,
                "{action}"
            );
        }
        assert!(
            !policies
                .decide(&person, "viewRecord", &a_record("/1/", "filed", 0))
                .unwrap()
                .allowed
        );
    }
}

#[test]
fn equal_grants_share_one_filter_in_any_order() {
    let policies = the_house();
    let one = policies
        .filter(
            &a_person(&[("reader", "/1/", 1), ("archivist", BRANCH, 4)]),
            "listRecords",
        )
        .unwrap();
    let mut other = a_person(&[
        ("archivist", BRANCH, 4),
        ("reader", "/1/", 1),
        ("reader", "/1/", 1),
    ]);
    other.id = "qian".to_owned();
    let other = policies.filter(&other, "listRecords").unwrap();
    assert!(std::sync::Arc::ptr_eq(&one, &other));
}

#[test]
fn a_person_with_hundreds_of_branches_has_one_condition_for_each() {
    let paths: Vec<String> = (0..300).map(|n| format!("/1/{n}/")).collect();
    let grants: Vec<_> = paths.iter().map(|path| ("archivist", path.as_str(), 4)).collect();
    let person = a_person(&grants);
    let filter = the_house().filter(&person, "listRecords").unwrap();
    assert!(matches!(&*filter, Filter::Or(members) if members.len() == 300));
    assert!(filter.matches(&a_record("/1/299/4/", "captured", 4)));
    assert!(!filter.matches(&a_record("/1/300/", "captured", 4)));
}

#[test]
fn a_resource_that_does_not_fit_the_schema_is_an_error() {
    let policies = the_house();
    let archivist = a_person(&[("archivist", "/1/", 4)]);
    let good = || a_record("/1/", "filed", 0);
    let mut without_state = good();
    without_state.attributes = BTreeMap::from([
        ("secrecy".into(), Value::Long(0)),
        ("type_code".into(), Value::from("WS")),
    ]);
    for (resource, told) in [
        (without_state, "viewRecord: attribute state is missing"),
        (
            good().with("secrecy", "0"),
            "viewRecord: attribute secrecy is not of its type",
        ),
        (
            good().with("colour", "red"),
            "viewRecord: there is no attribute colour",
        ),
        (
            Resource::new("Organisation", "/1/"),
            "viewRecord: acts on Record, not on Organisation",
        ),
        (
            a_record("/1/17", "filed", 0),
            "\"/1/17\" is not an organisation path",
        ),
    ] {
        let error = policies.decide(&archivist, "viewRecord", &resource).unwrap_err();
        assert_eq!(error.to_string(), told);
    }
}

#[test]
fn an_unknown_action_and_a_malformed_grant_are_errors() {
    let policies = the_house();
    let archivist = a_person(&[("archivist", "/1/", 4)]);
    assert_eq!(
        policies.filter(&archivist, "burnRecord").unwrap_err().to_string(),
        "there is no action burnRecord"
    );
    assert!(
        policies.filter(&archivist, "see").is_err(),
        "a group of actions cannot be asked for"
    );
    for path in ["", "/", "/1", "/1/../", "/1/17/*"] {
        let person = a_person(&[("archivist", path, 4)]);
        assert!(policies.filter(&person, "listRecords").is_err(), "{path:?}");
        assert!(
            policies
                .decide(&person, "viewRecord", &a_record("/1/", "filed", 0))
                .is_err(),
            "{path:?}"
        );
    }
}

/// A union's own policies beside those of the house.
fn the_house_with(own: &str) -> PolicySet {
    let files: Vec<(&str, &str)> = FILES.into_iter().chain([("own.cedar", own)]).collect();
    PolicySet::load(SCHEMA, &files).expect("the policies fit the schema")
}

#[test]
fn a_policy_may_ask_for_post_and_rank() {
    let policies = the_house_with(
        r#"@id("leaders-read-work-secrets") permit (principal, action in Action::"see", resource is Record)
           when { resource in principal.organisation && (principal.post == "10" || principal.rank >= 5) };"#,
    );
    let record = a_record(BRANCH, "captured", 0);
    for (post, rank, expected) in [("", 0, false), ("72", 4, false), ("10", 0, true), ("", 5, true)] {
        let mut person = a_person(&[("reader", BRANCH, 1)]);
        person.standing.post = post.to_owned();
        person.standing.rank = rank;
        let decision = policies.decide(&person, "viewRecord", &record).unwrap();
        let filter = policies.filter(&person, "viewRecord").unwrap();
        assert_eq!(decision.allowed, expected, "{post} {rank}");
        assert_eq!(filter.matches(&record), expected, "{post} {rank}");
    }
}

#[test]
fn a_policy_may_ask_for_the_hour_and_the_day() {
    let policies = the_house_with(
        r#"@id("copies-only-in-office-hours") forbid (principal, action == Action::"downloadContent", resource is Record)
           unless { context.hour >= 8 && context.hour < 18 && context.weekday <= 5 };"#,
    );
    let record = a_record(BRANCH, "filed", 0);
    for (weekday, hour, expected) in [
        (1, 8, true),
        (5, 17, true),
        (1, 7, false),
        (1, 18, false),
        (6, 12, false),
    ] {
        let mut person = a_person(&[("archivist", BRANCH, 1)]);
        person.circumstances.hour = hour;
        person.circumstances.weekday = weekday;
        let decision = policies.decide(&person, "downloadContent", &record).unwrap();
        let filter = policies.filter(&person, "downloadContent").unwrap();
        assert_eq!(decision.allowed, expected, "{weekday} {hour}");
        assert_eq!(
            filter.matches(&record),
            expected,
            "{weekday} {hour}: a filter kept from another hour"
        );
    }
}

#[test]
fn a_case_tells_post_rank_time_and_purpose() {
    let policies = the_house_with(
        r#"@id("clear-for-inspections-by-day") forbid (principal, action == Action::"viewClear", resource is Record)
           unless { context.purpose == "inspection" && context.hour < 20 && principal.post == "72" };"#,
    );
    let case = |more: &str, allowed: bool| {
        let text = format!(
            r#"[[case]]
               says = "clear text"
               role = "archivist"
               branch = "/1/17/"
               clearance = 4
               action = "viewClear"
               at = "/1/17/"
               with = {{ state = "filed", secrecy = 3, type_code = "WS" }}
               {more}
               allowed = {allowed}"#
        );
        Case::read("cases.toml", &text).unwrap().remove(0)
    };
    let cases = [
        case("post = \"72\"\npurpose = \"inspection\"", true),
        case("post = \"72\"\npurpose = \"inspection\"\nhour = 21", false),
        case("post = \"72\"\npurpose = \"own_request\"", false),
        case("purpose = \"inspection\"", false),
    ];
    assert_eq!(policies.failing(&cases), []);
}
