//! Certificates of consultation.

use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{frame, moment, say};

const ID: &str = "00000000-0000-7000-8000-000000000001";
const NUMBERED: &str = "证明〔2026〕3号";
const CODE: &str = "9F2C-01AB-77D0-3E45";

pub(super) fn list(locale: Locale, is_empty: bool) -> AttestationsPage {
    let stands = AttestationRow {
        link: format!("/attestations/{ID}"),
        numbered: NUMBERED.into(),
        code: "Z109-WS·2024-D30-0001".into(),
        recipient: "王芳".into(),
        purpose: say(locale, "办理退休手续", "retirement"),
        issued: moment("2026-09-01T03:00:00Z"),
        is_revoked: false,
    };
    let revoked = AttestationRow {
        numbered: "证明〔2026〕2号".into(),
        is_revoked: true,
        ..stands.clone()
    };
    AttestationsPage {
        ui: frame(locale, Section::Records),
        rows: match is_empty {
            true => Vec::new(),
            false => vec![stands, revoked],
        },
        number: if is_empty { "99".into() } else { String::new() },
        previous: None,
        next: (!is_empty).then(|| "/attestations?at=1&id=1".into()),
    }
}

pub(super) fn form(locale: Locale) -> AttestationFormPage {
    AttestationFormPage {
        ui: frame(locale, Section::Records),
        record: ID.into(),
        code: "Z109-WS·2024-D30-0001".into(),
        title: "关于王芳同志任职的通知".into(),
        fields: vec![
            Field::new("recipient", say(locale, "出具给", "Issued to"), FieldKind::Text),
            Field::new("excerpt", say(locale, "摘录", "Excerpt"), FieldKind::Long),
        ],
        is_unsettled: true,
        fault: Some(say(
            locale,
            "摘录不能这样填写。",
            "The excerpt cannot stand as it is.",
        )),
    }
}

pub(super) fn one(locale: Locale, is_revoked: bool) -> AttestationPage {
    AttestationPage {
        ui: frame(locale, Section::Records),
        id: ID.into(),
        numbered: NUMBERED.into(),
        is_revoked,
        facts: vec![
            (say(locale, "出具给", "Issued to"), "王芳".into()),
            (say(locale, "核验码", "Check code"), CODE.into()),
        ],
        excerpt: "任命王芳同志为女职工委员会委员。\n任期自2024年3月1日起。".into(),
        record: "/records/1".into(),
        check: "/attestations/check".into(),
        fault: None,
    }
}

pub(super) fn check(locale: Locale, is_genuine: bool) -> AttestationCheckPage {
    AttestationCheckPage {
        ui: frame(locale, Section::Records),
        fields: vec![
            Field::new("number", say(locale, "编号", "Number"), FieldKind::Text).value(NUMBERED),
            Field::new("code", say(locale, "核验码", "Check code"), FieldKind::Text).value(CODE),
        ],
        found: Some(AttestationFound {
            number: NUMBERED.into(),
            standing: match is_genuine {
                true => say(locale, "有效", "genuine"),
                false => say(locale, "查无此证明", "unknown"),
            },
            is_genuine,
            issued: is_genuine.then(|| moment("2026-09-01T03:00:00Z")),
            revoked: None,
        }),
    }
}
