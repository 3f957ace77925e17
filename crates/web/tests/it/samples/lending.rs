//! Loans of originals.

use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{frame, link, moment, say};

fn rows(locale: Locale) -> Vec<LoanRow> {
    let overdue = LoanRow {
        id: "00000000-0000-7000-8000-000000000001".into(),
        code: "Z109-WS·2024-D30-0001".into(),
        record: Some("/records/1".into()),
        slip: "2026-0007".into(),
        who: "王芳".into(),
        purpose: say(
            locale,
            "核对职代会决议原件",
            "compare the resolution with its original",
        ),
        lent: moment("2026-09-01T03:00:00Z"),
        due: say(locale, "2026年9月16日", "16 Sep 2026"),
        standing: say(locale, "逾期", "overdue"),
        is_overdue: true,
        is_due_soon: false,
        is_out: true,
        may_renew: true,
        returned: None,
        note: String::new(),
    };
    let returned = LoanRow {
        id: "00000000-0000-7000-8000-000000000002".into(),
        standing: say(locale, "有损坏", "came back damaged"),
        is_overdue: false,
        is_out: false,
        may_renew: false,
        returned: Some(moment("2026-09-10T03:00:00Z")),
        note: say(
            locale,
            "第二页边角撕裂，已修补",
            "second page torn at the corner, mended",
        ),
        ..overdue.clone()
    };
    let soon = LoanRow {
        id: "00000000-0000-7000-8000-000000000003".into(),
        standing: say(locale, "即将到期", "due soon"),
        is_overdue: false,
        is_due_soon: true,
        ..overdue.clone()
    };
    vec![overdue, soon, returned]
}

fn request_rows(locale: Locale, is_desk: bool) -> Vec<LoanRequestRow> {
    let approved = LoanRequestRow {
        id: "00000000-0000-7000-8000-000000000004".into(),
        code: "Z109-WS·2024-D30-0002".into(),
        record: is_desk.then(|| "/records/2".into()),
        who: "李四".into(),
        purpose: say(locale, "办理公证须出示原件", "a notary asks for the original"),
        days: 7,
        asked: moment("2026-09-18T03:00:00Z"),
        standing: say(
            locale,
            "已同意，请到档案室领取",
            "approved, fetch it at the storeroom",
        ),
        may_drop: true,
    };
    let asked = LoanRequestRow {
        standing: say(locale, "审批中", "being decided"),
        may_drop: false,
        ..approved.clone()
    };
    match is_desk {
        true => vec![approved],
        false => vec![asked, approved],
    }
}

pub(super) fn requests(locale: Locale, is_empty: bool) -> LoanRequestsPage {
    let field = || Field::new("code", say(locale, "档号", "Archival code"), FieldKind::Text);
    LoanRequestsPage {
        ui: frame(locale, Section::Records),
        rows: match is_empty {
            true => Vec::new(),
            false => request_rows(locale, false),
        },
        fields: (!is_empty).then(|| vec![field()]),
        is_unlinked: is_empty,
        fault: None,
        previous: None,
        next: (!is_empty).then(|| "/loans/requests?at=1&id=1".into()),
    }
}

pub(super) fn loans(locale: Locale, is_empty: bool) -> LoansPage {
    LoansPage {
        ui: frame(locale, Section::Records),
        tabs: vec![
            link(&say(locale, "借出未还", "Out"), true),
            link(&say(locale, "逾期未还", "Overdue"), false),
        ],
        rows: if is_empty { Vec::new() } else { rows(locale) },
        waiting: match is_empty {
            true => Vec::new(),
            false => request_rows(locale, true),
        },
        is_more_waiting: !is_empty,
        fields: vec![Field::new(
            "codes",
            say(locale, "档号", "Archival codes"),
            FieldKind::Long,
        )],
        is_unsettled: true,
        fault: is_empty.then(|| say(locale, "没有填写档号。", "No archival code was given.")),
        previous: None,
        next: (!is_empty).then(|| "/loans?show=out&due=2026-09-16&id=1".into()),
    }
}

pub(super) fn own(locale: Locale, is_empty: bool) -> OwnLoansPage {
    OwnLoansPage {
        ui: frame(locale, Section::Records),
        rows: if is_empty { Vec::new() } else { rows(locale) },
        previous: None,
        next: None,
    }
}
