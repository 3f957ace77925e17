//! Alerts, and taking a found list away.

use guildhall_web::locale::Locale;
use guildhall_web::routes;
use guildhall_web::view::*;

use super::{frame, moment, say};

fn row(locale: Locale, is_open: bool) -> AlertRow {
    AlertRow {
        link: routes::alert("7"),
        title: say(locale, "大量导出", "Bulk export"),
        who: "赵敏".into(),
        sentence: say(locale, "24 小时内 500 次。", "500 within 24 hours."),
        state: say(locale, "待处理", "open"),
        is_open,
        raised: moment("2026-11-21T00:40:00Z"),
    }
}

pub(super) fn alerts(locale: Locale, none: bool) -> AlertsPage {
    AlertsPage {
        ui: frame(locale, Section::System),
        sees_all: !none,
        alerts: match none {
            true => Vec::new(),
            false => vec![row(locale, true), row(locale, false)],
        },
        previous: None,
        next: (!none).then(|| routes::ALERTS.to_owned()),
    }
}

pub(super) fn alert(locale: Locale, open: bool) -> AlertPage {
    let raised = moment("2026-11-21T00:40:00Z");
    let bars = [12, 40, 80].into_iter().enumerate();
    AlertPage {
        ui: frame(locale, Section::System),
        id: "7".into(),
        alert: row(locale, open),
        role: Some(say(locale, "档案员", "Archivist")),
        brakes: vec![say(locale, "要求再次证明本人", "asked to prove again who she is")],
        last: raised,
        since: raised,
        until: raised,
        kinds: vec![(say(locale, "导出", "export"), 500)],
        chart: bars
            .map(|(place, height)| ChartBar {
                x: place as u32 * 30,
                y: 80 - height,
                height,
                count: u64::from(height),
            })
            .collect(),
        records: 500,
        addresses: vec![("203.0.113.7".into(), 500)],
        agents: vec![("Firefox · Linux".into(), 500)],
        recent: vec![ActRowSeen {
            when: raised,
            what: say(locale, "导出", "export"),
            who: None,
            record: "Z109-WS·2024-D30-0001".into(),
            address: "203.0.113.7".into(),
        }],
        acknowledged: Some(("何安".into(), raised)),
        closed: (!open).then(|| ("何安".into(), raised)),
        finding: say(locale, "年度移交。", "The yearly transfer."),
        may_decide: open,
        lift: open.then_some(LiftForm {
            most: 24,
            until: Some(raised),
        }),
        incident: (!open).then(|| routes::incident("9")),
        open_incident: open.then(|| routes::INCIDENT_NEW.to_owned()),
        fault: open.then(|| say(locale, "文字太短。", "The text is too short.")),
    }
}

pub(super) fn export(locale: Locale) -> ExportPage {
    ExportPage {
        ui: frame(locale, Section::Home),
        found: 214,
        left: 286,
        limit: 500,
        per_file: 2_000,
        lifted: None,
        is_possible: true,
        values: vec![("q", "慰问".to_owned())],
        back: routes::search("慰问"),
    }
}
