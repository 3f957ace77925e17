//! Samples of the pages of identities outside.

use super::{Locale, Section, frame, moment, say};
use guildhall_web::view::{LeavingPage, ManagedOutsidePage, OutsidePage, OutsideRow};

fn row(locale: Locale, is_used: bool) -> OutsideRow {
    OutsideRow {
        id: "1".into(),
        issuer: say(locale, "医院统一身份认证", "Hospital sign-in"),
        label: "wangjianguo".into(),
        made: moment("2026-11-20T01:02:03Z"),
        used: is_used.then(|| moment("2026-11-21T00:40:00Z")),
    }
}

pub(super) fn own(locale: Locale, is_on: bool) -> OutsidePage {
    let provider = (
        "hospital".to_owned(),
        say(locale, "医院统一身份认证", "Hospital sign-in"),
    );
    OutsidePage {
        ui: frame(locale, Section::Outside),
        bindings: if is_on {
            vec![row(locale, true), row(locale, false)]
        } else {
            Vec::new()
        },
        providers: is_on.then_some(provider).into_iter().collect(),
        fault: is_on.then(|| {
            say(
                locale,
                "该身份已绑定到另一个账户。",
                "It belongs to another account.",
            )
        }),
    }
}

pub(super) fn managed(locale: Locale, has_any: bool) -> ManagedOutsidePage {
    ManagedOutsidePage {
        ui: frame(locale, Section::Accounts),
        account: "7".into(),
        name: "王建国".into(),
        bindings: has_any.then(|| row(locale, true)).into_iter().collect(),
    }
}

pub(super) fn leaving(locale: Locale) -> LeavingPage {
    LeavingPage {
        ui: frame(locale, Section::Outside),
        name: say(locale, "医院统一身份认证", "Hospital sign-in"),
        address: "https://id.example.org/authorize?state=1".into(),
    }
}
