//! The three powers.

use guildhall_web::locale::Locale;
use guildhall_web::routes;
use guildhall_web::view::*;

use super::{choice, frame, moment, say, stranger};

fn change(locale: Locale, id: &str, is_open: bool) -> ChangeRow {
    ChangeRow {
        id: id.into(),
        what: say(
            locale,
            "王兰 · 授予 · 审计管理员",
            "Wang Lan · give · audit administrator",
        ),
        reason: say(locale, "换届", "New term"),
        by: "何安".into(),
        at: moment("2026-11-21T00:40:00Z"),
        lapses: moment("2026-12-05T00:40:00Z"),
        state: say(locale, "已拒绝", "refused"),
        decider: "孙静".into(),
        decided: (!is_open).then(|| moment("2026-11-21T02:10:00Z")),
        decision: say(locale, "人选未定", "Not settled yet"),
        may_decide: is_open,
        may_withdraw: is_open,
    }
}

pub(super) fn powers(locale: Locale) -> PowersPage {
    let holder = HolderRow {
        account: "7".into(),
        name: "陆平".into(),
        login: "luping".into(),
        unit: "仁和医院工会".into(),
        active: false,
        last_seen: None,
        acts: vec![choice(&say(locale, "恢复账户", "let in again"), false)],
    };
    let power = |zh, en, holders| PowerRow {
        name: say(locale, zh, en),
        duty: say(locale, "不看档案。", "Sees no record."),
        holders,
    };
    PowersPage {
        ui: frame(locale, Section::Powers),
        powers: vec![
            power("系统管理员", "System administrator", Vec::new()),
            power("审计管理员", "Audit administrator", vec![holder]),
        ],
        waiting: vec![change(locale, "11", true)],
        past: vec![change(locale, "12", false)],
        give: Some(vec![Field::new(
            "login",
            say(locale, "登录名", "Login"),
            FieldKind::Text,
        )]),
        lapse_days: 14,
        fault: Some(say(locale, "须由另一权决定。", "Another power has to decide.")),
    }
}

pub(super) fn home(locale: Locale) -> PowerHomePage {
    PowerHomePage {
        ui: frame(locale, Section::Home),
        role: say(locale, "审计管理员", "Audit administrator"),
        duty: say(locale, "查看台账。", "Reads the ledger."),
        tasks: vec![PowerTask {
            link: routes::POWERS,
            title: say(locale, "三权", "Three powers"),
            text: say(locale, "等您决定。", "Waits for you."),
            waiting: 1,
        }],
    }
}

pub(super) fn slips(locale: Locale) -> SlipsPage {
    SlipsPage {
        ui: stranger(locale),
        title: say(locale, "初始密码", "First passwords"),
        lead: say(locale, "只显示一次。", "Shown once."),
        secret_label: say(locale, "密码", "Password"),
        slips: vec![Slip {
            role: say(locale, "审计管理员", "Audit administrator"),
            name: "陆平".into(),
            login: "luping".into(),
            secret: "7Q2M-88XA-R4TZ".into(),
        }],
        next: routes::HOME,
    }
}
