//! Volumes.

use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{choice, frame, link, say};

const ID: &str = "00000000-0000-7000-8000-000000000001";

fn title(locale: Locale) -> String {
    say(locale, "2024年3月记账凭证", "Vouchers of March 2024")
}

pub(super) fn list(locale: Locale, is_empty: bool) -> VolumesPage {
    let row = VolumeRow {
        link: format!("/volumes/{ID}"),
        title: title(locale),
        code: String::new(),
        class: say(locale, "会计档案", "Accounting records"),
        year: "2024".into(),
        retention: say(locale, "30年", "30 years"),
        papers: 3,
        pages: 42,
        secrecy: None,
        standing: say(locale, "整理中", "being arranged"),
        is_open: true,
    };
    let filed = VolumeRow {
        code: "Z109-KU·2024·D30-001".into(),
        secrecy: Some(say(locale, "限制", "Restricted")),
        standing: say(locale, "已归档", "filed"),
        is_open: false,
        ..row.clone()
    };
    VolumesPage {
        ui: frame(locale, Section::Records),
        tabs: vec![link(&say(locale, "全部", "All"), true)],
        state: String::new(),
        year: "2024".into(),
        types: if is_empty {
            Vec::new()
        } else {
            vec![choice(&say(locale, "会计档案", "Accounting records"), false)]
        },
        retentions: vec![choice(&say(locale, "30年", "30 years"), false)],
        rows: if is_empty { Vec::new() } else { vec![row, filed] },
        may_open: !is_empty,
        previous: None,
        next: (!is_empty).then(|| "/volumes?at=1&id=1".into()),
    }
}

pub(super) fn form(locale: Locale, is_none_kept: bool) -> VolumeFormPage {
    VolumeFormPage {
        ui: frame(locale, Section::Records),
        fields: vec![Field::new(
            "title",
            say(locale, "案卷题名", "Title of the volume"),
            FieldKind::Text,
        )],
        is_none_kept,
        fault: (!is_none_kept).then(|| say(locale, "题名不能这样填写。", "This title cannot stand.")),
    }
}

pub(super) fn one(locale: Locale, is_filed: bool) -> VolumePage {
    let paper = VolumePaperRow {
        place: 1,
        record: ID.into(),
        link: "/inbox/1".into(),
        title: say(locale, "1号凭证", "Voucher 1"),
        doc_number: "记字1号".into(),
        responsible: say(locale, "院工会", "Hospital union"),
        date: say(locale, "2024年3月1日", "1 Mar 2024"),
        pages: 12,
        code: if is_filed {
            "Z109-KU·2024·D30-001-001".into()
        } else {
            String::new()
        },
        secrecy: is_filed.then(|| say(locale, "限制", "Restricted")),
    };
    let second = VolumePaperRow {
        place: 2,
        ..paper.clone()
    };
    VolumePage {
        ui: frame(locale, Section::Records),
        id: ID.into(),
        title: title(locale),
        code: if is_filed {
            "Z109-KU·2024·D30-001".into()
        } else {
            String::new()
        },
        secrecy: None,
        standing: say(locale, "整理中", "being arranged"),
        is_open: !is_filed,
        is_filed,
        is_withdrawn: false,
        lead: say(locale, "放入文件。", "Put papers in."),
        revision: 2,
        is_keeper: !is_filed,
        papers: vec![paper, second],
        candidates: if is_filed {
            Vec::new()
        } else {
            vec![choice("3号凭证", false)]
        },
        words: String::new(),
        facts: vec![(say(locale, "年度", "Year"), "2024".into())],
        fields: if is_filed {
            Vec::new()
        } else {
            vec![Field::new("situation", say(locale, "本卷情况说明", "State"), FieldKind::Long).optional()]
        },
        note: match is_filed {
            true => vec![(say(locale, "立卷人", "Arranged by"), "陈雨".into())],
            false => Vec::new(),
        },
        taken: (!is_filed).then(|| TakenPaper {
            record: ID.into(),
            title: say(locale, "3号凭证", "Voucher 3"),
            at: 2,
        }),
        fault: None,
    }
}

pub(super) fn empty(locale: Locale, is_withdrawn: bool) -> VolumePage {
    VolumePage {
        papers: Vec::new(),
        candidates: Vec::new(),
        taken: None,
        is_open: !is_withdrawn,
        is_withdrawn,
        fault: Some(say(locale, "卷内没有文件。", "Nothing is in this volume.")),
        ..one(locale, false)
    }
}
