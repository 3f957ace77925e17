//! The ways in, and what goes wrong.

use guildhall_kernel::Explain as _;
use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{frame, say, stranger};

pub(super) fn sign_in(locale: Locale) -> SignInPage {
    let login = |login: &str, role| DemoLogin {
        login: login.into(),
        password: "guildhall-demo".into(),
        role,
    };
    SignInPage {
        ui: stranger(locale),
        login: "liwenjing".into(),
        fault: Some(say(
            locale,
            "登录名或密码不对。",
            "The login or the password is not right.",
        )),
        next: "/inbox".into(),
        passkeys: true,
        certificate: true,
        providers: vec![(
            say(locale, "医院统一身份认证", "Hospital sign-in"),
            guildhall_web::routes::sign_in_with("hospital", "/inbox"),
        )],
        demo: vec![
            login("system", say(locale, "系统管理员", "System administrator")),
            login("archivist", say(locale, "档案员", "Archivist")),
            login("reader", say(locale, "急诊科读者", "Reader of one branch")),
        ],
    }
}

pub(super) fn first_run(locale: Locale) -> FirstRunPage {
    let text = |name: &str, zh, en| Field::new(name, say(locale, zh, en), FieldKind::Text);
    let password = Field::new("password", say(locale, "密码", "Password"), FieldKind::Password)
        .autocomplete("new-password")
        .hint(say(locale, "至少12个字符。", "At least 12 characters."))
        .fault(Some(say(locale, "密码太短。", "The password is too short.")));
    FirstRunPage {
        ui: Frame {
            union_name: String::new(),
            ..stranger(locale)
        },
        fields: vec![
            text("union", "工会名称", "Name of the union")
                .value("仁和医院工会")
                .autocomplete("organization"),
        ],
        powers: vec![
            PowerFields {
                title: say(locale, "系统管理员", "System administrator"),
                duty: say(locale, "管理组织与备份。", "Runs the system."),
                fields: vec![
                    text("name", "您的姓名", "Your name").autocomplete("name"),
                    text("login", "登录名", "Login").autocomplete("username"),
                    password,
                ],
            },
            PowerFields {
                title: say(locale, "审计管理员", "Audit administrator"),
                duty: say(locale, "查看台账。", "Reads the ledger."),
                fields: vec![text("audit_name", "姓名", "Name")],
            },
        ],
    }
}

pub(super) fn problem(locale: Locale) -> ProblemPage {
    let ui = frame(locale, Section::Outside);
    let text = ui.explain(&PageFault::NotFound);
    ProblemPage {
        ui,
        kind: PageFault::NotFound.kind(),
        status: 404,
        text,
        reference: "0198f1c2-77aa".into(),
    }
}
