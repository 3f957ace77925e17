//! The authority file.

use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{frame, link, moment, say};

fn name(locale: Locale) -> String {
    say(
        locale,
        "市第一人民医院工会",
        "Union of the First People's Hospital",
    )
}

fn earlier(locale: Locale) -> String {
    say(locale, "市第一医院工会", "Union of the First Hospital")
}

pub(super) fn list(locale: Locale, is_empty: bool) -> AuthoritiesPage {
    let main = NameRow {
        link: "/authorities/1".into(),
        name: name(locale),
        main_name: None,
        kind: say(locale, "单位", "body"),
        years: "1952–".into(),
        is_retired: false,
    };
    let other = NameRow {
        name: earlier(locale),
        main_name: Some(name(locale)),
        is_retired: true,
        ..main.clone()
    };
    AuthoritiesPage {
        ui: frame(locale, Section::Records),
        begin: if is_empty { "甲".into() } else { String::new() },
        rows: if is_empty { Vec::new() } else { vec![main, other] },
        previous: None,
        next: (!is_empty).then(|| "/authorities?after=1".into()),
    }
}

fn fields(locale: Locale) -> Vec<Field> {
    let label = say(locale, "规范名称", "Name");
    vec![Field::new("name", label, FieldKind::Text).value(name(locale))]
}

pub(super) fn form(locale: Locale) -> AuthorityFormPage {
    AuthorityFormPage {
        ui: frame(locale, Section::Records),
        fields: fields(locale),
        fault: Some(say(locale, "名称已归另一条。", "The name is taken.")),
    }
}

pub(super) fn one(locale: Locale, is_bare: bool) -> AuthorityPage {
    let text = |text: String| if is_bare { String::new() } else { text };
    AuthorityPage {
        ui: frame(locale, Section::Records),
        link: "/authorities/1".into(),
        name: name(locale),
        other_names: match is_bare {
            true => Vec::new(),
            false => vec![earlier(locale)],
        },
        kind: say(locale, "单位", "body"),
        code: text("E1042".into()),
        years: text("1952–2019".into()),
        earlier: (!is_bare).then(|| link(&earlier(locale), false)),
        later: match is_bare {
            true => Vec::new(),
            false => vec![link(&name(locale), false)],
        },
        history: text(say(locale, "2019年更名。", "Renamed in 2019.")),
        is_retired: !is_bare,
        changed: moment("2026-09-18T03:00:00Z"),
        records: match is_bare {
            true => Vec::new(),
            false => super::records::records(locale).records,
        },
        fields: fields(locale),
        revision: 2,
        fault: None,
        previous: None,
        next: None,
    }
}

pub(super) fn unknown(locale: Locale, is_empty: bool) -> UnknownNamesPage {
    UnknownNamesPage {
        ui: frame(locale, Section::Records),
        rows: match is_empty {
            true => Vec::new(),
            false => vec![link(&earlier(locale), false)],
        },
        previous: None,
        next: None,
    }
}
