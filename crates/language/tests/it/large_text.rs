//! Large and hostile texts: the time grows with their length, not with its square.

use std::time::{Duration, Instant};

use guildhall_language::describe::{DescribeInput, FileProperties, describe};
use guildhall_language::page::{PageLine, PageLines};
use guildhall_language::person::find_mentions;
use guildhall_language::script::{fold_chars, to_simplified};
use guildhall_language::{amount, date, document_number, identity_number, phone, sentence, summary, words};

/// Texts of about `bytes` that provoke the scanners, each of another kind.
fn hostile(bytes: usize) -> Vec<(&'static str, String)> {
    let pieces = [
        ("digits", "1"),
        ("chinese digits", "二"),
        ("numerals", "壹万"),
        ("brackets", "（2024"),
        ("opening brackets", "〔"),
        ("dates", "2024年3月"),
        ("phones", "138 "),
        ("hyphens", "-1"),
        ("one character", "工"),
        ("colons", "："),
        ("spaces", " "),
        ("leads", "根据"),
        ("surnames", "王王"),
        (
            "prose",
            "会议由王建国同志主持，审议了2024年3月15日院工〔2024〕12号文件，共计12.5万元。",
        ),
    ];
    pieces
        .into_iter()
        .map(|(name, piece)| (name, piece.repeat(bytes / piece.len())))
        .collect()
}

/// Everything that reads the whole text.
fn read_all(text: &str) -> usize {
    let found = [
        date::find_dates(text).len(),
        document_number::find_document_numbers(text).len(),
        identity_number::find_identity_numbers(text).len(),
        phone::find_phones(text).len(),
        amount::find_amounts(text).len(),
        sentence::sentences(text, 180).len(),
        words::segment_for_search(text).len(),
        find_mentions(text, None, None, 0).map_or(0, |mentions| mentions.len()),
        fold_chars(text).len(),
        to_simplified(text).len(),
        summary::summary(text).len(),
    ];
    found.into_iter().sum()
}

fn described(text: &str) -> usize {
    let line = PageLine {
        text: text.to_owned(),
        ..PageLine::default()
    };
    let pages = [PageLines {
        page: 1,
        lines: vec![line],
        ..PageLines::default()
    }];
    let proposal = describe(&DescribeInput {
        file_name: text,
        pages: &pages,
        properties: &FileProperties::default(),
        gazetteer: None,
        cues: None,
        tagger: None,
    });
    proposal.fields.len()
}

#[test]
fn a_megabyte_of_anything_is_read_in_bounded_time() {
    // Builds the dictionaries before the clock runs.
    read_all("预热一下词典，然后再计时。");
    for (name, text) in hostile(1_000_000) {
        let start = Instant::now();
        let found = read_all(&text);
        let read = start.elapsed();
        let fields = described(&text);
        let whole = start.elapsed();
        eprintln!("{name}: read {read:.2?}, with description {whole:.2?} ({found}, {fields} fields)");
        // Generous, for unoptimised builds on a busy machine: a quadratic scanner takes many minutes.
        assert!(whole < Duration::from_secs(60), "{name} took {whole:?}");
    }
}

#[test]
fn many_short_lines_are_described_in_bounded_time() {
    let line = |index: usize| PageLine {
        text: format!("第{index}行 关于会议的通知：2024年3月15日"),
        ..PageLine::default()
    };
    let pages: Vec<PageLines> = (1..=2_000)
        .map(|page| PageLines {
            page,
            lines: (0..40).map(line).collect(),
            ..PageLines::default()
        })
        .collect();
    let start = Instant::now();
    let proposal = describe(&DescribeInput {
        file_name: "a.pdf",
        pages: &pages,
        properties: &FileProperties::default(),
        gazetteer: None,
        cues: None,
        tagger: None,
    });
    eprintln!("80,000 lines: {:.2?}", start.elapsed());
    assert_eq!(proposal.value("doc_date"), Some("2024-03-15"));
    assert!(start.elapsed() < Duration::from_secs(60));
}
