//! Reports through the public face: printed with the font of the system and read back.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

use guildhall_print::{
    Catalogue, Fonts, NoteSheet, PrintError, Report, Section, SpineLabel, SpineLabels, Table, Thickness,
    VolumeColumn, VolumeCover, VolumeList, VolumeNote, VolumeSheet, print, print_catalogue, print_spines,
    print_volume,
};
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

fn catalogue(items: usize) -> Catalogue {
    let words = |text: &str| text.to_owned();
    let row = |item: usize| {
        let code = format!("Z109-WS·2024-D30-{item:04}");
        let [title, party] = ["关于召开职工代表大会的通知 #pagebreak()", "市一医院工会"].map(words);
        [
            item.to_string(),
            code,
            words("院工〔2024〕3号"),
            party,
            title,
            words("20240315"),
            String::new(),
            words("2"),
            String::new(),
        ]
    };
    Catalogue {
        language: "zh",
        title: words("归档文件目录"),
        cover: vec![(words("全宗号"), words("Z109")), (words("年度"), words("2024"))],
        head: [
            "序号",
            "档号",
            "文号",
            "责任者",
            "题名",
            "日期",
            "密级",
            "页数",
            "备注",
        ]
        .map(words),
        rows: (1..=items).map(row).collect(),
        note: NoteSheet {
            title: words("备考表"),
            lead: words("情况说明"),
            notes: vec![words("缺件号 0003")],
            signed: vec![words("整理人"), words("检查人")],
        },
        foot: words("2026-11-22"),
    }
}

#[test]
fn a_catalogue_has_its_cover_its_items_and_its_note_sheet() {
    let Some(fonts) = fonts() else { return };
    let (pages, text) = read(print_catalogue(&catalogue(5), &fonts).unwrap());
    assert_eq!(pages, 3);
    for wanted in [
        "Z109-WS·2024-D30-0005",
        "市一医院工会",
        "备考表",
        "缺件号0003",
        "#pagebreak()",
        "检查人",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}

#[test]
fn the_head_of_a_long_catalogue_stands_on_every_page() {
    let Some(fonts) = fonts() else { return };
    let (pages, text) = read(print_catalogue(&catalogue(60), &fonts).unwrap());
    assert!(pages > 4, "{pages}");
    assert_eq!(text.matches("责任者").count(), pages - 2);
    assert!(matches!(
        print_catalogue(&catalogue(3_000), &fonts),
        Err(PrintError::TooLarge { .. })
    ));
}

fn labels(width: Thickness, count: usize) -> SpineLabels {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let label = |number: usize| SpineLabel {
        facts: vec![
            fact("全宗号", "Z109".to_owned()),
            fact("年度", "2024".to_owned()),
            fact("保管期限", "定期30年".to_owned()),
            fact("机构（问题）", "工会办公室".to_owned()),
            fact("起止件号", "0001 — 0032".to_owned()),
            fact("盒号", format!("{number:04}")),
        ],
        picture:
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 3 3\"><path d=\"M0 0h1v1h-1z\"/></svg>"
                .to_owned(),
        code: format!("H-{number:04}"),
    };
    SpineLabels {
        language: "zh",
        title: "盒脊标签".to_owned(),
        width,
        labels: (1..=count).map(label).collect(),
    }
}

#[test]
fn as_many_labels_stand_on_a_sheet_as_the_thickness_of_the_boxes_allows() {
    let Some(fonts) = fonts() else { return };
    for (width, on_a_sheet) in [
        (Thickness::Mm20, 20),
        (Thickness::Mm30, 12),
        (Thickness::Mm40, 10),
        (Thickness::Mm50, 8),
    ] {
        let (pages, text) = read(print_spines(&labels(width, on_a_sheet), &fonts).unwrap());
        assert_eq!(pages, 1, "{width:?}");
        for wanted in ["Z109", "定期30年", "0001—0032", "H-0001", "机构（问题）"] {
            assert!(text.contains(wanted), "{width:?}, {wanted}: {text}");
        }
        assert!(text.contains(&format!("H-{on_a_sheet:04}")), "{text}");
        let (pages, _) = read(print_spines(&labels(width, on_a_sheet + 1), &fonts).unwrap());
        assert_eq!(pages, 2, "{width:?}");
    }
    let endless = labels(Thickness::Mm20, 201);
    assert!(matches!(
        print_spines(&endless, &fonts),
        Err(PrintError::TooLarge { .. })
    ));
}

fn volume_sheet(papers: usize) -> VolumeSheet {
    let words = |text: &str| text.to_owned();
    let row = |paper: usize| {
        vec![
            paper.to_string(),
            format!("{paper}号凭证 #pagebreak()"),
            words("20240315"),
        ]
    };
    let column = |head: &str, width: u32| VolumeColumn {
        head: words(head),
        width,
        is_centred: width > 0,
    };
    VolumeSheet {
        language: "zh",
        title: words("案卷"),
        across: false,
        cover: Some(VolumeCover {
            issuer: words("市一医院工会"),
            class: words("会计档案"),
            heading: words("案卷题名"),
            title: words("2024年3月记账凭证"),
            facts: vec![(words("起止日期"), words("2024年1月10日"))],
            numbers: vec![(words("全宗号"), words("Z109")), (words("案卷号"), words("1"))],
        }),
        list: Some(VolumeList {
            heading: words("卷内文件目录"),
            facts: vec![(words("档号"), words("Z109-KU·2024·D30-001"))],
            columns: vec![column("序号", 12), column("题名", 0), column("日期", 20)],
            rows: (1..=papers).map(row).collect(),
        }),
        note: Some(VolumeNote {
            heading: words("备考表"),
            facts: Vec::new(),
            lead: words("本卷情况说明"),
            text: vec![words("缺第3页")],
            signed: vec![(words("立卷人"), words("陈雨")), (words("检查人"), String::new())],
        }),
        foot: words("2026-11-23"),
    }
}

#[test]
fn b4_a_volume_has_its_cover_its_list_and_its_note_sheet() {
    let Some(fonts) = fonts() else { return };
    let (pages, text) = read(print_volume(&volume_sheet(3), &fonts).unwrap());
    assert_eq!(pages, 3, "{text}");
    for wanted in [
        "2024年3月记账凭证",
        "卷内文件目录",
        "3号凭证#pagebreak()",
        "缺第3页",
        "陈雨",
        "Z109",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let alone = VolumeSheet {
        list: None,
        note: None,
        ..volume_sheet(0)
    };
    assert_eq!(
        read(print_volume(&alone, &fonts).unwrap()).0,
        1,
        "a cover alone is one page"
    );
    let (pages, text) = read(print_volume(&volume_sheet(120), &fonts).unwrap());
    assert!(
        pages > 4 && text.matches("序号题名日期").count() > 2,
        "the head stands on every page: {text}"
    );
}
