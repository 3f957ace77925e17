//! What is not let in: texts, schemas and policies.

use crate::people::{FILES, SCHEMA};
use guildhall_policy::{PolicyError, PolicySet, TEXT_BYTES_MAX};

/// Loads one policy whose condition is `condition`.
fn load_condition(condition: &str) -> Result<PolicySet, PolicyError> {
    let text = format!(
        "@id(\"tried\") permit (principal, action in Action::\"see\", resource is Record) when {{ {condition} }};"
    );
    PolicySet::load(SCHEMA, &[("tried.cedar", &text)])
}

#[test]
fn a_condition_outside_the_subset_is_refused_with_file_policy_and_node() {
    for (condition, node) in [
        (
            r#"resource.type_code like "W*""#,
            r#"resource.type_code like "W*""#,
        ),
        ("resource.secrecy + 1 < 3", "resource.secrecy + 1"),
        (
            "resource.secrecy < principal.clearance - 1",
            "principal.clearance - 1",
        ),
        (
            "resource.secrecy == resource.secrecy",
            "resource.secrecy == resource.secrecy",
        ),
        (r#"resource == Record::"a""#, "resource"),
        (r#"resource in Record::"a""#, r#"resource in Record::"a""#),
        (
            r#"resource in Organisation::"hospital""#,
            r#"Organisation::"hospital""#,
        ),
        (
            r#"resource.state in [State::"filed"]"#,
            r#"resource.state in [State::"filed"]"#,
        ),
        (
            r#"resource has owner && resource.owner.clearance > 1"#,
            "resource.owner.clearance",
        ),
        (
            "[resource.secrecy].contains(principal.clearance)",
            "[resource.secrecy]",
        ),
        (
            r#"["a"].containsAny(["a", "b"])"#,
            r#"["a"].containsAny(["a", "b"])"#,
        ),
        (
            "if (if resource.secrecy < 1 then true else false) then true else resource.secrecy < 2",
            "if resource.secrecy < 1 then true else false",
        ),
    ] {
        match load_condition(condition) {
            Err(PolicyError::Untranslatable {
                file,
                policy,
                node: found,
                ..
            }) => {
                assert_eq!((file.as_str(), policy.as_str()), ("tried.cedar", "tried"));
                assert_eq!(
                    found.replace(['(', ')'], ""),
                    node.replace(['(', ')'], ""),
                    "{condition}"
                );
            }
            other => panic!("{condition}: {other:?}"),
        }
    }
}

#[test]
fn the_message_says_where_and_why() {
    let error = load_condition(r#"resource.type_code like "W*""#).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("tried.cedar: policy tried: `"), "{text}");
    assert!(
        text.ends_with("cannot become a list filter: this kind of expression is outside the subset"),
        "{text}"
    );
}

#[test]
fn a_policy_that_contradicts_the_schema_is_refused() {
    for condition in [
        "resource.colour == 1",
        r#"resource.secrecy == "high""#,
        r#"principal in Role::"emperor""#,
        r#"resource.state == State::"burnt""#,
        "resource.owner == principal",
        "context.weather == 1",
        "resource.secrecy < 1 && false",
    ] {
        let error = load_condition(condition).unwrap_err();
        assert!(
            matches!(&error, PolicyError::Invalid { policy, .. } if policy == "tried"),
            "{condition}: {error}"
        );
    }
}

#[test]
fn a_scope_outside_the_subset_is_refused() {
    for (scope, reason) in [
        (
            r#"principal, action in Action::"see", resource == Record::"a""#,
            "kinds of resources",
        ),
        (
            r#"principal, action in Action::"see", resource in Organisation::"x""#,
            "named by its path",
        ),
    ] {
        let text = format!("@id(\"tried\") permit ({scope});");
        let error = PolicySet::load(SCHEMA, &[("tried.cedar", &text)]).unwrap_err();
        assert!(matches!(error, PolicyError::Untranslatable { .. }), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[test]
fn a_policy_without_a_name_of_its_own_is_refused() {
    let unnamed = "permit (principal, action, resource);";
    let error = PolicySet::load(SCHEMA, &[("a.cedar", unnamed)]).unwrap_err();
    assert!(matches!(error, PolicyError::Form { .. }), "{error}");
    let named = "@id(\"same\") permit (principal, action, resource);";
    let error = PolicySet::load(SCHEMA, &[("a.cedar", named), ("b.cedar", named)]).unwrap_err();
    assert_eq!(error.to_string(), "b.cedar: policy same exists twice");
    let template = "@id(\"a\") permit (principal == ?principal, action, resource);";
    let error = PolicySet::load(SCHEMA, &[("a.cedar", template)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a.cedar: templates are not used here: grants are data"
    );
}

#[test]
fn a_text_that_is_not_cedar_is_refused_with_its_file() {
    let error = PolicySet::load(SCHEMA, &[FILES[0], ("bad.cedar", "permit everything")]).unwrap_err();
    assert!(
        matches!(&error, PolicyError::Syntax { file, .. } if file == "bad.cedar"),
        "{error}"
    );
    assert!(matches!(
        PolicySet::load("entity;", &[]),
        Err(PolicyError::Schema(_))
    ));
}

#[test]
fn a_schema_under_which_no_question_could_be_asked_is_refused() {
    for (from, to) in [
        ("clearance: Long,", "clearance: String,"),
        ("clearance: Long,", "clearance: Long, shoe_size: Long,"),
        ("clearance: Long,", "clearance?: Long,"),
        ("entity Record in [Organisation] =", "entity Record ="),
        ("type_code: String,", "type_code: Set<String>,"),
        ("type_code: String,", "org_path: String,"),
        ("entity Organisation in [Organisation];", "entity Organisation;"),
        ("resource: [Organisation],", "resource: [Organisation, Record],"),
        ("  purpose: String,", "  purpose: String, weather: Long,"),
        (
            "entity Role enum [\n  \"systemAdministrator\",\n  \"securityAdministrator\",\n  \"auditAdministrator\",\n  \
             \"archivist\",\n  \"reader\",\n  \"program\"\n];",
            "entity Role;",
        ),
    ] {
        assert!(SCHEMA.contains(from), "{from}");
        let error = PolicySet::load(&SCHEMA.replace(from, to), &[]).unwrap_err();
        assert!(
            matches!(error, PolicyError::SchemaShape(_)),
            "{from} -> {to}: {error}"
        );
    }
}

#[test]
fn an_installation_without_policies_allows_nothing() {
    let policies = PolicySet::load(SCHEMA, &[]).unwrap();
    let person = crate::people::a_person(&[("archivist", "/1/", 4)]);
    assert_eq!(
        *policies.filter(&person, "listRecords").unwrap(),
        guildhall_policy::Filter::Nothing
    );
}

#[test]
fn a_hostile_text_is_refused_before_it_costs_the_stack() {
    let deep = [
        format!("{}true{}", "(".repeat(20_000), ")".repeat(20_000)),
        vec!["resource.secrecy < 9"; 2_000].join(" && "),
        vec![r#"resource.type_code == ";""#; 2_000].join(" || "),
        "if true then true else ".repeat(2_000) + "true",
        "if ".repeat(5_000),
        "!".repeat(10_000) + "true",
        format!("true {}", "[".repeat(10_000)),
    ];
    for condition in deep {
        assert!(
            matches!(load_condition(&condition), Err(PolicyError::TooDeep { .. })),
            "{condition:.60}"
        );
    }
    let long = format!("//{}", "x".repeat(TEXT_BYTES_MAX));
    assert!(matches!(
        PolicySet::load(SCHEMA, &[("a.cedar", &long)]),
        Err(PolicyError::TooLarge { .. })
    ));
    assert!(matches!(
        PolicySet::load(&long, &[]),
        Err(PolicyError::TooLarge { .. })
    ));
}

/// Goal: whatever passes the limits is safe. Method: the longest of each kind, loaded and compiled on the stack
/// of a test's thread, which is as small as a worker's.
#[test]
fn the_longest_policy_that_is_let_in_is_compiled() {
    let person = crate::people::a_person(&[("archivist", "/1/", 4)]);
    for condition in [
        format!("{}resource.secrecy < 2{}", "(".repeat(29), ")".repeat(29)),
        vec!["resource.secrecy < 9"; 49].join(" && "),
        vec!["resource.secrecy < 9"; 49].join(" || "),
        "if resource.secrecy < 1 then true else ".repeat(60) + "resource.secrecy < 2",
        r#"if principal in Role::"reader" then false else "#.repeat(200) + "resource.secrecy < 2",
    ] {
        let policies = load_condition(&condition).unwrap();
        let filter = policies.filter(&person, "listRecords").unwrap();
        assert!(
            filter.matches(&crate::people::a_record("/1/", "filed", 0)),
            "{condition:.60}"
        );
    }
}

#[test]
fn quoted_text_and_comments_count_for_nothing() {
    let text = format!(
        "// {}\n@id(\"tried\") permit (principal, action in Action::\"see\", resource) when {{ resource.type_code == \"{}\\\"\" }};",
        "((((&&||".repeat(500),
        "[[[[;.-".repeat(500)
    );
    PolicySet::load(SCHEMA, &[("tried.cedar", &text)]).unwrap();
}
