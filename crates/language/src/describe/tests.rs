//! Whole descriptions of papers as they come in, without the model.

use super::*;
use crate::classify::TypeCues;
use crate::page::{Evidence, PageLine};
use crate::person::{EntityKind, GazetteerEntry};

fn pages(lines: &[&str]) -> Vec<PageLines> {
    let lines = lines
        .iter()
        .map(|text| PageLine {
            text: (*text).to_owned(),
            ..PageLine::default()
        })
        .collect();
    vec![PageLines {
        page: 1,
        lines,
        ..PageLines::default()
    }]
}

const NOTICE: [&str; 14] = [
    "某某市第一人民医院工会文件",
    "院工〔2024〕12号",
    "关于召开第三届职工代表大会第二次会议的通知",
    "各分会、各科室：",
    "经院工会委员会2024年2月1日研究，定于2024年3月20日召开第三届职工代表大会第二次会议。",
    "一、会议议程",
    "听取王建国同志所作的工作报告，审议工会经费预算。",
    "二、经费",
    "会议费合计人民币壹万贰仟叁佰元整（￥12,300.00元）。",
    "联系人：李娜",
    "特此通知。",
    "某某市第一人民医院工会委员会",
    "2024年3月15日",
    "抄送：市总工会。",
];

fn described(pages: &[PageLines]) -> Proposal {
    let staff = [("7", "王建国"), ("8", "李娜")].map(|(id, name)| GazetteerEntry {
        id: id.to_owned(),
        name: name.to_owned(),
        kind: EntityKind::Person,
    });
    let gazetteer = Gazetteer::new(staff).expect("few names");
    let cues = TypeClassifier::new(&[
        TypeCues {
            code: "WS".to_owned(),
            words: vec![("通知".to_owned(), 1.0), ("请示".to_owned(), 1.0)],
        },
        TypeCues {
            code: "ZY.ZD".to_owned(),
            words: vec![("职工代表大会".to_owned(), 3.0), ("提案".to_owned(), 2.0)],
        },
    ])
    .expect("few cues");
    describe(&DescribeInput {
        file_name: "scan001.pdf",
        pages,
        properties: &FileProperties::default(),
        gazetteer: Some(&gazetteer),
        cues: Some(&cues),
        tagger: None,
    })
}

#[test]
fn an_official_notice_is_described_in_every_field() {
    let proposal = described(&pages(&NOTICE));
    let expected = [
        (field::TITLE, "关于召开第三届职工代表大会第二次会议的通知", 2),
        (field::DOC_NUMBER, "院工〔2024〕12号", 1),
        (field::DOC_DATE, "2024-03-15", 12),
        (field::RESPONSIBLE_PARTY, "某某市第一人民医院工会", 0),
        (field::MAIN_RECIPIENTS, "各分会、各科室", 3),
        (field::DOCUMENT_GENRE, "通知", 2),
        (field::AMOUNT_TOTAL, "12300.00", 8),
        (field::TYPE_CODE, "ZY.ZD", 2),
    ];
    for (name, value, line) in expected {
        let field = proposal
            .field(name)
            .unwrap_or_else(|| panic!("{name} is missing: {proposal:?}"));
        assert_eq!(field.value, value, "{name}");
        assert_eq!(field.evidence, Some(Evidence { page: 1, line }), "{name}");
        assert!(
            field.confidence > 0.5 && field.confidence <= 1.0,
            "{name}: {}",
            field.confidence
        );
    }
    let people: Vec<(&str, &[String])> = proposal
        .persons
        .iter()
        .map(|p| (p.name.as_str(), p.ids.as_slice()))
        .collect();
    assert!(people.contains(&("王建国", &["7".to_owned()])), "{people:?}");
    assert!(people.contains(&("李娜", &["8".to_owned()])), "{people:?}");
    assert!(!proposal.keywords.is_empty());
    assert!(proposal.summary.contains("职工代表大会"), "{}", proposal.summary);
}

#[test]
fn unsure_recognition_of_a_line_lowers_the_fields_read_from_it() {
    let sure = described(&pages(&NOTICE));
    let mut scanned = pages(&NOTICE);
    for line in &mut scanned[0].lines {
        line.confidence = Some(0.5);
    }
    let unsure = described(&scanned);
    for name in [
        field::TITLE,
        field::DOC_NUMBER,
        field::DOC_DATE,
        field::RESPONSIBLE_PARTY,
        field::AMOUNT_TOTAL,
    ] {
        let (before, after) = (
            sure.field(name).expect(name).confidence,
            unsure.field(name).expect(name).confidence,
        );
        assert!((after - before * 0.5).abs() < 0.01, "{name}: {before} {after}");
    }
}

#[test]
fn a_paper_without_lines_is_described_by_its_file() {
    let properties = FileProperties {
        title: None,
        author: Some("张三".to_owned()),
        date: Some("20240315".to_owned()),
    };
    let proposal = describe(&DescribeInput {
        file_name: "2023年度工会经费决算报告.pdf",
        pages: &[],
        properties: &properties,
        gazetteer: None,
        cues: None,
        tagger: None,
    });
    assert_eq!(proposal.value(field::TITLE), Some("2023年度工会经费决算报告"));
    assert_eq!(proposal.value(field::DOCUMENT_GENRE), Some("报告"));
    assert_eq!(proposal.value(field::DOC_DATE), Some("2024-03-15"));
    assert_eq!(proposal.value(field::RESPONSIBLE_PARTY), Some("张三"));
    assert!(
        proposal
            .fields
            .iter()
            .all(|field| field.confidence <= 0.4 && field.evidence.is_none())
    );
}

#[test]
fn dates_are_weighed_by_their_place() {
    let cases = [
        (
            vec!["会议记录", "会议时间：2024年3月1日", "2023年的情况"],
            "2024-03-01",
        ),
        (
            vec![
                "入会申请书",
                "我于2010年7月1日参加工作。",
                "申请人：王伟",
                "2024年5月6日",
            ],
            "2024-05-06",
        ),
        (
            vec![
                "通知",
                "各科室：",
                "定于2024年3月20日开会。",
                "院工会委员会",
                "二〇二四年三月十五日",
                "2024年3月16日印发",
            ],
            "2024-03-15",
        ),
        (vec!["2023年12月工作简报", "编印"], "2023-12"),
    ];
    for (lines, expected) in cases {
        assert_eq!(
            described(&pages(&lines)).value(field::DOC_DATE),
            Some(expected),
            "{lines:?}"
        );
    }
}

#[test]
fn totals_are_read_from_tables_and_sentences() {
    let cases = [
        (vec!["合计 12 1,234.50"], Some("1234.50")),
        (vec!["合 计：￥800.00"], Some("800.00")),
        (vec!["金额（大写）：叁佰元整"], Some("300.00")),
        (vec!["共计发放慰问金3.6万元。"], Some("36000.00")),
        (vec!["单价 12.50 元"], None),
        (vec!["合计 35人"], None),
    ];
    for (lines, expected) in cases {
        assert_eq!(
            described(&pages(&lines)).value(field::AMOUNT_TOTAL),
            expected,
            "{lines:?}"
        );
    }
}

#[test]
fn a_proposal_survives_being_stored_as_json() {
    let proposal = described(&pages(&NOTICE));
    let json = serde_json::to_string(&proposal).expect("serializable");
    let back: Proposal = serde_json::from_str(&json).expect("readable");
    assert_eq!(back.value(field::TITLE), proposal.value(field::TITLE));
    assert_eq!(back.persons.len(), proposal.persons.len());
}
