//! Statistics of use.

use guildhall_web::locale::Locale;
use guildhall_web::view::*;

use super::{frame, say};

pub(super) fn of_use(locale: Locale, is_empty: bool) -> UseStatisticsPage {
    let bar = |month: usize, x: u64, requests: u64| UseMonthBar {
        month,
        requests,
        x,
        height: requests * 10,
    };
    UseStatisticsPage {
        ui: frame(locale, Section::Records),
        year: 2026,
        previous: "/uses/statistics?year=2025".into(),
        next: None,
        file: "/uses/statistics.csv?year=2026".into(),
        is_empty,
        counts: vec![UseCountRow {
            name: say(locale, "利用申请（件次）", "Requests to use"),
            count: 8,
            before: 5,
        }],
        bars: vec![bar(1, 0, 6), bar(2, 30, 2)],
        months: vec![UseMonthRow {
            month: 1,
            requests: 6,
            looks: 40,
            loans: 2,
            certificates: 1,
        }],
        types: vec![UseGroupRow {
            name: say(locale, "文书", "Documents"),
            count: 8,
        }],
        organisations: vec![UseGroupRow {
            name: "外科分会".into(),
            count: 8,
        }],
    }
}
