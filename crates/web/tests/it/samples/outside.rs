//! Samples of the pages of identities outside and of directories.

use super::{Locale, Section, frame, moment, say};
use guildhall_web::view::{
    DirectoriesPage, DirectoryRow, Field, FieldKind, LeavingPage, ManagedOutsidePage, OutsidePage,
    OutsideRow, TokenPage,
};

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
        address: "/authorize?state=1".into(),
    }
}

pub(super) fn directories(locale: Locale, has_any: bool) -> DirectoriesPage {
    let row = |id: &str, holds: bool| DirectoryRow {
        id: id.into(),
        name: say(locale, "人事系统", "Personnel system"),
        branch: say(locale, "仁和医院工会", "Renhe hospital union"),
        used: holds.then(|| moment("2026-11-21T00:40:00Z")),
        expires: moment("2027-11-20T01:02:03Z"),
        holds,
    };
    DirectoriesPage {
        ui: frame(locale, Section::Accounts),
        tokens: if has_any {
            vec![row("1", true), row("2", false)]
        } else {
            Vec::new()
        },
        fields: vec![Field::new("name", say(locale, "名称", "Name"), FieldKind::Text)],
    }
}

pub(super) fn token(locale: Locale) -> TokenPage {
    TokenPage {
        ui: frame(locale, Section::Accounts),
        name: say(locale, "人事系统", "Personnel system"),
        secret: "guildhall_scim_sample".into(),
        address: "/scim/v2".into(),
    }
}
