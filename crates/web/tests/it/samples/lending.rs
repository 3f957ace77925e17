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

pub(super) fn loans(locale: Locale, is_empty: bool) -> LoansPage {
    LoansPage {
        ui: frame(locale, Section::Records),
        tabs: vec![
            link(&say(locale, "借出未还", "Out"), true),
            link(&say(locale, "逾期未还", "Overdue"), false),
        ],
        rows: if is_empty { Vec::new() } else { rows(locale) },
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
