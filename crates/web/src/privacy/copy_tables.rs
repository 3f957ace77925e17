//! The copy of somebody's own data as tables, as people read it.

use super::copied::{OwnCopy, VisitPart};
use super::named::code;
use crate::view::{CopyGroup, Frame};

/// Returns the tables of the copy as people read it.
pub fn groups(ui: &Frame, copy: OwnCopy) -> Vec<CopyGroup> {
    let moment = |text: &str| {
        text.parse::<jiff::Timestamp>()
            .map_or_else(|_| text.to_owned(), |at| ui.moment(at))
    };
    let optional = |text: Option<String>| text.unwrap_or_default();
    let profile = profile(ui, &copy);
    let visit = |part: VisitPart| vec![part.agent, part.address, moment(&part.since)];
    let table = |title: &str, columns: &[&str], rows: Vec<Vec<String>>| CopyGroup {
        title: ui.t(title),
        columns: columns.iter().map(|key| ui.t(key)).collect(),
        rows,
    };
    let visits = ["own-session-device", "own-session-address", "own-session-began"];
    let word = |text: &str| code(ui.locale, text);
    vec![
        table("own-copy-profile", &["own-copy-what", "own-copy-value"], profile),
        table(
            "own-sessions",
            &visits,
            copy.sessions.into_iter().map(visit).collect(),
        ),
        table(
            "own-copy-devices",
            &visits,
            copy.devices.into_iter().map(visit).collect(),
        ),
        table(
            "looks-title",
            &["looks-when", "looks-who", "looks-what", "looks-record"],
            copy.looks
                .into_iter()
                .map(|look| vec![moment(&look.at), look.who, look.what, look.record])
                .collect(),
        ),
        table(
            "own-copy-records",
            &[
                "looks-record",
                "own-copy-number",
                "own-copy-retention",
                "own-copy-record-title",
            ],
            copy.records
                .into_iter()
                .map(|record| {
                    let number = record.archival_code.unwrap_or_else(|| record.year.to_string());
                    vec![record.kind, number, record.retention, optional(record.title)]
                })
                .collect(),
        ),
        table(
            "own-requests-title",
            &[
                "request-kind",
                "request-received",
                "request-state",
                "request-answer",
            ],
            copy.requests
                .into_iter()
                .map(|request| {
                    let state = request.outcome.as_deref().unwrap_or(&request.state);
                    vec![
                        word(&request.kind),
                        moment(&request.received_at),
                        word(state),
                        request.answer,
                    ]
                })
                .collect(),
        ),
        table(
            "consents-title",
            &["own-copy-what", "looks-when", "request-state"],
            copy.consents
                .into_iter()
                .map(|act| {
                    let done = if act.given { "given" } else { "withdrawn" };
                    vec![act.title, moment(&act.at), word(done)]
                })
                .collect(),
        ),
    ]
}

fn profile(ui: &Frame, copy: &OwnCopy) -> Vec<Vec<String>> {
    let account = &copy.account;
    let mut rows = vec![
        ("account-login", account.login.clone()),
        ("account-name", account.name.clone()),
        ("own-copy-unit", account.unit.clone()),
        ("account-role", account.roles.join("、")),
        ("own-copy-passkeys", copy.passkeys.join("、")),
        ("certificate-title", copy.certificates.join("；")),
    ];
    if let Some(person) = &copy.person {
        let days = [&person.joined_at, &person.left_at].map(|day| day.clone().unwrap_or_default());
        rows.extend([
            ("account-staff-number", person.staff_number.clone()),
            ("own-copy-sex", person.sex.clone()),
            ("own-copy-birth", person.birth_date.clone().unwrap_or_default()),
            ("own-copy-phone", person.phone.clone().unwrap_or_default()),
            ("own-copy-employed", days.join(" – ")),
        ]);
    }
    let filled = rows
        .into_iter()
        .filter(|(_, text)| !text.trim_matches([' ', '–']).is_empty());
    filled.map(|(label, text)| vec![ui.t(label), text]).collect()
}
