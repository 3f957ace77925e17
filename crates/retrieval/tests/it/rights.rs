//! Rights hold for hits, counts and totals alike, as the filter itself decides.

use crate::sample::{Shelf, asking, numbers, titled};
use guildhall_kernel::OrgPath;
use guildhall_policy::{Attributes, Filter, Value, ValueView};
use guildhall_retrieval::{Facet, IndexError, Order, SearchDocument, SearchRequest};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A record as a policy sees it.
struct Row<'a>(&'a SearchDocument);

impl Attributes for Row<'_> {
    fn value(&self, field: &str) -> Option<ValueView<'_>> {
        let text = |text: &'static str| Some(ValueView::Text(text));
        match field {
            "org_path" => Some(ValueView::Text(self.0.org_path.as_str())),
            "state" => Some(ValueView::Text(&self.0.state)),
            "secrecy" => Some(ValueView::Long(self.0.secrecy)),
            "year" => self.0.year.map(|year| ValueView::Long(year.into())),
            "department" if self.0.department.is_empty() => None,
            "department" => Some(ValueView::Text(&self.0.department)),
            "realm" => text("00000000-0000-0000-0000-000000000001"),
            _ => None,
        }
    }
}

fn leaf() -> impl Strategy<Value = Filter> {
    let path = prop::sample::select(vec!["/1/", "/1/1/", "/1/2/", "/2/", "/1/12/"]);
    let texts = prop::sample::select(vec![
        ("state", "filed"),
        ("state", "captured"),
        ("department", "办公室"),
    ]);
    let texts = prop_oneof![
        texts,
        Just(("realm", "00000000-0000-0000-0000-000000000001")),
        Just(("realm", "x"))
    ];
    let numbers = prop::sample::select(vec![("secrecy", 0i64), ("secrecy", 2), ("year", 2020)]);
    prop_oneof![
        Just(Filter::Nothing),
        Just(Filter::Everything),
        path.prop_map(|path| Filter::PathUnder {
            field: "org_path".to_owned(),
            path: path.to_owned()
        }),
        texts.prop_map(|(field, value)| Filter::In {
            field: field.to_owned(),
            values: vec![Value::from(value)]
        }),
        numbers.clone().prop_map(|(field, limit)| Filter::AtMost {
            field: field.to_owned(),
            limit
        }),
        numbers.clone().prop_map(|(field, limit)| Filter::AtLeast {
            field: field.to_owned(),
            limit
        }),
        numbers.prop_map(|(field, value)| Filter::In {
            field: field.to_owned(),
            values: vec![value.into()]
        }),
        prop::sample::select(vec!["year", "department", "state"]).prop_map(|field| Filter::Present {
            field: field.to_owned()
        }),
        Just(Filter::In {
            field: "secrecy".to_owned(),
            values: vec![Value::from("0")]
        }),
    ]
}

fn filter() -> impl Strategy<Value = Filter> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Filter::Not(Box::new(inner))),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Filter::And),
            prop::collection::vec(inner, 0..3).prop_map(Filter::Or),
        ]
    })
}

fn documents() -> Vec<SearchDocument> {
    let paths = ["/1/", "/1/1/", "/1/12/", "/1/2/3/", "/2/"];
    let made = (0..60usize).map(|number| SearchDocument {
        org_path: paths[number % paths.len()].parse::<OrgPath>().unwrap(),
        state: if number % 3 == 0 { "captured" } else { "filed" }.to_owned(),
        secrecy: (number % 4) as i64,
        year: (number % 7 != 0).then_some(2018 + (number % 5) as i32),
        department: if number % 2 == 0 { "办公室" } else { "" }.to_owned(),
        persons: vec![format!("人{}", number % 6)],
        ..titled(number as u128, if number % 5 == 0 { "工会经费" } else { "工会" })
    });
    made.collect()
}

fn count(documents: &[&SearchDocument], value: impl Fn(&SearchDocument) -> String) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for document in documents {
        *counts.entry(value(document)).or_default() += 1;
    }
    counts.remove("");
    counts
}

#[test]
fn the_index_shows_and_counts_exactly_what_the_filter_allows() {
    let documents = documents();
    let shelf = Shelf::in_batches(&documents, 23);
    let mut runner = proptest::test_runner::TestRunner::default();
    let cases = (filter(), prop::sample::select(vec!["", "经费", "工会"]));
    let outcome = runner.run(&cases, |(rights, text)| {
        let page = shelf
            .index
            .search(&SearchRequest {
                rights: &rights,
                ..asking(text, Order::Newest)
            })
            .unwrap();
        let allowed: Vec<&SearchDocument> = documents
            .iter()
            .filter(|document| rights.matches(&Row(document)) && document.title.contains(text))
            .collect();
        let mut found = numbers(&page);
        found.sort_unstable();
        let expected: Vec<u128> = allowed
            .iter()
            .map(|document| document.record_id.uuid().as_u128())
            .collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(page.total, allowed.len() as u64);
        for (facet, counts) in &page.facets {
            let counted: BTreeMap<String, u64> = counts
                .iter()
                .map(|count| (count.value.to_string(), count.count))
                .collect();
            let expected = match facet {
                Facet::Year => count(&allowed, |it| {
                    it.year.map(|year| year.to_string()).unwrap_or_default()
                }),
                Facet::Department => count(&allowed, |it| it.department.clone()),
                Facet::Person => count(&allowed, |it| it.persons[0].clone()),
                Facet::Secrecy => count(&allowed, |it| it.secrecy.to_string()),
                Facet::Type => count(&allowed, |it| it.type_code.clone()),
                Facet::Source => count(&allowed, |it| it.source.clone()),
            };
            prop_assert_eq!(counted, expected);
        }
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn a_field_that_the_index_does_not_keep_is_an_error() {
    let shelf = Shelf::with(&documents());
    let rights = Filter::In {
        field: "colour".to_owned(),
        values: vec!["red".into()],
    };
    let answer = shelf.index.search(&SearchRequest {
        rights: &rights,
        ..asking("", Order::Best)
    });
    assert!(matches!(answer, Err(IndexError::UnknownRightsField(field)) if field == "colour"));
}
