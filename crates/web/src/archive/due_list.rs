//! The yearly list of what falls due (到期档案清册) as PDF: what the union takes to its appraisal.

use super::retention::{DueQuery, why};
use super::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::pdf::{self, Wording};
use axum::extract::Query;
use axum::response::Response;
use guildhall_archive::fonds;
use guildhall_archive::retention::DueRecord;
use guildhall_print::{Report, Section, Table};

/// Most records of one list; the last line names the rest.
const RECORDS_MAX: usize = 2_000;
/// Records read at once.
const PAGE: u32 = 500;

/// `GET /retention/list.pdf`
pub async fn print(member: Member, Query(query): Query<DueQuery>) -> Result<Response, Fault> {
    let bytes = due_pdf(&member, &query).await?;
    Ok(pdf::file(bytes, "attachment; filename=\"guildhall-due.pdf\""))
}

/// Prints what falls due up to a year, the earliest first.
///
/// # Errors
/// When the database refuses, and when nothing can be printed now.
pub async fn due_pdf(member: &Member, query: &DueQuery) -> Result<Vec<u8>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let until = query.until(member);
    let mut connection = app.database.read(actor.realm).await?;
    let mut records: Vec<DueRecord> = Vec::new();
    loop {
        let after = records.last().map(DueRecord::key);
        let page = app
            .archive
            .due(&mut connection, actor, until, (after, PAGE))
            .await?;
        let is_last = page.len() < PAGE as usize;
        records.extend(page);
        if is_last || records.len() > RECORDS_MAX {
            break;
        }
    }
    let fonds = fonds::list(&mut connection).await?;
    drop(connection);
    let is_cut = records.len() > RECORDS_MAX;
    records.truncate(RECORDS_MAX);
    let words = Wording(member.visit.locale);
    let mut facts = vec![
        (
            words.say("disposal-fonds"),
            fonds
                .iter()
                .map(|fonds| format!("{} {}", fonds.code, fonds.name))
                .collect::<Vec<_>>()
                .join("、"),
        ),
        (words.say("due-list-until"), until.to_string()),
        (words.say("due-list-count"), records.len().to_string()),
    ];
    if is_cut {
        facts.push((words.say("due-list-cut"), RECORDS_MAX.to_string()));
    }
    let report = Report {
        language: words.language(),
        title: words.say("due-list-title"),
        lines: vec![
            member.issuer().to_owned(),
            words.moment(app.database.clock().now()),
        ],
        foot: words.say("due-list-title"),
        sections: vec![Section {
            facts,
            table: Some(table(member, &records)),
            ..Section::default()
        }],
    };
    pdf::print(app.font.clone(), report).await
}

fn table(member: &Member, records: &[DueRecord]) -> Table {
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    let words = Wording(locale);
    let row = |(due, number): (&DueRecord, usize)| {
        let record = archive.listed(member.actor(), &due.record);
        vec![
            number.to_string(),
            record.archival_code.clone().unwrap_or_default(),
            record.title.clone(),
            record.year.to_string(),
            shown::retention(locale, archive, &record.retention),
            why(locale, archive, &due.record).unwrap_or_default(),
        ]
    };
    Table {
        widths: vec![6, 24, 36, 8, 12, 30],
        head: [
            "due-list-number",
            "record-number",
            "record-title",
            "due-list-year",
            "due-list-retention",
            "due-list-why",
        ]
        .map(|key| words.say(key))
        .to_vec(),
        rows: records.iter().zip(1..).map(row).collect(),
    }
}
