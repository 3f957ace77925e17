//! Why somebody may do something, the policies as they were written, and the cases kept beside them.

use crate::people::{SCHEMA, a_person, a_record, the_house};
use guildhall_policy::{Case, PolicyError, PolicySet};

const CASES: &str = include_str!("../../../../rules/policies/cases.toml");

#[test]
fn each_grant_answers_for_itself_with_the_policies_that_spoke() {
    let person = a_person(&[("archivist", "/1/17/", 4), ("reader", "/1/", 1)]);
    let filed = a_record("/1/17/5/", "filed", 3);
    let answer = the_house().explain(&person, "viewContent", &filed).unwrap();
    assert!(answer.allowed());
    assert_eq!(answer.reasons(), ["archivist-works-in-her-branch"]);
    let reader = answer
        .grants
        .iter()
        .find(|answer| answer.grant.role == "reader")
        .unwrap();
    assert!(!reader.allowed);
    assert_eq!(reader.policies, ["nobody-above-her-clearance"]);
}

#[test]
fn without_a_policy_that_speaks_for_it_no_reason_is_named() {
    let reader = a_person(&[("reader", "/1/17/", 4)]);
    let filed = a_record("/1/17/", "filed", 0);
    let answer = the_house().explain(&reader, "downloadContent", &filed).unwrap();
    assert!(!answer.allowed());
    assert_eq!(answer.reasons(), Vec::<String>::new());
    assert_eq!(answer.grants.len(), 1);
}

#[test]
fn every_policy_of_the_house_says_in_a_sentence_who_and_why() {
    let house = the_house();
    assert!(house.texts().len() >= 10);
    for policy in house.texts() {
        let names_a_law = policy.file == "three-powers.cedar";
        assert!(
            names_a_law || policy.sentence.len() > 20,
            "{}: {:?}",
            policy.id,
            policy.sentence
        );
    }
}

#[test]
fn policies_stand_in_the_order_in_which_they_were_written() {
    let text = "@id(\"b\")\npermit (principal, action, resource is Record);\n@id(\"a\")\nforbid (principal, action, resource is Record);\n";
    let policies = PolicySet::load(SCHEMA, &[("x.cedar", text)]).unwrap();
    let found: Vec<_> = policies
        .texts()
        .iter()
        .map(|policy| (policy.id.as_str(), policy.permits))
        .collect();
    assert_eq!(found, [("b", true), ("a", false)]);
}

#[test]
fn the_cases_of_the_house_hold() {
    let cases = Case::read("cases.toml", CASES).unwrap();
    assert!(cases.len() >= 10);
    assert_eq!(the_house().failing(&cases), []);
}

#[test]
fn a_case_that_comes_out_otherwise_is_named_with_what_decided() {
    let mut cases = Case::read("cases.toml", CASES).unwrap();
    let turned = cases
        .iter_mut()
        .find(|case| case.action == "viewContent")
        .unwrap();
    turned.allowed = !turned.allowed;
    let says = turned.says.clone();
    let failed = the_house().failing(&cases);
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].case.says, says);
    assert_eq!(failed[0].because, "archivist-works-in-her-branch");
}

#[test]
fn a_case_about_something_that_does_not_exist_fails() {
    let text = "[[case]]\nsays = 'x'\nrole = 'reader'\nbranch = '/1/'\nclearance = 1\naction = 'fly'\nat = '/1/'\nallowed = false\n";
    let cases = Case::read("cases.toml", text).unwrap();
    assert_eq!(the_house().failing(&cases)[0].because, "there is no action fly");
}

#[test]
fn cases_that_cannot_be_read_are_refused_with_their_place() {
    for wrong in [
        "[[case]]\nsays = 1",
        "[[case]]\nsays = 'x'\nunknown = 1",
        "nonsense",
    ] {
        let error = Case::read("cases.toml", wrong).unwrap_err();
        assert!(matches!(error, PolicyError::Form { .. }), "{error}");
        assert!(error.to_string().contains("line"), "{error}");
    }
}
