//! Pages by key: complete, without doubles, in order.

use crate::sample::{Shelf, asking, numbers, titled};
use guildhall_retrieval::{Index, IndexError, Order, SearchDocument, SearchRequest};
use proptest::prelude::*;

/// Reads all pages one after the other.
fn all_pages(index: &Index, text: &str, order: Order, limit: usize) -> (Vec<u128>, u64) {
    let mut request = SearchRequest {
        limit,
        ..asking(text, order)
    };
    let mut found = Vec::new();
    loop {
        let page = index.search(&request).unwrap();
        assert!(page.hits.len() <= limit);
        found.extend(numbers(&page));
        let Some(next) = page.next else {
            return (found, page.total);
        };
        request.after = Some(next.to_string().parse().unwrap());
    }
}

fn documents() -> impl Strategy<Value = Vec<SearchDocument>> {
    let titles = prop::sample::select(vec!["工会通知", "工会经费", "通知", "工会工会经费通知", "其他"]);
    prop::collection::vec((titles, 0i64..4), 1..60).prop_map(|rows| {
        let made = rows
            .into_iter()
            .enumerate()
            .map(|(number, (title, micros))| SearchDocument {
                captured_at: micros,
                ..titled(number as u128 * 7 % 61, title)
            });
        made.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn pages_hold_every_hit_once_and_in_order(
        documents in documents(),
        batch in 1usize..40,
        limit in 1usize..9,
        text in prop::sample::select(vec!["", "工会", "工会 通知", "经费没有的词", "-经费"]),
        newest: bool,
    ) {
        let shelf = Shelf::in_batches(&documents, batch);
        let order = if newest { Order::Newest } else { Order::Best };
        let (paged, total) = all_pages(&shelf.index, text, order, limit);
        let whole = shelf.index.search(&asking(text, order)).unwrap();
        prop_assert_eq!(&paged, &numbers(&whole));
        prop_assert_eq!(paged.len() as u64, total);
        let mut once = paged.clone();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), paged.len());
    }
}

#[test]
fn newest_is_by_the_date_on_the_document_and_else_by_capture() {
    let day = 86_400_000_000;
    let captured = |number, days: i64| SearchDocument {
        captured_at: days * day,
        ..titled(number, "通知")
    };
    let dated = |number, date: &str, days| SearchDocument {
        doc_date: Some(date.parse().unwrap()),
        ..captured(number, days)
    };
    let shelf = Shelf::with(&[
        captured(1, 10),
        dated(2, "1970-01-10", 500),
        dated(3, "1970-01-13", 2),
        dated(4, "1969-01-13", 900),
    ]);
    let page = shelf.index.search(&asking("", Order::Newest)).unwrap();
    assert_eq!(numbers(&page), [3, 1, 2, 4]);
}

#[test]
fn a_position_of_another_order_is_refused() {
    let shelf = Shelf::with(&[titled(1, "工会"), titled(2, "工会")]);
    let first = shelf
        .index
        .search(&SearchRequest {
            limit: 1,
            ..asking("工会", Order::Best)
        })
        .unwrap();
    let mut other = asking("工会", Order::Newest);
    other.after = first.next;
    assert!(matches!(shelf.index.search(&other), Err(IndexError::BadCursor)));
}
