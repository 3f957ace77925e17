//! Accounts and the organisation.

use guildhall_web::locale::Locale;
use guildhall_web::routes;
use guildhall_web::view::*;

use super::{choice, frame, moment, say};

pub(super) fn accounts(locale: Locale) -> AccountsPage {
    let row = |name: &str, login: &str, state, last_seen| AccountRow {
        link: routes::account("7"),
        login: login.into(),
        name: name.into(),
        roles: vec![say(locale, "档案员", "Archivist")],
        unit: "仁和医院工会".into(),
        state,
        last_seen,
    };
    AccountsPage {
        ui: frame(locale, Section::Accounts),
        filter: String::new(),
        accounts: vec![
            row(
                "李文静",
                "liwenjing",
                AccountState::Active,
                Some(moment("2026-11-21T00:40:00Z")),
            ),
            row(
                "王建国",
                "wangjianguo",
                AccountState::LockedOut,
                Some(moment("2026-10-02T08:11:00Z")),
            ),
            row("赵敏", "zhaomin", AccountState::Closed, None),
        ],
        may_add: true,
        previous: None,
        next: None,
    }
}

pub(super) fn account(locale: Locale) -> AccountPage {
    let roles = FieldKind::Checks(vec![
        choice(&say(locale, "审计管理员", "Audit administrator"), false),
        choice(&say(locale, "档案员", "Archivist"), true),
    ]);
    let units = FieldKind::Select(vec![choice("仁和医院工会", true), choice("急诊科分工会", false)]);
    AccountPage {
        ui: frame(locale, Section::Accounts),
        name: Some("王建国".into()),
        action: routes::account("7"),
        fields: vec![
            Field::new("name", say(locale, "姓名", "Name"), FieldKind::Text).value("王建国"),
            Field::new("login", say(locale, "登录名", "Login"), FieldKind::Text).value("wangjianguo"),
            Field::new("unit", say(locale, "机构", "Unit"), units),
            Field::new("roles", say(locale, "角色", "Roles"), roles),
        ],
        version: 2,
        closed: false,
        may_close: true,
        may_save: true,
        certificates: Some(routes::account_certificates("7")),
        outside: Some(routes::account_outside("7")),
        second_factor_remove: Some(routes::account_second_factor("7")),
        power: None,
        reset: Some(routes::account_password("7")),
        password: Field::new(
            "password",
            say(locale, "初始密码", "First password"),
            FieldKind::Password,
        ),
    }
}

pub(super) fn second_factor_due(locale: Locale) -> OwnAccountPage {
    OwnAccountPage {
        second_factor_due: true,
        second_factor: None,
        ..own_account(locale, false)
    }
}

pub(super) fn own_account(locale: Locale, password_due: bool) -> OwnAccountPage {
    let session = |id: &str, address: &str, is_present| SessionRow {
        id: id.into(),
        agent: "Chrome · Windows".into(),
        place: (!address.is_empty()).then_some("place-internal"),
        address: address.into(),
        began: moment("2026-11-21T00:40:00Z"),
        seen: moment("2026-11-21T02:10:00Z"),
        is_present,
    };
    OwnAccountPage {
        ui: frame(locale, Section::Outside),
        name: "王建国".into(),
        login: "wangjianguo".into(),
        password_due,
        second_factor_due: false,
        password_set: moment("2026-10-02T08:11:00Z"),
        fields: vec![
            Field::new(
                "present",
                say(locale, "当前密码", "Present password"),
                FieldKind::Password,
            ),
            Field::new("new", say(locale, "新密码", "New password"), FieldKind::Password).fault(Some(say(
                locale,
                "太短",
                "Too short",
            ))),
        ],
        second_factor: (!password_due).then(|| (moment("2026-10-02T08:11:00Z"), 9)),
        passkeys: 2,
        certificates: true,
        outside: true,
        sessions: vec![session("1", "10.0.0.7", true), session("2", "", false)],
    }
}

pub(super) fn organisation(locale: Locale) -> OrganisationPage {
    let unit = |name: &str, kind, code: &str, depth| UnitRow {
        link: routes::unit(code),
        name: name.into(),
        kind,
        code: code.into(),
        depth,
    };
    OrganisationPage {
        ui: frame(locale, Section::Organisation),
        units: vec![
            unit(
                "江城市卫生健康系统工会联合会",
                say(locale, "联合会", "Federation"),
                "01",
                0,
            ),
            unit("仁和医院工会", say(locale, "基层工会", "Union"), "0101", 1),
            unit("急诊科分工会", say(locale, "分工会", "Branch"), "010101", 2),
            unit("护理部分工会", say(locale, "分工会", "Branch"), "010102", 2),
        ],
        new_unit: Some(vec![
            Field::new("name", say(locale, "名称", "Name"), FieldKind::Text),
            Field::new(
                "parent",
                say(locale, "上级", "Parent"),
                FieldKind::Select(vec![choice("仁和医院工会", true)]),
            ),
        ]),
        own_code: Some(OwnCode {
            link: routes::unit("0101"),
            code: Field::new("code", say(locale, "代码", "Code"), FieldKind::Text).optional(),
        }),
    }
}

pub(super) fn second_factor(locale: Locale) -> SecondFactorPage {
    SecondFactorPage {
        ui: frame(locale, Section::Outside),
        qr: QrCode::of("otpauth://totp/x:wangjianguo?secret=GEZDGNBVGY3TQOJQ&issuer=x"),
        secret: "GEZDGNBVGY3TQOJQ".into(),
        code: Field::new("code", say(locale, "验证码", "Code"), FieldKind::Text).fault(Some(say(
            locale,
            "不正确",
            "Wrong",
        ))),
    }
}

pub(super) fn recovery_codes(locale: Locale) -> RecoveryCodesPage {
    RecoveryCodesPage {
        ui: frame(locale, Section::Outside),
        codes: vec!["7Q2M-88XA-R4TZ".into(), "0ABC-1DEF-2GHJ".into()],
    }
}

pub(super) fn confirm(locale: Locale) -> ConfirmPage {
    ConfirmPage {
        ui: frame(locale, Section::Outside),
        proof: Field::new("proof", say(locale, "密码", "Password"), FieldKind::Password),
        passkey: true,
        next: routes::ACCOUNT_NEW.into(),
    }
}

pub(super) fn code(locale: Locale) -> CodePage {
    CodePage {
        ui: frame(locale, Section::Outside),
        fault: Some(say(locale, "不正确", "Wrong")),
        next: routes::HOME.into(),
        app: false,
        passkey: true,
    }
}

pub(super) fn passkeys(locale: Locale, is_on: bool) -> PasskeysPage {
    let row = |id: &str, name: &str, backed_up: bool| PasskeyRow {
        id: id.into(),
        name: name.into(),
        made: moment("2026-11-20T01:02:03Z"),
        used: backed_up.then(|| moment("2026-11-21T00:40:00Z")),
        backed_up,
        is_suspected: false,
        is_elsewhere: !is_on,
    };
    let suspected = PasskeyRow {
        is_suspected: true,
        ..row("3", &say(locale, "旧手机", "Old phone"), false)
    };
    PasskeysPage {
        ui: frame(locale, Section::Outside),
        is_on,
        passkeys: vec![
            row("1", &say(locale, "办公室电脑", "Office computer"), false),
            row("2", &say(locale, "手机", "Phone"), true),
            suspected,
        ],
        recovery_left: Some(9),
        name: Field::new("name", say(locale, "名称", "Name"), FieldKind::Text),
    }
}
