//! What falls due, and the schedule.

use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{frame, say};

pub(super) fn due(locale: Locale) -> RetentionPage {
    RetentionPage {
        ui: frame(locale, Section::Records),
        due_now: 2,
        total: 1_204,
        until: 2036,
        bars: vec![
            DueYearBar {
                year: 2026,
                records: 2,
                is_due: true,
                x: 0,
                height: 1,
            },
            DueYearBar {
                year: 2027,
                records: 1_202,
                is_due: false,
                x: 30,
                height: 60,
            },
        ],
        rows: vec![DueRow {
            link: "/records/0190a3f1-0000-7000-8000-000000000001".into(),
            number: "Z109-WS·2015-D10-0001".into(),
            title: say(locale, "关于召开职工运动会的通知", "Notice of the sports day"),
            class: say(locale, "文书档案", "administrative documents"),
            why: say(
                locale,
                "2025-12-31（2015 年度，保管 10 年，自 2016-01-01 起算）",
                "31 Dec 2025 (year 2015, 10 years from 1 Jan 2016)",
            ),
            due: 2026,
            is_due: true,
        }],
        previous: None,
        next: Some("/retention?until=2036".into()),
        unsettled: true,
    }
}

pub(super) fn schedule(locale: Locale) -> SchedulePage {
    SchedulePage {
        ui: frame(locale, Section::Records),
        clock: say(
            locale,
            "保管期限自形成年度的次年 1 月 1 日起算。",
            "Periods count from 1 January of the year after the year of the record.",
        ),
        unsettled: true,
        groups: vec![ScheduleGroup {
            code: "WS".into(),
            name: say(locale, "文书档案", "administrative documents"),
            matters: vec![MatterRow {
                says: "一般事务性通知".into(),
                retention: say(locale, "定期10年", "10 years"),
                source: "[K] 国家档案局令第8号".into(),
                is_sure: false,
            }],
        }],
    }
}
