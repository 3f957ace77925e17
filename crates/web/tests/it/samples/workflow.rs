//! Tasks, runs, definitions, absences; the use of records.

use guildhall_web::locale::Locale;
use guildhall_web::routes;
use guildhall_web::view::*;

use super::{PAGE_IMAGE, choice, frame, moment, say};

const NOON: &str = "2026-11-20T04:00:00Z";
const CODE: &str = "Z109-WS·2024-D30-0001";

fn title(locale: Locale) -> String {
    say(locale, "利用申请", "Request to read a record")
}

pub(super) fn tasks(locale: Locale, is_empty: bool) -> TasksPage {
    let task = |is_late: bool| TaskRow {
        link: routes::workflow_run("7"),
        title: title(locale),
        subject: CODE.into(),
        asks: say(locale, "主席审批", "The chair decides"),
        who: "钱立".into(),
        due: moment(NOON),
        is_late,
        is_reminded: !is_late,
        instead_of: is_late.then(|| "周正".into()),
    };
    TasksPage {
        ui: frame(locale, Section::Tasks),
        tasks: if is_empty {
            Vec::new()
        } else {
            vec![task(true), task(false)]
        },
        is_absent: !is_empty,
        previous: None,
        next: (!is_empty).then(|| routes::TASKS.to_owned()),
    }
}

pub(super) fn started(locale: Locale, is_empty: bool) -> StartedPage {
    let run = StartedRow {
        link: routes::workflow_run("7"),
        title: title(locale),
        subject: CODE.into(),
        standing: say(locale, "已同意", "Approved"),
        is_running: false,
        started: moment(NOON),
    };
    StartedPage {
        ui: frame(locale, Section::Tasks),
        runs: if is_empty { Vec::new() } else { vec![run] },
        previous: None,
        next: None,
    }
}

fn diagram(locale: Locale) -> Diagram {
    let one = |y: u32, label: String, is_now: bool| DiagramBox {
        x: 10,
        y,
        width: 230,
        height: 44,
        round: 6,
        label,
        is_now,
    };
    let arrow = |path: &str| Arrow { path: path.into() };
    Diagram {
        height: 160,
        boxes: vec![
            one(8, say(locale, "档案员审核", "The archivist looks"), true),
            one(84, say(locale, "已同意", "Approved"), false),
        ],
        arrows: vec![arrow("M125 52 V82"), arrow("M240 30 C286 30 286 182 242 182")],
        name: title(locale),
    }
}

pub(super) fn run(locale: Locale, is_open: bool) -> WorkflowRunPage {
    let decided = DecisionRow {
        step: say(locale, "档案员审核", "The archivist looks"),
        what: say(locale, "退回", "sent back"),
        is_no: true,
        to: Some(say(locale, "档案员审核", "The archivist looks")),
        who: "赵敏".into(),
        instead_of: Some("周正".into()),
        at: moment(NOON),
        opinion: say(locale, "用途不清楚", "The purpose is not clear"),
    };
    let forms = TaskForms {
        seat: "8".into(),
        instead_of: Some("周正".into()),
        back_to: vec![choice("archivist", false)],
        others: vec![choice("9", false)],
    };
    WorkflowRunPage {
        ui: frame(locale, Section::Tasks),
        id: "7".into(),
        revision: 3,
        title: title(locale),
        subject: CODE.into(),
        link: Some(routes::record("5")),
        asks: say(locale, "是否同意提供利用？", "May it be read?"),
        standing: say(locale, "主席审批", "The chair decides"),
        is_running: is_open,
        who: "钱立".into(),
        started: moment(NOON),
        due: is_open.then(|| moment(NOON)),
        is_late: is_open,
        waits_for: if is_open { "周正".into() } else { String::new() },
        about: say(locale, "核对职称", "To check a title"),
        facts: vec![(say(locale, "申请天数", "Days asked for"), "7".into())],
        decided: if is_open { Vec::new() } else { vec![decided] },
        diagram: diagram(locale),
        may_withdraw: is_open,
        forms: is_open.then_some(forms),
        fault: is_open.then(|| {
            say(
                locale,
                "已有别人先办理了。",
                "Somebody else has decided meanwhile.",
            )
        }),
    }
}

pub(super) fn workflows(locale: Locale) -> WorkflowsPage {
    let step = StepView {
        title: say(locale, "档案员审核", "The archivist looks"),
        asks: say(locale, "是否可以提供？", "May it be shown?"),
        right: Some(say(locale, "审批档案利用", "decide about the use of records")),
        posts: "主席".into(),
        mode: say(locale, "或签", "any one of them"),
        days: 2,
        escalate: Some(say(locale, "审批敏感档案利用", "decide about sensitive use")),
        ways: vec![
            WayView {
                when: Some("secrecy >= 2".into()),
                to: say(locale, "主席审批", "The chair decides"),
            },
            WayView {
                when: None,
                to: say(locale, "已同意", "Approved"),
            },
        ],
    };
    let gate = StepView {
        right: None,
        asks: String::new(),
        escalate: None,
        ..step.clone()
    };
    WorkflowsPage {
        ui: frame(locale, Section::Tasks),
        definitions: vec![DefinitionView {
            title: title(locale),
            about: say(
                locale,
                "想看无权查看的档案时提出。",
                "For a record that one may not read.",
            ),
            edition: 1,
            diagram: diagram(locale),
            steps: vec![step, gate],
        }],
        holidays: vec![HolidayRow {
            name: say(locale, "元旦", "New Year's Day"),
            from: Some(jiff::civil::date(2026, 1, 1)),
            to: Some(jiff::civil::date(2026, 1, 3)),
            is_sure: false,
        }],
    }
}

pub(super) fn absences(locale: Locale, has_colleagues: bool) -> AbsencePage {
    let absence = AbsenceRow {
        id: "4".into(),
        substitute: "吴芙".into(),
        from: moment(NOON),
        until: moment(NOON),
    };
    let fields = vec![
        Field::new(
            "substitute",
            say(locale, "代理人", "Who stands in"),
            FieldKind::Select(vec![choice("9", false)]),
        ),
        Field::new("from", say(locale, "开始", "From"), FieldKind::Moment),
    ];
    AbsencePage {
        ui: frame(locale, Section::Tasks),
        absences: if has_colleagues { vec![absence] } else { Vec::new() },
        fields: has_colleagues.then_some(fields),
        fault: None,
    }
}

pub(super) fn uses(locale: Locale, is_empty: bool) -> UsesPage {
    let row = |is_open: bool| UseRow {
        code: CODE.into(),
        purpose: say(locale, "核对职称", "To check a title"),
        standing: say(locale, "可以查看", "may be read"),
        asked: moment(NOON),
        until: is_open.then(|| moment(NOON)),
        read: is_open.then(|| routes::use_of("3")),
        run: is_open.then(|| routes::workflow_run("7")),
    };
    let code = Field::new("code", say(locale, "档号", "Archival code"), FieldKind::Text);
    UsesPage {
        ui: frame(locale, Section::Records),
        rows: if is_empty {
            Vec::new()
        } else {
            vec![row(true), row(false)]
        },
        fields: (!is_empty).then(|| vec![code]),
        register: (!is_empty).then(|| routes::USE_REGISTER.to_owned()),
        fault: None,
        previous: None,
        next: None,
    }
}

pub(super) fn reading(locale: Locale, has_images: bool) -> UsePage {
    UsePage {
        ui: frame(locale, Section::Records),
        code: CODE.into(),
        purpose: say(locale, "核对职称", "To check a title"),
        until: Some(moment(NOON)),
        image: has_images.then(|| PAGE_IMAGE.to_owned()),
        width: 1_240,
        page: 2,
        pages: 3,
        previous: Some(routes::use_of("3")),
        next: None,
    }
}

pub(super) fn register(locale: Locale, is_empty: bool) -> UseRegisterPage {
    let row = RegisterRow {
        id: "3".into(),
        record: routes::record("5"),
        code: CODE.into(),
        who: "钱立".into(),
        purpose: say(locale, "核对职称", "To check a title"),
        standing: say(locale, "可以查看", "may be read"),
        from: Some(moment(NOON)),
        until: Some(moment(NOON)),
        looks: 4,
        may_revoke: true,
    };
    UseRegisterPage {
        ui: frame(locale, Section::Records),
        rows: if is_empty { Vec::new() } else { vec![row] },
        previous: None,
        next: None,
    }
}
