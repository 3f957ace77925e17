//! Policies, a question about somebody, and a trial of a change.

use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{frame, moment, say};

const CEDAR: &str = "permit (\n  principal in Role::\"reader\",\n  action in Action::\"see\",\n  resource is Record\n)\nwhen { resource in principal.organisation && resource.state == State::\"filed\" };";

fn answer(locale: Locale) -> WhyAnswer {
    let grant = |allowed, id: &str, sentence: String| GrantView {
        name: say(locale, "读者 /1/17/5/ ≤ 1", "Reader /1/17/5/ ≤ 1"),
        allowed,
        policies: vec![Reason {
            id: id.into(),
            sentence,
        }],
    };
    WhyAnswer {
        who: "钱立 (qian.li)".into(),
        what: vec!["state: filed".into(), "secrecy: 1".into(), "/1/17/5/".into()],
        actions: vec![
            ActionAnswer {
                name: say(locale, "看内容", "see the content"),
                allowed: true,
                grants: vec![grant(
                    true,
                    "reader-sees-what-is-filed",
                    "钱立, reader of the surgical branch, finds and reads what is filed there.".into(),
                )],
            },
            ActionAnswer {
                name: say(locale, "下载", "download"),
                allowed: false,
                grants: vec![GrantView {
                    policies: Vec::new(),
                    ..grant(false, "", String::new())
                }],
            },
        ],
    }
}

pub(super) fn policies(locale: Locale) -> PoliciesPage {
    let ui = frame(locale, Section::System);
    PoliciesPage {
        question: vec![
            Field::new("login", ui.t("why-login"), FieldKind::Text).value("qian.li"),
            Field::new("record", ui.t("why-record"), FieldKind::Text).value("Z001-WS·2024-D30-0007"),
        ],
        fault: None,
        answer: Some(answer(locale)),
        files: vec![PolicyFileView {
            name: "records.cedar".into(),
            is_law: false,
            policies: vec![PolicyView {
                id: "reader-sees-what-is-filed".into(),
                permits: true,
                sentence: "钱立, reader of the surgical branch, finds and reads what is filed there.".into(),
                cedar: CEDAR.into(),
            }],
        }],
        edition: Some(3),
        cases: 12,
        may_try: true,
        ui,
    }
}

pub(super) fn trial(locale: Locale) -> PolicyTrialPage {
    PolicyTrialPage {
        ui: frame(locale, Section::System),
        files: vec![TrialFile {
            name: "records.cedar".into(),
            text: CEDAR.into(),
            rows: 8,
        }],
        cases: String::new(),
        reason: say(locale, "放开科室下载", "Departments may download"),
        fault: None,
        outcome: Some(TrialOutcome::Good(vec![ImpactRow {
            people: "钱立、周文".into(),
            more: 3,
            grants: say(locale, "读者 /1/17/5/ ≤ 1", "Reader /1/17/5/ ≤ 1"),
            action: say(locale, "下载", "download"),
            gained: 1234,
            lost: 0,
        }])),
    }
}

fn row(locale: Locale, number: Option<u32>) -> EditionRow {
    let at = moment("2026-11-21T00:40:00Z");
    EditionRow {
        id: "0190a3f1-0000-7000-8000-000000000001".into(),
        number,
        state: say(
            locale,
            if number.is_some() {
                "已同意"
            } else {
                "等待决定"
            },
            "waits",
        ),
        waits: number.is_none(),
        reason: say(locale, "放开科室下载", "Departments may download"),
        proposer: Some(say(locale, "何安", "He An")),
        proposed: at,
        lapses: at,
        decided: number.map(|_| Decided {
            by: say(locale, "孙静", "Sun Jing"),
            at,
            reason: String::new(),
        }),
    }
}

pub(super) fn editions(locale: Locale) -> EditionsPage {
    EditionsPage {
        ui: frame(locale, Section::System),
        in_force: Some(2),
        editions: vec![row(locale, None), row(locale, Some(2))],
        may_propose: true,
    }
}

pub(super) fn edition(locale: Locale) -> EditionPage {
    let line = |sign: char, text: &str| ChangedLine {
        sign,
        text: text.into(),
    };
    EditionPage {
        ui: frame(locale, Section::System),
        row: row(locale, None),
        changes: vec![TextChange {
            name: "records.cedar".into(),
            lines: vec![
                line(' ', "permit ("),
                line('-', "  principal in Role::\"archivist\","),
                line('+', "  principal,"),
                line('…', ""),
            ],
        }],
        effects: vec![ImpactRow {
            people: say(locale, "12 人", "12 people"),
            more: 0,
            grants: say(locale, "读者 /1/17/5/ ≤ 1", "Reader /1/17/5/ ≤ 1"),
            action: say(locale, "下载", "download"),
            gained: 340,
            lost: 0,
        }],
        may_decide: true,
        may_withdraw: true,
        fault: None,
    }
}
