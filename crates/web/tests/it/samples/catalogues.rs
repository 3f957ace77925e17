//! Catalogues.

use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{frame, say};

pub(super) fn sets(locale: Locale) -> CataloguesPage {
    CataloguesPage {
        ui: frame(locale, Section::Records),
        year: 2024,
        rows: vec![SetRow {
            class: say(locale, "文书档案", "administrative documents"),
            retention: say(locale, "定期30年", "30 years"),
            records: 10_000,
            is_more: true,
            first: "Z109-WS·2024-D30-0001".into(),
            last: "Z109-WS·2024-D30-1204".into(),
            print: "/records/catalogues/print?year=2024&type=WS&retention=D30".into(),
            parts: vec![
                ("year", "2024".to_owned()),
                ("type", "WS".to_owned()),
                ("retention", "D30".to_owned()),
            ],
        }],
    }
}

pub(super) fn none(locale: Locale) -> CataloguesPage {
    CataloguesPage {
        rows: Vec::new(),
        ..sets(locale)
    }
}
