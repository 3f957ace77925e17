//! Records and the page viewer.

use guildhall_web::locale::Locale;
use guildhall_web::routes;
use guildhall_web::view::*;
use jiff::civil::date;

use super::finding::{facets, found};
use super::{PAGE_IMAGE, choice, frame, link, moment, say};

pub(super) fn viewer(action: String) -> Viewer {
    let texts = [
        ("仁和医院工会文件", 190.0, 90.0, 460.0),
        ("仁工发〔2024〕12号", 300.0, 180.0, 240.0),
        ("关于召开第三届职代会第二次会议的通知", 120.0, 270.0, 600.0),
        ("各分工会：", 90.0, 350.0, 180.0),
        (
            "经院党委同意，定于2024年3月22日召开第三届职工代表大会第二次会议。",
            90.0,
            400.0,
            660.0,
        ),
        ("请各分工会于3月18日前报送代表名单和提案。", 90.0, 450.0, 560.0),
        ("2024年3月15日", 500.0, 620.0, 240.0),
    ];
    let outline = |place: usize| Outline::upright(texts[place].1, texts[place].2, texts[place].3, 36.0);
    let lines = texts.iter().enumerate().map(|(place, (text, ..))| Line {
        number: u32::try_from(place).expect("few lines"),
        text: found(text, "职代会"),
        outline: Some(outline(place)),
        doubtful: place == 5,
    });
    let field = |name: &str, place| Mark {
        outline: outline(place),
        kind: MarkKind::Field(name.into()),
    };
    Viewer {
        page: 1,
        pages: 6,
        files: vec![link("IMG_20240315_0007.pdf", true), link("名单.xlsx", false)],
        label: None,
        image: Some(PAGE_IMAGE.into()),
        width: 840,
        height: 1188,
        lines: lines.collect(),
        marks: vec![
            Mark {
                outline: Outline::upright(353.0, 268.0, 100.0, 40.0),
                kind: MarkKind::Hit,
            },
            field("title", 2),
            field("doc_number", 1),
            field("doc_date", 6),
        ],
        previous: None,
        next: Some(routes::with_query(&action, [("page", 2)])),
        found_on: vec![
            PageLink {
                page: 1,
                count: 2,
                link: routes::with_query(&action, [("page", 1)]),
                shown: true,
            },
            PageLink {
                page: 4,
                count: 1,
                link: routes::with_query(&action, [("page", 4)]),
                shown: false,
            },
        ],
        action,
        keep: vec![("q".into(), "职代会".into())],
        within: "职代会".into(),
        is_masked: true,
        reason: None,
    }
}

pub(super) fn records(locale: Locale) -> RecordsPage {
    let row = |number: &str, title: &str, secrecy: Option<String>| RecordRow {
        link: routes::record("0198f1c2"),
        number: number.into(),
        title: title.into(),
        class: say(locale, "职代会", "Staff congress"),
        retention: say(locale, "永久", "Permanent"),
        responsible: Some("仁和医院工会".into()),
        date: Some(date(2024, 3, 15)),
        pages: 6,
        secrecy,
    };
    RecordsPage {
        ui: frame(locale, Section::Records),
        facets: facets(locale),
        chosen: vec![link("2024", true)],
        count: 12_480,
        records: vec![
            row(
                "0012-ZY.ZD·2024-Y-0007",
                "关于召开第三届职代会第二次会议的通知",
                None,
            ),
            row(
                "0012-ZY.ZD·2024-Y-0008",
                "第三届职代会代表资格审查报告",
                Some(say(locale, "限制", "Restricted")),
            ),
        ],
        may_add: true,
        previous: Some(routes::RECORDS.into()),
        next: Some(routes::RECORDS.into()),
    }
}

fn clear(locale: Locale) -> ClearPanel {
    let purposes = vec![Choice {
        value: "hardship_review".into(),
        label: say(locale, "困难帮扶审核", "Review of hardship aid"),
        chosen: false,
    }];
    ClearPanel {
        until: None,
        open: true,
        fields: vec![
            Field::new(
                "purpose",
                say(locale, "目的", "Purpose"),
                FieldKind::Select(purposes),
            ),
            Field::new("reason", say(locale, "事由", "Reason"), FieldKind::Long),
        ],
        ask: routes::clear_access("0198f1c2"),
        end: routes::clear_access_end("0198f1c2"),
    }
}

pub(super) fn looks(locale: Locale, is_linked: bool) -> LooksPage {
    let look = LookRow {
        when: moment("2026-11-20T03:20:00Z"),
        who: "李文静".into(),
        what: say(locale, "以明文查看个人信息", "Saw personal data in clear"),
        class: say(locale, "困难职工帮扶档案", "Hardship aid files"),
        record: None,
        purpose: say(locale, "困难帮扶审核", "Review of hardship aid"),
    };
    LooksPage {
        ui: frame(locale, Section::Outside),
        is_linked,
        looks: if is_linked { vec![look] } else { Vec::new() },
        previous: None,
        next: is_linked.then(|| routes::OWN_LOOKS.into()),
    }
}

pub(super) fn record(locale: Locale) -> RecordPage {
    let facts = [
        ("责任者", "Responsible", "仁和医院工会"),
        ("文号", "Document number", "仁工发〔2024〕12号"),
        ("日期", "Date", "2024-03-15"),
        ("保管期限", "Retention", "永久"),
    ];
    let change = |when: &str, what, leaf| Change {
        when: moment(when),
        who: "李文静".into(),
        what,
        leaf,
    };
    RecordPage {
        ui: frame(locale, Section::Records),
        title: "关于召开第三届职代会第二次会议的通知".into(),
        number: Some("0012-ZY.ZD·2024-Y-0007".into()),
        secrecy: Some(say(locale, "限制", "Restricted")),
        kept: Some(say(
            locale,
            "本件已于 2026-03-10 移交市档案馆（移交单 2026-1），本馆留存的是利用副本。",
            "Kept by the City Archives since 2026-03-10.",
        )),
        lent: Some(say(
            locale,
            "原件已借给王芳，应于 2026年3月10日 归还。",
            "The original is lent to Wang Fang.",
        )),
        volume: Some(VolumePlace {
            link: Some("/volumes/1".into()),
            title: say(locale, "2024年3月记账凭证", "Vouchers of March 2024"),
            place: say(locale, "第 2 件", "paper 2"),
            previous: Some("/records/1".into()),
            next: None,
        }),
        lies: Some(Lies {
            way: Some("库房 K1 / 盒 H-0001".into()),
            link: Some("/storeroom/1".into()),
            moves: super::storeroom::full_box(locale).moves,
        }),
        place: vec![
            link("0012 仁和医院工会", false),
            link("职代会档案", false),
            link("2024", false),
        ],
        facts: vec![FactGroup {
            name: say(locale, "著录", "Description"),
            facts: facts
                .iter()
                .map(|(zh, en, value)| (say(locale, zh, en), (*value).to_owned()))
                .collect(),
        }],
        viewer: Some(viewer(routes::record("0198f1c2"))),
        notes: vec![say(
            locale,
            "文件带有电子签名。",
            "The file carries electronic signatures.",
        )],
        files: vec![FileRow {
            name: "IMG_20240315_0007.pdf".into(),
            format: "PDF 1.7".into(),
            told: Some(super::formats::told(locale)),
            size: 2_483_200,
            sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
            download: Some(routes::original("0198f1c2", "1")),
            clear_only: false,
        }],
        searchable_pdf: Some(routes::searchable_pdf("0198f1c2")),
        checks: Some(super::checks::standing(locale)),
        proof: routes::record_proof("0198f1c2"),
        package: Some(routes::record_package("0198f1c2")),
        prior: vec![PriorHouse {
            sender: say(locale, "市二医院工会", "Union of the second hospital"),
            log: "second.example/0198".into(),
            key: "second.example+1a2b3c4d+ATjs".into(),
            received: moment("2026-11-20T03:00:00Z"),
            entries: 6,
            acts: vec![PriorAct {
                what: "归档".into(),
                who: "李静".into(),
                when: moment("2024-03-20T03:00:00Z"),
            }],
        }],
        history: vec![
            change(
                "2026-11-20T03:20:00Z",
                say(locale, "归档，编入档号", "Filed and numbered"),
                Some(48_211),
            ),
            change(
                "2026-11-20T02:14:00Z",
                say(locale, "收到文件", "Received"),
                Some(48_190),
            ),
        ],
        edit: Some(routes::paper("0198f1c2")),
        reclassify: Some(routes::record_secrecy("0198f1c2")),
        certify: Some(routes::attestation_new("0198f1c2")),
        print: Some(routes::record_print("0198f1c2")),
        clear: Some(clear(locale)),
    }
}

pub(super) fn package(locale: Locale) -> PackagePage {
    let choice = |code, zh, en| PackageChoice {
        code,
        label: say(locale, zh, en),
        lead: say(locale, "可核验。", "Can be checked."),
    };
    PackagePage {
        ui: frame(locale, Section::Records),
        title: "关于召开第三届职代会第二次会议的通知".into(),
        number: "0012-ZY.ZD·2024-Y-0007".into(),
        files: 2,
        bytes: 2_483_200,
        left: 99,
        limit: 100,
        lifted: None,
        formats: vec![
            choice("eep", "国家标准封装包", "National package"),
            choice("bagit", "BagIt", "BagIt"),
        ],
        action: routes::record_package("0198f1c2"),
        back: routes::record("0198f1c2"),
    }
}

pub(super) fn print(locale: Locale) -> PrintPage {
    PrintPage {
        ui: frame(locale, Section::Records),
        record: routes::record("0198f1c2"),
        number: "0012-ZY.ZD·2024-Y-0007".into(),
        title: "关于召开第三届职代会第二次会议的通知".into(),
        images: vec![
            routes::print_image("0198f1c2", 1),
            routes::print_image("0198f1c2", 2),
        ],
        is_cut: true,
    }
}

pub(super) fn reclassification(locale: Locale, is_asked: bool) -> ReclassificationPage {
    let level = choice(&say(locale, "内部", "Internal"), false);
    ReclassificationPage {
        ui: frame(locale, Section::Records),
        id: "0198f1c2".into(),
        title: "关于召开第三届职代会第二次会议的通知".into(),
        number: "0012-ZY.ZD·2024-Y-0007".into(),
        level: say(locale, "工作秘密", "Work secret"),
        asked: is_asked.then(|| say(locale, "内部", "Internal")),
        run: is_asked.then(|| routes::workflow_run("0198f1d0")),
        fields: vec![
            Field::new(
                "security_level",
                say(locale, "新密级", "New level"),
                FieldKind::Select(vec![level]),
            ),
            Field::new("basis", say(locale, "依据", "Basis"), FieldKind::Long),
        ],
        fault: (!is_asked).then(|| say(locale, "依据太短。", "The basis is too short.")),
    }
}
