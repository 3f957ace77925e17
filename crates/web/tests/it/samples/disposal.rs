//! Rounds of appraisal, legal holds, what stays of a destroyed record.

use guildhall_web::locale::Locale;
use guildhall_web::routes;
use guildhall_web::view::*;

use super::{choice, frame, moment, say};

const NOON: &str = "2026-11-20T04:00:00Z";
const CODE: &str = "Z109-WS·2014-D10-0001";

fn name(locale: Locale) -> String {
    say(
        locale,
        "2026 年度到期档案鉴定",
        "Appraisal of what fell due in 2026",
    )
}

pub(super) fn rounds(locale: Locale, is_empty: bool) -> DisposalPage {
    let row = DisposalRoundRow {
        link: routes::disposal_round("5"),
        number: "2026-1".into(),
        name: name(locale),
        standing: say(locale, "审议中", "Being decided"),
        made: moment(NOON),
    };
    let field = Field::new("name", say(locale, "名称", "Name"), FieldKind::Text);
    DisposalPage {
        ui: frame(locale, Section::Records),
        rows: if is_empty { Vec::new() } else { vec![row] },
        fields: (!is_empty).then(|| vec![field]),
        holds: (!is_empty).then(|| routes::HOLDS.to_owned()),
        waiting_days: 30,
        is_settled: is_empty,
        fault: None,
        previous: None,
        next: (!is_empty).then(|| routes::DISPOSAL.to_owned()),
    }
}

fn line(locale: Locale, is_draft: bool) -> DisposalItemRow {
    DisposalItemRow {
        sequence: 1,
        number: CODE.into(),
        title: say(locale, "转发上级文件", "A forwarded circular"),
        link: is_draft.then(|| routes::record("3")),
        year: 2014,
        retention: say(locale, "10 年", "10 years"),
        due_year: 2025,
        pages: 4,
        proposal: say(locale, "销毁", "Destroy"),
        reason: say(locale, "无参考价值", "of no further value"),
        outcome: (!is_draft).then(|| say(locale, "已销毁", "Destroyed")),
        change: is_draft.then(|| routes::disposal_item("9")),
        chosen: String::new(),
    }
}

pub(super) fn round(locale: Locale, is_draft: bool) -> DisposalRoundPage {
    let act = |act: &str| routes::disposal_act("5", act);
    let signature = DisposalSignatureRow {
        who: "吴越".into(),
        stage: say(locale, "销毁前已核对清册", "checked the list before"),
        at: moment(NOON),
    };
    DisposalRoundPage {
        ui: frame(locale, Section::Records),
        number: "2026-1".into(),
        name: name(locale),
        basis: say(locale, "本单位保管期限表", "The union's schedule"),
        standing: say(locale, "已办结", "Done"),
        who: "赵敏".into(),
        made: moment(NOON),
        not_before: (!is_draft).then(|| moment(NOON)),
        executor: (!is_draft).then(|| "赵敏".into()),
        started: (!is_draft).then(|| moment(NOON)),
        ended: (!is_draft).then(|| moment(NOON)),
        reason: String::new(),
        run: (!is_draft).then(|| routes::workflow_run("7")),
        signatures: if is_draft { Vec::new() } else { vec![signature] },
        supervisors: 2,
        rows: vec![line(locale, is_draft)],
        retentions: vec![choice("D30", false)],
        send: is_draft.then(|| act("sending")),
        stop: is_draft.then(|| act("stopping")),
        sign: (!is_draft).then(|| act("signature")),
        execute: (!is_draft).then(|| act("execution")),
        awaiting: u64::from(!is_draft),
        pack: (!is_draft).then(|| routes::CONSIGNMENTS.to_owned()),
        list: act("list.pdf"),
        certificate: (!is_draft).then(|| act("certificate.pdf")),
        fault: None,
        previous: None,
        next: None,
    }
}

pub(super) fn holds(locale: Locale, is_empty: bool) -> HoldsPage {
    let row = |is_lifted: bool| HoldRow {
        id: if is_lifted { "2".into() } else { "1".into() },
        name: say(locale, "审计 2026-8", "Audit 2026-8"),
        reason: say(locale, "审计需要", "needed by the audit"),
        scope: "2014–2016".into(),
        who: "赵敏".into(),
        set: moment(NOON),
        lifted: is_lifted.then(|| moment(NOON)),
        lifted_by: is_lifted.then(|| "赵敏".into()),
        lift_reason: String::new(),
        lift: (!is_lifted).then(|| routes::hold_lifting("1")),
    };
    let field = Field::new("name", say(locale, "事项", "Matter"), FieldKind::Text);
    HoldsPage {
        ui: frame(locale, Section::Records),
        rows: if is_empty {
            Vec::new()
        } else {
            vec![row(false), row(true)]
        },
        fields: vec![field],
        fault: None,
        previous: None,
        next: None,
    }
}

pub(super) fn stub(locale: Locale) -> StubPage {
    StubPage {
        ui: frame(locale, Section::Records),
        number: CODE.into(),
        title: say(locale, "转发上级文件", "A forwarded circular"),
        year: 2014,
        retention: say(locale, "10 年", "10 years"),
        pages: 4,
        destroyed: Some(moment(NOON)),
        round: routes::disposal_round("5"),
        digests: vec!["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into()],
    }
}
