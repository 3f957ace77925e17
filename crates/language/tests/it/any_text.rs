//! Properties that hold for any text whatever: no panic, byte ranges on character boundaries, texts as they say.

use std::ops::Range;

use guildhall_language::person::{EntityKind, Gazetteer, GazetteerEntry, find_mentions};
use guildhall_language::script::{FoldedText, fold_chars, to_simplified_aligned};
use guildhall_language::{
    amount, date, document_number, identity_number, phone, pinyin, sentence, summary, title, words,
};
use proptest::prelude::*;

/// Text with the characters that the scanners look for, between arbitrary ones.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        any::<char>().prop_map(String::from),
        "[0-9]{1,9}",
        prop::sample::select(
            &[
                "年",
                "月",
                "日",
                "号",
                "第",
                "〔",
                "〕",
                "（",
                "）",
                "[",
                "]",
                "2024",
                "二〇二四",
                "十",
                "廿",
                "元",
                "万",
                "亿",
                "壹",
                "整",
                "￥",
                "-",
                ".",
                "/",
                "：",
                "。",
                " ",
                "　",
                "王",
                "伟",
                "同志",
                "工会",
                "委员会",
                "关于",
                "的通知",
                "職工",
                "乾",
                "𠮷",
                "İ",
                "ß",
                "⼯",
                "\u{301}",
                "+86",
                "138",
                "11010519491231002X",
                "合计",
                "《",
                "》",
                "\n",
            ][..]
        )
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

/// Fails unless the ranges are ordered, free of overlaps and sliceable.
fn check_ranges(text: &str, ranges: impl IntoIterator<Item = Range<usize>>) {
    let mut behind = 0;
    for range in ranges {
        assert!(
            range.start >= behind && range.start < range.end,
            "{range:?} in {text:?}"
        );
        assert!(text.get(range.clone()).is_some(), "{range:?} in {text:?}");
        behind = range.end;
    }
}

fn gazetteer() -> Gazetteer {
    let names = ["王伟", "欧阳明", "王伟伟", "İß"];
    Gazetteer::new(names.iter().map(|name| GazetteerEntry {
        id: (*name).to_owned(),
        name: (*name).to_owned(),
        kind: EntityKind::Person,
    }))
    .expect("few names")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_found_stands_where_it_says(text in any_text()) {
        check_ranges(&text, date::find_dates(&text).into_iter().map(|found| found.bytes));
        check_ranges(&text, document_number::find_document_numbers(&text).into_iter().map(|found| found.bytes));
        check_ranges(&text, identity_number::find_identity_numbers(&text).into_iter().map(|found| found.bytes));
        check_ranges(&text, phone::find_phones(&text).into_iter().map(|found| found.bytes));
        check_ranges(&text, amount::find_amounts(&text).into_iter().map(|found| found.bytes));
        check_ranges(&text, sentence::sentences(&text, 20));
    }

    #[test]
    fn every_date_is_found_again_in_its_own_text(text in any_text()) {
        for found in date::find_dates(&text) {
            let again = date::find_dates(&text[found.bytes.clone()]);
            prop_assert_eq!(again.first().map(|found| found.date), Some(found.date));
            let iso = found.date.to_string();
            prop_assert!(iso.len() == 4 || date::find_dates(&iso)[0].date == found.date);
        }
    }

    #[test]
    fn a_real_day_is_read_back_from_every_writing(year in 1900u32..=2100, month in 1u32..=12, day in 1u32..=31) {
        let real = date::Date::new(year, Some(month), Some(day));
        for text in [
            format!("{year}年{month}月{day}日"), format!("{year}-{month:02}-{day:02}"), format!("{year}.{month}.{day}"),
            format!("{year}{month:02}{day:02}"), format!("{year}/{month}/{day}"),
        ] {
            let found = date::find_dates(&text);
            prop_assert_eq!(found.first().map(|found| found.date), real, "{}", text);
        }
    }

    #[test]
    fn folding_keeps_the_number_of_characters_and_is_done_once(text in any_text()) {
        let folded = fold_chars(&text);
        prop_assert_eq!(folded.chars().count(), text.chars().count());
        prop_assert_eq!(to_simplified_aligned(&text).chars().count(), text.chars().count());
        let row = FoldedText::new(&text);
        prop_assert_eq!(row.text(), &folded);
        let mut previous = 0;
        for (at, _) in folded.char_indices() {
            let original = row.original_range(at..at + 1);
            prop_assert!(text.is_char_boundary(original.start) && original.start >= previous);
            previous = original.start;
        }
    }

    #[test]
    fn words_and_mentions_stand_where_they_say(text in any_text()) {
        for word in words::segment_for_search(&text) {
            prop_assert!(text.get(word.byte_start..word.byte_end).is_some_and(|slice| !slice.is_empty()));
            prop_assert_eq!(fold_chars(&text[word.byte_start..word.byte_end]), word.text);
        }
        let mentions = find_mentions(&text, Some(&gazetteer()), None, 100).expect("no model, no failure");
        check_ranges(&text, mentions.into_iter().map(|mention| mention.bytes));
    }

    #[test]
    fn short_answers_stay_short(text in any_text()) {
        prop_assert!(summary::summary(&text).chars().count() <= summary::MAX_CHARS);
        let letters = pinyin::initials(&text).chars().count();
        prop_assert!(letters <= text.chars().count());
        prop_assert!(pinyin::sort_key(&text).ends_with(text.trim()));
        let _ = title::title_from_file_name(&text);
    }
}
