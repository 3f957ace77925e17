//! Dossiers.

use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{choice, frame, link, say};

const ID: &str = "00000000-0000-7000-8000-000000000001";

fn title(locale: Locale) -> String {
    say(
        locale,
        "七届三次职工代表大会",
        "Third session of the seventh congress",
    )
}

pub(super) fn list(locale: Locale, is_empty: bool) -> DossiersPage {
    let row = DossierRow {
        link: format!("/dossiers/{ID}"),
        title: title(locale),
        kind: say(locale, "职工代表大会", "Congress"),
        year: "2026".into(),
        standing: say(locale, "缺材料", "papers missing"),
        is_due: true,
        deadline: say(locale, "2026年12月8日", "8 Dec 2026"),
        receipt: String::new(),
    };
    let filed = DossierRow {
        standing: say(locale, "已归档", "filed"),
        is_due: false,
        deadline: String::new(),
        receipt: "2026-0007".into(),
        ..row.clone()
    };
    DossiersPage {
        ui: frame(locale, Section::Records),
        tabs: vec![link(&say(locale, "全部", "All"), true)],
        rows: if is_empty { Vec::new() } else { vec![row, filed] },
        previous: None,
        next: (!is_empty).then(|| "/dossiers?at=1&id=1".into()),
    }
}

pub(super) fn form(locale: Locale) -> DossierFormPage {
    DossierFormPage {
        ui: frame(locale, Section::Records),
        fields: vec![Field::new(
            "title",
            say(locale, "卷宗题名", "Title"),
            FieldKind::Text,
        )],
        is_unsettled: true,
        fault: Some(say(locale, "题名不能这样填写。", "This title cannot stand.")),
    }
}

pub(super) fn one(locale: Locale, is_filed: bool) -> DossierPage {
    let paper = SlotPaper {
        record: ID.into(),
        link: Some("/inbox/1".into()),
        title: say(locale, "关于召开职代会的通知", "Notice of the congress"),
        code: if is_filed {
            "Z109-ZY·2026-Y-0001".into()
        } else {
            String::new()
        },
        may_take: !is_filed,
    };
    let unseen = SlotPaper {
        link: None,
        title: say(locale, "一份您无权查看的材料", "A paper you may not see"),
        ..paper.clone()
    };
    let slot = SlotView {
        code: "notice".into(),
        name: say(locale, "会议通知", "Notice"),
        needs: say(locale, "至少 1 份，最多 1 份", "at least 1, at most 1"),
        owes: say(locale, "主席", "chair"),
        lacks: false,
        may_give: false,
        papers: vec![paper, unseen],
    };
    let missing = SlotView {
        code: "budget-review".into(),
        name: say(locale, "经费审查报告", "Report of the audit committee"),
        lacks: !is_filed,
        may_give: !is_filed,
        papers: Vec::new(),
        ..slot.clone()
    };
    let left = BatchLeft {
        link: None,
        title: say(locale, "经费审查报告", "Report of the audit committee"),
        reason: say(locale, "需要审批。", "It needs approval."),
    };
    DossierPage {
        ui: frame(locale, Section::Records),
        id: ID.into(),
        title: title(locale),
        standing: say(locale, "缺材料", "papers missing"),
        is_due: !is_filed,
        lead: say(locale, "还缺材料。", "Papers are missing."),
        facts: vec![(say(locale, "年度", "Year"), "2026".into())],
        slots: vec![slot, missing],
        candidates: if is_filed {
            Vec::new()
        } else {
            vec![choice("审查报告", false)]
        },
        words: String::new(),
        may_give: !is_filed,
        is_keeper: is_filed,
        acts: match is_filed {
            true => Vec::new(),
            false => vec![("close", say(locale, "办结", "Close"))],
        },
        refused: if is_filed { Vec::new() } else { vec![left] },
        has_receipt: is_filed,
        fault: None,
    }
}

pub(super) fn owed(locale: Locale, is_empty: bool) -> OwedPage {
    let row = OwedRow {
        link: format!("/dossiers/{ID}"),
        title: title(locale),
        kind: say(locale, "职工代表大会", "Congress"),
        paper: say(locale, "经费审查报告", "Report of the audit committee"),
        deadline: say(locale, "2026年12月8日", "8 Dec 2026"),
        is_late: true,
    };
    OwedPage {
        ui: frame(locale, Section::Home),
        rows: if is_empty { Vec::new() } else { vec![row] },
        previous: None,
        next: None,
    }
}
