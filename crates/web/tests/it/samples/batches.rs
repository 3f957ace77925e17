//! Batches.

use guildhall_web::locale::Locale;
use guildhall_web::view::*;
use jiff::civil::date;

use super::{frame, moment, say};

pub(super) fn list(locale: Locale, is_empty: bool) -> BatchesPage {
    let row = BatchRow {
        link: "/batches/1".into(),
        what: say(locale, "批量著录", "Edit descriptions"),
        standing: say(locale, "已完成", "Done"),
        total: 120,
        done: 117,
        refused: 3,
        made: moment("2026-11-20T03:00:00Z"),
    };
    BatchesPage {
        ui: frame(locale, Section::Inbox),
        rows: if is_empty { Vec::new() } else { vec![row] },
        fault: is_empty.then(|| say(locale, "没有选中档案。", "No record was chosen.")),
        previous: None,
        next: (!is_empty).then(|| "/batches?at=1".into()),
    }
}

fn left(locale: Locale) -> BatchLeft {
    BatchLeft {
        link: Some("/inbox/1".into()),
        title: "关于召开职工代表大会的通知".into(),
        reason: say(
            locale,
            "这份档案刚被别人改过。",
            "Somebody else changed this record a moment ago.",
        ),
    }
}

pub(super) fn draft(locale: Locale) -> BatchPage {
    let change = (say(locale, "年度", "Year"), "2025".to_owned(), "2024".to_owned());
    BatchPage {
        ui: frame(locale, Section::Inbox),
        what: say(locale, "批量著录", "Edit descriptions"),
        standing: say(locale, "草稿", "Draft"),
        again: "/batches/1".into(),
        selection: say(locale, "勾选的档案", "The records ticked"),
        total: 120,
        made: moment("2026-11-20T03:00:00Z"),
        ended: None,
        is_filing: false,
        is_running: false,
        fields: Some(vec![
            Field::new("year", say(locale, "年度", "Year"), FieldKind::Number)
                .value("2024")
                .optional(),
        ]),
        changes: vec![(say(locale, "年度", "Year"), "2024".into())],
        preview: Some(BatchPreview {
            fitting: 117,
            unconfirmed: 12,
            sample: vec![BatchSample {
                link: "/inbox/1".into(),
                title: "关于召开职工代表大会的通知".into(),
                date: Some(date(2024, 3, 15)),
                changes: vec![change],
            }],
            reasons: vec![(left(locale).reason, 3)],
            refused: 3,
            left: vec![
                left(locale),
                BatchLeft {
                    link: None,
                    ..left(locale)
                },
            ],
        }),
        done: 0,
        refused: 0,
        trouble: None,
        left: Vec::new(),
        run: Some("/batches/1/run".into()),
        stop: Some("/batches/1/stop".into()),
        undo: None,
        undone_by: None,
        undoes: None,
        fault: Some(say(locale, "没有要修改的内容。", "Nothing is to be changed.")),
        previous: None,
        next: None,
    }
}

pub(super) fn running(locale: Locale) -> BatchPage {
    BatchPage {
        standing: say(locale, "正在处理", "Running"),
        is_running: true,
        fields: None,
        preview: None,
        done: 40,
        refused: 2,
        trouble: Some(say(locale, "将再试一次。", "It will be tried again.")),
        run: None,
        fault: None,
        ..draft(locale)
    }
}

pub(super) fn done(locale: Locale) -> BatchPage {
    BatchPage {
        standing: say(locale, "已完成", "Done"),
        is_running: false,
        ended: Some(moment("2026-11-20T03:01:00Z")),
        done: 117,
        refused: 3,
        trouble: None,
        left: vec![left(locale)],
        stop: None,
        undo: Some("/batches/1/undo".into()),
        undone_by: Some("/batches/2".into()),
        undoes: Some("/batches/3".into()),
        next: Some("/batches/1?after=100".into()),
        ..running(locale)
    }
}

pub(super) fn filing(locale: Locale) -> BatchPage {
    BatchPage {
        what: say(locale, "批量归档", "File"),
        is_filing: true,
        fields: None,
        changes: Vec::new(),
        fault: None,
        ..draft(locale)
    }
}
