//! Which records a question finds.

use crate::sample::{Shelf, a_record, asking, numbers, titled};
use guildhall_retrieval::{Facet, Order, SearchDocument, Selection};

fn shelf() -> Shelf {
    let documents = [
        SearchDocument {
            doc_number: "院工〔2024〕12号".to_owned(),
            archival_code: "Z109-WS·2011-Y-BGS-0001".to_owned(),
            persons: vec!["欧阳修远".to_owned(), "李梅".to_owned()],
            ..titled(1, "关于召开职工代表大会的通知")
        },
        SearchDocument {
            year: Some(2011),
            ..titled(2, "關於職工醫療互助保障計劃的請示")
        },
        SearchDocument {
            pages: vec![
                (1, "工会经费收支情况".to_owned()),
                (
                    2,
                    "联系人：李梅，电话13812345678。困难职\n工慰问金发放".to_owned(),
                ),
            ],
            ..titled(3, "2024年工会经费预算")
        },
        SearchDocument {
            fields: vec![("note".to_owned(), "OA system 升级 ＡＢＣ１２３".to_owned())],
            ..titled(4, "会计计划")
        },
    ];
    Shelf::in_batches(&documents, 2)
}

#[test]
fn words_are_found_in_every_field_and_page() {
    let shelf = shelf();
    for (text, expected) in [
        ("职工代表大会", vec![1]),
        ("经费", vec![3]),
        ("困难职工", vec![3]),
        ("李梅", vec![1, 3]),
        ("办公室", vec![1, 2, 3, 4]),
        ("升级", vec![4]),
        ("李", vec![1, 3]),
        ("职工", vec![1, 2, 3]),
        ("职工 通知", vec![1]),
    ] {
        assert_eq!(shelf.strict(text), expected, "{text}");
    }
}

#[test]
fn both_scripts_widths_and_cases_find_the_same() {
    let shelf = shelf();
    for (text, expected) in [
        ("醫療互助", vec![2]),
        ("医疗互助", vec![2]),
        ("職工代表大會", vec![1]),
        ("oa SYSTEM", vec![4]),
        ("ａｂｃ１２３", vec![4]),
        ("abc123", vec![4]),
    ] {
        assert_eq!(shelf.strict(text), expected, "{text}");
    }
}

#[test]
fn numbers_are_found_whole_and_by_part() {
    let shelf = shelf();
    for (text, expected) in [
        ("院工〔2024〕12号", vec![1]),
        ("院工[2024]12號", vec![1]),
        ("\"院工 2024 12号\"", vec![1]),
        ("number:12", vec![1]),
        ("Z109-WS·2011-Y-BGS-0001", vec![1]),
        ("BGS-0001", vec![1]),
        ("档号:z109", vec![1]),
        ("0001", vec![1]),
        ("13812345678", vec![3]),
        ("5678", vec![3]),
        ("1381234", vec![3]),
        ("5679", vec![]),
    ] {
        assert_eq!(shelf.strict(text), expected, "{text}");
    }
}

#[test]
fn signs_of_the_language_narrow_the_question() {
    let shelf = shelf();
    for (text, expected) in [
        ("\"工会经费\"", vec![3]),
        ("\"工会预算\"", vec![]),
        ("职工 -通知", vec![2, 3]),
        ("职工 -\"困难职工\"", vec![1, 2]),
        ("-职工", vec![4]),
        ("title:职工", vec![1, 2]),
        ("person:李梅", vec![1]),
        ("人名：欧阳", vec![1]),
        ("year:2011", vec![2]),
        ("年度:2024 职工", vec![1, 3]),
    ] {
        assert_eq!(shelf.strict(text), expected, "{text}");
    }
}

#[test]
fn white_space_of_input_methods_separates_or_vanishes() {
    let shelf = shelf();
    for text in [
        "职工\u{3000}通知",
        "\u{feff}职\u{200b}工 通知\u{a0}",
        "\t职工\n\n通知\r\n",
        "通知\u{2003}职工\u{2060}",
    ] {
        assert_eq!(shelf.strict(text), [1], "{text:?}");
    }
}

#[test]
fn when_nothing_has_all_words_some_words_do() {
    let shelf = shelf();
    let page = shelf.best("职工代表大会怎样召开呢");
    assert!(page.relaxed);
    assert_eq!(numbers(&page)[0], 1);
    let newest = shelf
        .index
        .search(&asking("职工代表大会怎样召开呢", Order::Newest))
        .unwrap();
    assert_eq!(numbers(&newest), numbers(&page), "some words are always ranked");
    assert_eq!(
        numbers(&shelf.best("\"工会经费\"代表什么")),
        [3],
        "a phrase with none of the words is an answer"
    );
    assert!(!shelf.best("\"没有的话\"").relaxed, "a phrase is never given up");
}

#[test]
fn words_that_are_everywhere_still_find_when_no_rarer_word_does() {
    let mut documents: Vec<SearchDocument> = (0..10_001).map(|number| titled(number, "通知")).collect();
    documents.push(titled(20_000, "通知慰问"));
    let shelf = Shelf::with(&documents);
    let page = shelf.best("通知没有的话");
    assert_eq!((page.relaxed, page.total), (true, 10_002));
    let page = shelf.best("通知没有慰问");
    assert_eq!(
        (page.relaxed, numbers(&page)),
        (true, vec![20_000]),
        "one of the rarer words must be there"
    );
}

#[test]
fn an_empty_question_finds_every_record_and_a_mute_one_none() {
    let shelf = shelf();
    assert_eq!(shelf.strict(""), [1, 2, 3, 4]);
    assert_eq!(shelf.strict(" \u{3000}"), [1, 2, 3, 4]);
    assert_eq!(shelf.best("。。。！？").total, 0);
    assert_eq!(shelf.best("🎉🎊").total, 0);
}

#[test]
fn hostile_questions_are_answered() {
    let shelf = shelf();
    let many: String = (0..10_000u32)
        .filter_map(|n| char::from_u32(0x4e00 + n))
        .collect();
    let questions = [
        "工".repeat(10_000),
        "1".repeat(10_000),
        "1 ".repeat(5_000),
        "-a ".repeat(5_000),
        "\"".repeat(10_000),
        "\"工会 ".repeat(2_000),
        many,
        "title:".repeat(1_500),
        ".*+?^${}()|[]\\ AND OR NOT ~1 ^2 [a TO b] field:* /re/".to_owned(),
        "\0\u{1}\u{7f}\u{202e}工会".to_owned(),
        "👩‍👩‍👧‍👦🏳️‍🌈".to_owned(),
    ];
    for text in questions {
        let shown: String = text.chars().take(20).collect();
        for order in [Order::Best, Order::Newest] {
            assert!(shelf.index.search(&asking(&text, order)).is_ok(), "{shown}");
        }
    }
}

#[test]
fn a_facet_is_counted_as_if_nothing_were_chosen_in_it() {
    let shelf = shelf();
    let selections = [Selection {
        facet: Facet::Year,
        value: "2011".to_owned(),
    }];
    let mut request = asking("职工", Order::Best);
    request.selections = &selections;
    let page = shelf.index.search(&request).unwrap();
    assert_eq!(numbers(&page), [2]);
    assert_eq!(page.total, 1);
    let counts = |facet: Facet| -> Vec<(String, u64)> {
        let (_, counts) = page.facets.iter().find(|(of, _)| *of == facet).unwrap();
        counts
            .iter()
            .map(|count| (count.value.to_string(), count.count))
            .collect()
    };
    assert_eq!(
        counts(Facet::Year),
        [("2011".to_owned(), 1), ("2024".to_owned(), 2)]
    );
    assert_eq!(counts(Facet::Type), [("WS".to_owned(), 1)]);
    assert_eq!(counts(Facet::Person), []);
}

#[test]
fn a_chosen_value_that_nothing_has_finds_nothing() {
    let shelf = shelf();
    let selections = [Selection {
        facet: Facet::Person,
        value: "没有的人".to_owned(),
    }];
    let mut request = asking("", Order::Newest);
    request.selections = &selections;
    assert_eq!(shelf.index.search(&request).unwrap().total, 0);
}

#[test]
fn a_word_in_the_title_ranks_above_the_same_word_on_a_page() {
    let on_page = SearchDocument {
        pages: vec![(1, "慰问".to_owned())],
        ..titled(1, "通知")
    };
    let shelf = Shelf::with(&[on_page, titled(2, "慰问通知"), a_record(3)]);
    assert_eq!(numbers(&shelf.best("慰问")), [2, 1]);
}

#[test]
fn words_are_counted_by_records() {
    let counts = shelf()
        .index
        .record_counts_of_words(&["职工", "職工", "经费", "没有"])
        .unwrap();
    assert_eq!(counts, [3, 3, 1, 0]);
}
