//! One sample of every page, in either language: what the tests render and the preview shows.

mod accounts;
mod entrance;
mod finding;
mod papers;
mod records;
mod system;

use guildhall_web::locale::Locale;
use guildhall_web::routes;
use guildhall_web::view::*;
use jiff::{Timestamp, tz::TimeZone};

/// Address of the drawn page that stands for a scan.
pub const PAGE_IMAGE: &str = "/assets/sample-page.svg";

/// Every page by its file name, rendered.
pub fn pages(locale: Locale) -> Vec<(&'static str, String)> {
    use askama::Template as _;
    let drawn = |name, page: askama::Result<String>| (name, page.expect("a sample renders"));
    vec![
        drawn("sign-in", entrance::sign_in(locale).render()),
        drawn("first-run", entrance::first_run(locale).render()),
        drawn("home", finding::home(locale).render()),
        drawn("home-empty", finding::home_empty(locale).render()),
        drawn("search", finding::search(locale).render()),
        drawn("search-nothing", finding::search_nothing(locale).render()),
        drawn("inbox", papers::inbox(locale).render()),
        drawn("inbox-empty", papers::inbox_empty(locale).render()),
        drawn("inbox-discarded", papers::inbox_discarded(locale).render()),
        drawn(
            "inbox-discarded-empty",
            papers::inbox_discarded_empty(locale).render(),
        ),
        drawn("describe", papers::describe(locale).render()),
        drawn("records", records::records(locale).render()),
        drawn("record", records::record(locale).render()),
        drawn("accounts", accounts::accounts(locale).render()),
        drawn("account", accounts::account(locale).render()),
        drawn("own account", accounts::own_account(locale, false).render()),
        drawn(
            "own account, password due",
            accounts::own_account(locale, true).render(),
        ),
        drawn("second factor", accounts::second_factor(locale).render()),
        drawn("recovery codes", accounts::recovery_codes(locale).render()),
        drawn("confirm", accounts::confirm(locale).render()),
        drawn("code", accounts::code(locale).render()),
        drawn("organisation", accounts::organisation(locale).render()),
        drawn("jobs", system::jobs(locale).render()),
        drawn("storage", system::storage(locale).render()),
        drawn("ledger", system::ledger(locale).render()),
        drawn("problem", entrance::problem(locale).render()),
        drawn(
            "help",
            HelpPage {
                ui: frame(locale, Section::Outside),
            }
            .render(),
        ),
    ]
}

/// The frame of a signed-in administrator.
pub fn frame(locale: Locale, section: Section) -> Frame {
    Frame {
        locale,
        zone: TimeZone::get("Asia/Shanghai").expect("the zones are bundled"),
        theme: Theme::Auto,
        section,
        union_name: "仁和医院工会".into(),
        person: Some(Person {
            name: "李文静".into(),
            roles: say(locale, "管理员、档案员", "Administrator, archivist"),
        }),
        menu: Menu {
            inbox: true,
            accounts: true,
            organisation: true,
            system: true,
        },
        waiting: 37,
        query: String::new(),
        here: "/".into(),
        csrf: "sample-token".into(),
        notice: None,
    }
}

fn stranger(locale: Locale) -> Frame {
    Frame {
        person: None,
        menu: Menu::default(),
        waiting: 0,
        ..frame(locale, Section::Outside)
    }
}

fn say(locale: Locale, chinese: &str, english: &str) -> String {
    match locale {
        Locale::ZhCn => chinese.into(),
        Locale::En => english.into(),
    }
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn link(label: &str, chosen: bool) -> LinkChoice {
    LinkChoice {
        label: label.into(),
        link: routes::search(label),
        chosen,
    }
}

fn choice(value: &str, chosen: bool) -> Choice {
    Choice {
        value: value.into(),
        label: value.into(),
        chosen,
    }
}
