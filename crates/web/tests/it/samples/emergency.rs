//! Emergency plans, their runs, case files of breaches and letters.

use guildhall_web::locale::Locale;
use guildhall_web::routes;
use guildhall_web::view::*;

use super::{frame, moment, say};

const NOON: &str = "2026-11-21T04:00:00Z";

fn run_row(locale: Locale, is_over: bool) -> RunRow {
    RunRow {
        link: routes::run("7"),
        title: say(locale, "停电、断网 · 演练", "Power or network out · Rehearsal"),
        who: "孙静".into(),
        started: moment(NOON),
        minutes: is_over.then_some(95),
        taken: 2,
        steps: 4,
        late: usize::from(is_over),
    }
}

pub(super) fn plans(locale: Locale, is_new: bool) -> PlansPage {
    let plan = |is_overdue: bool| PlanRow {
        link: routes::plan("outage"),
        title: say(locale, "停电、断网", "Power or network out"),
        applies: say(locale, "机房停电。", "The server room is without power."),
        last: (!is_overdue).then(|| moment(NOON)),
        due: (!is_overdue).then(|| moment(NOON)),
        is_overdue,
    };
    PlansPage {
        ui: frame(locale, Section::System),
        plans: vec![plan(true), plan(false)],
        overdue: usize::from(is_new),
        open: if is_new {
            Vec::new()
        } else {
            vec![run_row(locale, false)]
        },
        runs: if is_new {
            Vec::new()
        } else {
            vec![run_row(locale, true)]
        },
        previous: None,
        next: (!is_new).then(|| routes::EMERGENCY.to_owned()),
    }
}

fn step(locale: Locale) -> PlanStepRow {
    PlanStepRow {
        title: say(locale, "判断", "Find out"),
        does: say(locale, "问后勤部门。", "Ask facilities."),
        minutes: 10,
        page: Some(routes::DOCTOR.to_owned()),
        evidence: say(locale, "答复人。", "Who answered."),
    }
}

pub(super) fn plan(locale: Locale) -> PlanPage {
    PlanPage {
        ui: frame(locale, Section::System),
        code: "outage".into(),
        title: say(locale, "停电、断网", "Power or network out"),
        applies: say(locale, "机房停电。", "The server room is without power."),
        lead: say(locale, "管理系统", "manage the system"),
        days: 365,
        source: "GB/T 22239-2019".into(),
        is_sure: false,
        steps: vec![step(locale)],
        may_lead: true,
    }
}

pub(super) fn run(locale: Locale, is_over: bool) -> RunPage {
    let taken = |is_skipped| TakenRow {
        outcome: say(locale, "完成", "done"),
        is_skipped,
        at: moment(NOON),
        minutes: 12,
        is_late: !is_skipped,
        who: "孙静".into(),
        note: say(locale, "两小时后恢复", "back in two hours"),
    };
    let row = |number, taken, is_next| RunStepRow {
        number,
        step: step(locale),
        is_next,
        taken,
    };
    RunPage {
        ui: frame(locale, Section::System),
        id: "7".into(),
        row: run_row(locale, is_over),
        state: say(locale, "进行中", "open"),
        is_open: !is_over,
        applies: say(locale, "机房停电。", "The server room is without power."),
        lead: say(locale, "管理系统", "manage the system"),
        incident: is_over.then(|| routes::incident("9")),
        steps: vec![
            row(1, Some(taken(false)), false),
            row(2, Some(taken(true)), false),
            row(3, None, true),
        ],
        closed: is_over.then(|| ("孙静".to_owned(), moment(NOON))),
        findings: if is_over {
            say(locale, "顺利", "it went well")
        } else {
            String::new()
        },
        improvements: if is_over {
            say(locale, "无", "none")
        } else {
            String::new()
        },
        may_lead: !is_over,
        fields: (!is_over).then(|| {
            vec![Field::new(
                "findings",
                say(locale, "发现", "Findings"),
                FieldKind::Long,
            )]
        }),
        fault: (!is_over).then(|| say(locale, "还有步骤没有做。", "Steps are open.")),
    }
}

fn incident_row(locale: Locale, is_open: bool) -> IncidentRow {
    IncidentRow {
        link: routes::incident("9"),
        what: say(locale, "名单外传", "A list was passed on"),
        known: moment(NOON),
        state: say(locale, "进行中", "open"),
        is_open,
        running: 3,
        overdue: 1,
    }
}

pub(super) fn incidents(locale: Locale, are_none: bool) -> IncidentsPage {
    IncidentsPage {
        ui: frame(locale, Section::System),
        may_keep: are_none,
        rows: if are_none {
            Vec::new()
        } else {
            vec![incident_row(locale, true), incident_row(locale, false)]
        },
        previous: None,
        next: None,
    }
}

pub(super) fn incident_new(locale: Locale) -> IncidentNewPage {
    IncidentNewPage {
        ui: frame(locale, Section::System),
        fields: vec![Field::new(
            "known",
            say(locale, "知悉时间", "Known since"),
            FieldKind::Moment,
        )],
        alert: Some("7".into()),
        fault: Some(say(locale, "时间不对。", "The time is wrong.")),
    }
}

pub(super) fn incident(locale: Locale, is_open: bool) -> IncidentPage {
    let clock = |code: &str, is_running: bool| ClockRow {
        code: code.into(),
        title: say(locale, "通知部门", "Tell the authority"),
        why: say(locale, "法律要求立即通知。", "The law says at once."),
        source: "个人信息保护法第五十七条".into(),
        is_sure: !is_running,
        due: moment(NOON),
        is_overdue: !is_running,
        left: is_running.then(|| say(locale, "2 小时 5 分", "2 h 5 min")),
        stopped: (!is_running).then(|| (say(locale, "已发信", "letter sent"), moment(NOON))),
        note: String::new(),
        needs_letter: is_running,
    };
    IncidentPage {
        ui: frame(locale, Section::System),
        id: "9".into(),
        row: incident_row(locale, is_open),
        revision: 3,
        opened: ("何安".into(), moment(NOON)),
        alert: Some(routes::alert("7")),
        clocks: vec![clock("authority", is_open), clock("persons", false)],
        facts: vec![(
            say(locale, "经过", "What"),
            say(locale, "名单外传", "A list was passed on"),
        )],
        fields: is_open.then(|| vec![Field::new("what", say(locale, "经过", "What"), FieldKind::Long)]),
        is_typed: false,
        sightings: is_open.then(|| SightingsPanel {
            taken: moment(NOON),
            digest: "ab".repeat(32),
            acts: 1,
            records: 1,
            persons: 1,
            is_complete: false,
            in_clear: false,
            named: vec!["王**".into()],
            rows: vec![SightingRow {
                when: moment(NOON),
                who: "陈瑜".into(),
                act: say(locale, "导出", "export"),
                record: "Z109-WS·2024-D30-0001".into(),
                persons: "王**".into(),
            }],
        }),
        letters: vec![LetterRow {
            link: routes::letter("5"),
            title: say(locale, "报告", "Report"),
            recipient: say(locale, "主管部门", "The authority"),
            state: say(locale, "已送出", "sent"),
            sent: Some(moment(NOON)),
        }],
        templates: vec![("authority".into(), say(locale, "报告", "Report"))],
        runs: vec![(
            routes::run("7"),
            say(locale, "泄露 · 实战", "Breach · in earnest"),
            moment(NOON),
        )],
        closed: (!is_open).then(|| ("何安".to_owned(), moment(NOON))),
        summary: if is_open {
            String::new()
        } else {
            say(locale, "已处理", "settled")
        },
        reopened: if is_open {
            say(locale, "又有人报告", "reported again")
        } else {
            String::new()
        },
        may_write: is_open,
        may_reopen: !is_open,
        fault: None,
    }
}

pub(super) fn letter(locale: Locale, is_draft: bool) -> LetterPage {
    LetterPage {
        ui: frame(locale, Section::System),
        id: "5".into(),
        incident: routes::incident("9"),
        title: say(locale, "报告", "Report"),
        state: say(locale, "草稿", "draft"),
        is_draft,
        recipient: say(locale, "主管部门", "The authority"),
        body: say(locale, "现报告如下。", "We report."),
        drafted: ("何安".into(), moment(NOON)),
        sent: (!is_draft).then(|| ("何安".to_owned(), moment(NOON))),
        way: say(locale, "专人送达", "by hand"),
        revision: 2,
        edit: is_draft.then(|| {
            vec![Field::new(
                "recipient",
                say(locale, "收信人", "To"),
                FieldKind::Text,
            )]
        }),
        send: is_draft.then(|| vec![Field::new("way", say(locale, "方式", "Way"), FieldKind::Text)]),
        fault: None,
    }
}
