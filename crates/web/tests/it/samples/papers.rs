//! The inbox and the describing form.

use guildhall_web::locale::Locale;
use guildhall_web::routes;
use guildhall_web::view::*;

use super::records::viewer;
use super::{choice, frame, link, moment, say};

pub(super) fn paper(name: &str, state: PaperState) -> Paper {
    // Every paper of a page has an id of its own.
    let own: u32 = name.bytes().map(u32::from).sum();
    Paper {
        id: format!("0198f1c2-{own}"),
        name: name.into(),
        format: "PDF".into(),
        size: 2_483_200,
        pages: Some(6),
        title: None,
        class: None,
        arrived: moment("2026-11-20T02:14:00Z"),
        from: "李文静".into(),
        state,
        may_describe: true,
        may_read_again: false,
        may_discard: true,
        may_put_back: false,
    }
}

pub(super) fn inbox(locale: Locale) -> InboxPage {
    let mut ready = paper("IMG_20240315_0007.pdf", PaperState::Doubtful(2));
    ready.title = Some("关于召开第三届职代会第二次会议的通知".into());
    ready.class = Some(say(locale, "职代会", "Staff congress"));
    let mut good = paper("2024工会经费预算.xlsx", PaperState::Ready);
    good.title = Some("仁和医院工会2024年度经费预算表".into());
    good.class = Some(say(locale, "经费", "Funds"));
    let mut broken = paper(
        "加密合同.pdf",
        PaperState::Unreadable(say(
            locale,
            "文件有密码保护，无法打开。",
            "The file is protected by a password.",
        )),
    );
    broken.may_read_again = true;
    let tab = |zh, en, count, chosen| Tab {
        choice: link(&say(locale, zh, en), chosen),
        count,
    };
    InboxPage {
        ui: Frame {
            notice: Some(Notice {
                mood: Mood::Good,
                text: say(
                    locale,
                    "已归档，档号 0012-WS·2024-Y-0031。",
                    "Filed as 0012-WS·2024-Y-0031.",
                ),
            }),
            ..frame(locale, Section::Inbox)
        },
        tabs: vec![
            tab("可著录", "Ready", 37, true),
            tab("识读中", "Being read", 214, false),
            tab("有问题", "Problems", 1, false),
        ],
        undo: Some(Undo {
            id: "0198f1c9".into(),
            name: "重复扫描.pdf".into(),
        }),
        holds_discarded: false,
        batch: Some(BatchBar {
            from: vec![("from".into(), "new".into())],
            all: 37,
        }),
        papers: vec![
            ready,
            good,
            paper("困难职工申请书-扫描.tif", PaperState::Reading { done: 4, of: 11 }),
            paper("会议纪要.docx", PaperState::Waiting),
            broken,
        ],
        again: routes::INBOX.into(),
        first_ready: Some(routes::paper("0198f1c2")),
        moving: true,
        may_upload: true,
        largest: 2 << 30,
        watched: None,
        previous: None,
        next: Some(routes::INBOX.into()),
    }
}

pub(super) fn inbox_discarded(locale: Locale) -> InboxPage {
    let mut twice = paper(
        "重复扫描.pdf",
        PaperState::Discarded {
            at: moment("2026-11-20T03:02:00Z"),
            reason: say(locale, "扫重了", "Scanned twice"),
        },
    );
    twice.may_describe = false;
    twice.may_discard = false;
    twice.may_put_back = true;
    InboxPage {
        papers: vec![twice],
        moving: false,
        first_ready: None,
        undo: None,
        holds_discarded: true,
        batch: None,
        next: None,
        ..inbox(locale)
    }
}

pub(super) fn inbox_discarded_empty(locale: Locale) -> InboxPage {
    InboxPage {
        papers: vec![],
        ..inbox_discarded(locale)
    }
}

pub(super) fn inbox_empty(locale: Locale) -> InboxPage {
    InboxPage {
        papers: vec![],
        batch: None,
        moving: false,
        first_ready: None,
        watched: Some("inbox".into()),
        next: None,
        ..inbox(locale)
    }
}

pub(super) fn describe(locale: Locale) -> DescribePage {
    let action = routes::paper("0198f1c2");
    let proposal = |percent, sureness, quote: &str| Proposal {
        percent,
        sureness,
        evidence: Some(Evidence {
            quote: quote.into(),
            page: 1,
            link: routes::with_query(&action, [("page", 1)]),
        }),
    };
    let text =
        |name: &str, zh, en, value: &str| Field::new(name, say(locale, zh, en), FieldKind::Text).value(value);
    let bare = |field| DescribeField {
        field,
        proposal: None,
    };
    let retention = FieldKind::Select(vec![
        choice("永久", true),
        choice("30年", false),
        choice("10年", false),
    ]);
    let first = vec![
        DescribeField {
            field: text("title", "题名", "Title", "关于召开第三届职代会第二次会议的通知"),
            proposal: Some(proposal(
                98,
                Sureness::Sure,
                "关于召开第三届职代会第二次会议的通知",
            )),
        },
        DescribeField {
            field: text("doc_number", "文号", "Document number", "仁工发〔2024〕12号"),
            proposal: Some(proposal(74, Sureness::Doubtful, "仁工发〔2024〕12号")),
        },
        DescribeField {
            field: Field::new("doc_date", say(locale, "日期", "Date"), FieldKind::Date).value("2024-03-15"),
            proposal: Some(proposal(96, Sureness::Sure, "2024年3月15日")),
        },
        bare(text("responsible", "责任者", "Responsible party", "仁和医院工会")),
        bare(Field::new(
            "retention",
            say(locale, "保管期限", "Retention"),
            retention,
        )),
    ];
    let second = vec![
        bare(text("congress_no", "届次", "Congress", "第三届")),
        DescribeField {
            field: text("persons", "人名", "Persons", "").optional(),
            proposal: Some(Proposal {
                percent: 31,
                sureness: Sureness::Low,
                evidence: None,
            }),
        },
        bare(text("attended", "实到人数", "Attended", "一百").fault(Some(say(
            locale,
            "请填写数字。",
            "Write a number.",
        )))),
        bare(Field::new("note", say(locale, "附注", "Note"), FieldKind::Long).optional()),
    ];
    let types = FieldKind::Select(vec![choice("职代会档案", true), choice("文书档案", false)]);
    DescribePage {
        ui: frame(locale, Section::Inbox),
        id: "0198f1c2".into(),
        name: "IMG_20240315_0007.pdf".into(),
        place: 1,
        ready: 37,
        previous: None,
        next: Some(routes::paper("0198f1c3")),
        viewer: viewer(action.clone()),
        parties: vec!["市第一人民医院工会".into()],
        class: Field::new("class", say(locale, "门类", "Type"), types),
        groups: vec![
            FieldGroup {
                name: String::new(),
                fields: first,
            },
            FieldGroup {
                name: say(locale, "会议", "Meeting"),
                fields: second,
            },
        ],
        faults: vec![],
        version: 3,
        unreadable: None,
        notes: vec![say(locale, "有1页损坏。", "1 page is damaged.")],
        volume: Some(link(&say(locale, "已放入案卷。", "It lies in a volume."), false)),
        filing: Some(FilingNotice {
            sentence: say(
                locale,
                "归档未获批准。请按意见修改后重新报请。",
                "Its filing was refused. Mend what the opinion says, and ask again.",
            ),
            is_open: false,
            link: Some(routes::workflow_run("0198f1d0")),
        }),
        may_save: true,
        may_file: true,
        may_discard: true,
    }
}
