//! Reports through the public face: printed with the font of the system and read back.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

use guildhall_print::{Fonts, PrintError, Report, Section, Table, print};
use pdf_oxide::PdfDocument;

/// Where Debian puts the font that the build asks for.
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

fn fonts() -> Option<Fonts> {
    let Ok(bytes) = std::fs::read(FONT) else {
        eprintln!("SKIPPED: {FONT} is missing");
        return None;
    };
    Some(Fonts::read(bytes).unwrap())
}

fn report(language: &'static str, title: &str, rows: usize) -> Report {
    let row = |number: usize| {
        vec![
            format!("8.1.4.{number}"),
            "身份鉴别 #set page() $x$ [a]".to_owned(),
            "符合".to_owned(),
        ]
    };
    Report {
        language,
        title: title.to_owned(),
        lines: vec!["市一医院工会 City Hospital Union".to_owned()],
        foot: "2026-11-22".to_owned(),
        sections: vec![
            Section {
                heading: "概况 Summary".to_owned(),
                lead: "依据实际状态生成。".to_owned(),
                facts: vec![("版本 Version".to_owned(), "0.1.0".to_owned())],
                ..Section::default()
            },
            Section {
                heading: "逐条".to_owned(),
                table: Some(Table {
                    widths: vec![1, 4, 2],
                    head: ["条款", "要求", "结果"].map(str::to_owned).to_vec(),
                    rows: (1..=rows).map(row).collect(),
                }),
                ..Section::default()
            },
            Section {
                heading: "检查点".to_owned(),
                picture: Some("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 3 3\"><path d=\"M0 0h1v1h-1z\"/></svg>".to_owned()),
                verbatim: "guildhall.local/x\n17\nq83vEjRWeJA=".to_owned(),
                ..Section::default()
            },
        ],
    }
}

/// Returns the number of pages and all text without blanks.
fn read(pdf: Vec<u8>) -> (usize, String) {
    let document = PdfDocument::from_bytes(pdf).unwrap();
    let pages = document.page_count().unwrap();
    let mut text = String::new();
    for page in 0..pages {
        text.push_str(&document.extract_text(page).unwrap());
    }
    text.retain(|character| !character.is_whitespace());
    (pages, text)
}

#[test]
fn text_copies_out_as_it_went_in_in_both_languages() {
    let Some(fonts) = fonts() else { return };
    for (language, title) in [("zh", "等保自检材料"), ("en", "Inspection pack")] {
        let (pages, text) = read(print(&report(language, title, 5), &fonts).unwrap());
        assert_eq!(pages, 1, "{language}");
        let wanted = [
            title,
            "市一医院工会",
            "8.1.4.5",
            "身份鉴别#setpage()$x$[a]",
            "q83vEjRWeJA=",
            "依据实际状态生成。",
        ];
        for wanted in wanted {
            let wanted: String = wanted.split_whitespace().collect();
            assert!(text.contains(&wanted), "{wanted}: {text}");
        }
    }
}

#[test]
fn a_long_table_goes_on_over_pages_with_its_head() {
    let Some(fonts) = fonts() else { return };
    let pdf = print(&report("zh", "长表", 200), &fonts).unwrap();
    assert!(
        pdf.len() < 400_000,
        "only the characters used are in it: {} bytes",
        pdf.len()
    );
    let (pages, text) = read(pdf);
    assert!(pages > 3, "{pages}");
    assert!(
        text.matches("条款要求结果").count() > 3,
        "the head stands on every page: {text}"
    );
}

#[test]
fn the_same_report_gives_the_same_file() {
    let Some(fonts) = fonts() else { return };
    let printed = || print(&report("en", "Twice", 3), &fonts).unwrap();
    assert_eq!(printed(), printed());
}

#[test]
fn what_is_no_font_or_no_report_is_refused() {
    assert!(matches!(
        Fonts::read(b"no font".to_vec()),
        Err(PrintError::NoFont)
    ));
    let Some(fonts) = fonts() else { return };
    let endless = report("en", "Endless", 10_000);
    assert!(matches!(
        print(&endless, &fonts),
        Err(PrintError::TooLarge { .. })
    ));
}
