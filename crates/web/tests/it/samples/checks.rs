//! The four checks.

use guildhall_checks::{Outcome, Property};
use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{frame, moment, say};

pub(super) fn overview(locale: Locale) -> ChecksPage {
    ChecksPage {
        ui: frame(locale, Section::Records),
        checked: 1_204,
        failing: 1,
        to_look_at: 3,
        rows: vec![CheckedRow {
            link: "/records/0190a3f1-0000-7000-8000-000000000001/checks".into(),
            number: "Z109-WS·2015-D10-0001".into(),
            title: say(locale, "关于召开职工运动会的通知", "Notice of the sports day"),
            class: say(locale, "文书档案", "administrative documents"),
            failed: 1,
            to_look_at: 1,
            checked_at: moment("2026-11-20T03:20:00Z"),
        }],
        previous: None,
        next: Some("/checks?after=1".into()),
    }
}

pub(super) fn never(locale: Locale) -> ChecksPage {
    ChecksPage {
        checked: 0,
        failing: 0,
        to_look_at: 0,
        rows: Vec::new(),
        next: None,
        ..overview(locale)
    }
}

pub(super) fn standing(locale: Locale) -> Standing {
    Standing {
        link: Some("/records/0198f1c2/checks".into()),
        in_order: 22,
        failed: 1,
        to_look_at: 1,
        checked_at: moment("2026-11-20T03:20:00Z"),
        why: say(locale, "归档时检测", "Checked at filing"),
        who: "李文静".into(),
    }
}

pub(super) fn checking(locale: Locale) -> CheckingPage {
    let row = |code: &str, (zh, en): (&str, &str), outcome, why: &str| CheckRow {
        property: Property::Authenticity,
        code: code.to_owned(),
        name: say(locale, zh, en),
        is_sure: outcome != Outcome::Fails,
        outcome,
        outcome_name: say(locale, "结果", "result"),
        why: why.to_owned(),
        remedy: String::new(),
        answer: (outcome == Outcome::ToLookAt).then(|| format!("/records/0198f1c2/checks/{code}")),
    };
    CheckingPage {
        ui: frame(locale, Section::Records),
        title: "关于召开第三届职代会第二次会议的通知".into(),
        number: Some("0012-ZY.ZD·2024-Y-0007".into()),
        record: "/records/0198f1c2".into(),
        again: Some("/records/0198f1c2/checks".into()),
        report: Some("/records/0198f1c2/checks.pdf".into()),
        groups: vec![(
            say(locale, "真实性", "Authenticity"),
            vec![
                row(
                    "GD-1-1",
                    ("固化信息有效性检测", "Digests are valid"),
                    Outcome::InOrder,
                    "",
                ),
                row(
                    "GD-1-9",
                    ("内容数据大小一致性检测", "File size"),
                    Outcome::Fails,
                    "1",
                ),
                row(
                    "GD-4-2",
                    ("病毒感染检测", "No virus was found"),
                    Outcome::ToLookAt,
                    "…",
                ),
                row(
                    "GD-4-5",
                    ("载体外观检测", "The medium looks whole"),
                    Outcome::NotAsked,
                    "…",
                ),
            ],
        )],
        past: vec![standing(locale)],
    }
}

pub(super) fn unchecked(locale: Locale) -> CheckingPage {
    CheckingPage {
        report: None,
        groups: Vec::new(),
        past: Vec::new(),
        ..checking(locale)
    }
}
