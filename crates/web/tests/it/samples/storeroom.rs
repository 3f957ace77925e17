//! The storeroom.

use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{frame, link, moment, say};

fn place(locale: Locale) -> PlaceRow {
    PlaceRow {
        link: "/storeroom/1".into(),
        said: say(locale, "盒 H-0001", "Box H-0001"),
        name: say(locale, "综合", "general"),
        load: 32,
        capacity: 100,
        set: Some(say(
            locale,
            "文书 · 2024 · 定期30年",
            "documents · 2024 · 30 years",
        )),
    }
}

fn record() -> PlacedRow {
    PlacedRow {
        id: "00000000-0000-7000-8000-000000000001".into(),
        link: "/records/1".into(),
        code: "Z109-WS·2024-D30-0001".into(),
        title: "关于召开职工代表大会的通知".into(),
        pages: 4,
        is_lent: true,
    }
}

fn field(locale: Locale) -> Field {
    Field::new("code", say(locale, "编码", "Code"), FieldKind::Text)
}

pub(super) fn rooms(locale: Locale, is_empty: bool) -> StoreroomPage {
    let rows = vec![PlaceRow {
        capacity: 0,
        set: None,
        ..place(locale)
    }];
    StoreroomPage {
        ui: frame(locale, Section::Records),
        rows: if is_empty { Vec::new() } else { rows },
        fields: vec![field(locale)],
        code: String::new(),
        fault: is_empty.then(|| say(locale, "没有这个位置。", "There is no such place.")),
        previous: None,
        next: (!is_empty).then(|| "/storeroom?after=K1".into()),
    }
}

pub(super) fn full_box(locale: Locale) -> PlacePage {
    let step = MoveRow {
        id: "00000000-0000-7000-8000-000000000002".into(),
        when: moment("2026-09-21T03:00:00Z"),
        who: "赵敏".into(),
        records: 32,
        what: "Z109-WS·2024-D30-0001 — Z109-WS·2024-D30-0032".into(),
        from: None,
        to: Some("H-0001".into()),
        is_undoing: false,
        is_undone: false,
        may_undo: true,
    };
    let undone = MoveRow {
        is_undoing: true,
        is_undone: true,
        may_undo: false,
        from: Some("H-0002".into()),
        ..step.clone()
    };
    PlacePage {
        ui: frame(locale, Section::Records),
        title: say(locale, "盒 H-0001", "Box H-0001"),
        name: String::new(),
        way: vec![link("K1", false)],
        id: "00000000-0000-7000-8000-000000000003".into(),
        is_box: true,
        is_closed: false,
        is_empty: false,
        load: 32,
        capacity: 100,
        set: place(locale).set,
        code: "H-0001".into(),
        places: Vec::new(),
        records: vec![record()],
        moves: vec![step, undone],
        new_place: None,
        own: vec![field(locale)],
        revision: 3,
        may_move: true,
        fault: None,
        previous: None,
        next: Some("/storeroom/1?after=x".into()),
    }
}

pub(super) fn shelf(locale: Locale) -> PlacePage {
    PlacePage {
        title: say(locale, "层 K1-A-1", "Shelf K1-A-1"),
        name: say(locale, "上层", "upper"),
        is_box: false,
        is_empty: true,
        load: 0,
        capacity: 0,
        set: None,
        records: Vec::new(),
        moves: Vec::new(),
        new_place: Some(vec![field(locale).hint("H-0001")]),
        fault: Some(say(locale, "编码已经用过。", "The code was used before.")),
        next: None,
        ..full_box(locale)
    }
}

pub(super) fn unplaced(locale: Locale, is_empty: bool) -> UnplacedPage {
    UnplacedPage {
        ui: frame(locale, Section::Records),
        year: 2024,
        sets: vec![link("2024", true)],
        chosen: Some("2024".into()),
        here: "/storeroom/unplaced?year=2024&type=WS&retention=D30".into(),
        records: if is_empty { Vec::new() } else { vec![record()] },
        fault: None,
        previous: None,
        next: None,
    }
}
