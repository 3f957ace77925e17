//! The three faces of a filter, and its normal form.

use super::Filter;
use crate::resource::{ORG_PATH, Resource, Value};
use proptest::prelude::*;

fn at_most(field: &str, limit: i64) -> Filter {
    Filter::AtMost {
        field: field.to_owned(),
        limit,
    }
}

fn at_least(field: &str, limit: i64) -> Filter {
    Filter::AtLeast {
        field: field.to_owned(),
        limit,
    }
}

fn is_in(field: &str, values: &[&str]) -> Filter {
    Filter::In {
        field: field.to_owned(),
        values: values.iter().map(|value| Value::from(*value)).collect(),
    }
}

fn under(path: &str) -> Filter {
    Filter::PathUnder {
        field: ORG_PATH.to_owned(),
        path: path.to_owned(),
    }
}

fn present(field: &str) -> Filter {
    Filter::Present {
        field: field.to_owned(),
    }
}

fn not(filter: Filter) -> Filter {
    Filter::Not(Box::new(filter))
}

fn a_path() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["/1/", "/1/17/", "/1/170/", "/1/17/2/", "/2/"])
}

fn a_filter() -> impl Strategy<Value = Filter> {
    let texts = prop::sample::subsequence(vec!["a", "b", "c"], 0..=3);
    let limit = prop_oneof![4 => -2i64..4, 1 => Just(i64::MIN), 1 => Just(i64::MAX)];
    let leaf = prop_oneof![
        Just(Filter::Nothing),
        Just(Filter::Everything),
        a_path().prop_map(under),
        texts.prop_map(|values| is_in("code", &values)),
        (-2i64..4).prop_map(|n| Filter::In {
            field: "number".to_owned(),
            values: vec![Value::Long(n)]
        }),
        limit.clone().prop_map(|limit| at_most("number", limit)),
        limit.prop_map(|limit| at_least("number", limit)),
        prop::sample::select(vec!["code", "number"]).prop_map(present),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::Or),
            inner.prop_map(not),
        ]
    })
}

fn a_row() -> impl Strategy<Value = Resource> {
    let code = prop::option::of(prop::sample::select(vec!["a", "b", "c", "d"]));
    let number = prop::option::of(prop_oneof![4 => -3i64..5, 1 => Just(i64::MIN), 1 => Just(i64::MAX)]);
    (a_path(), code, number).prop_map(|(path, code, number)| {
        let mut row = Resource::new("Row", path);
        row.attributes
            .extend(code.map(|code| ("code".into(), Value::from(code))));
        row.attributes
            .extend(number.map(|number| ("number".into(), Value::Long(number))));
        row
    })
}

fn is_normal(filter: &Filter) -> bool {
    let constant = |member: &Filter| matches!(member, Filter::Nothing | Filter::Everything);
    let in_order = |members: &[Filter]| members.len() > 1 && members.windows(2).all(|pair| pair[0] < pair[1]);
    match filter {
        Filter::And(members) => {
            let flat = |member: &Filter| !constant(member) && !matches!(member, Filter::And(_));
            in_order(members) && members.iter().all(|member| flat(member) && is_normal(member))
        }
        Filter::Or(members) => {
            let flat = |member: &Filter| !constant(member) && !matches!(member, Filter::Or(_));
            in_order(members) && members.iter().all(|member| flat(member) && is_normal(member))
        }
        Filter::Not(inner) => {
            matches!(
                **inner,
                Filter::In { .. } | Filter::PathUnder { .. } | Filter::Present { .. }
            )
        }
        _ => true,
    }
}

#[test]
fn places_are_those_of_every_branch_of_a_choice_and_of_the_narrowest_part_of_a_sum() {
    let narrow = Filter::And(vec![
        Filter::Or(vec![under("/1/17/"), under("/2/")]),
        under("/1/"),
        at_most("number", 1),
    ]);
    assert_eq!(narrow.places(), Some(vec!["/1/"]));
    let choice = Filter::Or(vec![under("/2/"), under("/1/17/"), under("/2/")]);
    assert_eq!(choice.places(), Some(vec!["/1/17/", "/2/"]));
    let open = Filter::Or(vec![under("/2/"), at_most("number", 1)]);
    assert_eq!(open.places(), None);
    assert_eq!(not(under("/2/")).places(), None);
}

proptest! {
    #[test]
    fn what_matches_lies_under_one_of_the_places(filter in a_filter(), row in a_row()) {
        if let Some(places) = filter.places() && filter.matches(&row) {
            prop_assert!(places.iter().any(|place| row.org_path.starts_with(place)));
        }
    }

    #[test]
    fn the_normal_form_matches_the_same_rows(filter in a_filter(), rows in prop::collection::vec(a_row(), 8)) {
        let normal = filter.clone().normalised();
        for row in &rows {
            prop_assert_eq!(filter.matches(row), normal.matches(row), "{:?} against {:?}", filter, normal);
        }
    }

    #[test]
    fn the_normal_form_is_normal_and_stays_itself(filter in a_filter()) {
        let normal = filter.normalised();
        prop_assert!(is_normal(&normal), "{:?}", normal);
        prop_assert_eq!(normal.clone().normalised(), normal);
    }

    #[test]
    fn placeholders_ascend_and_each_has_its_value(filter in a_filter(), first in 1usize..9) {
        let (text, bound) = filter.normalised().to_sql(&|field| field.to_owned(), first);
        let numbers: Vec<usize> = text
            .split('$')
            .skip(1)
            .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap())
            .collect();
        prop_assert_eq!(numbers, (first..first + bound.len()).collect::<Vec<_>>());
    }
}

#[test]
fn a_missing_value_matches_no_condition_on_it() {
    let row = Resource::new("Row", "/1/");
    assert!(!at_most("number", 3).matches(&row));
    assert!(!not(at_most("number", 3)).matches(&row));
    assert!(!not(is_in("code", &["a"])).matches(&row));
    assert!(not(present("code")).matches(&row));
}

#[test]
fn a_value_of_another_kind_matches_no_condition_on_it() {
    let row = Resource::new("Row", "/1/").with("number", "3").with("code", 1);
    assert!(!at_most("number", 3).matches(&row) && !not(at_most("number", 3)).matches(&row));
    assert!(!is_in("code", &["1"]).matches(&row) && !not(is_in("code", &["1"])).matches(&row));
}

#[test]
fn a_wider_branch_swallows_a_narrower_one() {
    let either = Filter::Or(vec![under("/1/17/2/"), under("/1/17/"), under("/1/170/")]);
    assert_eq!(
        either.normalised(),
        Filter::Or(vec![under("/1/17/"), under("/1/170/")])
    );
    let both = Filter::And(vec![under("/1/17/2/"), under("/1/")]);
    assert_eq!(both.normalised(), under("/1/17/2/"));
}

#[test]
fn what_excludes_itself_is_nothing() {
    let apart = Filter::And(vec![under("/1/17/"), under("/1/170/")]);
    assert_eq!(apart.normalised(), Filter::Nothing);
    let bounds = Filter::And(vec![at_most("number", 1), at_least("number", 2)]);
    assert_eq!(bounds.normalised(), Filter::Nothing);
    let lists = Filter::And(vec![is_in("code", &["a"]), is_in("code", &["b"])]);
    assert_eq!(lists.normalised(), Filter::Nothing);
}

#[test]
fn a_narrower_alternative_disappears() {
    let wide = Filter::And(vec![under("/1/"), at_most("number", 3)]);
    let narrow = Filter::And(vec![under("/1/17/"), at_most("number", 1), is_in("code", &["a"])]);
    assert_eq!(
        Filter::Or(vec![narrow, wide.clone()]).normalised(),
        wide.normalised()
    );
}

#[test]
fn lists_of_one_field_become_one_up_to_what_a_statement_takes() {
    let either = Filter::Or(vec![is_in("code", &["b"]), is_in("code", &["a"])]);
    assert_eq!(either.normalised(), is_in("code", &["a", "b"]));
    let values = |from: i64| Filter::In {
        field: "number".to_owned(),
        values: (from..from + 400).map(Value::Long).collect(),
    };
    let Filter::Or(members) = Filter::Or(vec![values(0), values(1000)]).normalised() else {
        panic!("was joined")
    };
    assert_eq!(members.len(), 2);
}

#[test]
fn a_subtree_is_a_range_of_text_in_sql() {
    let filter = Filter::And(vec![
        under("/1/17/"),
        is_in("state", &["filed"]),
        at_most("secrecy", 1),
    ])
    .normalised();
    let (text, bound) = filter.to_sql(&|field| format!("r.{field}"), 2);
    assert_eq!(
        text,
        "((r.org_path >= $2 AND r.org_path < $3) AND r.state = $4 AND r.secrecy <= $5)"
    );
    assert_eq!(
        bound,
        [
            Value::from("/1/17/"),
            Value::from("/1/170"),
            Value::from("filed"),
            Value::from(1)
        ]
    );
}

#[test]
fn lists_negations_and_constants_have_their_sql() {
    let column = |field: &str| field.to_owned();
    let listed = Filter::And(vec![
        not(is_in("code", &["a", "b"])),
        present("code"),
        at_least("number", 0),
    ]);
    let (text, bound) = listed.to_sql(&column, 1);
    assert_eq!(
        text,
        "(NOT (code IN ($1, $2)) AND code IS NOT NULL AND number >= $3)"
    );
    assert_eq!(bound.len(), 3);
    assert_eq!(Filter::Nothing.to_sql(&column, 1).0, "1 = 0");
    assert_eq!(Filter::Everything.to_sql(&column, 1).0, "1 = 1");
    assert_eq!(Filter::Or(Vec::new()).to_sql(&column, 1).0, "1 = 0");
}

#[test]
fn yes_and_no_are_bound_as_numbers() {
    let sealed = Filter::In {
        field: "sealed".to_owned(),
        values: vec![Value::Bool(true)],
    };
    assert_eq!(
        sealed.to_sql(&|field| field.to_owned(), 1),
        ("sealed = $1".to_owned(), vec![Value::Long(1)])
    );
}
