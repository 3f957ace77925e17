//! The register of processing, requests, one's own data, impact assessments.

use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{choice, frame, moment, say};

fn facts(locale: Locale) -> Vec<(String, String)> {
    vec![(
        say(locale, "处理目的", "Purpose"),
        say(locale, "履行归档义务。", "To meet the duty to file."),
    )]
}

fn text_field(locale: Locale, name: &str) -> Field {
    Field::new(name, say(locale, "内容", "Content"), FieldKind::Long)
}

pub(super) fn register(locale: Locale) -> RegisterPage {
    let entry = |code: &str, is_gap, has_ended| EntryRow {
        code: code.into(),
        title: say(locale, "工会档案", "The union's archives"),
        version: 2,
        facts: facts(locale),
        is_sensitive: true,
        has_ended,
        is_gap,
    };
    RegisterPage {
        ui: frame(locale, Section::Privacy),
        entries: vec![entry("archives", true, false), entry("events", false, true)],
        gaps: 1,
        may_keep: true,
    }
}

pub(super) fn entry(locale: Locale) -> EntryPage {
    EntryPage {
        ui: frame(locale, Section::Privacy),
        title: Some(say(locale, "工会档案", "The union's archives")),
        action: "/privacy/register/archives".into(),
        version: 2,
        fields: Some(vec![text_field(locale, "purpose")]),
        classes: vec![choice("phone", true), choice("illness", false)],
        is_sensitive: true,
        has_ended: false,
        fault: Some(say(locale, "原因为空。", "The reason is empty.")),
        versions: vec![VersionRow {
            version: 2,
            kept: Some(("何安".into(), moment("2026-11-21T00:40:00Z"))),
            reason: say(locale, "换届", "New term"),
            facts: facts(locale),
        }],
    }
}

fn row(locale: Locale, id: &str) -> RequestRow {
    RequestRow {
        link: format!("/privacy/requests/{id}"),
        kind: say(locale, "删除", "erasure"),
        who: "王芳菲".into(),
        state: say(locale, "已收到", "received"),
        received: moment("2026-11-01T00:40:00Z"),
        due: moment("2026-11-20T16:00:00Z"),
        is_overdue: true,
    }
}

pub(super) fn requests(locale: Locale, any: bool) -> RequestsPage {
    let rows = |id: &str| if any { vec![row(locale, id)] } else { Vec::new() };
    RequestsPage {
        ui: frame(locale, Section::Privacy),
        open: rows("1"),
        past: rows("2"),
        overdue: usize::from(any),
        previous: None,
        next: any.then(|| "/privacy/requests?at=1".into()),
    }
}

pub(super) fn request(locale: Locale) -> RequestPage {
    let holding = |code: &str, can_be_erased| HoldingRow {
        code: code.into(),
        title: say(locale, "手机号", "Phone number"),
        can_be_erased,
        because: say(locale, "第四十七条", "Article 47"),
    };
    RequestPage {
        ui: frame(locale, Section::Privacy),
        id: "1".into(),
        row: row(locale, "1"),
        wish: say(locale, "请删除我的手机号", "Please erase my phone number"),
        clock: say(locale, "15 个工作日", "15 working days"),
        officer: Some("何安".into()),
        answer: String::new(),
        done: Vec::new(),
        may_begin: true,
        is_own: true,
        fields: Some(vec![text_field(locale, "answer")]),
        holdings: vec![holding("phone", true), holding("ledger", false)],
        fault: None,
    }
}

pub(super) fn own_data(locale: Locale) -> OwnDataPage {
    let consent = |code: &str, may_give| ConsentRow {
        code: code.into(),
        version: 1,
        title: say(locale, "活动照片", "Pictures of events"),
        text: say(locale, "我同意。", "I agree."),
        standing: say(locale, "未表示", "not decided"),
        may_give,
        may_withdraw: !may_give,
        history: vec![(moment("2026-11-21T00:40:00Z"), say(locale, "同意", "given"), 1)],
    };
    OwnDataPage {
        ui: frame(locale, Section::Outside),
        consents: vec![consent("pictures", true), consent("phone", false)],
        requests: vec![OwnRequestRow {
            id: "1".into(),
            kind: say(locale, "更正", "correction"),
            wish: say(locale, "手机号换了", "My phone has changed"),
            state: say(locale, "已答复", "answered"),
            received: moment("2026-11-01T00:40:00Z"),
            due: Some(moment("2026-11-20T16:00:00Z")),
            is_overdue: false,
            outcome: Some(say(locale, "同意", "granted")),
            answer: say(locale, "已更正", "Done"),
            done: vec![DoneRow {
                what: say(locale, "手机号", "phone"),
                before: "138****5678".into(),
                after: "139****4321".into(),
            }],
            shows_copy: true,
            close: Some(say(locale, "办结", "Close")),
        }],
        fields: vec![text_field(locale, "wish")],
        fault: Some(say(locale, "请写明。", "Say what.")),
    }
}

pub(super) fn own_copy(locale: Locale) -> OwnCopyPage {
    let group = |rows| CopyGroup {
        title: say(locale, "账户", "Account"),
        columns: vec![say(locale, "项目", "Item"), say(locale, "内容", "Value")],
        rows,
    };
    OwnCopyPage {
        ui: frame(locale, Section::Outside),
        made: moment("2026-11-21T00:40:00Z"),
        groups: vec![
            group(vec![vec![say(locale, "姓名", "Name"), "王芳菲".into()]]),
            group(Vec::new()),
        ],
        is_cut: true,
    }
}

fn assessment_row(locale: Locale) -> AssessmentRow {
    AssessmentRow {
        link: "/privacy/assessments/1".into(),
        title: say(locale, "工会档案", "The union's archives"),
        version: 1,
        state: say(locale, "待决定", "waits"),
        drafter: "何安".into(),
        drafted: moment("2026-11-21T00:40:00Z"),
    }
}

pub(super) fn assessments(locale: Locale) -> AssessmentsPage {
    AssessmentsPage {
        ui: frame(locale, Section::Privacy),
        assessments: vec![assessment_row(locale)],
        gaps: vec![say(locale, "工会档案", "The union's archives")],
        fields: Some(vec![text_field(locale, "what")]),
        fault: None,
        previous: None,
        next: None,
    }
}

pub(super) fn assessment(locale: Locale) -> AssessmentPage {
    AssessmentPage {
        ui: frame(locale, Section::Privacy),
        id: "1".into(),
        row: assessment_row(locale),
        revision: 2,
        parts: facts(locale),
        decided: Some(Decided {
            by: "陆平".into(),
            at: moment("2026-11-21T02:40:00Z"),
            reason: say(locale, "风险写得太少", "Too little on risks"),
        }),
        keep_until: Some(moment("2029-11-21T02:40:00Z")),
        may_decide: true,
        fields: Some(vec![text_field(locale, "what")]),
        fault: None,
    }
}
