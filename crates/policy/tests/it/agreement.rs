//! Decision against filter: the full evaluation of Cedar and the compiled filter must say the same of every
//! record, for random people, records, and policies out of the whole subset.

use crate::people::the_house;
use guildhall_policy::{
    Attributes, Circumstances, Filter, FilterVisitor, Grant, PolicyError, PolicySet, Resource, Standing,
    Subject, Value, ValueView,
};
use proptest::prelude::*;
use proptest::sample::select;

const SCHEMA: &str = r#"
entity Role enum ["keeper", "guest"];
entity State enum ["captured", "filed", "closed"];
entity Organisation in [Organisation];
entity Account in [Role] = { organisation: Organisation, clearance: Long, post: String, rank: Long };
entity Record in [Organisation] = {
  state: State, secrecy: Long, type_code: String, sealed: Bool, owner?: Account, year?: Long, open?: Bool,
};
action see;
action list, view in [see] appliesTo {
  principal: [Account], resource: [Record], context: { hour: Long, weekday: Long, purpose: String },
};
action visit appliesTo {
  principal: [Account], resource: [Organisation], context: { hour: Long, weekday: Long, purpose: String },
};
"#;

const PATHS: [&str; 6] = ["/1/", "/1/17/", "/1/17/230/", "/1/170/", "/1/2/", "/2/"];
const IDS: [&str; 3] = ["zhao", "qian", "sun"];

fn a_path() -> impl Strategy<Value = &'static str> {
    select(&PATHS[..])
}

fn a_person(roles: &'static [&'static str]) -> impl Strategy<Value = Subject> {
    let grant = (select(roles), a_path(), -1i64..5).prop_map(|(role, path, clearance)| Grant {
        role: role.to_owned(),
        org_path: path.to_owned(),
        clearance,
    });
    let standing = (select(&["", "10", "72"][..]), 0i64..4).prop_map(|(post, rank)| Standing {
        post: post.to_owned(),
        rank,
    });
    let circumstances =
        (0i64..24, 1i64..8, select(&["", "inspection"][..])).prop_map(|(hour, weekday, purpose)| {
            Circumstances {
                hour,
                weekday,
                purpose: purpose.to_owned(),
            }
        });
    let grants = prop::collection::vec(grant, 0..4);
    (select(&IDS[..]), grants, standing, circumstances).prop_map(|(id, grants, standing, circumstances)| {
        Subject {
            id: id.to_owned(),
            grants,
            standing,
            circumstances,
        }
    })
}

fn a_record(states: &'static [&'static str]) -> impl Strategy<Value = Resource> {
    (
        a_path(),
        select(states),
        -1i64..6,
        select(vec!["WS", "KJ", "ZY"]),
        prop::option::of(select(&IDS[..])),
    )
        .prop_map(|(path, state, secrecy, type_code, owner)| {
            let mut record = Resource::new("Record", path)
                .with("state", state)
                .with("secrecy", secrecy)
                .with("type_code", type_code);
            record
                .attributes
                .extend(owner.map(|owner| ("owner".into(), Value::from(owner))));
            record
        })
}

fn a_wide_record() -> impl Strategy<Value = Resource> {
    let more = (
        any::<bool>(),
        prop::option::of(2000i64..2004),
        prop::option::of(any::<bool>()),
    );
    (a_record(&["captured", "filed", "closed"]), more).prop_map(|(record, (sealed, year, open))| {
        let mut record = record.with("sealed", sealed);
        record
            .attributes
            .extend(year.map(|year| ("year".into(), Value::Long(year))));
        record
            .attributes
            .extend(open.map(|open| ("open".into(), Value::Bool(open))));
        record
    })
}

/// A condition on what both kinds of resource have, or on the person alone.
fn a_common_leaf() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("resource in principal.organisation".to_owned()),
        a_path().prop_map(|path| format!("resource in Organisation::\"{path}\"")),
        a_path().prop_map(|path| format!("resource in [Organisation::\"{path}\", principal.organisation]")),
        (0i64..5).prop_map(|n| format!("principal.clearance > {n}")),
        select(vec!["keeper", "guest"]).prop_map(|role| format!("principal in Role::\"{role}\"")),
        a_path().prop_map(|path| format!("principal.organisation in Organisation::\"{path}\"")),
        a_path().prop_map(|path| format!("principal.organisation == Organisation::\"{path}\"")),
        select(&IDS[..]).prop_map(|id| format!("principal == Account::\"{id}\"")),
        Just("[1, principal.clearance].contains(2)".to_owned()),
        Just("principal.post == \"10\"".to_owned()),
        Just("[\"72\", \"73\"].contains(principal.post)".to_owned()),
        (0i64..4).prop_map(|rank| format!("principal.rank >= {rank}")),
        (0i64..24).prop_map(|hour| format!("context.hour >= {hour}")),
        Just("context.weekday <= 5".to_owned()),
        Just("context.purpose == \"inspection\"".to_owned()),
    ]
}

fn a_record_leaf() -> impl Strategy<Value = String> {
    let operator = select(vec!["<", "<=", ">", ">=", "==", "!="]);
    let number = prop_oneof![
        (0i64..5).prop_map(|n| n.to_string()),
        Just("principal.clearance".to_owned()),
        Just("principal.rank".to_owned())
    ];
    prop_oneof![
        4 => a_common_leaf(),
        2 => (operator.clone(), number.clone()).prop_map(|(op, n)| format!("resource.secrecy {op} {n}")),
        2 => (operator.clone(), number).prop_map(|(op, n)| format!("{n} {op} resource.secrecy")),
        1 => select(vec!["captured", "filed"]).prop_map(|s| format!("resource.state == State::\"{s}\"")),
        1 => select(vec!["captured", "filed"]).prop_map(|s| format!("State::\"{s}\" != resource.state")),
        1 => Just("[State::\"closed\", State::\"filed\"].contains(resource.state)".to_owned()),
        1 => Just("[\"WS\", \"KJ\"].contains(resource.type_code)".to_owned()),
        1 => Just("resource.type_code != \"ZY\"".to_owned()),
        1 => Just("resource.sealed".to_owned()),
        1 => Just("resource.sealed == false".to_owned()),
        1 => Just("(resource has owner && resource.owner == principal)".to_owned()),
        1 => Just("(resource has owner && [principal, Account::\"sun\"].contains(resource.owner))".to_owned()),
        1 => Just("!(resource has owner)".to_owned()),
        1 => Just("(resource has open && resource.open)".to_owned()),
        1 => Just("(if resource has year then resource.year > 2001 else resource.sealed)".to_owned()),
        1 => (operator, 2000i64..2004)
            .prop_map(|(op, year)| format!("(resource has year && resource.year {op} {year})")),
    ]
}

fn a_condition(leaf: impl Strategy<Value = String> + Clone + 'static) -> impl Strategy<Value = String> {
    let test = leaf
        .clone()
        .prop_filter("an if stands in no other's condition", |text| {
            !text.contains("if ")
        });
    let test = test.boxed();
    leaf.prop_recursive(3, 10, 3, move |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (test.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("(if {a} then {b} else {c})")),
        ]
    })
}

/// A file of policies, the first of which permits.
fn some_policies(
    resource: &'static str,
    actions: &'static [&'static str],
    leaf: impl Strategy<Value = String> + Clone + 'static,
) -> impl Strategy<Value = String> {
    let principal = select(vec![
        "principal",
        "principal in Role::\"keeper\"",
        "principal == Account::\"qian\"",
        "principal is Account",
    ]);
    let place = prop_oneof![
        3 => Just(format!("resource is {resource}")),
        1 => Just(format!("resource is {resource} in Organisation::\"/1/\"")),
    ];
    let effect = prop_oneof![2 => Just("permit"), 1 => Just("forbid")];
    let clause = (select(vec!["when", "unless"]), a_condition(leaf));
    let policy = (
        effect,
        principal,
        select(actions),
        place,
        prop::collection::vec(clause, 0..3),
    );
    prop::collection::vec(policy, 1..5).prop_map(|policies| {
        let numbered = policies.into_iter().enumerate();
        let text = numbered.map(|(number, (effect, principal, action, place, clauses))| {
            let effect = if number == 0 { "permit" } else { effect };
            let clauses = clauses
                .iter()
                .map(|(word, condition)| format!(" {word} {{ {condition} }}"));
            let clauses: String = clauses.collect();
            format!("@id(\"p{number}\") {effect} ({principal}, {action}, {place}){clauses};\n")
        });
        text.collect::<Vec<_>>().concat()
    })
}

/// Evaluates with two truths only, as a search index does: an absent field makes its leaf false.
struct TwoValued<'a>(&'a Resource);

impl FilterVisitor for TwoValued<'_> {
    type Output = bool;

    fn nothing(&mut self) -> bool {
        false
    }
    fn everything(&mut self) -> bool {
        true
    }
    fn path_under(&mut self, field: &str, path: &str) -> bool {
        matches!(self.0.value(field), Some(ValueView::Text(text)) if text.starts_with(path))
    }
    fn is_in(&mut self, field: &str, values: &[Value]) -> bool {
        values
            .iter()
            .any(|value| self.0.value(field) == Some(value.as_view()))
    }
    fn at_most(&mut self, field: &str, limit: i64) -> bool {
        matches!(self.0.value(field), Some(ValueView::Long(number)) if number <= limit)
    }
    fn at_least(&mut self, field: &str, limit: i64) -> bool {
        matches!(self.0.value(field), Some(ValueView::Long(number)) if number >= limit)
    }
    fn present(&mut self, field: &str) -> bool {
        self.0.value(field).is_some()
    }
    fn negation(&mut self, inner: bool) -> bool {
        !inner
    }
    fn conjunction(&mut self, members: Vec<bool>) -> bool {
        members.into_iter().all(|member| member)
    }
    fn disjunction(&mut self, members: Vec<bool>) -> bool {
        members.into_iter().any(|member| member)
    }
}

/// Loads random policies; those of which one can never apply are no case, all others must be let in.
fn load(text: &str) -> Result<PolicySet, TestCaseError> {
    PolicySet::load(SCHEMA, &[("random.cedar", text)]).map_err(|error| match error {
        PolicyError::Invalid { .. } => TestCaseError::reject("a policy that can never apply"),
        other => TestCaseError::fail(format!("{other}\n{text}")),
    })
}

fn check(
    policies: &PolicySet,
    people: &[Subject],
    action: &str,
    resources: &[Resource],
) -> Result<(), TestCaseError> {
    for person in people {
        let filter = policies
            .filter(person, action)
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        for resource in resources {
            let decision = policies
                .decide(person, action, resource)
                .map_err(|error| TestCaseError::fail(error.to_string()))?;
            let told = format!("{person:?} {resource:?} {filter:?} {:?}", decision.reasons);
            prop_assert_eq!(decision.allowed, filter.matches(resource), "{}", told);
            prop_assert_eq!(
                decision.allowed,
                filter.fold(&mut TwoValued(resource)),
                "two-valued: {}",
                told
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_policies_about_records_decide_as_they_filter(
        text in some_policies("Record", &["action", "action == Action::\"list\"", "action in Action::\"see\""], a_record_leaf().boxed()),
        people in prop::collection::vec(a_person(&["keeper", "guest", "nobody"]), 3),
        records in prop::collection::vec(a_wide_record(), 8),
    ) {
        let policies = load(&text)?;
        check(&policies, &people, "list", &records)?;
        check(&policies, &people, "view", &records[..2])?;
    }

    #[test]
    fn any_policies_about_organisations_decide_as_they_filter(
        text in some_policies("Organisation", &["action", "action == Action::\"visit\""], a_common_leaf().boxed()),
        people in prop::collection::vec(a_person(&["keeper", "guest"]), 3),
    ) {
        let policies = load(&text)?;
        let organisations: Vec<_> = PATHS.iter().map(|path| Resource::new("Organisation", *path)).collect();
        check(&policies, &people, "visit", &organisations)?;
    }

    #[test]
    fn the_policies_of_the_house_decide_as_they_filter(
        people in prop::collection::vec(a_person(&["systemAdministrator", "archivist", "reader", "program"]), 3),
        records in prop::collection::vec(a_record(&["captured", "filed"]), 8),
    ) {
        let policies = the_house();
        for action in ["listRecords", "downloadContent", "fileRecord", "captureRecord"] {
            check(&policies, &people, action, &records)?;
        }
    }
}

/// Goal: the test above must not pass because everything is refused. Method: count both answers.
#[test]
fn both_answers_are_common_among_random_filters() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut yes, mut no) = (0, 0);
    let leaf = a_record_leaf().boxed();
    let strategy = (
        some_policies("Record", &["action"], leaf),
        a_person(&["keeper"]),
        a_wide_record(),
    );
    for _ in 0..150 {
        let (text, person, record) = strategy.new_tree(&mut runner).unwrap().current();
        let Ok(policies) = load(&text) else { continue };
        let filter: &Filter = &policies.filter(&person, "list").unwrap();
        *(if filter.matches(&record) {
            &mut yes
        } else {
            &mut no
        }) += 1;
    }
    assert!(yes > 10 && no > 30, "{yes} yes, {no} no");
}
